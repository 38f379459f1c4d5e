"""Short notices over the screen: only what the person must know, each said once."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from pdtui.core.events import Event, ReminderDue, WriteDone, WriteRefused, WriteUnknown

Severity = Literal["information", "warning", "error"]

REMINDER_SECONDS = 600.0
"""A reminder stands until it is dismissed, by Esc or a click, or for ten minutes."""


@dataclass(frozen=True, slots=True)
class Toast:
    """A notice and how long it stands, in seconds."""

    text: str
    severity: Severity = "information"
    title: str = ""
    seconds: float = 5.0


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
        case WriteRefused(what=what):
            return Toast(what, "error", "Not done", 15.0)
        case WriteUnknown(what=what):
            return Toast(what, "warning", "Not known yet", 12.0)
        case WriteDone(what=what, warning=warning) if warning:
            return Toast(f"{what}; {warning}", "warning", "Done in part", 12.0)
        case WriteDone(what=what) if not quiet:
            return Toast(what, seconds=3.0)
        case ReminderDue(due=due):
            return Toast(f"{due.text}\nEsc dismisses this.", "warning", due.title, REMINDER_SECONDS)
        case _:
            return None


class Toaster:
    """Shows notices; one that still stands is not shown again."""

    def __init__(self, app: Notifies, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._app = app
        self._monotonic = monotonic
        self._until: dict[tuple[str, str], float] = {}

    def show(self, toast: Toast) -> None:
        """Show the notice, as plain text."""
        now = self._monotonic()
        self._until = {key: until for key, until in self._until.items() if until > now}
        key = (toast.title, toast.text)
        if key in self._until:
            return
        self._until[key] = now + toast.seconds
        self._app.notify(toast.text, title=toast.title, severity=toast.severity, timeout=toast.seconds, markup=False)
