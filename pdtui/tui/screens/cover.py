"""The form that asks a colleague to take a turn, and lists what was asked before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from pdtui.core.cover.request import CoverRequest, CoverState
from pdtui.core.entries import DirectoryEntry, Kind
from pdtui.core.model import Reference
from pdtui.core.spans import parse_turn
from pdtui.errors import PdtuiError, UsageError
from pdtui.text import clock_time, spell
from pdtui.tui.attempt import attempt
from pdtui.tui.drafts import Draft
from pdtui.tui.screens.choices import FromDirectory
from pdtui.tui.screens.form import FormDialog, PickLine, TextLine
from pdtui.tui.screens.pick import Ask
from pdtui.tui.screens.schedules import MySchedulesFirst

if TYPE_CHECKING:
    from pdtui.core.engine import Engine


@dataclass(frozen=True, slots=True)
class CoverWish:
    """Who is to be on call in what from when to when."""

    schedule: Reference
    person: Reference
    start: datetime
    end: datetime
    message: str
    at_once: bool
    """They cannot be asked, as the form said: they are put on call."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A request that is not needed any more."""

    request: CoverRequest


class CoverScreen(FormDialog[CoverWish | Withdrawal]):
    """Schedule, from when, for how long, who, a message; below, the requests there are."""

    BINDINGS: ClassVar[list[BindingType]] = [("x,ctrl+r", "withdraw", "Withdraw")]
    hint = "Enter does it · Tab next line · Space picks · ctrl+r withdraws one"

    def __init__(self, heading: str, draft: Draft, engine: Engine, now: Callable[[], datetime]) -> None:
        super().__init__(heading, draft=draft)
        self._engine = engine
        self._now = now
        self._schedules = MySchedulesFirst(engine.directory, engine.on_duty.my_shifts)
        self._refusals: dict[str, str] = {}
        """By person, why they cannot be asked in Slack; empty where they can."""
        self._requests: tuple[CoverRequest, ...] = ()

    def compose_body(self) -> ComposeResult:
        """The lines, what Enter would do, what was asked before."""
        people = FromDirectory(self._engine.directory, Kind.USER)
        schedules = Ask(self._schedules, "takes it", lambda picked: picked[0].name, "name of a schedule")
        who = Ask(people, "takes them", lambda picked: picked[0].name, "name or e-mail")
        yield PickLine("schedule", "needed", lambda: schedules, self.enter, id="schedule")
        yield TextLine("from", "now", "now, 14:00, tomorrow 09:00", self.enter, id="from")
        yield TextLine("for", "1h", "1h, 2h, 4h, 8h, or until 09:00", self.enter, id="for")
        yield PickLine("who", "needed", lambda: who, self.enter, id="who")
        yield TextLine("message", self.draft.text, "why, or thank you in advance", self.enter, id="message")
        yield Static("", classes="dialog-outcome", markup=False)
        yield Static("", classes="override-note", markup=False)
        options = OptionList(classes="options covers gives-way", markup=False)
        options.display = False
        yield options

    def on_mount(self) -> None:
        """What was asked before, and what is missing."""
        super().on_mount()
        self._list()
        self._tell()

    def drafted(self) -> Draft:
        """The message is kept."""
        return Draft.of(self.typed_in("message"))

    def submit(self) -> None:
        """Ask, or put them on call, as the form says; what is missing is asked for."""
        for name in ("schedule", "who"):
            if self._picked(name) is None:
                line = self.query_one(f"#{name}", PickLine)
                line.focus()
                line.open()
                return
        try:
            wish = self._wish()
        except UsageError as error:
            self.say(str(error))
            return
        if wish is None:
            self.say("Slack is being asked whether they can be: press Enter again in a moment.")
            return
        self.finish(wish)

    @on(PickLine.Changed)
    def line_picked(self, event: PickLine.Changed) -> None:
        """Another person may or may not be in Slack."""
        person = self._picked("who")
        if event.line == "who" and person is not None:
            self.run_worker(attempt(self._check(person), self.say), group="asking", exclusive=True)
        self._tell()

    @on(Input.Changed)
    def typed(self) -> None:
        """Say what it means as it is typed."""
        self.say("")
        self._tell()

    @on(OptionList.OptionSelected)
    def request_chosen(self) -> None:
        """Enter on a request."""
        self.action_withdraw()

    def action_withdraw(self) -> None:
        """Take the highlighted request back, once that was confirmed."""
        from pdtui.tui.screens.confirm import ConfirmScreen

        options = self.query_one(OptionList)
        place = options.highlighted
        if not self._requests:
            self.say("Nothing was asked that could be withdrawn.")
        elif place is None:
            options.focus()
            options.highlighted = 0
            self.say("Which one? ↑↓ choose, Enter withdraws it.")
        elif (one := self._requests[place]).state is not CoverState.ASKED:
            self.say(f"It is {one.state} already. P removes an override.")
        else:
            words = f"{self._described(one)}\n\n{one.person.name} is told that it is not needed any more."
            screen = ConfirmScreen("Withdraw", None, words, "withdraws it")
            self.app.push_screen(screen, lambda yes: self.finish(Withdrawal(one)) if yes else None)

    async def _check(self, person: Reference) -> None:
        self._refusals.pop(person.id, None)
        self._refusals[person.id] = await self._engine.covers.cannot_ask(person)
        self._tell()

    def _wish(self) -> CoverWish | None:
        """What Enter does; None while that is not known. Raises `UsageError` for what does not go."""
        schedule, person = self._picked("schedule"), self._picked("who")
        start, end = parse_turn(self.typed_in("from"), self.typed_in("for"), self._now())
        if schedule is None or person is None:
            return None
        me = self._engine.me
        if me is not None and person.id == me.id:
            raise UsageError("that is you", "pick a colleague")
        refusal = self._refusals.get(person.id)
        if refusal is None:
            return None
        return CoverWish(schedule, person, start, end, self.typed_in("message"), at_once=bool(refusal))

    def _tell(self) -> None:
        """Exactly what Enter will do."""
        line, now = self.query_one(".dialog-outcome", Static), self._now()
        person = self._picked("who")
        if self._picked("schedule") is None or person is None:
            line.update(
                Content.styled("Pick a schedule and who is to cover you: nobody is asked before.", "$text-muted")
            )
            return
        try:
            wish = self._wish()
        except UsageError as error:
            line.update(Content.styled(str(error), "$warning"))
            return
        if wish is None:
            line.update(Content.styled(f"asking Slack whether {person.name} can be asked…", "$text-muted"))
            return
        when = f"from {clock_time(wish.start, now)} to {clock_time(wish.end, now)} ({spell(wish.end - wish.start)})"
        if wish.at_once:
            text = f"Enter puts {person.name} on call at once {when}. {self._refusals[person.id]}."
            line.update(Content.styled(text, "$warning"))
        else:
            text = f"Enter asks {person.name} in Slack to be on call {when}; their yes puts them on call."
            line.update(Content.styled(text, "$primary"))
        self.fit()

    def _list(self) -> None:
        note, options = self.query_one(".override-note", Static), self.query_one(OptionList)
        try:
            self._requests = self._engine.covers.listed()
            lines = [self._described(one) for one in self._requests]
            note.update(Content.styled("Asked before" if lines else "", "$text-muted"))
        except PdtuiError as error:
            self._requests, lines = (), []
            note.update(Content.styled(f"What was asked before cannot be listed: {error}", "$warning"))
        options.set_options(Option(Content(line)) for line in lines)
        options.display = bool(self._requests)
        self.fit()

    def _picked(self, name: str) -> Reference | None:
        line: PickLine[DirectoryEntry] = self.query_one(f"#{name}", PickLine)
        return line.picked.value.reference if line.picked is not None else None

    def _described(self, one: CoverRequest) -> str:
        now = self._now()
        waits = self._engine.covers.waits_for(one)
        said = f" ({waits})" if waits else f": {one.answer}" if one.answer else ""
        when = f"{clock_time(one.start, now)} to {clock_time(one.end, now)}"
        return f"{one.state:<9}  {one.person.name}  {when}  {one.schedule.name}{said}"
