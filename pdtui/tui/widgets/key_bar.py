"""The line of keys at the bottom, made from the registry.

Textual's own footer disables what does not apply, and a disabled key is silent. Here such a key is dimmed
and still answers: pressing it says why nothing was done.
"""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from pdtui.core.actions import ACTIONS, Action
from pdtui.tui.bindings import keys_of


class KeyBar(Widget):
    """The keys of the actions that the registry shows; a click on one is the same as its key."""

    ALLOW_SELECT = False

    class Pressed(Message):
        """An action was clicked."""

        def __init__(self, action_id: str) -> None:
            super().__init__()
            self.action_id = action_id

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._dimmed: frozenset[str] = frozenset()

    def dim(self, action_ids: frozenset[str]) -> None:
        """Which actions do not apply to what is highlighted."""
        if action_ids != self._dimmed:
            self._dimmed = action_ids
            self.refresh()

    def render(self) -> Content:
        """The line for the present width."""
        parts: list[Content] = []
        for action, start, _ in self._laid():
            key, label = keys_of(action)[0], action.label
            pad = " " * (start - sum(part.cell_length for part in parts))
            if action.id in self._dimmed:
                parts.append(Content.assemble(pad, (f"{key} {label}", "$text-disabled")))
            else:
                parts.append(Content.assemble(pad, (key, "bold $primary"), (f" {label}", "$foreground")))
        return Content.assemble(*parts)

    def on_click(self, event: events.Click) -> None:
        """Find the action under the pointer."""
        for action, start, end in self._laid():
            if start <= event.x < end:
                self.post_message(self.Pressed(action.id))

    def _laid(self) -> list[tuple[Action, int, int]]:
        """Each shown action with the cells it takes; help and quit stay when it is narrow."""
        actions = [action for action in ACTIONS if action.show]
        room = self.size.width - 2
        gap = 2

        def need() -> int:
            return sum(len(keys_of(a)[0]) + 1 + len(a.label) + gap for a in actions) - gap

        while need() > room and len(actions) > 1:
            droppable = [action for action in actions if action.id not in ("help", "quit")]
            actions.remove(droppable[-1] if droppable else actions[-1])
        laid, x = [], 1
        for action in actions:
            end = x + len(keys_of(action)[0]) + 1 + len(action.label)
            laid.append((action, x, end))
            x = end + gap
        return laid
