"""Requests for cover without Slack: what was asked before, and a memory of what is asked now."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pdtui.core.cover.request import CoverRequest
from pdtui.core.model import Reference
from pdtui.errors import PdtuiError

MADE_AT = datetime(2026, 11, 21, 3, tzinfo=UTC)


@dataclass
class FakeCovers:
    """What the screen sees of the covers; `refuses` is raised by whatever acts."""

    requests: tuple[CoverRequest, ...] = ()
    waits: dict[str, str] = field(default_factory=dict)
    refusals: dict[str, str] = field(default_factory=dict)
    refuses: PdtuiError | None = None
    asked: list[tuple[Reference, Reference, datetime, datetime, str]] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    """Held back, nobody says who can be asked."""

    def __post_init__(self) -> None:
        self.ready.set()

    def listed(self) -> tuple[CoverRequest, ...]:
        if self.refuses is not None:
            raise self.refuses
        return self.requests

    def waits_for(self, request: CoverRequest) -> str:
        return self.waits.get(request.id, "")

    async def cannot_ask(self, person: Reference) -> str:
        await self.ready.wait()
        return self.refusals.get(person.id, "")

    async def ask(
        self, schedule: Reference, person: Reference, start: datetime, end: datetime, message: str = ""
    ) -> CoverRequest:
        if self.refuses is not None:
            raise self.refuses
        self.asked.append((schedule, person, start, end, message))
        return CoverRequest("00000001", schedule, start, end, person, Reference("PME", "Me"), message, MADE_AT)

    async def withdraw(self, request_id: str) -> CoverRequest:
        if self.refuses is not None:
            raise self.refuses
        self.withdrawn.append(request_id)
        return next(one for one in self.requests if one.id == request_id)
