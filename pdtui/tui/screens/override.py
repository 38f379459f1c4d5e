"""The form that puts somebody on call in a schedule, and lists the overrides that are there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from pdtui.core.commands import AddOverride, RemoveOverride
from pdtui.core.entries import DirectoryEntry, Kind
from pdtui.core.model import Override, Reference
from pdtui.core.spans import parse_turn
from pdtui.errors import UsageError
from pdtui.text import clock_time, spell
from pdtui.tui.attempt import attempt
from pdtui.tui.screens.choices import FromDirectory
from pdtui.tui.screens.form import FormDialog, PickLine, TextLine
from pdtui.tui.screens.pick import Ask
from pdtui.tui.screens.schedules import MySchedulesFirst

if TYPE_CHECKING:
    from pdtui.core.engine import Engine

Deed = AddOverride | RemoveOverride


class OverrideScreen(FormDialog[Deed]):
    """Schedule, who, from when, for how long; below, the overrides there are, which can be taken away."""

    BINDINGS: ClassVar[list[BindingType]] = [("x,ctrl+r", "remove", "Remove")]
    hint = "Enter overrides · Tab next line · Space picks · ctrl+r removes one"

    def __init__(self, heading: str, engine: Engine, now: Callable[[], datetime]) -> None:
        super().__init__(heading)
        self._engine = engine
        self._now = now
        self._schedules = MySchedulesFirst(engine.directory, engine.on_duty.my_shifts)
        self._overrides: tuple[Override, ...] = ()

    def compose_body(self) -> ComposeResult:
        """The lines, what Enter would do, what is there already."""
        directory, me = self._engine.directory, self._engine.me
        people = FromDirectory(directory, Kind.USER, first=frozenset({me.id if me else ""}))
        schedules = Ask(self._schedules, "takes it", lambda picked: picked[0].name, "name of a schedule")
        who = Ask(people, "takes them", lambda picked: picked[0].name, "name or e-mail")
        yield PickLine("schedule", "needed", lambda: schedules, self.enter, id="schedule")
        yield PickLine("who", "me", lambda: who, self.enter, id="who")
        yield TextLine("from", "now", "now, 14:00, tomorrow 09:00", self.enter, id="from")
        yield TextLine("for", "1h", "1h, 2h, 4h, 8h, or until 09:00", self.enter, id="for")
        yield Static("", classes="dialog-outcome", markup=False)
        yield Static("", classes="override-note", markup=False)
        options = OptionList(classes="options overrides gives-way", markup=False)
        options.display = False
        yield options

    def submit(self) -> None:
        """Add it; what is missing is asked for."""
        schedule = self._schedule()
        if schedule is None:
            line = self.query_one("#schedule", PickLine)
            line.focus()
            line.open()
            return
        try:
            start, end = self._span()
            user = self._user()
        except UsageError as error:
            self.say(str(error))
            return
        self.finish(AddOverride(schedule, user, start, end))

    @on(PickLine.Changed)
    def line_picked(self, event: PickLine.Changed) -> None:
        """Another schedule has other overrides."""
        schedule = self._schedule()
        if event.line == "schedule" and schedule is not None:
            self.run_worker(attempt(self._list(schedule), self._not_listed), group="overrides", exclusive=True)
        self._tell()

    @on(Input.Changed)
    def typed(self) -> None:
        """Say what it means as it is typed."""
        self.say("")
        self._tell()

    @on(OptionList.OptionSelected)
    def override_chosen(self) -> None:
        """Enter on an override."""
        self.action_remove()

    def action_remove(self) -> None:
        """Take the highlighted override away, once that was confirmed."""
        from pdtui.tui.screens.confirm import ConfirmScreen

        options, schedule = self.query_one(OptionList), self._schedule()
        if schedule is None or not self._overrides:
            self.say("Pick a schedule: its overrides are listed below." if schedule is None else "There is none.")
            return
        place = options.highlighted
        if place is None:
            options.focus()
            options.highlighted = 0
            self.say("Which one? ↑↓ choose, Enter removes it.")
            return
        one = self._overrides[place]
        begun = "It ends now." if one.start <= self._now() else "It does not begin."
        words = f"{schedule.name}: {self._described(one)}\n\n{begun} The schedule's own people are on call again."
        deed = RemoveOverride(schedule, one.id, one.user, one.start, one.end)
        screen = ConfirmScreen("Remove override", None, words, "takes it away")
        self.app.push_screen(screen, lambda yes: self.finish(deed) if yes else None)

    async def _list(self, schedule: Reference) -> None:
        note, options = self.query_one(".override-note", Static), self.query_one(OptionList)
        note.update(Content.styled("asking PagerDuty for its overrides…", "$text-muted"))
        options.display = False
        options.clear_options()  # another schedule's overrides must not be taken away from this one
        self._overrides = await self._engine.choices.overrides(schedule.id)
        there = f"Overrides of {schedule.name}" if self._overrides else f"{schedule.name} has no overrides now"
        note.update(Content.styled(there, "$text-muted"))
        options.set_options(Option(Content(self._described(one))) for one in self._overrides)
        options.display = bool(self._overrides)
        self.fit()

    def _not_listed(self, words: str) -> None:
        note = self.query_one(".override-note", Static)
        note.update(Content.styled(f"Its overrides could not be read: {words}", "$warning"))

    def _schedule(self) -> Reference | None:
        return _reference(self.query_one("#schedule", PickLine))

    def _user(self) -> Reference:
        picked, me = _reference(self.query_one("#who", PickLine)), self._engine.me
        if picked is not None:
            return picked
        if me is None:
            raise UsageError("PagerDuty has not said yet who you are", "pick somebody")
        return me.reference

    def _span(self) -> tuple[datetime, datetime]:
        return parse_turn(self.typed_in("from"), self.typed_in("for"), self._now())

    def _tell(self) -> None:
        line = self.query_one(".dialog-outcome", Static)
        if self._schedule() is None:
            line.update(Content.styled("Pick a schedule: nobody is put on call before.", "$text-muted"))
            return
        try:
            start, end = self._span()
            who, now = self._user().name, self._now()
        except UsageError as error:
            line.update(Content.styled(str(error), "$warning"))
            return
        text = f"{who} on call from {clock_time(start, now)} to {clock_time(end, now)} ({spell(end - start)})"
        line.update(Content.styled(text, "$primary"))

    def _described(self, one: Override) -> str:
        now = self._now()
        return f"{one.user.name}  {clock_time(one.start, now)} to {clock_time(one.end, now)}"


def _reference(line: PickLine[DirectoryEntry]) -> Reference | None:
    return line.picked.value.reference if line.picked is not None else None
