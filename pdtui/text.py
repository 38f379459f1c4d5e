"""Text that strangers wrote, made safe to show, and times made short: pure functions."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, tzinfo

_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"  # CSI
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"  # OSC, DCS, SOS, PM, APC
    r"|\x1b[ -/]*[0-~]?"  # other escapes
)
_KEPT_FORMAT = {"\u200d", "\u200c"}  # joiners: without them emoji families and some scripts fall apart
_SPACES = re.compile(r"[^\S\n]+")
_TRAILING = re.compile(r" +\n")


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if character == "\n" or character in _KEPT_FORMAT:
        return character
    if category in ("Zs", "Zl", "Zp") or character in "\t\r\v\f":
        return " "
    return "" if category in ("Cc", "Cf", "Cs", "Cn", "Co") else character


def clean(value: object, *, multiline: bool = False) -> str:
    """Anything from outside as harmless text.

    Escape sequences (7 and 8 bit), control characters, bidirectional overrides and unassigned code
    points go. Newlines become spaces and runs of spaces one, unless `multiline`: there both stay, since
    logs and code are pasted into notes. Values that are not strings are written as `str()` writes them,
    None as the empty string.
    """
    if value is None:
        return ""
    text = str(value)
    if text.isascii() and text.isprintable():
        return text.strip() if multiline else _SPACES.sub(" ", text).strip()
    text = _SEQUENCE.sub("", text.replace("\r\n", "\n"))
    text = "".join(map(_plain, text))
    if multiline:
        return _TRAILING.sub("\n", text).strip()
    return _SPACES.sub(" ", text.replace("\n", " ")).strip()


class LocalZone(tzinfo):
    """The machine's own zone with its rules, so that a time across a change of clocks is right.

    `datetime.astimezone()` gives the offset of one instant, which is wrong for the others.
    """

    def fromutc(self, instant: datetime) -> datetime:
        """Wall time for an instant."""
        stamp = instant.replace(tzinfo=UTC).timestamp()
        return datetime.fromtimestamp(stamp).replace(tzinfo=self)  # noqa: DTZ006 - it keeps the fold

    def utcoffset(self, instant: datetime | None) -> timedelta | None:
        """How far the wall is from UTC then."""
        return instant.replace(tzinfo=None).astimezone().utcoffset() if instant else None

    def tzname(self, instant: datetime | None) -> str | None:
        """The zone's abbreviation then."""
        return instant.replace(tzinfo=None).astimezone().tzname() if instant else None

    def dst(self, instant: datetime | None) -> timedelta | None:
        """Not known apart from the offset."""
        return None


LOCAL = LocalZone()


def ago(span: timedelta) -> str:
    """A span of time in at most four characters: `42s`, `7m`, `3h`, `12d`; negative spans count as zero."""
    seconds = max(0, int(span.total_seconds()))
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
        if seconds >= size:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def spell(span: timedelta) -> str:
    """A span of time as a person says it, to two units: `1 h 20 min`, `45 s`."""
    seconds = max(0, round(span.total_seconds()))
    parts = []
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min"), (1, "s")):
        if seconds >= size:
            parts.append(f"{seconds // size} {unit}")
            seconds %= size
    return " ".join(parts[:2]) or "0 s"


def clock_time(instant: datetime, now: datetime) -> str:
    """An instant in the zone of `now`: `14:05` on the same day, else `Sat 14:05`, else `2026-11-21 14:05`."""
    local = instant.astimezone(now.tzinfo)
    if local.date() == now.date():
        return f"{local:%H:%M}"
    if abs(local - now) < timedelta(days=6):
        return f"{local:%a %H:%M}"
    return f"{local:%Y-%m-%d %H:%M}"


def stamp(instant: datetime) -> str:
    """An instant as RFC 3339 in UTC, to the second: `2026-11-21T14:05:00Z`."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def count(number: int, noun: str) -> str:
    """`1 note`, `3 notes`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
