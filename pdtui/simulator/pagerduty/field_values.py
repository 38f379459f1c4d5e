"""Which values a custom field takes."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from pdtui.simulator.pagerduty.errors import invalid
from pdtui.simulator.pagerduty.model_features import CustomField

MAX_TEXT = 200
MAX_VALUES = 10


def checked(field: CustomField, value: object) -> object:
    """The value as it is kept; 400/2001 for a wrong type or an unknown option, null clears."""
    if value is None:
        return None
    if not field.field_type.startswith("multi_value"):
        return _single(field, value)
    if not isinstance(value, list) or len(value) > MAX_VALUES:
        raise invalid(f"{field.name} must be an array of at most {MAX_VALUES} values.")
    values = [_single(field, one) for one in value]
    if len({str(one) for one in values}) < len(values):
        raise invalid(f"{field.name} must have unique values.")
    return values or None


def _single(field: CustomField, value: object) -> object:
    if not _fits(field.data_type, value):
        raise invalid(f"{field.name} must be of type {field.data_type}.")
    if field.field_type.endswith("_fixed") and value not in {option.value for option in field.options}:
        raise invalid(f"{field.name} has no such option.")
    return value


def _fits(data_type: str, value: object) -> bool:
    if data_type == "boolean" or isinstance(value, bool):
        return data_type == "boolean" and isinstance(value, bool)
    if data_type == "integer":
        return isinstance(value, int)
    if data_type == "float":
        return isinstance(value, (int, float))
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        return False
    if data_type == "datetime":
        return _is_instant(value)
    return data_type == "string" or _is_address(value)


def _is_instant(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _is_address(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.netloc)
