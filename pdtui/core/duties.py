"""What I am on call for, and who is on call for the same: read seldom, known all the time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from pdtui.core.model import OnCall, Person
from pdtui.core.pagerduty import OnCallPort
from pdtui.core.ports import Clock
from pdtui.core.scope import Duty, duty_at

READ_EVERY = timedelta(minutes=5)
"""`/oncalls` has a hidden limit of its own: never once per tick."""
BACK = timedelta(hours=2)
AHEAD = timedelta(days=88)
"""The span of my shifts that is read: reminders need what just ended and what comes. PagerDuty tells no more than
90 days by its own clock, and refuses more; a laptop's may be ahead."""
COLLEAGUES_BACK = timedelta(hours=24)
"""Who was on call for my policies within this still holds what they were given then."""


class Duties:
    """My on-call entries, and whom my policies page."""

    def __init__(self, pagerduty: OnCallPort, clock: Clock, *, every_level: bool) -> None:
        self._pagerduty = pagerduty
        self._clock = clock
        self._every_level = every_level
        self._read_at: datetime | None = None
        self._policies: frozenset[str] = frozenset()
        self.entries: tuple[OnCall, ...] = ()
        """Mine from `BACK` to `AHEAD`."""
        self.colleagues: tuple[str, ...] = ()
        """The ids of all who are or were lately on call for the policies that count, at any level."""
        self.on_read: Callable[[], None] = lambda: None

    def forget(self) -> None:
        """Read anew at the next look."""
        self._read_at = None

    async def refresh(self, me: Person) -> None:
        """Read my entries where they have grown old."""
        now = self._clock.now()
        if self._read_at is not None and now - self._read_at < READ_EVERY:
            return
        self.entries = await self._pagerduty.on_calls(me.id, now - BACK, now + AHEAD)
        self._read_at = now
        self._policies = frozenset()
        self.on_read()

    async def refresh_colleagues(self, duty: Duty) -> None:
        """Read who else is on call for what I am on call for, where that has changed or grown old."""
        if duty.policies == self._policies:
            return
        now = self._clock.now()
        entries = await self._pagerduty.roster(sorted(duty.policies), now - COLLEAGUES_BACK, now)
        self.colleagues = tuple(sorted({entry.user.id for entry in entries}))
        self._policies = duty.policies

    def duty(self) -> Duty:
        """What I am on call for now."""
        return duty_at(self.entries, self._clock.now(), every_level=self._every_level)
