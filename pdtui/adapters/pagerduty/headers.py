"""What an answer says beside its JSON: when it was given; and what must not be in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import quote

HIDDEN = b"***"
_EARLIEST, _LATEST = 2000, 2200


def dated(headers: Mapping[str, str]) -> datetime | None:
    """The `Date` of an answer in UTC; None where there is none that can be believed."""
    try:
        instant = parsedate_to_datetime(headers["date"])
    except (KeyError, ValueError):
        return None
    aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return aware.astimezone(UTC) if _EARLIEST < aware.year < _LATEST else None


def without(token: str, body: bytes) -> bytes:
    """A body in which a token that the far side repeats is not to be read, however JSON or an address spells it."""
    if not token:
        return body
    spellings = {token, quote(token, safe=""), token.replace("/", "\\/")}
    spellings |= {token.replace("+", plus) for plus in ("\\u002b", "\\u002B")}
    for spelling in spellings:
        body = body.replace(spelling.encode(), HIDDEN)
    return body
