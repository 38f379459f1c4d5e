"""The key presses on many incidents that are not through: how many of each have what was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pdtui.core.actions import action_of
from pdtui.core.intents import Intent
from pdtui.core.progress import Progress


@dataclass(slots=True)
class Press:
    """What one key press asked of many."""

    what: str
    of: int
    is_undo: bool
    """Then undo does not cancel it: a key pressed twice is not to take back what it did first."""
    left: set[str]
    """The ids of the intents whose first step is not in force, and that have no other end either."""


class UnderWay:
    """Counts; what is to be done next is the writer's."""

    def __init__(self) -> None:
        self._presses: dict[str, Press] = {}

    @property
    def progress(self) -> Progress | None:
        """Of the newest that is not through."""
        newest = next(reversed(self._presses.values()), None)
        if newest is None:
            return None
        return Progress(newest.what, newest.of - len(newest.left), newest.of, cancels=not newest.is_undo)

    def begin(self, intents: Sequence[Intent]) -> None:
        """A key went down; one that acts on a single incident needs no count."""
        if len(intents) > 1:
            first, left = intents[0], {one.id for one in intents}
            doing = "undoing" if first.undoes else action_of(first.command).doing
            self._presses[first.group] = Press(doing, len(intents), bool(first.undoes), left)

    def through(self, *intents: Intent) -> None:
        """What was asked for is in force, or was not done."""
        for intent in intents:
            press = self._presses.get(intent.group)
            if press is not None:
                press.left.discard(intent.id)
                self._forget(intent.group, press)

    def cancelled(self, intents: Sequence[Intent]) -> None:
        """As if they had never been asked for."""
        for intent in intents:
            press = self._presses.get(intent.group)
            if press is not None and intent.id in press.left:
                press.left.remove(intent.id)
                press.of -= 1
                self._forget(intent.group, press)

    def _forget(self, group: str, press: Press) -> None:
        if not press.left:
            del self._presses[group]
