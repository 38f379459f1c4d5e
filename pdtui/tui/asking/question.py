"""A question whose answer is a command to PagerDuty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pdtui.core.actions import Action
from pdtui.tui.aiming import Targets
from pdtui.tui.drafts import Draft
from pdtui.tui.question import Answer, Question
from pdtui.tui.sending import Make

if TYPE_CHECKING:
    from pdtui.tui.screens.dialog import Dialog


class Answered(Protocol):
    """What takes an answered dialog's command."""

    def __call__(self, action: Action, targets: Targets, make: Make, draft: Draft) -> None:
        """Carry it out."""


def _all(targets: Targets, answer: object) -> Targets:
    return targets


@dataclass(frozen=True, slots=True)
class Asking(Question):
    """Asks, and hands the command on."""

    answered: Answered

    def open(
        self,
        dialog: Dialog[Answer],
        make: Callable[[Answer], Make],
        narrow: Callable[[Targets, Answer], Targets] = _all,
    ) -> None:
        """Open the dialog; `make` turns its answer into commands, `narrow` leaves out incidents by it."""
        self.put(
            dialog,
            lambda answer: self.answered(self.action, narrow(self.targets, answer), make(answer), dialog.draft),
        )
