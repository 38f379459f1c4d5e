"""The form that asks a colleague to take a turn, and lists what was asked before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from pdtui.core.cover.request import CoverRequest, CoverState
from pdtui.core.model import Reference
from pdtui.errors import PdtuiError, UsageError
from pdtui.text import clock_time
from pdtui.tui.attempt import attempt
from pdtui.tui.drafts import Draft
from pdtui.tui.screens.form import PickLine, TextLine
from pdtui.tui.screens.turn_form import TurnForm

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


class CoverScreen(TurnForm[CoverWish | Withdrawal]):
    """Schedule, from when, for how long, who, a message; below, the requests there are."""

    BINDINGS: ClassVar[list[BindingType]] = [("x,ctrl+r", "withdraw", "Withdraw")]
    hint = "Enter does it · Tab next line · Space picks · ctrl+r withdraws one"

    def __init__(self, heading: str, draft: Draft, engine: Engine, now: Callable[[], datetime]) -> None:
        super().__init__(heading, engine, now, draft)
        self._refusals: dict[str, str] = {}
        """By person, why they cannot be asked in Slack; empty where they can."""
        self._requests: tuple[CoverRequest, ...] = ()

    def compose_body(self) -> ComposeResult:
        """The lines, what Enter would do, what was asked before."""
        yield self.schedule_line()
        yield from self.time_lines()
        yield self.who_line("needed")
        yield TextLine("message", self.draft.text, "why, or thank you in advance", self.enter, id="message")
        yield from self.compose_below()

    def on_mount(self) -> None:
        """What was asked before, and what is missing."""
        super().on_mount()
        self._list()
        self.tell()

    def drafted(self) -> Draft:
        """The message is kept."""
        return Draft.of(self.typed_in("message"))

    def submit(self) -> None:
        """Ask, or put them on call, as the form says; what is missing is asked for."""
        if self.lacks("schedule") or self.lacks("who"):
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
        person = self.picked("who")
        if event.line == "who" and person is not None:
            self.run_worker(attempt(self._check(person), self.say), group="asking", exclusive=True)
        self.tell()

    def action_withdraw(self) -> None:
        """Take one of the requests back."""
        if self._requests:
            self.choose_below("withdraws")
        else:
            self.say("Nothing was asked that could be withdrawn.")

    def take_back(self, place: int) -> None:
        """Take a request back, once that was confirmed."""
        from pdtui.tui.screens.confirm import ConfirmScreen

        one = self._requests[place]
        if one.state is not CoverState.ASKED:
            self.say(f"It is {one.state} already. P removes an override.")
            return
        words = f"{self._described(one)}\n\n{one.person.name} is told that it is not needed any more."
        screen = ConfirmScreen("Withdraw", None, words, "withdraws it")
        self.app.push_screen(screen, lambda yes: self.finish(Withdrawal(one)) if yes else None)

    def tell(self) -> None:
        """Exactly what Enter will do."""
        person = self.picked("who")
        if self.picked("schedule") is None or person is None:
            self.outcome("Pick a schedule and who is to cover you: nobody is asked before.", "$text-muted")
            return
        try:
            wish = self._wish()
        except UsageError as error:
            self.outcome(str(error), "$warning")
            return
        if wish is None:
            self.outcome(f"asking Slack whether {person.name} can be asked…", "$text-muted")
            return
        when = self.span_words(wish.start, wish.end)
        if wish.at_once:
            text = f"Enter puts {person.name} on call at once {when}. {self._refusals[person.id]}."
            self.outcome(text, "$warning")
        else:
            text = f"Enter asks {person.name} in Slack to be on call {when}; their yes puts them on call."
            self.outcome(text, "$primary")
        self.fit()

    async def _check(self, person: Reference) -> None:
        self._refusals.pop(person.id, None)
        self._refusals[person.id] = await self._engine.covers.cannot_ask(person)
        self.tell()

    def _wish(self) -> CoverWish | None:
        """What Enter does; None while that is not known. Raises `UsageError` for what does not go."""
        schedule, person = self.picked("schedule"), self.picked("who")
        start, end = self.span()
        if schedule is None or person is None:
            return None
        me = self._engine.me
        if me is not None and person.id == me.id:
            raise UsageError("that is you", "pick a colleague")
        refusal = self._refusals.get(person.id)
        if refusal is None:
            return None
        return CoverWish(schedule, person, start, end, self.typed_in("message"), at_once=bool(refusal))

    def _list(self) -> None:
        try:
            self._requests = self._engine.covers.listed()
            self.note("Asked before" if self._requests else "")
        except PdtuiError as error:
            self._requests = ()
            self.note(f"What was asked before cannot be listed: {error}", "$warning")
        self.list_below([self._described(one) for one in self._requests])

    def _described(self, one: CoverRequest) -> str:
        now = self._now()
        waits = self._engine.covers.waits_for(one)
        said = f" ({waits})" if waits else f": {one.answer}" if one.answer else ""
        when = f"{clock_time(one.start, now)} to {clock_time(one.end, now)}"
        return f"{one.state:<9}  {one.person.name}  {when}  {one.schedule.name}{said}"
