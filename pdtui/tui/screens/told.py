"""The dialog that only tells something: there is nothing to do."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from pdtui.tui.aiming import Targets
from pdtui.tui.screens.dialog import Dialog


class ToldScreen(Dialog[None]):
    """Words, and Esc."""

    hint = "Esc leaves"

    def __init__(self, heading: str, targets: Targets, words: str) -> None:
        super().__init__(heading, targets)
        self._words = words

    def compose_body(self) -> ComposeResult:
        """The words."""
        yield Static(Content(self._words), classes="dialog-words")
