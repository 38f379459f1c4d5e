"""What asking for cover needs of the journal; each change of state is decided there, between all processes."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from pdtui.core.cover.request import CoverRequest, CoverState
from pdtui.core.intents import Intent


class CoverStore(Protocol):
    """The requests. `owner` is the PagerDuty id of who asks. Raises `JournalUnusable`."""

    def add_cover(self, request: CoverRequest) -> None:
        """Keep a new one."""

    def covers(self, owner: str, since: datetime) -> tuple[CoverRequest, ...]:
        """Those that are open or whose end was not told, and those made since then; newest first."""

    def cover(self, owner: str, request_id: str) -> CoverRequest | None:
        """One of them."""

    def cover_posted(self, request_id: str, channel_id: str, ts: str) -> None:
        """The question stands in Slack."""

    def settle_cover(
        self, request: CoverRequest, after: CoverState, answer: str = "", intent: Intent | None = None
    ) -> bool:
        """From the request's state to another, with the write that follows from it, in one transaction.

        False where another process was quicker: then nothing is recorded. The intent belongs to this process.
        """

    def note_cover_answer(self, request: CoverRequest, ts: str, answer: str) -> bool:
        """They said something that is neither yes nor no; False where another process has noted it."""

    def tell_cover(self, request_id: str) -> bool:
        """Take it on to tell the asker how it ended; False where another process did."""
