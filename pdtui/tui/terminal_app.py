"""What every full-screen program of pdtui is to its terminal: its looks, its pastes, its signals."""

from __future__ import annotations

import asyncio
import os
import signal
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import ClassVar, TypeVar

from textual.app import App
from textual.binding import Binding

import pdtui.tui
from pdtui.tui.pasting import make_paste_proof
from pdtui.tui.themes import DARK, THEMES

Outcome = TypeVar("Outcome")
WHOLE_AFTER = 3.0
"""Seconds after the first paint: the first list comes before that."""


def load_the_rest() -> None:
    """All modules of the screen that were not needed yet; on a thread, as it takes a moment."""
    for module in walk_packages(pdtui.tui.__path__, "pdtui.tui."):
        import_module(module.name)


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

    def on_ready(self) -> None:
        """What is imported when it is first used is imported soon: an upgrade may replace the files under this run."""
        self.set_timer(WHOLE_AFTER, lambda: self.run_worker(load_the_rest, group="imports", thread=True))

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
