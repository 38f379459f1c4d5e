"""Lines of a form that answer to single keys: one that changes between ways, and what else is like it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from pdtui.tui.screens.form import LABEL
from pdtui.tui.screens.inputs import handed_on, moved


class KeyLine(Static, can_focus=True):
    """A label and words; Enter is the form's, the other keys are the line's own."""

    def __init__(self, label: str, enter: Callable[[], None], *, id: str) -> None:
        super().__init__("", id=id, classes="form-line", markup=False)
        self._label = label
        self._enter = enter

    def on_mount(self) -> None:
        """Show what there is."""
        self.show()

    def on_key(self, event: events.Key) -> None:
        """Send, or do what the key does here."""
        if not handed_on(self, event) and not moved(self, event):
            self.take_key(event)

    def take_key(self, event: events.Key) -> None:
        """Also a key that was on its way elsewhere."""
        if event.key == "enter":
            event.stop()
            self._enter()
        elif self.pressed(event.key):
            event.stop()

    def pressed(self, key: str) -> bool:
        """What a key does; False where nothing."""
        raise NotImplementedError

    def words(self) -> Content:
        """What stands behind the label."""
        raise NotImplementedError

    def show(self) -> None:
        """Draw it."""
        self.update(Content.assemble((self._label.ljust(LABEL), "$text-muted"), self.words()))


class ToggleLine(KeyLine):
    """One of a few ways; Space and the arrows to the sides change it."""

    class Changed(Message):
        """It is another way now."""

    def __init__(self, label: str, ways: Sequence[tuple[str, str]], enter: Callable[[], None], *, id: str) -> None:
        """`ways`: names and what they mean, the usual one first."""
        super().__init__(label, enter, id=id)
        self._ways = ways
        self.place = 0

    def put(self, place: int) -> None:
        """Have this way."""
        self.place = place % len(self._ways)
        self.show()
        self.post_message(self.Changed())

    def pressed(self, key: str) -> bool:
        """Space, left and right."""
        if key not in ("space", "right", "left"):
            return False
        self.put(self.place + (-1 if key == "left" else 1))
        return True

    def on_click(self) -> None:
        """The next way."""
        self.put(self.place + 1)

    def words(self) -> Content:
        """The way and what it means."""
        name, meaning = self._ways[self.place]
        return Content.assemble((name, "bold"), f"  {meaning}" if meaning else "", ("  Space changes", "$text-muted"))
