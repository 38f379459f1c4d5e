"""The time of a reminder as a person types it, alone or at the end of a sentence: pure policy.

Wall times are those of the zone that `now` carries: a `ZoneInfo`, UTC or the machine's own (`pdtui.text.LOCAL`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pdtui.core.reminding.recurrence import check_cron, is_like_cron, name_of
from pdtui.core.reminding.timing import SHORTEST_EVERY, Timing
from pdtui.core.spans import SHORTEST, clock_of, plain, span_of, wall_time, weekday_of
from pdtui.errors import UsageError

__all__ = ["Timing", "parse_timing", "split_timing"]

LONGEST_AHEAD = timedelta(days=366)
"""How far ahead a reminder is set at most; further is more likely a slip than a wish."""
LONGEST_TAIL = 16
"""How many words at the end of a sentence may be its time."""

_ADVICE = "write in 30m, at 16:30, tomorrow 09:00, every 30m, every weekday at 09:00 or cron 0 9 * * 1-5"
_QUOTE = 'put what is no time in quotes: "call the vendor" at 16:30'
_UNTIL = re.compile(r"(?P<asked>.+?) until (?:it is |it's )?resolved")
_EVERY_ONE = {"minute": "1 minute", "hour": "1 hour"}
_IN_ONE = re.compile(r"in (?:an?|one) (?=(?:minute|hour|day|week)$)")
_ALIASES = {"daily": "every day", "hourly": "every hour"}
_ON_DAYS = re.compile(r"(?P<days>[a-z][a-z, -]*?)(?: at)? (?P<clock>\d.*)")
_TOKEN = re.compile(r'"[^"]*"|\S+')
_HALF_READ = re.compile(
    r"\b(?:in \d|cron [\d*]|\d{4}-\d\d-\d\d"
    r"|(?:every|next|daily|hourly|weekly|today|tomorrow|weekdays?"
    r"|(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:days?)?)\b)"
)


def parse_timing(text: str, now: datetime, *, on_incident: bool = False) -> Timing:
    """When a reminder comes: `in 2h30`, `14:00`, `monday 9:00`, `every 30m until resolved`, `cron 0 9 * * 1-5`.

    A wall time without a date is the next such one. Raises `UsageError` for what cannot be read, has passed, is
    more than a year ahead, comes more often than once a minute, or ends with an incident where there is none.
    """
    timing = _read(text, now, on_incident)
    if timing is None:
        raise UsageError(f"{text!r} is not a time for a reminder", _ADVICE)
    return timing


def split_timing(words: Sequence[str], now: datetime, *, on_incident: bool = False) -> tuple[str, Timing]:
    """The text of a reminder and its timing, the longest end of the words that reads as one; the text may be empty.

    A word with spaces, or in double quotes, was quoted: it stands whole, unless no time is found otherwise. Raises
    `UsageError` where there is no time, where `parse_timing` refuses it, and where it begins in the middle of
    another: `call next monday at 9:00` and `call every wensday at 9:00` are rather asked again than misread.
    """
    for parts in (list(words), [part.strip('"') for part in _TOKEN.findall(" ".join(words))]):
        for start in range(max(0, len(parts) - LONGEST_TAIL), len(parts)):
            timing = _read(" ".join(parts[start:]), now, on_incident)
            if timing is not None:
                _refuse_half_read(parts[:start], parts[start:])
                return " ".join(parts[:start]).strip(), timing
    raise UsageError("no time for the reminder is given at the end", _ADVICE)


def _refuse_half_read(text: Sequence[str], time: Sequence[str]) -> None:
    """Raise where the last unquoted words before the time belong to a time themselves."""
    bare: list[str] = []
    for word in reversed(text[-4:]):
        if " " in word:
            break
        bare.insert(0, word)
    found = _HALF_READ.search(" ".join(bare).lower())
    if found is not None:
        asked = " ".join([" ".join(bare)[found.start() :], *time])
        raise UsageError(f"{asked!r} is not a time for a reminder", f"{_ADVICE}; or {_QUOTE}")


def _read(text: str, now: datetime, on_incident: bool) -> Timing | None:
    """The timing; None for what does not read as one, `UsageError` for what does and is refused."""
    given = plain(text.replace('"', " "))
    until = _UNTIL.fullmatch(given)
    asked = until["asked"] if until is not None else given
    timing = _recurring(asked, now) or _once(asked, now)
    if timing is None or until is None:
        return timing
    if not timing.recurs:
        raise UsageError(f"{text!r} comes once", "write every 30m until resolved, or leave the end out")
    if not on_incident:
        raise UsageError(f"{text!r} is about no incident", "only a follow-up on an incident ends with it")
    return replace(timing, until_resolved=True)


def _once(given: str, now: datetime) -> Timing | None:
    span = span_of(_IN_ONE.sub("1 ", given).removeprefix("in "))
    if span is not None:
        if span < SHORTEST:
            raise UsageError(f"{given!r} is no time at all", "write in 30m or in 2h")
        return Timing(at=_ahead(given, span, now))
    at = wall_time(given.removeprefix("at "), now)
    if at is None:
        return None
    if at <= now:
        raise UsageError(f"{given!r} has passed", "write a later one, such as in 30m or tomorrow 09:00")
    _ahead(given, at - now, now)
    return Timing(at=at)


def _recurring(given: str, now: datetime) -> Timing | None:
    word, _, more = given.partition(" ")
    word, _, asked = f"{_ALIASES.get(word, word)} {more}".strip().partition(" ")
    if word not in ("every", "cron"):
        return None
    if is_like_cron(asked):
        return _cron(check_cron(asked), given, now)
    if word == "cron":
        return None
    found = _ON_DAYS.fullmatch(asked)
    days, clock = (_weekdays(found["days"]), clock_of(found["clock"])) if found is not None else ("", None)
    if days and clock is not None:
        return _cron(f"{clock.minute} {clock.hour} * * {days}", given, now)
    return _every(given, asked, now)


def _cron(cron: str, given: str, now: datetime) -> Timing:
    timing = Timing(cron=cron, zone=name_of(now.tzinfo))
    first = timing.next_after(now)
    if first is None:
        raise UsageError(f"{given!r} never comes", "such a day is in no month")
    _ahead(given, first - now, now)
    return timing


def _every(given: str, asked: str, now: datetime) -> Timing | None:
    span = span_of(_EVERY_ONE.get(asked, asked))
    if span is None:
        return None
    if span < SHORTEST_EVERY:
        raise UsageError(f"{given!r} is too often", "once a minute is the most, such as every 5m")
    return Timing(at=_ahead(given, span, now), every=span)


def _ahead(given: str, span: timedelta, now: datetime) -> datetime:
    """The instant that a span leads to, UTC, to the second; refused where it is too far away."""
    if span > LONGEST_AHEAD:
        raise UsageError(f"{given!r} is more than a year ahead", "write a nearer one, such as in 30d or every 90d")
    return now.astimezone(UTC).replace(microsecond=0) + span


def _weekdays(words: str) -> str:
    """The last field of a cron expression for the days that are named; empty for what names none."""
    known = {"day": "*", "weekday": "1-5", "weekdays": "1-5", "weekend": "0,6", "weekend day": "0,6"}.get(words)
    if known is not None:
        return known
    days: set[int] = set()
    for part in re.split(r" ?, ?(?:and )?| and ", words):
        first, dash, last = part.partition("-")
        ends = (weekday_of(first.strip()), weekday_of(last.strip()) if dash else weekday_of(first.strip()))
        if ends[0] is None or ends[1] is None:
            return ""
        days.update((ends[0] + step) % 7 for step in range((ends[1] - ends[0]) % 7 + 1))
    if days == set(range(7)):
        return "*"
    numbers = ",".join(str(number) for number in sorted((day + 1) % 7 for day in days))
    return "1-5" if numbers == "1,2,3,4,5" else numbers
