"""Tells of the handoff before it comes: shifts in, one announcement per reminder out, across processes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import timedelta

from pdtui.core.events import Event, OnCallChanged, ReminderDue
from pdtui.core.journal import Journal
from pdtui.core.model import OnCall, Person
from pdtui.core.pagerduty import PagerDuty
from pdtui.core.ports import Clock, Timers
from pdtui.core.reminders import (
    Handoff,
    Reminder,
    due_now,
    on_call_summary,
    shifts_of,
    wanted,
    with_counterparts,
)
from pdtui.errors import PdtuiError
from pdtui.text import LOCAL

LOG = logging.getLogger(__name__)
LOOKED_UP = timedelta(hours=36)
"""Who takes over is asked for handoffs nearer than this."""
TICK = 30.0
"""Seconds between two looks at whether a shift began or ended."""
MOMENT = timedelta(seconds=1)
PATIENCE = 5.0
"""Seconds after which a reminder goes out without the counterpart's name."""


class Announcer:
    """Keeps the timers as the shifts want them, and publishes what is due."""

    def __init__(
        self,
        pagerduty: PagerDuty,
        journal: Journal,
        timers: Timers,
        clock: Clock,
        *,
        before: timedelta,
        publish: Callable[[Event], None],
    ) -> None:
        self._pagerduty = pagerduty
        self._journal = journal
        self._timers = timers
        self._clock = clock
        self._before = before
        self._publish = publish
        self._me: Person | None = None
        self._entries: tuple[OnCall, ...] = ()
        self._names: dict[str, str] = {}
        self._summary = ""
        self.reminders: tuple[Reminder, ...] = ()

    @property
    def summary(self) -> str:
        """What I am on call for, until when; empty before it is known."""
        return self._summary

    def start(self) -> None:
        """Let timers fire."""
        self._timers.start(self._fire)

    async def plan(self, me: Person, entries: Sequence[OnCall]) -> None:
        """Take a fresh reading of my on-call entries."""
        self._me, self._entries = me, tuple(entries)
        self.tick()
        now = self._clock.now()
        self.reminders = with_counterparts(wanted(shifts_of(entries, me.id), self._before, now), self._names)
        await self._look_up(me)
        self.reminders = with_counterparts(self.reminders, self._names)
        self._timers.set({reminder.key: reminder.due_at for reminder in self.reminders})

    async def run(self) -> None:
        """Keep the word on duty true while time passes."""
        while True:
            await asyncio.sleep(TICK)
            self.tick()

    def tick(self) -> None:
        """Say what I am on call for, where that has changed with time."""
        if self._me is None:
            return
        summary = on_call_summary(self._entries, self._me.id, self._clock.now().astimezone(LOCAL))
        if summary != self._summary:
            self._summary = summary
            self._publish(OnCallChanged(summary))

    async def _look_up(self, me: Person) -> None:
        """Who takes or hands over at the nearer handoffs; a failure leaves the name out, not the reminder."""
        now = self._clock.now()
        near = [reminder for reminder in self.reminders if reminder.instant - now < LOOKED_UP]
        try:
            async with asyncio.timeout(PATIENCE):
                for reminder in near:
                    self._names[reminder.key] = await self._counterpart(me, reminder)
        except (PdtuiError, TimeoutError) as error:
            LOG.info("who takes over could not be read: %s", error)

    async def _counterpart(self, me: Person, reminder: Reminder) -> str:
        at = reminder.instant if reminder.kind is Handoff.SHIFT_ENDS else reminder.instant - MOMENT
        shift = reminder.shift
        entries = await self._pagerduty.roster([shift.policy_id], at, at + MOMENT)
        names = [
            entry.user.name
            for entry in entries
            if entry.level == shift.level
            and entry.covers(at)
            and entry.user.id != me.id
            and (entry.schedule.id if entry.schedule else "") == shift.schedule_id
        ]
        return ", ".join(dict.fromkeys(names))

    async def _fire(self, key: str) -> None:
        """A timer fired: everything that is due is announced, so that what was slept through comes in order."""
        now = self._clock.now().astimezone(LOCAL)
        for announcement in due_now(self.reminders, now, lambda reminder: self._journal.claim_once(reminder, now)):
            LOG.info("reminder %s: %s", key, announcement.title)
            self._publish(ReminderDue(announcement))
