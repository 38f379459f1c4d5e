"""Inputs in which a key acts within its own press: what is typed behind it never changes what was meant.

All keys of one packet are handed to the field that has the focus when the packet comes. Where one of them
moves the focus or opens a dialog, the field hands the rest on instead of taking it.
"""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.actions import SkipAction, parse
from textual.app import App
from textual.widget import Widget
from textual.widgets import Input

from pdtui.tui.screens.dialog import Dialog

BEFORE, BEHIND = ("shift+tab", "up", "ctrl+p"), ("tab", "down", "ctrl+n")


def handed_on(field: Widget, event: events.Key) -> bool:
    """Whether the key came here only because the focus had not moved yet; what has the focus now got it."""
    screen = field.screen
    top = field.app.screen
    if top is screen and screen.focused in (field, None):
        return False
    event.stop()
    event.prevent_default()
    if isinstance(top, Dialog) and screen in field.app.screen_stack:
        top.take_key(event)
    return True


def moved(field: Widget, event: events.Key) -> bool:
    """Whether the key moved the focus in a form; at once, so that the next key finds it moved."""
    form = isinstance(field.screen, Dialog) and field.screen.has_lines
    if not form or event.key not in (*BEFORE, *BEHIND):
        return False
    event.stop()
    event.prevent_default()
    if event.key in BEHIND:
        field.screen.focus_next()
    else:
        field.screen.focus_previous()
    return True


def bound(field: Widget, event: events.Key) -> bool:
    """Do at once what the key is bound to, from the field outwards to its screen; False where it is bound to nothing.

    Textual runs a binding only when its key has come up to the app, which is behind the next key of the packet:
    Backspace and Enter in one packet would send the text with the letter still in it.
    """
    if event.is_printable:
        return False
    for node in field.ancestors_with_self:
        if isinstance(node, App):
            break
        if not isinstance(node, Widget):
            continue
        for binding in node._bindings.key_to_bindings.get(event.key, ()):
            where, name, parameters = parse(binding.action)
            act = getattr(node, f"action_{name}", None)
            if act is None or where or binding.priority:
                continue
            try:
                act(*parameters)
            except SkipAction:
                continue  # the node has nothing to do for it: the next one outwards may
            event.stop()
            event.prevent_default()
            return True
    return False


def typed_into(field: Input, event: events.Key) -> None:
    """What a key does to a text, for one that was handed on."""
    if event.is_printable and event.character:
        field.insert_text_at_cursor(event.character)
    else:
        bound(field, event)


class LineInput(Input):
    """A line of text; Enter ends it."""

    def __init__(self, value: str, placeholder: str, enter: Callable[[], None], *, classes: str = "") -> None:
        super().__init__(value, placeholder=placeholder, select_on_focus=False, classes=f"line {classes}")
        self._enter = enter

    def on_key(self, event: events.Key) -> None:
        """Take Enter and what moves before the input does."""
        if handed_on(self, event) or moved(self, event):
            return
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self._enter()
        else:
            bound(self, event)

    def take_key(self, event: events.Key) -> None:
        """A key that was on its way elsewhere."""
        if event.key == "enter":
            self._enter()
        elif not moved(self, event):
            typed_into(self, event)


class PickInput(Input):
    """The filter of a list; Enter takes, and Space chooses where several may be taken."""

    def __init__(self, placeholder: str, enter: Callable[[], None], space: Callable[[], None] | None) -> None:
        super().__init__(placeholder=placeholder, classes="pick-filter", select_on_focus=False)
        self._enter = enter
        self._space = space

    def on_key(self, event: events.Key) -> None:
        """Take Enter and Space before the input does."""
        if handed_on(self, event):
            return
        act = self._act_of(event)
        if act is not None:
            event.stop()
            event.prevent_default()
            act()
        else:
            bound(self, event)

    def take_key(self, event: events.Key) -> None:
        """A key that was on its way elsewhere."""
        act = self._act_of(event)
        if act is not None:
            act()
        else:
            typed_into(self, event)

    def _act_of(self, event: events.Key) -> Callable[[], None] | None:
        return self._enter if event.key == "enter" else self._space if event.key == "space" else None
