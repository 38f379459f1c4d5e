"""A few lines of which one is chosen, without a filter: levels, urgencies, ways of doing a thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.events import Key
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from pdtui.tui.aiming import Targets
from pdtui.tui.attempt import attempt
from pdtui.tui.screens.dialog import Answer, Dialog

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Way(Generic[Value]):
    """One line or two to choose, and what choosing it means."""

    value: Value
    words: Content
    enabled: bool = True


class OptionsDialog(Dialog[Answer], Generic[Answer, Value]):
    """Opens at once, and fills its lines when they are known; j and k move, Enter chooses."""

    asking: ClassVar[str] = "asking PagerDuty…"
    unchosen: ClassVar[str] = "Choose a line first."
    BINDINGS: ClassVar[list[BindingType]] = [("j", "down", "Down"), ("k", "up", "Up")]

    def compose_body(self) -> ComposeResult:
        """A line that tells how the loading stands, and the lines."""
        yield Static("", classes="options-note", markup=False)
        yield OptionList(classes="options gives-way", markup=False)

    def on_mount(self) -> None:
        """Fill in; the worker ends with this dialog."""
        self._ways: Sequence[Way[Value]] = ()
        self.query_one(".options").display = False
        self.run_worker(attempt(self._fill(), self._not_filled), group="options", exclusive=True)

    async def load(self) -> Sequence[Way[Value]]:
        """The lines. Raises any error of `pdtui.errors`, which is told in their place."""
        raise NotImplementedError

    def chosen(self, value: Value) -> None:
        """A line was chosen by Enter or a click."""
        raise NotImplementedError

    def filled(self) -> None:
        """The lines are there: say what there is to say, highlight what is likely."""

    @property
    def highlighted(self) -> Value | None:
        """What the highlighted line means."""
        place = self.query_one(OptionList).highlighted
        return self._ways[place].value if place is not None and place < len(self._ways) else None

    def note(self, content: Content) -> None:
        """The line above the lines."""
        note = self.query_one(".options-note", Static)
        note.display = bool(content.plain)
        note.update(content)

    def highlight(self, value: Value | None) -> None:
        """Highlight the line of a value, none where there is no such or it cannot be chosen."""
        place = next((at for at, way in enumerate(self._ways) if way.enabled and way.value == value), None)
        self.query_one(OptionList).highlighted = place

    async def _fill(self) -> None:
        self.note(Content.styled(self.asking, "$text-muted"))
        self._ways = await self.load()
        self.note(Content(""))
        options = self.query_one(OptionList)
        options.set_options(Option(way.words, disabled=not way.enabled) for way in self._ways)
        options.display = bool(self._ways)
        options.highlighted = None
        options.focus()
        self.filled()
        self.fit()

    def _not_filled(self, words: str) -> None:
        self.note(Content.styled(words, "bold $error"))

    @on(OptionList.OptionSelected)
    def line_selected(self, event: OptionList.OptionSelected) -> None:
        """Choose the line."""
        self.chosen(self._ways[event.option_index].value)

    def on_key(self, event: Key) -> None:
        """Enter where nothing is highlighted is no silence."""
        if event.key == "enter" and self._ways and self.highlighted is None:
            self.say(self.unchosen)

    def action_down(self) -> None:
        """Highlight the next line."""
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        """Highlight the line before."""
        self.query_one(OptionList).action_cursor_up()


class WaysScreen(OptionsDialog[Value, Value]):
    """Ways that are known already, one of them highlighted from the beginning."""

    hint = "Enter does it · ↑↓ choose · Esc leaves"

    def __init__(self, heading: str, targets: Targets | None, ways: Sequence[Way[Value]], likely: Value) -> None:
        super().__init__(heading, targets)
        self._given = ways
        self._likely = likely

    async def load(self) -> Sequence[Way[Value]]:
        """As given."""
        return self._given

    def filled(self) -> None:
        """The likely one is highlighted."""
        self.highlight(self._likely)

    def chosen(self, value: Value) -> None:
        """That way."""
        self.finish(value)


def way(value: Value, name: str, meaning: str = "") -> Way[Value]:
    """A way in two lines: its name, and what it means."""
    return Way(value, Content.assemble((name, "bold"), (f"\n  {meaning}" if meaning else "")))


def line(value: Value, name: str, meaning: str, width: int) -> Way[Value]:
    """A way in one line: its name in `width` cells, and what it means."""
    return Way(value, Content.assemble((name.ljust(width), "bold"), f"  {meaning}"))
