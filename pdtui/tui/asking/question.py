"""One question to the person, from the key to the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypeVar

from textual.app import App

from pdtui.core.actions import Action
from pdtui.tui.aiming import Targets
from pdtui.tui.drafts import Draft, Drafts
from pdtui.tui.sending import Make

if TYPE_CHECKING:
    from pdtui.core.engine import Engine
    from pdtui.tui.screens.dialog import Dialog

Answer = TypeVar("Answer")


class Answered(Protocol):
    """What takes an answered dialog's command."""

    def __call__(self, action: Action, targets: Targets, make: Make, draft: Draft) -> None:
        """Carry it out."""


def _all(targets: Targets, answer: object) -> Targets:
    return targets


@dataclass(frozen=True, slots=True)
class Asking:
    """For which action is asked, about which incidents, and who takes the answer."""

    app: App[None]
    engine: Engine
    action: Action
    targets: Targets
    drafts: Drafts
    now: Callable[[], datetime]
    """In the person's own zone."""
    answered: Answered

    @property
    def heading(self) -> str:
        """What the dialog is called."""
        return self.action.label

    @property
    def draft(self) -> Draft:
        """What was typed before for these incidents and this action."""
        return self.drafts.of(self.targets.ids, self.action.id)

    def open(
        self,
        dialog: Dialog[Answer],
        make: Callable[[Answer], Make],
        narrow: Callable[[Targets, Answer], Targets] = _all,
    ) -> None:
        """Open the dialog; `make` turns its answer into commands, `narrow` leaves out incidents by it."""

        def answered(answer: Answer | None) -> None:
            self.drafts.keep(self.targets.ids, self.action.id, dialog.draft)
            if answer is not None:
                self.answered(self.action, narrow(self.targets, answer), make(answer), dialog.draft)

        self.app.push_screen(dialog, answered)
