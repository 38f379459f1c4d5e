"""A desk for briefs without PagerDuty and Slack: a canned brief, and a memory of what was asked of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo

from pdtui.core.handoff.brief import Brief, brief_of
from pdtui.core.handoff.desk import LastBrief
from pdtui.core.handoff.facts import Facts, FollowUp
from pdtui.core.handoff.reader import Wish
from pdtui.core.handoff.rules import HandoffRules
from pdtui.core.handoff.span import Place, Span
from pdtui.core.model import Person, Reference
from pdtui.core.progress import Progress, Tell, untold
from pdtui.errors import PdtuiError

AT = datetime(2026, 11, 21, 3, 12, 30, tzinfo=UTC)
PLACE = Place(Reference("PPOL", "Payments"), 1)
BRIEF = brief_of(
    Facts(Person("PME", "Me"), Span(AT - timedelta(hours=8), AT, (PLACE,), (), AT), ()), HandoffRules(), AT
)


@dataclass
class FakeHandoffDesk:
    """What the screen sees of the desk; `refuses` is raised by whatever reads or posts."""

    rules: HandoffRules = field(default_factory=HandoffRules)
    text: str = "# Handoff by Me\n\n- one\n"
    last: LastBrief | None = None
    refuses: PdtuiError | None = None
    wishes: list[Wish | None] = field(default_factory=list)
    posted: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    progress: Progress = field(default_factory=lambda: Progress("reading the log", 3, 9, "incidents", "340 entries"))
    cancelled: int = 0
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    """Held back, the reading stands where `progress` says."""

    def __post_init__(self) -> None:
        self.ready.set()

    async def read(
        self,
        zone: tzinfo,
        wish: Wish | None = None,
        tell: Tell = untold,
        followups: Sequence[FollowUp] | None = None,
    ) -> Brief:
        self.wishes.append(wish)
        tell(self.progress)
        try:
            await self.ready.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if self.refuses is not None:
            raise self.refuses
        return BRIEF

    def markdown(self, brief: Brief) -> str:
        return self.text

    async def post(self, brief: Brief, text: str) -> str:
        if self.refuses is not None:
            raise self.refuses
        self.posted.append(text)
        return "brief"

    def keep(self, brief: Brief, text: str) -> None:
        self.kept.append(text)

    async def last_brief(self) -> LastBrief | None:
        return self.last
