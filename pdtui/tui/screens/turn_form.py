"""What the forms about a turn of duty have in common: whose schedule, from when, for how long, who, what is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from pdtui.core.entries import DirectoryEntry, Kind
from pdtui.core.model import Reference
from pdtui.core.spans import parse_turn
from pdtui.text import clock_time, spell
from pdtui.tui.drafts import Draft
from pdtui.tui.screens.choices import FromDirectory
from pdtui.tui.screens.dialog import Answer
from pdtui.tui.screens.form import FormDialog, PickLine, TextLine
from pdtui.tui.screens.pick import Ask
from pdtui.tui.screens.schedules import MySchedulesFirst

if TYPE_CHECKING:
    from pdtui.core.engine import Engine


class TurnForm(FormDialog[Answer]):
    """Says as it is typed what Enter would do, and lists below what was done before, to be taken back."""

    def __init__(self, heading: str, engine: Engine, now: Callable[[], datetime], draft: Draft | None = None) -> None:
        super().__init__(heading, draft=draft)
        self._engine = engine
        self._now = now
        self._schedules = MySchedulesFirst(engine.directory, engine.on_duty.my_shifts)

    def tell(self) -> None:
        """Say what Enter would do."""
        raise NotImplementedError

    def take_back(self, place: int) -> None:
        """Ask whether that one of the list is to be taken back."""
        raise NotImplementedError

    # -- for the forms -----------------------------------------------------------------------

    def schedule_line(self) -> PickLine[DirectoryEntry]:
        """My schedules before the others."""
        ask = Ask(self._schedules, "takes it", lambda picked: picked[0].name, "name of a schedule")
        return PickLine("schedule", "needed", lambda: ask, self.enter, id="schedule")

    def who_line(self, empty: str, first: str = "") -> PickLine[DirectoryEntry]:
        """`empty` says what holds while nobody is picked; `first` is the id of who stands first."""
        people = FromDirectory(self._engine.directory, Kind.USER, first=frozenset({first}))
        ask = Ask(people, "takes them", lambda picked: picked[0].name, "name or e-mail")
        return PickLine("who", empty, lambda: ask, self.enter, id="who")

    def time_lines(self) -> tuple[TextLine, TextLine]:
        """From when, and for how long."""
        return (
            TextLine("from", "now", "now, 14:00, tomorrow 09:00", self.enter, id="from"),
            TextLine("for", "1h", "1h, 2h, 4h, 8h, or until 09:00", self.enter, id="for"),
        )

    def compose_below(self) -> ComposeResult:
        """What Enter would do, and what was done before."""
        yield Static("", classes="dialog-outcome", markup=False)
        note = Static("", classes="override-note", markup=False)
        note.display = False
        yield note
        options = OptionList(classes="options turns gives-way", markup=False)
        options.display = False
        yield options

    def picked(self, name: str) -> Reference | None:
        """What is picked in a line."""
        line: PickLine[DirectoryEntry] = self.query_one(f"#{name}", PickLine)
        return line.picked.value.reference if line.picked is not None else None

    def lacks(self, name: str) -> bool:
        """Whether nothing is picked there; then it is asked for."""
        if self.picked(name) is not None:
            return False
        line = self.query_one(f"#{name}", PickLine)
        line.focus()
        line.open()
        return True

    def span(self) -> tuple[datetime, datetime]:
        """From when to when. Raises `UsageError`."""
        return parse_turn(self.typed_in("from"), self.typed_in("for"), self._now())

    def span_words(self, start: datetime, end: datetime) -> str:
        """`from 14:00 to 16:00 (2 h)`."""
        now = self._now()
        return f"from {clock_time(start, now)} to {clock_time(end, now)} ({spell(end - start)})"

    def outcome(self, text: str, style: str) -> None:
        """What Enter would do, or why it cannot."""
        self.query_one(".dialog-outcome", Static).update(Content.styled(text, style))

    def note(self, text: str, style: str = "$text-muted") -> None:
        """What the list below is."""
        note = self.query_one(".override-note", Static)
        note.update(Content.styled(text, style))
        note.display = bool(text)

    def list_below(self, lines: Sequence[str]) -> None:
        """What was done before."""
        options = self.query_one(OptionList)
        options.set_options(Option(Content(line)) for line in lines)
        options.display = bool(lines)
        self.fit()

    def choose_below(self, verb: str) -> None:
        """Take the highlighted one back, or first ask which."""
        options = self.query_one(OptionList)
        if options.highlighted is not None:
            self.take_back(options.highlighted)
            return
        options.focus()
        options.highlighted = 0
        self.say(f"Which one? ↑↓ choose, Enter {verb} it.")

    # -- events ------------------------------------------------------------------------------

    @on(Input.Changed)
    def typed(self) -> None:
        """Say what it means as it is typed."""
        self.say("")
        self.tell()

    @on(OptionList.OptionSelected)
    def one_below_chosen(self, event: OptionList.OptionSelected) -> None:
        """Enter on one."""
        self.take_back(event.option_index)
