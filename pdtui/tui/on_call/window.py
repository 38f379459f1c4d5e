"""The span of days that a chart shows, and where an instant stands in it. Pure.

Cells are shares of real time: a day on which the clocks change is an hour wider or narrower.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

ZOOMS = (1, 3, 7, 14)
"""The days that may be shown, from near to far."""
USUAL = 7
_BEFORE = timedelta(hours=2)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the scale: a whole hour of the person's clock; `new_day`: the first of its date."""

    at: datetime
    """In the person's zone."""
    new_day: bool


@dataclass(frozen=True, slots=True)
class Window:
    """`days` of the person's calendar from `start`, which is a whole hour in the person's zone."""

    start: datetime
    days: int

    @property
    def since(self) -> datetime:
        """The left edge, in UTC."""
        return self.start.astimezone(UTC)

    @property
    def until(self) -> datetime:
        """The right edge, in UTC: the same time by the wall so many days later."""
        return (self.start + timedelta(days=self.days)).astimezone(UTC)

    def moved(self, days: int) -> Window:
        """Later (or, negative, earlier) by whole days of the calendar."""
        return replace(self, start=self.start + timedelta(days=days))

    def share(self, instant: datetime) -> float:
        """Where an instant stands: 0 at the left edge, 1 at the right one; beyond them less or more."""
        return (instant - self.since) / (self.until - self.since)

    def edge(self, instant: datetime, width: int) -> int:
        """The boundary between two of `width` cells that is nearest to an instant; 0 and `width` at the most."""
        return min(width, max(0, round(self.share(instant) * width)))

    def cell(self, instant: datetime, width: int) -> int | None:
        """The cell in which an instant lies; None where it is out of sight."""
        share = self.share(instant)
        return min(width - 1, int(share * width)) if 0 <= share < 1 else None

    def ticks(self) -> Iterator[Tick]:
        """Every whole hour by the person's clock, in the order in which they pass."""
        instant, date = self.since, (self.start - _HOUR).date()
        while instant < self.until:
            local = instant.astimezone(self.start.tzinfo)
            yield Tick(local, local.date() != date)
            date = local.date()
            instant += _HOUR


def window_at(now: datetime, days: int) -> Window:
    """The window in which now is in view: whole days from today on, or for a single day a little before now."""
    if days > 1:
        return Window(datetime.combine(now.date(), time(), now.tzinfo), days)
    begun = (now.astimezone(UTC) - _BEFORE).astimezone(now.tzinfo)
    return Window(begun.replace(minute=0, second=0, microsecond=0), days)
