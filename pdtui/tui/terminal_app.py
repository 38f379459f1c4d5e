"""What every full-screen program of pdtui is to its terminal: its looks, its pastes, its signals."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path
from typing import ClassVar, TypeVar

from textual.app import App
from textual.binding import Binding

from pdtui.tui.pasting import make_paste_proof
from pdtui.tui.themes import DARK, THEMES

Outcome = TypeVar("Outcome")


class TerminalApp(App[Outcome], inherit_bindings=False):
    """An app in pdtui's colours, or in none; ctrl+c never ends it by accident."""

    TITLE = "pdtui"
    CSS_PATH = Path(__file__).with_name("pdtui.tcss")
    BINDINGS: ClassVar = [Binding("ctrl+c", "help_quit", show=False, system=True)]

    def __init__(self, wished: str = "") -> None:
        """`wished`: the colours where the environment asks for none."""
        super().__init__(ansi_color=True if os.environ.get("NO_COLOR") else None)
        make_paste_proof()
        for theme in THEMES:
            self.register_theme(theme)
        wishes = (os.environ.get("TEXTUAL_THEME", ""), wished)
        self.theme = next((wish for wish in wishes if wish in self.available_themes), DARK.name)
        self.stylesheet.set_variables(self.get_css_variables())  # Textual took the variable's, before it knew ours

    def on_mount(self) -> None:
        """A terminal that goes away ends the app in order, so that the terminal and the engine are let go."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self.exit)

    def on_unmount(self) -> None:
        """Give the signals back."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.remove_signal_handler(number)
