"""What a line speaks of, looked up: incidents, people, policies, services; and what must be read for that first."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pdtui.core.entries import DirectoryEntry, Kind, matches, only, several
from pdtui.core.identifier import IncidentName, find_by
from pdtui.core.model import EscalationLevel, Incident, Reference
from pdtui.errors import NotFound, PdtuiError, Refused

if TYPE_CHECKING:
    from pdtui.core.engine import Engine

_SEPARATORS = re.compile(r"[-_.]+")
NAMED = 6
"""How many workflows a message names."""


class Unread(Exception):
    """Something is not known yet; `read` asks PagerDuty for it, `what` names it."""

    def __init__(self, what: str, read: Callable[[], Awaitable[None]]) -> None:
        super().__init__(what)
        self.what = what
        self.read = read


@dataclass(frozen=True, slots=True)
class Called:
    """A workflow, as `matches` finds it."""

    reference: Reference

    @property
    def id(self) -> str:
        """PagerDuty's own."""
        return self.reference.id

    @property
    def called(self) -> tuple[str, ...]:
        """Its name."""
        return (self.reference.name,)


@dataclass(frozen=True, slots=True)
class Aim:
    """What was highlighted and marked when the colon was typed: whatever came later is never meant."""

    highlighted: Incident | None = None
    marked: tuple[Incident, ...] = ()


class Facts:
    """Answers from what is known, or raises `Unread`; each Enter asks anew for what changes by the minute."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._found: dict[IncidentName, Incident | PdtuiError] = {}
        self._levels: dict[tuple[tuple[str, ...], int | None], Mapping[str, EscalationLevel | PdtuiError]] = {}
        self._workflows: dict[str, tuple[Called, ...]] = {}
        self._fresh: set[Kind] = set()

    def begin(self) -> None:
        """Forget what may have changed since it was read."""
        self._found.clear()
        self._levels.clear()

    @property
    def listed(self) -> frozenset[str]:
        """The ids on the list."""
        return frozenset(row.id for row in self._engine.store.rows)

    def incident(self, name: IncidentName) -> Incident:
        """The one that is named: as it is listed, else as PagerDuty has it. Raises `Unread`, `Refused`."""
        for row in self._engine.store.rows if not name.host else ():
            if name.identifier in (row.id, str(row.incident.number)) and row.incident.number:
                return row.incident
        found = self._found.get(name)
        if found is None:
            told = f"#{name.identifier}" if name.identifier.isdigit() else name.identifier
            raise Unread(told, lambda: self._find(name, told))
        if isinstance(found, PdtuiError):
            raise found
        return found

    def entry(self, text: str, *kinds: Kind) -> DirectoryEntry:
        """The one thing of these kinds that a text means; a name may be written with dashes for its spaces."""
        known = [self._engine.directory.known(kind) for kind in kinds]
        entries = [entry for one in known if one is not None for entry in one.listed]
        by_id = [entry for one in known if one is not None for entry in one.entries if entry.id == text]
        for words in dict.fromkeys((text, _SEPARATORS.sub(" ", text))):
            found = tuple(by_id) or matches(entries, words)
            if found and None not in known:
                return only(found, text, kinds)
        unread = [kind for kind in kinds if kind not in self._fresh]
        if unread:
            what = f"the {' and '.join(kind.plural for kind in kinds)}"
            raise Unread(what, lambda: self._read(unread, known))
        return only((), text, kinds)

    def person(self, text: str) -> Reference:
        """A user, or `me`."""
        if text.casefold() == "me" and self._engine.me is not None:
            return self._engine.me.reference
        return self.entry(text, Kind.USER).reference

    def workflow(self, incident: Incident, text: str) -> Reference:
        """One of the workflows that can be started on an incident."""
        known = self.workflows(incident)
        found = matches(known, text)
        if len(found) > 1:
            raise several("workflows", text, [one.reference.name for one in found])
        if not found:
            there_is = ", ".join(one.reference.name for one in known[:NAMED])
            raise NotFound(f"there is no workflow {text!r} that starts by hand", there_is and f"there is: {there_is}")
        return found[0].reference

    def workflows(self, incident: Incident) -> Sequence[Called]:
        """All of them."""
        if incident.id not in self._workflows:
            raise Unread("the workflows", lambda: self.read_workflows(incident))
        return self._workflows[incident.id]

    def levels(self, ids: tuple[str, ...], wanted: int | None) -> Mapping[str, EscalationLevel | PdtuiError]:
        """By incident the level to page, or why there is none."""
        if (ids, wanted) not in self._levels:
            raise Unread("who is on call", lambda: self._read_levels(ids, wanted))
        return self._levels[ids, wanted]

    async def _find(self, name: IncidentName, told: str) -> None:
        try:
            self._found[name] = await find_by(name, self._engine.find)
        except NotFound:
            self._found[name] = Refused(f"there is no incident {told} that you may see", "nothing was done")
        except Refused as error:
            self._found[name] = error

    async def _read(self, kinds: Sequence[Kind], known: Sequence[object]) -> None:
        """A name that the last reading does not hold may be new."""
        for kind in kinds:
            await self._engine.directory.read(kind, fresh=None not in known)
        self._fresh.update(kinds)

    async def read_workflows(self, incident: Incident) -> None:
        """Those that can be started on it by hand."""
        found = await self._engine.choices.workflows(incident.id)
        self._workflows[incident.id] = tuple(map(Called, found))

    async def _read_levels(self, ids: tuple[str, ...], wanted: int | None) -> None:
        self._levels[ids, wanted] = await self._engine.choices.next_levels(ids, wanted)
