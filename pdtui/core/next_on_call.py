"""Who is on call after me, for the status bar: asked seldom, and left out rather than guessed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from pdtui.core.asking import Asker, asking_for
from pdtui.core.model import OnCall, Person
from pdtui.core.pagerduty import OnCallPort
from pdtui.core.ports import Clock
from pdtui.core.shifts import Shift, holders, present_shift
from pdtui.errors import PdtuiError

LOG = logging.getLogger(__name__)
TRUSTED = timedelta(minutes=30)
"""How long a name is believed: an override of somebody else's does not show in my own entries."""
MOMENT = timedelta(seconds=1)
NOBODY = "nobody"


class NextOnCall:
    """Asks once per end of my present shift, and again when the answer has grown old."""

    def __init__(self, pagerduty: OnCallPort, clock: Clock, changed: Callable[[], None] = lambda: None) -> None:
        self._pagerduty = pagerduty
        self._clock = clock
        self._changed = changed
        self._asking = asyncio.Lock()
        self._me: Person | None = None
        self._entries: tuple[OnCall, ...] = ()
        self._of: Shift | None = None
        self._asked_at: datetime | None = None
        self._name = ""

    @property
    def name(self) -> str:
        """Who takes over when my present shift ends: `Bo Larsen`, `nobody`; empty where that is not known."""
        shift = self._present()
        return self._name if shift is not None and shift == self._of else ""

    async def plan(self, me: Person, entries: Sequence[OnCall]) -> None:
        """Take a fresh reading of my on-call entries, and ask who is next where that may have changed."""
        self._me, self._entries = me, tuple(entries)
        async with self._asking:
            shift = self._present()
            if shift is None or shift.end is None or not self._is_due(shift):
                return
            before = self.name
            try:
                name = await self._ask(shift, shift.end)
            except PdtuiError as error:
                LOG.info("who is on call next could not be read: %s", error)
                name, shift = "", None
            self._of, self._asked_at, self._name = shift, self._clock.now(), name
        if self.name != before:
            self._changed()

    def _present(self) -> Shift | None:
        return present_shift(self._entries, self._me.id, self._clock.now()) if self._me is not None else None

    def _is_due(self, shift: Shift) -> bool:
        return shift != self._of or self._asked_at is None or self._clock.now() - self._asked_at >= TRUSTED

    async def _ask(self, shift: Shift, at: datetime) -> str:
        """By the same schedule, or by whoever stands in the same level directly."""
        with asking_for(Asker.WATCHING):
            entries = await self._pagerduty.roster([shift.policy_id], at, at + MOMENT)
        beside = [entry for entry in entries if entry.level == shift.level]
        return ", ".join(holders(beside, shift.seat, at)) or NOBODY
