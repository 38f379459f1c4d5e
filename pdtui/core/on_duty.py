"""What I am on call for, until when, who comes next, and who is on call elsewhere: one facade for the fronts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta, tzinfo

from pdtui.core.asking import Asker, asking_for
from pdtui.core.desk import AHEAD, BACK, OnCallDesk, Rota
from pdtui.core.directory import Directory
from pdtui.core.events import Event, OnCallChanged
from pdtui.core.model import OnCall, Person
from pdtui.core.next_on_call import NextOnCall
from pdtui.core.on_call import RosterLevel
from pdtui.core.pagerduty import OnCallPort
from pdtui.core.ports import Clock
from pdtui.core.shifts import Shift, on_call_summary, shift_ends
from pdtui.core.timeline import Timeline

TICK = 30.0
"""Seconds between two looks at whether a shift began or ended."""


class OnDuty:
    """Keeps the word on duty true while time passes, and answers about the rest when it is asked."""

    def __init__(
        self,
        pagerduty: OnCallPort,
        directory: Directory,
        clock: Clock,
        zone: tzinfo,
        identify: Callable[[], Awaitable[Person]],
        publish: Callable[[Event], None],
    ) -> None:
        self._desk = OnCallDesk(pagerduty, directory, clock)
        self._next = NextOnCall(pagerduty, clock, lambda: publish(OnCallChanged(self.summary)))
        self._clock = clock
        self._zone = zone
        self._identify = identify
        self._publish = publish
        self._me = ""
        self._entries: tuple[OnCall, ...] = ()
        self.summary = ""
        """What I am on call for, until when, as one line; empty before it is known."""

    @property
    def next(self) -> str:
        """Who takes over when my present shift ends; empty where that is not known."""
        return self._next.name

    @property
    def shift_ends(self) -> datetime | None:
        """When the first of my present shifts ends."""
        return shift_ends(self._entries, self._me, self._clock.now())

    async def take(self, me: Person, entries: Sequence[OnCall]) -> None:
        """Take a fresh reading of my on-call entries."""
        self._me, self._entries = me.id, tuple(entries)
        self.tick()
        await self._next.plan(me, entries)

    async def run(self) -> None:
        """Keep the word on duty true."""
        while True:
            await asyncio.sleep(TICK)
            self.tick()

    def tick(self) -> None:
        """Say what I am on call for, where that has changed with time."""
        if not self._me:
            return
        summary = on_call_summary(self._entries, self._me, self._clock.now().astimezone(self._zone))
        if summary != self.summary:
            self.summary = summary
            self._publish(OnCallChanged(summary))

    async def rota(self, name: str = "", ahead: timedelta = AHEAD) -> Rota:
        """Who is on call from now on at each level, of my policies or of a named one; see `OnCallDesk.roster`."""
        return await self._desk.roster(await self._identify(), name, ahead=ahead)

    async def rosters(self, me: Person, name: str = "") -> tuple[RosterLevel, ...]:
        """The levels of somebody's policies, or of a named one; see `OnCallDesk.rosters`."""
        return await self._desk.rosters(me, name)

    async def timeline(self, name: str = "") -> Timeline:
        """The same with what was just before, for the eye."""
        with asking_for(Asker.LOOKING):
            return (await self._desk.roster(await self._identify(), name, back=BACK)).timeline

    async def my_shifts(self) -> tuple[Shift, ...]:
        """My shifts of the next 30 days, the present ones included, soonest first."""
        return await self._desk.shifts(await self._identify())
