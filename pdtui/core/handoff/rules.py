"""By which rules a brief is made: where it goes, and when it is night."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, time

CHANNEL = "#oncall-handoff"
_TIMES = re.compile(r"(\d{1,2}):(\d\d)\s*-\s*(\d{1,2}):(\d\d)")


@dataclass(frozen=True, slots=True)
class Night:
    """The hours in which nobody likes to be paged, on the person's own clock; `end` is not part of it."""

    start: time = time(22)
    end: time = time(7)

    def holds(self, local: datetime) -> bool:
        """Whether a local time is at night."""
        clock = local.time()
        if self.start <= self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


def read_night(value: object) -> Night:
    """`22:00-07:00` of the settings file; raises `ValueError` with the sentence's end."""
    found = _TIMES.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is not None:
        first, second, third, fourth = map(int, found.groups())
        if max(first, third) < 24 and max(second, fourth) < 60:
            return Night(time(first, second), time(third, fourth))
    raise ValueError("wants two times such as '22:00-07:00'")


@dataclass(frozen=True, slots=True)
class HandoffRules:
    """The settings of the brief."""

    channel: str = CHANNEL
    """The Slack channel that it is posted to, by name or id."""
    night: Night = field(default_factory=Night)
