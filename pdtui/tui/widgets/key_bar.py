"""The line of keys at the bottom, made from the registry.

Textual's own footer disables what does not apply, and a disabled key is silent. Here such a key is dimmed
and still answers: pressing it says why nothing was done.
"""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from pdtui.tui.offers import Hint, Situation, chip, fitting, hints

_GAP = 2


class KeyBar(Widget):
    """The keys of what can be done here; a click on one is the same as its key.

    While something is marked the bar is in another tone, begins with how many, and says it at each key.
    """

    ALLOW_SELECT = False

    class Pressed(Message):
        """An action was clicked."""

        def __init__(self, action_id: str) -> None:
            super().__init__()
            self.action_id = action_id

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._situation = Situation()

    def show(self, situation: Situation) -> None:
        """Repaint if anything differs."""
        if situation != self._situation:
            self._situation = situation
            self.set_class(bool(chip(situation)), "-marked")
            self.refresh()

    def render(self) -> Content:
        """The line for the present width."""
        head = self._chip()
        parts = [head] if head else [Content(" ")]
        at = parts[0].cell_length
        for hint, start, end in self._laid():
            parts += [Content(" " * (start - at)), _drawn(hint)]
            at = end
        return Content.assemble(*parts).truncate(max(1, self.size.width), ellipsis=True)

    def on_click(self, event: events.Click) -> None:
        """Find the action under the pointer."""
        for hint, start, end in self._laid():
            if start <= event.x < end:
                self.post_message(self.Pressed(hint.action_id))

    def _chip(self) -> Content:
        text = chip(self._situation)
        return Content.styled(f" {text} ", "bold reverse $warning") if text else Content("")

    def _laid(self) -> list[tuple[Hint, int, int]]:
        """Each shown hint with the cells it takes."""
        head = self._chip().cell_length
        x = head + _GAP if head else 1
        laid = []
        for hint in fitting(hints(self._situation), self.size.width - 1 - x, _GAP):
            laid.append((hint, x, x + hint.width))
            x += hint.width + _GAP
        return laid


def _drawn(hint: Hint) -> Content:
    if hint.dimmed:
        return Content.styled(f"{hint.key} {hint.label}", "$text-disabled")
    return Content.assemble((hint.key, "bold $primary"), (f" {hint.label}", "$foreground"))
