"""From the key to the brief: what was edited and not posted is kept until quit, with the brief it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING

from textual.app import App

from pdtui.core.events import ReminderDue
from pdtui.core.handoff.brief import Brief
from pdtui.core.reminding.kinds import ReminderKind
from pdtui.text import clock_time
from pdtui.tui.bindings import key_of
from pdtui.tui.drafts import Draft, Drafts
from pdtui.tui.toasts import REMINDER_SECONDS, Toast, Toaster

if TYPE_CHECKING:
    from pdtui.core.engine import Engine

ACTION = "handoff"


@dataclass(slots=True)
class HandingOver:
    """Opens the screen, and keeps what it leaves behind."""

    app: Callable[[], App[None]]
    engine: Engine
    drafts: Drafts
    toaster: Toaster
    zone: tzinfo
    brief: Brief | None = None
    """What the kept text was made from."""

    def open(self) -> None:
        """The brief that was edited, or else a new one."""
        from pdtui.tui.screens.handoff import HandoffScreen

        draft = self.drafts.of((), ACTION)
        self.app().push_screen(HandoffScreen(self, self.brief if draft else None, draft))

    def greet(self, event: ReminderDue) -> None:
        """My shift starts: what the one before left is told with it."""
        if any(key.startswith(f"{ReminderKind.SHIFT_STARTS}:") and key.endswith(":0") for key in event.due.keys):
            self.app().run_worker(self._tell_last(), group="last brief", exclusive=True)

    async def _tell_last(self) -> None:
        last = await self.engine.handoff_desk.last_brief()
        if last is not None:
            when = clock_time(last.at, self.engine.now().astimezone(self.zone))
            words = f"Brief by {last.who}, {when}: {key_of('handoff')}, then ctrl+l shows it."
            self.toaster.show(Toast(words, title="Handed over", seconds=REMINDER_SECONDS))

    def keep(self, brief: Brief | None, draft: Draft) -> None:
        """What was edited; an empty draft is forgotten."""
        self.brief = brief if draft else None
        self.drafts.keep((), ACTION, draft)
