"""A custom field's value as a person types it, read by the field's type: pure policy."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import urlsplit

from pdtui.core.commands import FieldScalar, FieldValue
from pdtui.core.spans import parse_instant
from pdtui.core.surroundings import CustomField
from pdtui.errors import UsageError
from pdtui.text import clean, stamp

_YES, _NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


def parse_value(field: CustomField, text: str, now: datetime) -> FieldValue:
    """The value to set; None, which clears it, for an empty text. Several values are separated by commas.

    `now` carries the person's zone. Raises `UsageError` that names what is wanted: the options of a fixed field,
    or what the type looks like.
    """
    if not text.strip():
        return None
    if not field.multiple:
        return _scalar(field, text.strip(), now)
    parts = [part.strip() for part in text.split(",")]
    return tuple(dict.fromkeys(_scalar(field, part, now) for part in parts if part)) or None


def shown(value: FieldValue) -> str:
    """A value as a person reads and types it, several in their own order; empty for none."""
    if isinstance(value, tuple):
        return ", ".join(map(shown, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean(value)


def _scalar(field: CustomField, text: str, now: datetime) -> FieldScalar:
    if field.fixed and field.options:
        return _option(field, text)
    read, wanted = _TYPES.get(field.data_type, (_as_it_is, "a text"))
    try:
        return read(text, now)
    except ValueError:
        raise UsageError(f"{text!r} is no value for {field.display_name}", f"it wants {wanted}") from None


def _option(field: CustomField, text: str) -> FieldScalar:
    for option in field.options:
        if str(option).casefold() == text.casefold():
            return option
    options = ", ".join(map(str, field.options))
    raise UsageError(f"{text!r} is no option of {field.display_name}", f"the options are: {options}")


def _as_it_is(text: str, _: datetime) -> FieldScalar:
    return text


def _integer(text: str, _: datetime) -> FieldScalar:
    return int(text)


def _float(text: str, _: datetime) -> FieldScalar:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _boolean(text: str, _: datetime) -> FieldScalar:
    word = text.casefold()
    if word not in (*_YES, *_NO):
        raise ValueError(text)
    return word in _YES


def _instant(text: str, now: datetime) -> FieldScalar:
    try:
        return stamp(parse_instant(text, now))
    except UsageError as error:
        raise ValueError(text) from error


def _address(text: str, _: datetime) -> FieldScalar:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(text)
    return text


_TYPES: Mapping[str, tuple[Callable[[str, datetime], FieldScalar], str]] = {
    "string": (_as_it_is, "a text"),
    "integer": (_integer, "a whole number"),
    "float": (_float, "a number"),
    "boolean": (_boolean, "yes or no"),
    "datetime": (_instant, "a time such as 2026-11-21T14:00, with an offset if need be"),
    "url": (_address, "an address such as https://example.com"),
}
