"""Says what I am on call for, and keeps the word true while time passes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from pdtui.core.events import Event, OnCallChanged
from pdtui.core.model import OnCall, Person
from pdtui.core.ports import Clock
from pdtui.core.shifts import on_call_summary
from pdtui.text import LOCAL

TICK = 30.0
"""Seconds between two looks at whether a shift began or ended."""


class Announcer:
    """Publishes the word on duty whenever it changes."""

    def __init__(self, clock: Clock, publish: Callable[[Event], None]) -> None:
        self._clock = clock
        self._publish = publish
        self._me: Person | None = None
        self._entries: tuple[OnCall, ...] = ()
        self._summary = ""

    @property
    def summary(self) -> str:
        """What I am on call for, until when; empty before it is known."""
        return self._summary

    def plan(self, me: Person, entries: Sequence[OnCall]) -> None:
        """Take a fresh reading of my on-call entries."""
        self._me, self._entries = me, tuple(entries)
        self.tick()

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
