"""Hours in which nothing may sound: written as a person says them, true across midnight and changes of clocks."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONG = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HOURS = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})(?:[\s,]+(.*))?", re.DOTALL)
_EXAMPLE = 'wants hours such as "22:00-07:00" or "22:00-07:00 mon-fri"'
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` to the next `end` on the wall, beginning on the given weekdays; 24 hours where both are equal."""

    start: time
    end: time
    days: frozenset[int] = frozenset(range(7))
    """Weekdays on which they begin, Monday is 0: `22:00-07:00 fri` ends on Saturday morning."""

    def covers(self, moment: datetime, zone: tzinfo) -> bool:
        """Whether they are on at an instant; `zone` is where the wall is. The end itself is not quiet any more."""
        today = moment.astimezone(zone).date()
        return any(
            begun.weekday() in self.days and self._begin(begun, zone) <= moment < self._finish(begun, zone)
            for begun in (today - _DAY, today)
        )

    def _begin(self, day: date, zone: tzinfo) -> datetime:
        return min(_instants(day, self.start, zone))

    def _finish(self, day: date, zone: tzinfo) -> datetime:
        return max(_instants(day if self.start < self.end else day + _DAY, self.end, zone))


def _instants(day: date, wall: time, zone: tzinfo) -> tuple[datetime, ...]:
    """When a wall shows a time on a day: twice as clocks go back; where they skip it, as long after the skip."""
    first, second = (datetime.combine(day, wall, zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    return (first, second) if second > first else (first,)


def parse_quiet(value: object) -> tuple[QuietHours, ...]:
    """Quiet hours as texts, one or a list. Raises `ValueError` with the sentence's end."""
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list):
        raise ValueError(_EXAMPLE)
    return tuple(_hours(one) for one in given)


def _hours(text: object) -> QuietHours:
    found = _HOURS.fullmatch(text.strip().casefold()) if isinstance(text, str) else None
    if found is None:
        raise ValueError(_EXAMPLE)
    first_hour, first_minute, last_hour, last_minute, days = found.groups()
    start, end = _time(first_hour, first_minute), _time(last_hour, last_minute, midnight="24")
    if start == end and last_hour != "24":
        raise ValueError('begins and ends at the same time; a whole day is "00:00-24:00"')
    return QuietHours(start, end, _days(days) if days else frozenset(range(7)))


def _time(hour: str, minute: str, *, midnight: str = "") -> time:
    if hour == midnight and minute == "00":
        return time()
    if int(hour) > 23 or int(minute) > 59:
        raise ValueError(f"holds {hour}:{minute}, which no clock shows")
    return time(int(hour), int(minute))


def _days(text: str) -> frozenset[int]:
    """`mon-fri`, `sat sun`, `fri-mon`, `monday, wednesday`."""
    found: set[int] = set()
    for part in re.sub(r"\s*[-–]\s*", "-", text).replace(",", " ").split():
        first, _, last = part.partition("-")
        begin = _day(first)
        length = (_day(last) - begin) % 7 if last else 0
        found.update((begin + step) % 7 for step in range(length + 1))
    return frozenset(found)


def _day(word: str) -> int:
    if word in DAYS or word in _LONG:
        return DAYS.index(word[:3])
    near = difflib.get_close_matches(word, DAYS, n=1, cutoff=0.0)[0]
    raise ValueError(f"does not know the day {word!r}; did you mean {near!r}?")
