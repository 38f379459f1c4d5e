"""Inputs in which a key acts within its own press: what is typed behind it never changes what was meant."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.widgets import Input


class LineInput(Input):
    """A line of text; Enter ends it."""

    def __init__(self, value: str, placeholder: str, enter: Callable[[], None], *, classes: str = "") -> None:
        super().__init__(value, placeholder=placeholder, select_on_focus=False, classes=f"line {classes}")
        self._enter = enter

    def on_key(self, event: events.Key) -> None:
        """Take Enter before the input does."""
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self._enter()


class PickInput(Input):
    """The filter of a list; Enter takes, and Space chooses where several may be taken."""

    def __init__(self, placeholder: str, enter: Callable[[], None], space: Callable[[], None] | None) -> None:
        super().__init__(placeholder=placeholder, classes="pick-filter", select_on_focus=False)
        self._enter = enter
        self._space = space

    def on_key(self, event: events.Key) -> None:
        """Take Enter and Space before the input does."""
        act = self._enter if event.key == "enter" else self._space if event.key == "space" else None
        if act is not None:
            event.stop()
            event.prevent_default()
            act()
