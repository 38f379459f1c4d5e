"""The keys, from the registry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from pdtui.core.actions import IN_SLACK, ON_INCIDENTS, OTHERS, Action
from pdtui.core.keymap import KEYS, Keymap
from pdtui.tui.bindings import keys_of
from pdtui.tui.details.subject import OF_ACTION
from pdtui.tui.offers import offered
from pdtui.tui.widgets.key_hint import KeyHint

_DETAILS = ("details", "raw", "open", "copy_link", *OF_ACTION)
_SLACK = ("open_thread", "copy_thread", "outbox")
_MARKS = ("mark", "mark_all")
_MOVES = ("down", "up", "first", "last", "arrivals", "page_down", "page_up", "narrower", "wider")
_LISTING = ("filter", "facets", "order", "fold", "scope", "refresh")
DETAILS = "Details"
NOTHING: Mapping[str, str] = {}
_SIGNS = (
    ("●  ○  ✓", "triggered, acknowledged, resolved"),
    ("…  ?  !", "under way, outcome unknown, failed"),
    ("×", "left the list; stays in view until you move off it"),
    ("◆  ◇", "marked, of a group all or some: keys act on all marked ones that the list shows"),
    ("▸ 12×", "a group: 12 incidents of one service that differ in numbers only; keys act on all of them"),
    ("✎  ↳  ◷", "has notes, has a Slack thread, somebody is reminded of it; as far as pdtui knows"),
    ("↑  ↓", "high and low urgency"),
    ("you", "assigned to you"),
    ("trig ↗3m", "nobody acknowledged it, and it escalates in 3 minutes"),
    ("ack →09:00", "the acknowledgement or snooze ends then, and it pages again"),
    ("LIVE 4s", "PagerDuty's answer is that old; STALE, OFFLINE, CACHED: do not trust it"),
    ("▲ 3 new", "came in above what you see; . goes to the newest"),
)


class HelpScreen(ModalScreen[None]):
    """A table of keys and signs by groups; any of the closing keys leaves, the movements scroll."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q,question_mark,enter", "close", "Close"),
        ("G,end", "signs", "Signs"),
        ("g,home", "keys", "Keys"),
        ("j", "scroll(1)", "Down"),
        ("k", "scroll(-1)", "Up"),
    ]

    def __init__(self, refusals: Mapping[str, str] = NOTHING, keys: Keymap = KEYS, first: str = "") -> None:
        """`refusals`: why actions do not apply now, by their ids; `first`: the group that stands on top."""
        super().__init__()
        self._refusals = refusals
        self._keys = keys
        self._first = first

    def compose(self) -> ComposeResult:
        """The table, which scrolls where the screen is small."""
        with Vertical(classes="dialog", id="help"):
            yield Static(Content.styled("Keys", "bold $primary"), classes="dialog-heading")
            with VerticalScroll(id="help-table"):
                yield Static(id="help-text", markup=False)
            yield KeyHint("j/k scroll · G what the signs mean · g the keys · Esc closes")

    def on_mount(self) -> None:
        """The keys that scroll go to the table."""
        self.query_one("#help-table").focus()

    def on_resize(self) -> None:
        """Wrap to what there is."""
        width = self.query_one("#help-table").scrollable_content_region.width
        if width:
            self.query_one("#help-text", Static).update(help_text(width - 1, self._refusals, self._keys, self._first))

    def action_scroll(self, lines: int) -> None:
        """By a line, as the list does."""
        self.query_one("#help-table").scroll_relative(y=lines, animate=False)

    def action_signs(self) -> None:
        """To the end, where they stand."""
        self.query_one("#help-table").scroll_end(animate=False)

    def action_keys(self) -> None:
        """To the beginning."""
        self.query_one("#help-table").scroll_home(animate=False)

    def action_close(self) -> None:
        """Back to the list."""
        if self.is_current:
            self.dismiss(None)


def groups(first: str = "") -> list[tuple[str, list[Action]]]:
    """The keys by what they are for, each group in the registry's order, the `first` one on top."""
    actions = offered(frozenset())
    known = (*ON_INCIDENTS, *IN_SLACK, *OTHERS)
    viewing = [action for action in actions if action not in known]
    other = (*_DETAILS, *_SLACK, *_MARKS, *_MOVES, *_LISTING)
    table = [
        ("The highlighted incident, or all marked ones", [one for one in actions if one in ON_INCIDENTS and one.many]),
        ("The highlighted incident", [one for one in actions if one in ON_INCIDENTS and not one.many]),
        ("In Slack", [one for one in actions if one in IN_SLACK or one.id in _SLACK]),
        ("Marks", [one for one in viewing if one.id in _MARKS]),
        (DETAILS, [one for one in viewing if one.id in _DETAILS]),
        ("Going", [one for one in viewing if one.id in _MOVES]),
        ("The list", [one for one in viewing if one.id in _LISTING]),
        ("The rest", [one for one in actions if one in OTHERS or (one in viewing and one.id not in other)]),
    ]
    return sorted(table, key=lambda group: group[0] != first)


def help_text(room: int, refusals: Mapping[str, str] = NOTHING, keys: Keymap = KEYS, first: str = "") -> Content:
    """Each key with what it does, then what the signs mean, in lines of at most `room` cells.

    What does not apply now is dimmed, and says why.
    """
    table = groups(first)
    width = max(len(_names(action, keys)) for _, actions in table for action in actions) + 2
    lines: list[Content] = []
    for name, actions in table:
        lines += [Content.styled(name, "bold $secondary")]
        for one in actions:
            why = refusals.get(one.id, "")
            text = f"{one.tooltip.rstrip('.')} — not now: {why}" if why else one.tooltip.rstrip(".")
            lines += _entry(_names(one, keys), text, width, room, dimmed=bool(why))
        lines += [Content("")]
    lines[-1:] = [*_entry("ctrl+p", "Search these actions by name", width, room), Content("")]
    lines += [Content.styled("Signs", "bold $secondary")]
    lines += [line for sign, meaning in _SIGNS for line in _entry(sign, meaning, width, room)]
    return Content("\n").join(lines)


def _names(action: Action, keys: Keymap) -> str:
    return " ".join(keys_of(action, keys)) or "–"


def _entry(head: str, text: str, width: int, room: int, *, dimmed: bool = False) -> list[Content]:
    tones = ("$text-disabled", "$text-disabled") if dimmed else ("bold $primary", "")
    return [
        Content.assemble((head.ljust(width) if number == 0 else " " * width, tones[0]), line)
        for number, line in enumerate(Content.styled(text, tones[1]).wrap(max(8, room - width)))
    ]
