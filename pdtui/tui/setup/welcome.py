"""The first page: what pdtui is, and the three ways on."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from pdtui.tui.screens.options import WaysScreen, way
from pdtui.tui.setup.lines import ROOM


class Onward(StrEnum):
    """Where the first page leads."""

    DEMO = "demo"
    SETUP = "setup"
    LEAVE = "leave"


class WelcomeScreen(WaysScreen[Onward]):
    """The digit of a way takes it at once."""

    VERTICAL_BREAKPOINTS = ROOM
    BINDINGS: ClassVar[list[BindingType]] = [
        *((str(number), f"take('{onward}')", onward.name) for number, onward in enumerate(Onward, start=1)),
        ("q", "leave", "Leave"),
    ]
    hint = "Enter does it · ↑↓ choose · Esc leaves"

    def __init__(self, likely: Onward) -> None:
        ways = [
            way(Onward.DEMO, "1  Try the demo", " nothing of yours is touched"),
            way(Onward.SETUP, "2  Set up PagerDuty", " paste a token, see your incidents"),
            way(Onward.LEAVE, "3  Leave"),
        ]
        super().__init__("Welcome to pdtui", None, ways, likely)

    def compose_body(self) -> ComposeResult:
        """What this is, above the ways."""
        words = (
            "pdtui shows the PagerDuty incidents that you are on call for, acts on them by key, "
            "and tells each action once in Slack."
        )
        yield Static(Content(words), classes="dialog-words")
        yield from super().compose_body()

    def action_take(self, value: str) -> None:
        """By its digit."""
        self.finish(Onward(value))
