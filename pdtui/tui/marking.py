"""The marks: what they are put on, what becomes of them, and two moments in which a key is not to be trusted.

A key acts on the marked incidents where some are marked, else on the highlighted one. Whoever presses it
means the one or the other; so where the marks went without the person's doing, the first key is not carried
out but told, and a key that repeats by itself does not go on from the marked ones to the highlighted one.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from pdtui.core.actions import Action
from pdtui.text import count
from pdtui.tui.toasts import Toast, Toaster
from pdtui.tui.widgets.incident_list import IncidentList

REPEAT_SECONDS = 1.0
"""How long the key that acted on the marked ones does nothing else."""


class Marking:
    """Puts marks, tells of lost ones, and says when an action has to be asked for once more."""

    def __init__(
        self, incidents: IncidentList, toaster: Toaster, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._list = incidents
        self._toaster = toaster
        self._monotonic = monotonic
        self._vanished = False
        self._shown = False
        self._served = ("", 0.0)

    @property
    def any(self) -> bool:
        """Whether something is marked, in view or hidden by the filter."""
        return bool(self._list.held.marks)

    def toggle(self) -> None:
        """Mark or unmark the highlighted incident."""
        self._list.held.toggle_mark()
        self._changed()

    def toggle_all(self) -> None:
        """Mark all that is shown, or unmark it."""
        self._list.held.toggle_marks()
        self._changed()

    def clear(self) -> None:
        """Unmark all."""
        self._list.held.mark(frozenset())
        self._changed()

    def note(self) -> None:
        """Before the list takes other rows: whether a key would act on marked ones."""
        self._shown = bool(self._list.held.marked)

    def tell_lost(self, *, by_person: bool) -> None:
        """Say how many marked incidents left the list, and that a key would now act on another one.

        `by_person`: they filtered or folded themselves, and see what they hid.
        """
        held = self._list.held
        lost, gone = held.take_lost_marks(), self._shown and not held.marked
        if gone and (lost or not by_person):
            self._vanished = True
        left = f"{count(lost, 'marked incident')} left the list" if lost else ""
        if held.marks:
            rest = "what is marked is hidden by the filter now" if gone and not by_person else ""
        else:
            rest = "none is marked now" if lost else ""
        if words := "; ".join(filter(None, (left, rest))):
            self._toaster.show(Toast(words[:1].upper() + words[1:], "warning", seconds=8.0))

    def untrusted(self, action: Action) -> str:
        """Why an action that was just asked for is not carried out; empty where it is. Lost marks are said once."""
        if not action.on_incident or self._list.held.marked:
            return ""
        served, at = self._served
        if served == action.id and self._monotonic() - at < REPEAT_SECONDS:
            return f"{action.label} was done to the marked ones already: nothing else was done"
        if self._vanished and action.many:
            self._vanished = False
            return "No marked one is shown any more: nothing was done; the next key acts on the highlighted one"
        return ""

    def served(self, action: Action, before: int) -> None:
        """An action was carried out while so many were marked."""
        if before and len(self._list.held.marked) < before:
            self._served = (action.id, self._monotonic())

    def _changed(self) -> None:
        self._vanished = False
        self._list.sync()
