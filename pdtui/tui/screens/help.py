"""The keys, from the registry."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from pdtui.core.actions import IN_SLACK, ON_INCIDENTS, OTHERS, Action, Feature
from pdtui.core.keymap import KEYS, Keymap
from pdtui.tui.bindings import keys_of
from pdtui.tui.details.subject import OF_ACTION
from pdtui.tui.offers import offered

_DETAILS = ("details", "raw", "open", "copy_link", *OF_ACTION)
_SLACK = ("open_thread", "copy_thread", "outbox")
_MARKS = ("mark", "mark_all")
_MOVES = ("down", "up", "first", "last", "arrivals", "page_down", "page_up")
_SIGNS = (
    ("●  ○  ✓", "triggered, acknowledged, resolved"),
    ("…  ?  !", "under way, outcome unknown, failed"),
    ("×", "left the list; stays in view until you move off it"),
    ("◆", "marked: keys act on all marked ones that the list shows"),
    ("↑  ↓", "high and low urgency"),
    ("you", "assigned to you"),
    ("wakes 09:00", "the acknowledgement or snooze ends then, and it pages again"),
    ("LIVE 4s", "PagerDuty's answer is that old; STALE, OFFLINE, CACHED: do not trust it"),
    ("▲ 3 new", "came in above what you see; . goes to the newest"),
)


class HelpScreen(ModalScreen[None]):
    """A table of keys and signs by groups; any of the closing keys leaves, the movements scroll."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q,question_mark,enter", "close", "Close"),
        ("j", "scroll(1)", "Down"),
        ("k", "scroll(-1)", "Up"),
    ]

    def __init__(self, missing: frozenset[Feature] = frozenset(), keys: Keymap = KEYS) -> None:
        super().__init__()
        self._missing = missing
        self._keys = keys

    def compose(self) -> ComposeResult:
        """The table, which scrolls where the screen is small."""
        with Vertical(classes="dialog", id="help"):
            yield Static(Content.styled("Keys", "bold $primary"), classes="dialog-heading")
            with VerticalScroll(id="help-table"):
                yield Static(id="help-text", markup=False)
            yield Static(Content.styled("j/k scroll · Esc closes", "$text-muted"), classes="dialog-hint")

    def on_mount(self) -> None:
        """The keys that scroll go to the table."""
        self.query_one("#help-table").focus()

    def on_resize(self) -> None:
        """Wrap to what there is."""
        width = self.query_one("#help-table").scrollable_content_region.width
        if width:
            self.query_one("#help-text", Static).update(help_text(width - 1, self._missing, self._keys))

    def action_scroll(self, lines: int) -> None:
        """By a line, as the list does."""
        self.query_one("#help-table").scroll_relative(y=lines, animate=False)

    def action_close(self) -> None:
        """Back to the list."""
        if self.is_current:
            self.dismiss(None)


def groups(missing: frozenset[Feature]) -> list[tuple[str, list[Action]]]:
    """The keys by what they are for, each group in the registry's order; what the plan lacks is left out."""
    actions = offered(missing)
    known = (*ON_INCIDENTS, *IN_SLACK, *OTHERS)
    viewing = [action for action in actions if action not in known]
    other = (*_DETAILS, *_SLACK, *_MARKS, *_MOVES)
    return [
        ("The highlighted incident, or all marked ones", [one for one in actions if one in ON_INCIDENTS and one.many]),
        ("The highlighted incident", [one for one in actions if one in ON_INCIDENTS and not one.many]),
        ("In Slack", [one for one in actions if one in IN_SLACK or one.id in _SLACK]),
        ("Marks", [one for one in viewing if one.id in _MARKS]),
        ("Details", [one for one in viewing if one.id in _DETAILS]),
        ("Going", [one for one in viewing if one.id in _MOVES]),
        ("The rest", [one for one in actions if one in OTHERS or (one in viewing and one.id not in other)]),
    ]


def help_text(room: int, missing: frozenset[Feature] = frozenset(), keys: Keymap = KEYS) -> Content:
    """Each key with what it does, then what the signs mean, in lines of at most `room` cells."""
    table = groups(missing)
    width = max(len(_names(action, keys)) for _, actions in table for action in actions) + 2
    lines: list[Content] = []
    for name, actions in table:
        lines += [Content.styled(name, "bold $secondary")]
        lines += [line for one in actions for line in _entry(_names(one, keys), one.tooltip.rstrip("."), width, room)]
        lines += [Content("")]
    lines[-1:] = [*_entry("ctrl+p", "Search these actions by name", width, room), Content("")]
    lines += [Content.styled("Signs", "bold $secondary")]
    lines += [line for sign, meaning in _SIGNS for line in _entry(sign, meaning, width, room)]
    return Content("\n").join(lines)


def _names(action: Action, keys: Keymap) -> str:
    return " ".join(keys_of(action, keys)) or "–"


def _entry(head: str, text: str, width: int, room: int) -> list[Content]:
    return [
        Content.assemble((head.ljust(width) if number == 0 else " " * width, "bold $primary"), line)
        for number, line in enumerate(Content(text).wrap(max(8, room - width)))
    ]
