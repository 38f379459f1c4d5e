"""The dialog that picks another open incident: to merge into, or to move an alert to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from pdtui.core.identifier import IncidentName, find_by, incident_name
from pdtui.core.listing.filtering import matches
from pdtui.core.model import Incident, Reference
from pdtui.core.store import Row
from pdtui.errors import UsageError
from pdtui.tui.aiming import Targets
from pdtui.tui.attempt import attempt
from pdtui.tui.screens.choices import Choice
from pdtui.tui.screens.pick import PickDialog
from pdtui.tui.screens.pick_list import PickList

if TYPE_CHECKING:
    from pdtui.core.engine import Engine

Target = Choice[Incident | None]


class OtherIncidents:
    """The other incidents of the list, those of the same service first; an incident that is not listed by its
    number, id or address, once PagerDuty has been asked for it."""

    def __init__(self, rows: Callable[[], Sequence[Row]], targets: Targets) -> None:
        self._rows = rows
        self._not = frozenset(targets.ids)
        self._services = frozenset(incident.service.id for incident in targets.incidents)
        self._fetched: dict[IncidentName, Incident] = {}

    def find(self, words: str) -> Sequence[Target]:
        """What is listed and holds the words; else the offer to ask PagerDuty for what was typed."""
        wanted = words.casefold().split()
        rows = [row for row in self._rows() if row.id not in self._not and row.incident.is_open]
        found = [choice_of(row.incident) for row in self._sorted(rows) if matches(row, wanted)]
        if found or not wanted:
            return found
        try:
            name = incident_name(words)
        except UsageError:
            return []
        if name in self._fetched:
            return [choice_of(self._fetched[name])]
        return [Choice(words.strip(), words.strip(), None, "not on the list; Enter asks PagerDuty for it")]

    async def load(self) -> str:
        """Nothing is to be asked for yet."""
        return ""

    async def fetch(self, words: str, find: Callable[[str], Awaitable[Incident]]) -> None:
        """Ask for an incident that is not listed. Raises where it is none to take."""
        name = incident_name(words)
        incident = await find_by(name, find)
        if incident.id in self._not:
            raise UsageError(f"#{incident.number} is one of those that this is about", "pick another one")
        if not incident.is_open:
            raise UsageError(f"#{incident.number} is resolved", "pick an open one")
        self._fetched[name] = incident

    def _sorted(self, rows: Sequence[Row]) -> Sequence[Row]:
        return sorted(rows, key=lambda row: row.incident.service.id not in self._services)


def choice_of(incident: Incident) -> Target:
    """An incident as a line."""
    return Choice(incident.id, incident.reference.name, incident, f"{incident.service.name} · {incident.status}")


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why another incident is picked."""

    enter: str
    meaning: str
    outcome: Callable[[str], str]
    """From the target's name."""


class TargetScreen(PickDialog[Reference, Incident | None]):
    """Its answer is the target, its name as `#12 Title`."""

    nothing_picked = "Type words of its title, its #number or its address, or choose by the arrows."

    def __init__(self, heading: str, targets: Targets, engine: Engine, purpose: Purpose) -> None:
        super().__init__(heading, targets)
        self._find = engine.find
        self._others = OtherIncidents(lambda: engine.store.rows, targets)
        self._purpose = purpose
        self.hint = f"Enter {purpose.enter} · ↑↓ choose · Esc leaves"

    def compose_list(self) -> ComposeResult:
        """What it means, and the list."""
        yield Static(Content.styled(self._purpose.meaning, "$warning"), classes="dialog-meaning")
        yield PickList(self._others, self.enter, placeholder="words, #number, id or address of the other incident")

    def outcome(self, picked: Sequence[Target]) -> str:
        """What becomes of it."""
        return self._purpose.outcome(f"#{picked[0].value.number}") if picked[0].value is not None else ""

    def answer(self, picked: tuple[Target, ...]) -> None:
        """That one; one that is not known yet is fetched and shown first."""
        incident = picked[0].value
        if incident is not None:
            self.finish(incident.reference)
        else:
            self.run_worker(attempt(self._fetch(picked[0].id), self.say), group="fetch", exclusive=True)

    async def _fetch(self, words: str) -> None:
        self.say("asking PagerDuty…")
        await self._others.fetch(words, self._find)
        self.say("")
        self.pick_list.show(typed=True)
