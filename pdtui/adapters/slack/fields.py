"""Slack's answers are JSON of any shape: what is missing or of another kind counts as empty."""

from __future__ import annotations

from collections.abc import Mapping

from pdtui.text import clean


def mapping(value: object) -> Mapping[str, object]:
    """A JSON object, empty where it is none."""
    return value if isinstance(value, dict) else {}


def mappings(value: object) -> list[Mapping[str, object]]:
    """The objects of a list, empty where it is none."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def text_of(raw: Mapping[str, object], key: str) -> str:
    """A string made harmless, empty where it is none."""
    value = raw.get(key)
    return clean(value) if isinstance(value, str) else ""


def number_of(raw: Mapping[str, object], key: str) -> int:
    """A whole number, 0 where it is none."""
    value = raw.get(key)
    return value if isinstance(value, int) else 0


def unescaped(value: str) -> str:
    """Text as its author wrote it: Slack escapes these three signs, and no others."""
    return value.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
