"""The dialog that chooses the level to escalate to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from pdtui.core.model import EscalationChoice, EscalationLevel, Incident
from pdtui.errors import PdtuiError
from pdtui.tui.screens.dialog import IncidentDialog

Load = Callable[[str], Awaitable[EscalationChoice]]


class EscalateScreen(IncidentDialog[int]):
    """Opens at once and asks PagerDuty for the levels; its answer is a level, 0 for none."""

    hint = "Enter escalates · j/k choose · Esc leaves"
    BINDINGS: ClassVar[list[BindingType]] = [("j", "down", "Down"), ("k", "up", "Up")]

    def __init__(self, heading: str, incident: Incident, load: Load) -> None:
        super().__init__(heading, incident)
        self._load = load

    def compose_body(self) -> ComposeResult:
        """A line that tells how the loading stands, and the levels."""
        yield Static(Content("asking PagerDuty…"), id="policy")
        yield OptionList(id="levels", markup=False)

    def on_mount(self) -> None:
        """Load the levels; the worker ends with this dialog."""
        self.query_one("#levels").display = False
        self.run_worker(self._fill(), group="escalation-choice", exclusive=True)

    async def _fill(self) -> None:
        policy = self.query_one("#policy", Static)
        try:
            choice = await self._load(self.incident.id)
        except PdtuiError as error:
            policy.update(Content.styled(f"Cannot be escalated from here: {error}", "bold $error"))
            return
        policy.update(Content.assemble(("policy  ", "$text-muted"), choice.policy.name))
        options = self.query_one("#levels", OptionList)
        options.add_options(
            Option(describe(level, choice), id=str(level.number), disabled=not level.on_call) for level in choice.levels
        )
        options.display = True
        options.highlighted = next(
            (place for place, level in enumerate(choice.levels) if level.number == choice.next_level and level.on_call),
            None,
        )
        options.focus()
        if not any(level.on_call for level in choice.levels):
            self.say("Nobody is on call at any level.")
        elif options.highlighted is None:
            last = "Nobody is on call above this level: choose one." if choice.current else ""
            self.say(last or "At which level it stands cannot be told: choose one.")

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        """Escalate to the highlighted level."""
        if event.option_id is not None:
            self.finish(int(event.option_id))

    def action_down(self) -> None:
        """Highlight the next level."""
        self.query_one("#levels", OptionList).action_cursor_down()

    def action_up(self) -> None:
        """Highlight the level before."""
        self.query_one("#levels", OptionList).action_cursor_up()

    def action_leave(self) -> None:
        """Close, nothing done."""
        self.finish(0)


def describe(level: EscalationLevel, choice: EscalationChoice) -> Content:
    """A level in two lines: who answers there, and where the incident stands."""
    mark = ""
    if level.number == choice.current:
        mark = "  the incident is here"
    elif level.number == choice.next_level:
        mark = "  next"
    people = ", ".join(person.name for person in level.on_call)
    who = Content(people) if people else Content.styled("nobody is on call: cannot be chosen", "italic")
    through = ", ".join(target.name for target in level.targets if target.name not in people) or "directly"
    wait = f"{level.delay_minutes} min before the next level"
    return Content.assemble((f"L{level.number}", "bold"), "  ", who, (mark, "bold"), "\n", f"    {through} · {wait}")
