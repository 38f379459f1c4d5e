"""When a reminder comes: once, every so often, or at times of day; and how that is said. Pure policy."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile

from pdtui.core.reminding import recurrence
from pdtui.core.spans import DAYS

SHORTEST_EVERY = timedelta(minutes=1)

_DAILY = re.compile(r"(?P<minute>\d{1,2}) (?P<hour>\d{1,2}) \* \* (?P<days>\*|1-5|[0-6](?:,[0-6])*)")
_UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))
_ONE = {timedelta(minutes=1): "minute", timedelta(hours=1): "hour"}


@dataclass(frozen=True, slots=True)
class Timing:
    """When a reminder comes; exactly one of three shapes.

    Once at `at`; at `at` and then each time `every` has passed, whatever the clocks do; or whenever `cron`, five
    fields, says so in `zone`: an IANA name, empty for the machine's own. `until_resolved` ends the latter two with
    the incident that they follow up: whoever knows the incident sees to that. `at` is given aware and kept in UTC.
    """

    at: datetime | None = None
    every: timedelta | None = None
    cron: str = ""
    zone: str = ""
    until_resolved: bool = False

    def __post_init__(self) -> None:
        """Refuse what is none of the three shapes, also when it is read back from a file: `ValueError`."""
        if (self.at is None) is not bool(self.cron) or (self.cron and self.every is not None):
            raise ValueError("a timing has either an instant or a cron expression")
        if self.at is not None and self.at.utcoffset() is None:
            raise ValueError("the instant of a timing is aware")
        if self.every is not None and self.every < SHORTEST_EVERY:
            raise ValueError("a timing comes once a minute at most")
        if self.until_resolved and not self.recurs:
            raise ValueError("what comes once has no end")
        if self.at is not None:
            object.__setattr__(self, "at", self.at.astimezone(UTC))

    @property
    def recurs(self) -> bool:
        """Whether it comes more than once."""
        return self.every is not None or bool(self.cron)

    def next_after(self, moment: datetime) -> datetime | None:
        """The first occurrence later than an instant, UTC; None where there is no further one.

        Raises `UsageError` for a zone that this machine does not know.
        """
        return next(self._after(moment), None)

    def latest(self, since: datetime, until: datetime) -> datetime | None:
        """The last occurrence later than `since` and not later than `until`, UTC; reads no more than it must.

        Raises `UsageError` for a zone that this machine does not know.
        """
        look_back = timedelta(days=1)
        while True:
            start = max(since, until - look_back) if until - since > look_back else since
            found = deque(takewhile(lambda instant: instant <= until, self._after(start)), 1)
            if found or start == since:
                return found[0] if found else None
            look_back *= 8

    def words(self, now: datetime) -> str:
        """It in plain English, wall times in the zone of `now`: `at 16:30`, `every 30 min until resolved`.

        A zone other than that of `now` is named. `parse_timing` reads each back, but for a named zone or a past day.
        """
        end = " until resolved" if self.until_resolved else ""
        if self.cron:
            elsewhere = self.zone and self.zone != str(now.tzinfo)
            return f"{_cron_words(self.cron)}{end}{f' ({self.zone})' if elsewhere else ''}"
        if self.every is not None:
            return f"every {_ONE.get(self.every) or _exactly(self.every)}{end}"
        return _once_words(self.at, now) if self.at is not None else ""

    def _after(self, moment: datetime) -> Iterator[datetime]:
        if self.cron:
            yield from recurrence.instants(self.cron, self.zone, moment)
        elif self.at is not None and self.every is None:
            yield from (self.at,) if self.at > moment else ()
        elif self.at is not None and self.every is not None:
            passed = max(0, (moment - self.at) // self.every + 1)
            instant = self.at + passed * self.every
            while True:
                yield instant
                instant += self.every


def _once_words(at: datetime, now: datetime) -> str:
    wall = at.astimezone(now.tzinfo)
    days = (wall.date() - now.date()).days
    if days == 0:
        return f"at {wall:%H:%M}"
    if days == 1:
        return f"tomorrow {wall:%H:%M}"
    if 1 < days < 7:
        return f"on {DAYS[wall.weekday()].capitalize()} at {wall:%H:%M}"
    return f"{wall:%Y-%m-%d %H:%M}"


def _cron_words(cron: str) -> str:
    """`every weekday at 09:00` where the expression is about a time of days, else the expression itself."""
    found = _DAILY.fullmatch(cron)
    if found is None:
        return f"cron {cron}"
    return f"every {_days_words(found['days'])} at {int(found['hour']):02}:{int(found['minute']):02}"


def _days_words(days: str) -> str:
    known = {"*": "day", "1-5": "weekday", "0,6": "weekend day"}.get(days)
    if known is not None:
        return known
    numbers = sorted({(int(number) - 1) % 7 for number in days.split(",")})
    if len(numbers) == 1:
        return DAYS[numbers[0]].capitalize()
    names = [DAYS[number][:3].capitalize() for number in numbers]
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _exactly(span: timedelta) -> str:
    """A span with all its units, for it is a promise: `1 d 2 h 30 min`."""
    seconds, parts = int(span.total_seconds()), []
    for size, unit in _UNITS:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts)
