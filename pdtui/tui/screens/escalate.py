"""The dialogs that choose the level to escalate to: of one incident, and of several at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from textual.content import Content

from pdtui.core.model import EscalationChoice, EscalationLevel, Incident
from pdtui.errors import PdtuiError
from pdtui.tui.aiming import Targets
from pdtui.tui.screens.options import OptionsDialog, Way

Load = Callable[[str], Awaitable[EscalationChoice]]
LoadAll = Callable[[Sequence[str]], Awaitable[Mapping[str, EscalationLevel | PdtuiError]]]


class EscalateScreen(OptionsDialog[int, int]):
    """Asks PagerDuty for the levels; its answer is a level."""

    hint = "Enter escalates · ↑↓ choose · Esc leaves"
    unchosen = "Choose a level first."

    def __init__(self, heading: str, targets: Targets, load: Load) -> None:
        super().__init__(heading, targets)
        self._load = load
        self._choice: EscalationChoice | None = None

    async def load(self) -> Sequence[Way[int]]:
        """The levels; one where nobody is on call cannot be chosen."""
        choice = self._choice = await self._load(self.targets.one.id)
        return [Way(level.number, describe(level, choice), bool(level.on_call)) for level in choice.levels]

    def filled(self) -> None:
        """The next level is highlighted where it is known."""
        choice = self._choice
        if choice is None:
            return
        self.note(Content.assemble(("policy  ", "$text-muted"), choice.policy.name))
        self.highlight(choice.next_level)
        if not any(level.on_call for level in choice.levels):
            self.say("Nobody is on call at any level.")
        elif self.highlighted is None:
            last = "Nobody is on call above this level: choose one." if choice.current else ""
            self.say(last or "At which level it stands cannot be told: choose one.")

    def chosen(self, value: int) -> None:
        """Escalate to that level."""
        self.finish(value)


Levels = Mapping[str, int]
"""By incident id."""


class EscalateManyScreen(OptionsDialog[Levels, str]):
    """Each incident goes to the next level of its own policy; where there is none it is left out, and says so."""

    hint = "Enter escalates each to the level shown · Esc leaves"

    def __init__(self, heading: str, targets: Targets, load: LoadAll) -> None:
        super().__init__(heading, targets)
        self._load = load
        self._levels: dict[str, int] = {}

    async def load(self) -> Sequence[Way[str]]:
        """One line for each incident."""
        found = await self._load(self.targets.ids)
        self._levels = {key: level.number for key, level in found.items() if isinstance(level, EscalationLevel)}
        return [_way(incident, found[incident.id]) for incident in self.targets.incidents]

    def filled(self) -> None:
        """Enter takes them all, wherever the highlight is."""
        if self._levels:
            self.highlight(next(iter(self._levels)))
        else:
            self.say("None of them can be escalated to a next level.")

    def chosen(self, value: str) -> None:
        """Escalate all that can be."""
        self.finish(dict(self._levels))


def _way(incident: Incident, level: EscalationLevel | PdtuiError) -> Way[str]:
    if isinstance(level, PdtuiError):
        what = Content.styled(f"left out: {level.what}", "$warning")
    else:
        what = Content(f"to L{level.number}  {', '.join(person.name for person in level.on_call)}")
    words = Content.assemble((f"#{incident.number}  ", "bold"), what)
    return Way(incident.id, words, enabled=isinstance(level, EscalationLevel))


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
