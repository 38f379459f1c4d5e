"""The one line that is typed into: every key acts within its own press, also the rest of a packet."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from textual import events
from textual.widgets import Input

from pdtui.text import clean
from pdtui.tui.screens.inputs import handed_on, typed_into


class CommandInput(Input):
    """A line whose Enter, Tab and arrows are the command line's; while `busy` only Esc does something."""

    def __init__(self, keys: Mapping[str, Callable[[], None]], busy: Callable[[], bool]) -> None:
        super().__init__(id="command", select_on_focus=False)
        self._keys = keys
        self._busy = busy

    def on_key(self, event: events.Key) -> None:
        """Take it before the input does."""
        if handed_on(self, event):
            return
        event.stop()
        event.prevent_default()
        self.take_key(event)

    def take_key(self, event: events.Key) -> None:
        """Also a key that was on its way elsewhere."""
        act = self._keys.get(event.key)
        if self._busy() and event.key != "escape":
            return
        if act is not None:
            act()
        else:
            typed_into(self, event)

    def on_paste(self, event: events.Paste) -> None:
        """Pasted newlines are no Enter: they are spaces."""
        event.stop()
        event.prevent_default()
        if not self._busy():
            self.insert_text_at_cursor(clean(event.text))
