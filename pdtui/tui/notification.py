"""Beyond the screen: the title, and the desktop notifications that terminals understand (OSC 9 and OSC 777).

Textual has no public call for writing such a sequence, and writing to the terminal behind its back could cut
one of its frames in two. What is public is the driver: an app chooses its class, and `Driver.write` queues
text behind the frames on the one writer thread. So the chosen class is extended to report its instance here,
and to write what belongs to the beginning and the end of application mode.
Headless, Textual takes its own driver and nothing is ever reported, so nothing is written.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection

from textual.driver import Driver

from pdtui.core.reminding.ways import Way
from pdtui.text import clean

_LONGEST = 200
OSC = frozenset({Way.OSC9, Way.OSC777})


class Terminal:
    """What is written to the terminal beside the frames; silent until a real driver reported itself."""

    def __init__(self) -> None:
        self._driver: Driver | None = None
        self._active = False
        self.first: Callable[[], str] = str
        """What is written as the screen is taken, at the start and after a suspension."""
        self.last: Callable[[], str] = str
        """What is written before the screen is given back."""

    def connect(self, driver: Driver) -> None:
        """The driver that draws this app; one that draws in a browser is not a terminal."""
        self._driver = None if driver.is_headless or driver.is_web else driver

    def begin(self) -> None:
        """The screen was taken."""
        self._active = True
        self.write(self.first())

    def end(self) -> None:
        """The screen is about to be given back."""
        self.write(self.last())
        self._active = False

    def write(self, data: str) -> None:
        """Queue `data` behind the frames; the one place where pdtui writes past Textual."""
        if self._driver is not None and self._active and data:
            self._driver.write(data)

    def notify(self, title: str, text: str, ways: Collection[Way] = OSC) -> None:
        """Ask the terminal for a desktop notification, in each of the `ways` that is a terminal's own."""
        self.write(sequences(title, text, tmux=bool(os.environ.get("TMUX")), ways=ways))


def reporting(driver_class: type[Driver], terminal: Terminal) -> type[Driver]:
    """The same driver class, whose instance tells the `terminal` of itself, and when it has the screen."""

    def __init__(self: Driver, *args: object, **options: object) -> None:
        driver_class.__init__(self, *args, **options)  # type: ignore[arg-type] # handed on as they came
        terminal.connect(self)

    def start_application_mode(self: Driver) -> None:
        driver_class.start_application_mode(self)
        terminal.begin()

    def stop_application_mode(self: Driver) -> None:
        terminal.end()
        driver_class.stop_application_mode(self)

    methods = {one.__name__: one for one in (__init__, start_application_mode, stop_application_mode)}
    return type(driver_class.__name__, (driver_class,), methods)


def sequences(title: str, text: str, *, tmux: bool, ways: Collection[Way] = OSC) -> str:
    """The escape sequences of a desktop notification; in tmux wrapped so that the outer terminal gets them.

    tmux hands them on only where its `allow-passthrough` is on; everywhere unknown sequences are ignored.
    """
    title, text = _harmless(title), _harmless(text)
    parts = [f"\x1b]9;{title}: {text}\x07"] if Way.OSC9 in ways else []
    parts += [f"\x1b]777;notify;{title};{text}\x07"] if Way.OSC777 in ways else []
    if tmux:
        parts = ["\x1bPtmux;" + part.replace("\x1b", "\x1b\x1b") + "\x1b\\" for part in parts]
    return "".join(parts)


def _harmless(value: str) -> str:
    """Without what could end the sequence or part its fields."""
    return clean(value).replace(";", ",")[:_LONGEST]
