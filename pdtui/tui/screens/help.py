"""The keys, from the registry."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from pdtui.core.actions import ACTIONS
from pdtui.tui.bindings import keys_of

_SIGNS = (
    ("●  ○  ✓", "triggered, acknowledged, resolved"),
    ("…  ?  !", "under way, outcome unknown, failed"),
    ("×", "left the list; stays in view until you move off it"),
    ("↑  ↓", "high and low urgency"),
    ("you", "assigned to you"),
    ("LIVE 4s", "PagerDuty's answer is that old; STALE, OFFLINE, CACHED: do not trust it"),
    ("▲ 3 new", "came in above what you see; g goes there"),
)


class HelpScreen(ModalScreen[None]):
    """A table of keys and signs; any of the closing keys leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,q,question_mark,enter", "close", "Close")]

    def compose(self) -> ComposeResult:
        """The table, which scrolls where the screen is small."""
        with Vertical(classes="dialog", id="help"):
            yield Static(Content.styled("Keys", "bold $primary"), classes="dialog-heading")
            with VerticalScroll(id="help-table"):
                yield Static(id="help-text", markup=False)
            yield Static(Content.styled("Esc closes", "$text-muted"), classes="dialog-hint")

    def on_resize(self) -> None:
        """Wrap to what there is."""
        width = self.query_one("#help-table").scrollable_content_region.width
        if width:
            self.query_one("#help-text", Static).update(help_text(width - 1))

    def action_close(self) -> None:
        """Back to the list."""
        if self.is_current:
            self.dismiss(None)


def help_text(room: int) -> Content:
    """Each key with what it does, then what the signs mean, in lines of at most `room` cells."""
    rows = [(" ".join(keys_of(action)), action.tooltip) for action in ACTIONS if action.key]
    rows.append(("ctrl+p", "Search these actions by name."))
    width = max(len(keys) for keys, _ in rows) + 2
    lines = [line for keys, tooltip in rows for line in _entry(keys, tooltip.rstrip("."), width, room)]
    lines += [Content(""), Content.styled("Signs", "bold $primary")]
    lines += [line for sign, meaning in _SIGNS for line in _entry(sign, meaning, width, room)]
    return Content("\n").join(lines)


def _entry(head: str, text: str, width: int, room: int) -> list[Content]:
    return [
        Content.assemble((head.ljust(width) if number == 0 else " " * width, "bold $primary"), line)
        for number, line in enumerate(Content(text).wrap(max(8, room - width)))
    ]
