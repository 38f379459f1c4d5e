"""Short notices over the screen: only what the person must know, each said once."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal, Protocol

from pdtui.core.events import Engaged, Event, WriteDone, WriteRefused, WriteUnknown
from pdtui.tui.bindings import key_of
from pdtui.tui.cells import fit

Severity = Literal["information", "warning", "error"]

MOST = 2
"""How many notices stand at once, beside reminders."""
REMINDER_SECONDS = 600.0
"""A reminder stands until it is dismissed, by Esc or a click, or for ten minutes."""
APART = 2
"""How many reminders stand each by itself; more of them are one notice with a line for each."""
MOST_LINES = 6
_LINE = 55
"""Cells of such a line: a notice is not wider."""


@dataclass(frozen=True, slots=True)
class Toast:
    """A notice and how long it stands, in seconds."""

    text: str
    severity: Severity = "information"
    title: str = ""
    seconds: float = 5.0
    about: frozenset[str] = frozenset()
    """The ids of the incidents that it tells of: the next action on one of them overtakes it."""
    refusal: bool = False
    """Whether it says that nothing was done: any action overtakes it."""

    @property
    def is_reminder(self) -> bool:
        """Whether it stands until it is dismissed."""
        return self.seconds >= REMINDER_SECONDS

    @property
    def line(self) -> str:
        """All that fits in one line."""
        first = self.text.split("\n")[0]
        return fit(f"{self.title}: {first}" if self.title else first, _LINE).rstrip()

    @property
    def words(self) -> str:
        """All that is to be read."""
        return f"{self.title}\n{self.text}" if self.title else self.text

    def same_as(self, other: Toast) -> bool:
        """Whether it says the same."""
        return self.words == other.words


class Notifies(Protocol):
    """The part of a Textual app that shows notices."""

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: Severity = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Show a notice; `timeout` in seconds."""  # fmt: skip


def toast_of(event: Event, *, quiet: bool = False) -> Toast | None:
    """The notice for an event, None where the rows or the bar tell it. `quiet`: success needs no words."""
    match event:
        case WriteRefused(what=what, incident_id=one):
            return Toast(what, "error", "Not done", 15.0, frozenset({one}))
        case WriteUnknown(what=what, incident_id=one):
            return Toast(what, "warning", "Not known yet", 12.0, frozenset({one}))
        case WriteDone(what=what, warning=warning, incident_id=one) if warning:
            return Toast(f"{what}; {warning}", "warning", "Done in part", 12.0, frozenset({one}))
        case WriteDone(what=what, incident_id=one) if not quiet:
            return Toast(what, seconds=3.0, about=frozenset({one}))
        case Engaged(what=what, incident_id=one, acknowledged=acknowledged, asks=asks):
            severity: Severity = "information" if acknowledged else "warning"
            question = f": {key_of('acknowledge')} acknowledges it" if asks else ""
            return Toast(what + question, severity, seconds=6.0 if acknowledged else 12.0, about=frozenset({one}))
        case _:
            return None


class Toaster:
    """Shows notices: at most two at once, none twice, and none that an action has overtaken since.

    `clear` takes all notices away; those that still hold are then shown again, for the rest of their time.
    """

    def __init__(
        self,
        app: Notifies,
        monotonic: Callable[[], float] = time.monotonic,
        clear: Callable[[], object] = lambda: None,
        apart: Callable[[], int] = lambda: APART,
    ) -> None:
        """`apart`: how many reminders there is room for, each by itself."""
        self._app = app
        self._apart = apart
        self._monotonic = monotonic
        self._clear = clear
        self._standing: list[tuple[Toast, float]] = []
        self._painted = ""
        """The words of the one notice that stands for several."""

    def show(self, toast: Toast) -> None:
        """Show the notice, as plain text; the oldest that is no reminder gives way to a third."""
        now = self._monotonic()
        self._standing = [(one, until) for one, until in self._standing if until > now]
        if any(one.same_as(toast) for one, _ in self._standing):
            return
        passing = [one for one, _ in self._standing if not one.is_reminder]
        if len(self._standing) >= MOST and passing:
            self._dismiss(lambda one: one is passing[0])
        self._standing.append((toast, now + toast.seconds))
        if toast.is_reminder and self._folds():
            self._paint()
        else:
            self._notify(toast, toast.seconds)

    def begun(self, incident_ids: Collection[str]) -> None:
        """An action began: what was said of the same incidents before, and every refusal, holds no more."""
        self._dismiss(lambda one: one.refusal or not one.about.isdisjoint(incident_ids))

    def forget(self, words: str) -> None:
        """A notice was clicked away, with all that it stands for."""
        folded = words == self._painted
        self._standing = [
            (one, until) for one, until in self._standing if one.words != words and not (folded and one.is_reminder)
        ]

    def stands(self, toast: Toast) -> bool:
        """Whether a notice with the same words is on the screen."""
        now = self._monotonic()
        return any(until > now and one.same_as(toast) for one, until in self._standing)

    def take_away(self, toast: Toast) -> None:
        """It holds no more."""
        self._dismiss(lambda one: one.same_as(toast))

    def clear(self) -> None:
        """Take all away."""
        self._standing = []
        self._clear()

    def _dismiss(self, overtaken: Callable[[Toast], bool]) -> None:
        now = self._monotonic()
        before = [(one, until) for one, until in self._standing if until > now]
        self._standing = [(one, until) for one, until in before if not overtaken(one)]
        if len(self._standing) < len(before):
            self._paint()

    def _folds(self) -> bool:
        return sum(one.is_reminder for one, _ in self._standing) > self._apart()

    def _folded(self) -> Toast:
        """All reminders that stand, as one notice."""
        lines = [one.line for one, _ in self._standing if one.is_reminder]
        more = [f"and {len(lines) - MOST_LINES} more"] if len(lines) > MOST_LINES else []
        keys = f"Esc dismisses them; {key_of('reminders')} lists them."
        text = "\n".join([*lines[-MOST_LINES:], *more, keys])
        return Toast(text, "warning", f"{len(lines)} reminders", REMINDER_SECONDS)

    def _paint(self) -> None:
        """Show all that stands anew."""
        now, folds = self._monotonic(), self._folds()
        self._clear()
        for one, until in self._standing:
            if not (folds and one.is_reminder):
                self._notify(one, until - now)
        self._painted = self._folded().words if folds else ""
        if folds:
            self._notify(self._folded(), max(until - now for one, until in self._standing if one.is_reminder))

    def _notify(self, toast: Toast, seconds: float) -> None:
        self._app.notify(toast.text, title=toast.title, severity=toast.severity, timeout=seconds, markup=False)
