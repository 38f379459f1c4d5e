"""From the key to the brief: what was edited and not posted is kept until quit, with the brief it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING

from textual.app import App

from pdtui.core.handoff.brief import Brief
from pdtui.tui.drafts import Draft, Drafts

if TYPE_CHECKING:
    from pdtui.core.engine import Engine

ACTION = "handoff"


@dataclass(slots=True)
class HandingOver:
    """Opens the screen, and keeps what it leaves behind."""

    app: Callable[[], App[None]]
    engine: Engine
    drafts: Drafts
    zone: tzinfo
    brief: Brief | None = None
    """What the kept text was made from."""

    def open(self) -> None:
        """The brief that was edited, or else a new one."""
        from pdtui.tui.screens.handoff import HandoffScreen

        draft = self.drafts.of((), ACTION)
        self.app().push_screen(HandoffScreen(self, self.brief if draft else None, draft))

    def keep(self, brief: Brief | None, draft: Draft) -> None:
        """What was edited; an empty draft is forgotten."""
        self.brief = brief if draft else None
        self.drafts.keep((), ACTION, draft)
