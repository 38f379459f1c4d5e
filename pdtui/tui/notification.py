"""Reminders beyond the screen: the desktop notifications that terminals understand (OSC 9 and OSC 777).

Textual has no public call for writing such a sequence, and writing to the terminal behind its back could cut
one of its frames in two. What is public is the driver: an app chooses its class, and `Driver.write` queues
text behind the frames on the one writer thread. So the chosen class is extended to report its instance here.
Headless, Textual takes its own driver and nothing is ever reported, so nothing is written.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from textual.driver import Driver

from pdtui.text import clean

_LONGEST = 200


def reporting(driver_class: type[Driver], report: Callable[[Driver], None]) -> type[Driver]:
    """The same driver class, whose instance tells `report` of itself when Textual makes it."""

    def __init__(self: Driver, *args: object, **options: object) -> None:
        driver_class.__init__(self, *args, **options)  # type: ignore[arg-type] # handed on as they came
        report(self)

    return type(driver_class.__name__, (driver_class,), {"__init__": __init__})


def sequences(title: str, text: str, *, tmux: bool) -> str:
    """The escape sequences of a desktop notification; in tmux wrapped so that the outer terminal gets them.

    tmux hands them on only where its `allow-passthrough` is on; everywhere unknown sequences are ignored.
    """
    title, text = _harmless(title), _harmless(text)
    parts = [f"\x1b]9;{title}: {text}\x07", f"\x1b]777;notify;{title};{text}\x07"]
    if tmux:
        parts = ["\x1bPtmux;" + part.replace("\x1b", "\x1b\x1b") + "\x1b\\" for part in parts]
    return "".join(parts)


def _harmless(value: str) -> str:
    return clean(value).replace(";", ",")[:_LONGEST]


class Terminal:
    """Where notifications are written; silent until a real driver reported itself."""

    def __init__(self) -> None:
        self._driver: Driver | None = None

    def connect(self, driver: Driver) -> None:
        """The driver that draws this app; one that draws in a browser is not a terminal."""
        self._driver = None if driver.is_headless or driver.is_web else driver

    def write(self, data: str) -> None:
        """Queue `data` behind the frames; the one place where pdtui writes past Textual."""
        if self._driver is not None:
            self._driver.write(data)

    def notify(self, title: str, text: str) -> None:
        """Ask the terminal for a desktop notification."""
        self.write(sequences(title, text, tmux=bool(os.environ.get("TMUX"))))
