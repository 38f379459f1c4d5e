"""Instants as programs read them."""

from __future__ import annotations

from datetime import datetime


def stamp(instant: datetime | None) -> str | None:
    """An instant as RFC 3339 in UTC, null where there is none."""
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}" if instant else None
