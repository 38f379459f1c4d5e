"""Dialogs of several lines: a label with a text, or a label with what was picked."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from pdtui.tui.screens.choices import Choice
from pdtui.tui.screens.dialog import Answer, Dialog
from pdtui.tui.screens.inputs import LineInput, handed_on, moved
from pdtui.tui.screens.pick import Ask, PickScreen

Value = TypeVar("Value")

LABEL = 11
BOUNCE_SECONDS = 0.3
"""How long after a list on top was closed no Enter sends the form and no letter opens another: keys bounce."""


class TextLine(Horizontal):
    """A label and a line of text."""

    def __init__(self, label: str, value: str, placeholder: str, enter: Callable[[], None], *, id: str) -> None:
        super().__init__(classes="form-line")
        self._label = label
        self._input = LineInput(value, placeholder, enter, classes="form-text")
        self._input.id = id

    def compose(self) -> ComposeResult:
        """Label, text."""
        yield Static(self._label, classes="form-label", markup=False)
        yield self._input


class PickLine(Static, Generic[Value], can_focus=True):
    """A label and what is picked; a letter or Space opens the list, Delete empties it, Enter sends the form."""

    class Changed(Message):
        """Something else is picked."""

        def __init__(self, line: str) -> None:
            super().__init__()
            self.line = line
            """The id of the line."""

    def __init__(
        self, label: str, empty: str, ask: Callable[[], Ask[Value]], enter: Callable[[], None], *, id: str
    ) -> None:
        """`empty` stands there while nothing is picked: what holds then."""
        super().__init__("", id=id, classes="form-line form-pick", markup=False)
        self.picked: Choice[Value] | None = None
        self._label = label
        self._empty = empty
        self._ask = ask
        self._enter = enter

    def on_mount(self) -> None:
        """Show what there is."""
        self._show()

    def put(self, picked: Choice[Value] | None) -> None:
        """Have this picked."""
        self.picked = picked
        self._show()
        self.post_message(self.Changed(self.id or ""))

    def on_key(self, event: events.Key) -> None:
        """Open, send, or take it away; what is typed behind the letter that opens the list is the list's."""
        if not handed_on(self, event) and not moved(self, event):
            self.take_key(event)

    def take_key(self, event: events.Key) -> None:
        """Do what the key does here."""
        if event.key == "enter":
            event.stop()
            self._enter()
        elif event.key in ("backspace", "delete"):
            event.stop()
            self.put(None)
        elif event.is_printable and event.character:
            event.stop()
            if not self._hasty():
                self.open(event.character.strip())

    def on_click(self) -> None:
        """Open."""
        self.open()

    def open(self, typed: str = "") -> None:
        """Open the list, with the letter that was typed already in it."""
        form = self.screen
        if isinstance(form, FormDialog):
            form.leave_alone()
        screen = PickScreen(self._label.capitalize(), None, self._ask())
        self.app.push_screen(screen, lambda picked: self.put(picked[0]) if picked else None)
        if typed:
            screen.take(typed)

    def _hasty(self) -> bool:
        return isinstance(self.screen, FormDialog) and self.screen.too_soon()

    def _show(self) -> None:
        value = (self.picked.name, "bold") if self.picked is not None else (self._empty, "$text-muted")
        self.update(Content.assemble((self._label.ljust(LABEL), "$text-muted"), value))


class FormDialog(Dialog[Answer]):
    """Lines one below the other; arrows and Tab go between them, Enter sends from each of them."""

    takes_text: ClassVar[bool] = True
    has_lines: ClassVar[bool] = True
    BINDINGS: ClassVar[list[BindingType]] = [
        ("down,ctrl+n", "app.focus_next", "Next line"),
        ("up,ctrl+p", "app.focus_previous", "Line before"),
    ]
    _back_at = 0.0

    def on_screen_suspend(self) -> None:
        """A list opens on top."""
        self.leave_alone()

    def on_screen_resume(self) -> None:
        """The list on top was closed."""
        if self._back_at:
            self._back_at = time.monotonic() + BOUNCE_SECONDS

    def leave_alone(self) -> None:
        """A list opens, from this very key on: nothing is sent until it was closed for a moment."""
        self._back_at = float("inf")

    def too_soon(self) -> bool:
        """Whether this key belongs to those that closed a list; then the moment begins anew, and it is told."""
        hasty = time.monotonic() < self._back_at
        if hasty and self.app.screen is self:
            self._back_at = time.monotonic() + BOUNCE_SECONDS
            self.say("That key came too soon after the list: press it again.")
        return hasty

    def enter(self) -> None:
        """Enter on any line; not the second one of a bounce that closed a list."""
        if not self.too_soon():
            self.submit()

    def submit(self) -> None:
        """Send it, or go to what is missing."""
        raise NotImplementedError

    def typed_in(self, name: str) -> str:
        """What is typed in a line."""
        return self.query_one(f"#{name}", LineInput).value
