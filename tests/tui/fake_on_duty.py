"""What the screen sees of my duty and of the others'."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from pdtui.core.shifts import Shift
from pdtui.core.timeline import Timeline
from pdtui.errors import PdtuiError


class FakeOnDuty:
    """Answers as it is told."""

    def __init__(self, now: datetime) -> None:
        self.summary = "on call: Payments primary L1 until 09:00"
        self.next = ""
        self.shift_ends: datetime | None = None
        self.shifts: tuple[Shift, ...] = ()
        self.timeline_answer: Timeline | PdtuiError = Timeline(now, now, now + timedelta(days=14))
        self.timeline_asked: list[str] = []
        self.timeline_ready = asyncio.Event()
        self.timeline_ready.set()

    async def my_shifts(self) -> tuple[Shift, ...]:
        return self.shifts

    async def timeline(self, name: str = "") -> Timeline:
        self.timeline_asked.append(name)
        await self.timeline_ready.wait()
        if isinstance(self.timeline_answer, PdtuiError):
            raise self.timeline_answer
        return self.timeline_answer
