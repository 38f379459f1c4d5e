"""The dialog that says what will happen and waits for Enter."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from pdtui.tui.aiming import Targets
from pdtui.tui.screens.dialog import Dialog


class ConfirmScreen(Dialog[bool]):
    """Enter does it, Esc does not; no letter does anything."""

    BINDINGS: ClassVar[list[BindingType]] = [("enter", "confirm", "Do it")]

    def __init__(self, heading: str, targets: Targets | None, words: str, enter: str) -> None:
        super().__init__(heading, targets)
        self._words = words
        self.hint = f"Enter {enter} · Esc leaves"

    def compose_body(self) -> ComposeResult:
        """What will happen."""
        yield Static(Content(self._words), classes="dialog-words")

    def action_confirm(self) -> None:
        """Yes."""
        self.finish(True)
