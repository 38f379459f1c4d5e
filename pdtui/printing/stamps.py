"""Instants as programs read them."""

from __future__ import annotations

from datetime import datetime

from pdtui import text


def stamp(instant: datetime | None) -> str | None:
    """An instant as RFC 3339 in UTC, null where there is none."""
    return text.stamp(instant) if instant else None
