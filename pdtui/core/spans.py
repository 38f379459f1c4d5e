"""Spans and instants as people type them: the ends of a snooze, the turns of an override. Pure policy.

Wall times are those of the zone that `now` carries, so a day on which the clocks change is as long as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from pdtui.errors import UsageError

SHORTEST = timedelta(seconds=1)
WORTH = timedelta(minutes=10)
"""A shift that ends sooner is no end to snooze until."""
LONGEST = timedelta(days=7)
"""How long PagerDuty snoozes at most."""
LONGEST_TURN = timedelta(days=90)
"""How long an override lasts at most; a longer one is more likely a slip than a wish."""
BACK = timedelta(minutes=1)
"""How far in the past a turn may begin: what was typed took a moment."""
MORNING = time(9)
A_WHILE = timedelta(hours=4)

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_SPAN = re.compile(
    r"(?:(?P<w>\d{1,6}) ?w(?:eeks?|ks?)?)? ?"
    r"(?:(?P<d>\d{1,6}) ?d(?:ays?)?)? ?"
    r"(?:(?P<h>\d{1,6}) ?h(?:ours?|rs?)?(?: ?(?P<rest>[0-5]?\d)(?=$))?)? ?"
    r"(?:(?P<m>\d{1,6}) ?m(?:ins?|inutes?)?)? ?"
    r"(?:(?P<s>\d{1,6}) ?s(?:ecs?|econds?)?)?",
    re.ASCII,
)
_WHEN = re.compile(
    r"(?:(?:on )?(?P<day>today|tomorrow|\d{4}-\d\d-\d\d|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)(?: at |[t ]))?"
    r"(?P<clock>\d[\d:apm ]*?)(?P<offset> ?(?:z|utc|[+-]\d\d:?\d\d))?",
    re.ASCII,
)
_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?(?: ?(?P<half>am|pm))?", re.ASCII)
_END_ADVICE = "write a span (90m, 2h30, 1d) or a time (until 14:00, until tomorrow 09:00, until 2026-11-22 09:00)"
_PAST_ADVICE = "write 8h (ago), 22:00 (the last one), yesterday 09:00 or 2026-11-21T22:00"
_INSTANT_ADVICE = "write now, 14:00, tomorrow 09:00 or 2026-11-21T14:00, with an offset such as +01:00 if need be"


@dataclass(frozen=True, slots=True)
class Preset:
    """An end that is offered for a snooze; `until` is aware, UTC."""

    label: str
    until: datetime


def presets(now: datetime, shift_ends: datetime | None) -> tuple[Preset, ...]:
    """What a snooze is offered with, shortest first but for the shift's end, which is there where it can be had.

    The morning is the next 09:00 that is further away than the spans: at night it is today's.
    """
    start = now.astimezone(UTC)
    morning = next(end for end in _next_days(now, MORNING) if end > start + A_WHILE)
    day = "today" if morning.astimezone(now.tzinfo).date() == now.date() else "tomorrow"
    offered = [
        Preset("30 min", start + timedelta(minutes=30)),
        Preset("1 h", start + timedelta(hours=1)),
        Preset("4 h", start + A_WHILE),
        Preset(f"until 09:00 {day}", morning),
    ]
    if shift_ends is not None and start + WORTH <= shift_ends <= start + LONGEST:
        offered.append(Preset("until my shift ends", shift_ends.astimezone(UTC)))
    return tuple(offered)


def parse_end(text: str, now: datetime) -> datetime:
    """The end of a snooze: `90m`, `2h30`, `until 14:00`, `tomorrow 09:00`; aware, UTC.

    Raises `UsageError` for what cannot be read, has passed, or is more than 7 days away.
    """
    end = _end(text, now, "has passed")
    if end - now > LONGEST:
        raise UsageError(f"{text!r} is more than 7 days away", "PagerDuty snoozes for 7 days at most")
    return end


def parse_turn(begins: str, lasts: str, now: datetime) -> tuple[datetime, datetime]:
    """When a turn of duty begins and ends, UTC: `now` and `2h`, `tomorrow 09:00` and `until 2026-12-10 09:00`.

    Nothing typed begins now. Raises `UsageError` for what cannot be read, has passed, ends before it begins or
    lasts more than 90 days.
    """
    start = parse_instant(begins or "now", now).replace(microsecond=0)
    if start < now - BACK:
        raise UsageError(f"{begins!r} has passed", "begin it now or later")
    end = _end(lasts, start.astimezone(now.tzinfo), "ends it before it begins")
    if end - start > LONGEST_TURN:
        raise UsageError(f"{lasts!r} is more than 90 days", "write a shorter span or an earlier end")
    return start, end


def parse_instant(text: str, now: datetime) -> datetime:
    """When something begins: `now`, `14:00` (the next one), `2026-11-21T14:00`, with an offset or without; UTC.

    Raises `UsageError` for what cannot be read; an instant with a date may lie in the past.
    """
    given = plain(text)
    instant = now.astimezone(UTC) if given == "now" else wall_time(given, now)
    if instant is None:
        raise UsageError(f"{text!r} is not a time", _INSTANT_ADVICE)
    return instant


def plain(text: str) -> str:
    """What was typed, in small letters and with single spaces: the form that the readers below want."""
    return " ".join(text.lower().split())


def span_of(given: str) -> timedelta | None:
    """A span such as `90m`, `2h30`, `1 w 2 days`; None for what is none. It may be nothing at all, or 2,700 years."""
    found = _SPAN.fullmatch(given)
    if found is None or not any(found.groupdict().values()):
        return None
    weeks, days, hours, rest, minutes, seconds = (int(found[name] or 0) for name in ("w", "d", "h", "rest", "m", "s"))
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=rest + minutes, seconds=seconds)


def clock_of(given: str) -> time | None:
    """A time of day such as `9:00`, `16:30`, `4:30 pm` or `9am`; None for what is none."""
    found = _CLOCK.fullmatch(given)
    if found is None or not (found["minute"] or found["half"]):
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"] == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def weekday_of(word: str) -> int | None:
    """Which day of the week a word names, 0 for Monday: `mon`, `tues`, `friday`, `sundays`; None for what is none."""
    name = word.removesuffix("s") if word.endswith("days") else word
    return next((place for place, day in enumerate(DAYS) if len(name) >= 3 and day.startswith(name)), None)


def wall_time(given: str, now: datetime) -> datetime | None:
    """A wall time, or a time with an offset, as an instant in UTC; None for what is none.

    Without a day, or with a weekday, it is the next such time; with a date it may lie in the past.
    """
    try:
        found = _WHEN.fullmatch(given)
        clock = clock_of(found["clock"]) if found is not None else None
        if found is None or clock is None:
            stated = datetime.fromisoformat(given.upper())
            return stated.astimezone(UTC) if stated.tzinfo is not None else None
        here = now.astimezone(_offset(found["offset"])) if found["offset"] else now
        return _next([one for day in _days(found["day"], here) for one in _instants(day, clock, here)], now)
    except (ValueError, OverflowError):
        return None


def parse_past(text: str, now: datetime) -> datetime:
    """When something began: `8h` (ago), `22:00` (the last one), `yesterday 09:00`, `2026-11-21T22:00`, `now`; UTC.

    Raises `UsageError` for what cannot be read, or is still to come.
    """
    given = plain(text).removesuffix(" ago")
    day_before = given.startswith("yesterday ")
    if day_before:
        given = f"{now.date() - timedelta(days=1)} {given.removeprefix('yesterday ')}"
    span = span_of(given)
    if span is not None:
        instant: datetime | None = now.astimezone(UTC) - span
    else:
        instant = now.astimezone(UTC) if given == "now" else wall_time(given, now)
    if instant is not None and instant > now and clock_of(given) is not None:
        instant = wall_time(f"{now.date()} {given}", now)
        if instant is not None and instant > now:
            instant = wall_time(f"{now.date() - timedelta(days=1)} {given}", now)
    if instant is None:
        raise UsageError(f"{text!r} is not a time", _PAST_ADVICE)
    if instant > now:
        raise UsageError(f"{text!r} is still to come", _PAST_ADVICE)
    return instant


def _end(text: str, start: datetime, early: str) -> datetime:
    """A span after `start`, or the next such wall time in its zone; `early` says what is wrong with one before it."""
    given = plain(text)
    span = span_of(given.removeprefix("for "))
    try:
        if span is not None:
            end: datetime | None = start.astimezone(UTC) + min(span, 2 * LONGEST_TURN)
        else:
            end = wall_time(given.removeprefix("until "), start)
    except OverflowError:
        end = None
    if end is None:
        raise UsageError(f"{text!r} is neither a span nor a time", _END_ADVICE)
    if end - start < SHORTEST:
        raise UsageError(f"{text!r} {early if span is None else 'is no time at all'}", _END_ADVICE)
    return end


def _next(instants: Sequence[datetime], now: datetime) -> datetime:
    """The first that is still to come, else the first."""
    return next((instant for instant in instants if instant > now), instants[0])


def _offset(word: str) -> tzinfo | None:
    return time.fromisoformat(f"00:00{word.strip().upper().replace('UTC', 'Z')}").tzinfo


def _days(word: str | None, now: datetime) -> Iterable[date]:
    """The days that a word may mean, soonest first; any day where there is none."""
    today = now.date()
    match word:
        case None:
            return [today + timedelta(days=days) for days in range(3)]
        case "today":
            return [today]
        case "tomorrow":
            return [today + timedelta(days=1)]
    weekday = weekday_of(word)
    if weekday is None:
        return [date.fromisoformat(word)]
    first = today + timedelta(days=(weekday - today.weekday()) % 7)
    return [first, first + timedelta(days=7)]


def _next_days(now: datetime, clock: time) -> Iterator[datetime]:
    """A wall time on this day and the two after it, soonest first."""
    for day in _days(None, now):
        yield from _instants(day, clock, now)


def _instants(day: date, clock: time, now: datetime) -> Iterator[datetime]:
    """A wall time of a day in the zone of `now`: twice where the clocks go back, later where they skip it."""
    wall = datetime.combine(day, clock, now.tzinfo)
    first, second = (wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    yield first
    if second > first:
        yield second
