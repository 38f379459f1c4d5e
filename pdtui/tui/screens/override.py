"""The form that puts somebody on call in a schedule, and lists the overrides that are there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from pdtui.core.commands import AddOverride, RemoveOverride
from pdtui.core.model import Override, Reference
from pdtui.errors import UsageError
from pdtui.text import clock_time
from pdtui.tui.attempt import attempt
from pdtui.tui.screens.form import PickLine
from pdtui.tui.screens.turn_form import TurnForm

if TYPE_CHECKING:
    from pdtui.core.engine import Engine

Deed = AddOverride | RemoveOverride


class OverrideScreen(TurnForm[Deed]):
    """Schedule, who, from when, for how long; below, the overrides there are, which can be taken away."""

    BINDINGS: ClassVar[list[BindingType]] = [("x,ctrl+r", "remove", "Remove")]
    hint = "Enter overrides · Tab next line · Space picks · ctrl+r removes one"

    def __init__(self, heading: str, engine: Engine, now: Callable[[], datetime]) -> None:
        super().__init__(heading, engine, now)
        self._overrides: tuple[Override, ...] = ()

    def compose_body(self) -> ComposeResult:
        """The lines, what Enter would do, what is there already."""
        me = self._engine.me
        yield self.schedule_line()
        yield self.who_line("me", first=me.id if me else "")
        yield from self.time_lines()
        yield from self.compose_below()

    def submit(self) -> None:
        """Add it; what is missing is asked for."""
        schedule = self.picked("schedule")
        if self.lacks("schedule") or schedule is None:
            return
        try:
            start, end = self.span()
            user = self._user()
        except UsageError as error:
            self.say(str(error))
            return
        self.finish(AddOverride(schedule, user, start, end))

    @on(PickLine.Changed)
    def line_picked(self, event: PickLine.Changed) -> None:
        """Another schedule has other overrides."""
        schedule = self.picked("schedule")
        if event.line == "schedule" and schedule is not None:
            self.run_worker(attempt(self._list(schedule), self._not_listed), group="overrides", exclusive=True)
        self.tell()

    def action_remove(self) -> None:
        """Take one of the overrides away."""
        if self._overrides:
            self.choose_below("removes")
        else:
            unpicked = self.picked("schedule") is None
            self.say("Pick a schedule: its overrides are listed below." if unpicked else "There is none.")

    def take_back(self, place: int) -> None:
        """Take an override away, once that was confirmed."""
        from pdtui.tui.screens.confirm import ConfirmScreen

        schedule, one = self.picked("schedule"), self._overrides[place]
        if schedule is None:
            return
        begun = "It ends now." if one.start <= self._now() else "It does not begin."
        words = f"{schedule.name}: {self._described(one)}\n\n{begun} The schedule's own people are on call again."
        deed = RemoveOverride(schedule, one.id, one.user, one.start, one.end)
        screen = ConfirmScreen("Remove override", None, words, "takes it away")
        self.app.push_screen(screen, lambda yes: self.finish(deed) if yes else None)

    def tell(self) -> None:
        """Who would be on call when."""
        if self.picked("schedule") is None:
            self.outcome("Pick a schedule: nobody is put on call before.", "$text-muted")
            return
        try:
            start, end = self.span()
            self.outcome(f"{self._user().name} on call {self.span_words(start, end)}", "$primary")
        except UsageError as error:
            self.outcome(str(error), "$warning")

    async def _list(self, schedule: Reference) -> None:
        self.note("asking PagerDuty for its overrides…")
        self._overrides = ()
        self.list_below(())  # another schedule's overrides must not be taken away from this one
        self._overrides = await self._engine.choices.overrides(schedule.id)
        self.note(f"Overrides of {schedule.name}" if self._overrides else f"{schedule.name} has no overrides now")
        self.list_below([self._described(one) for one in self._overrides])

    def _not_listed(self, words: str) -> None:
        self.note(f"Its overrides could not be read: {words}", "$warning")

    def _user(self) -> Reference:
        picked, me = self.picked("who"), self._engine.me
        if picked is not None:
            return picked
        if me is None:
            raise UsageError("PagerDuty has not said yet who you are", "pick somebody")
        return me.reference

    def _described(self, one: Override) -> str:
        now = self._now()
        return f"{one.user.name}  {clock_time(one.start, now)} to {clock_time(one.end, now)}"
