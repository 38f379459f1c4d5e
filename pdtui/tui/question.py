"""One question to the person about incidents, from the key to the answer, whoever takes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from textual.app import App

from pdtui.core.actions import Action
from pdtui.tui.aiming import Targets
from pdtui.tui.bindings import key_of
from pdtui.tui.drafts import Draft, Drafts

if TYPE_CHECKING:
    from pdtui.core.engine import Engine
    from pdtui.tui.screens.dialog import Dialog

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Question:
    """For which action is asked, and about which incidents, which were fixed at the key."""

    app: App[None]
    engine: Engine
    action: Action
    targets: Targets
    drafts: Drafts
    now: Callable[[], datetime]
    """In the person's own zone."""

    @property
    def heading(self) -> str:
        """What the dialog is called."""
        return self.action.label

    @property
    def draft(self) -> Draft:
        """What was typed before for these incidents and this action."""
        return self.drafts.of(self.targets.ids, self.action.id)

    def put(self, dialog: Dialog[Answer], take: Callable[[Answer], None]) -> None:
        """Open the dialog; what was typed is kept, whatever becomes of it, and an answer is handed on."""

        def answered(answer: Answer | None) -> None:
            self.drafts.keep(self.targets.ids, self.action.id, dialog.draft)
            if answer is not None:
                take(answer)

        dialog.opened_by = key_of(self.action.id)
        self.app.push_screen(dialog, answered)
