"""What the dialogs of the fake engine offer: a directory and readings, all in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from pdtui.core.entries import Catalogue, DirectoryEntry, Kind, only, search
from pdtui.core.escalation import level_to_page
from pdtui.core.model import Alert, EscalationChoice, EscalationLevel, Override, Reference
from pdtui.core.surroundings import CustomField
from pdtui.errors import PdtuiError

READ_AT = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
PAYMENTS = Reference("PPOL", "Payments", "escalation_policy")


def person(identifier: str, name: str) -> DirectoryEntry:
    """A user with an address made from the name."""
    address = f"{name.split()[0].lower()}@example.com"
    return DirectoryEntry(identifier, name, Kind.USER, "Engineer", email=address)


ENTRIES: dict[Kind, tuple[DirectoryEntry, ...]] = {
    Kind.USER: (
        person("PANN", "Ann Example"), person("PBO", "Bo Example"), person("PCY", "Cy Other"), person("PME", "Me Self")
    ),
    Kind.POLICY: (
        DirectoryEntry("PPOL", "Payments", Kind.POLICY), DirectoryEntry("PDB", "Databases", Kind.POLICY)
    ),
    Kind.SERVICE: (
        DirectoryEntry("SPAY", "payments-api", Kind.SERVICE, escalation_policy=PAYMENTS, status="active"),
        DirectoryEntry("SDB", "postgres", Kind.SERVICE, status="maintenance"),
    ),
    Kind.SCHEDULE: (
        DirectoryEntry("PS1", "Databases primary", Kind.SCHEDULE, time_zone="Europe/Berlin"),
        DirectoryEntry("PS2", "Payments primary", Kind.SCHEDULE, time_zone="Europe/Berlin"),
    ),
    Kind.PRIORITY: (
        DirectoryEntry("P1", "P1", Kind.PRIORITY, "Everything is down", color="a8171c"),
        DirectoryEntry("P2", "P2", Kind.PRIORITY, "Much is down", color="eb6016"),
    ),
    Kind.TEAM: (),
}  # fmt: skip


class FakeDirectory:
    """A directory that is there at once, unless `ready` is held back."""

    def __init__(self) -> None:
        self.entries = dict(ENTRIES)
        self.known_already = True
        self.ready = asyncio.Event()
        self.ready.set()
        self.failure: PdtuiError | None = None
        self.stale = ""

    def known(self, kind: Kind) -> Catalogue | None:
        return Catalogue(kind, self.entries[kind], READ_AT, stale=self.stale) if self.known_already else None

    def age(self, kind: Kind) -> timedelta | None:
        return timedelta(hours=2) if self.known_already else None

    def lacks(self, kind: Kind) -> bool:
        return False

    async def read(self, kind: Kind, *, fresh: bool = False) -> Catalogue:
        await self.ready.wait()
        if self.failure is not None:
            raise self.failure
        self.known_already = True
        return Catalogue(kind, self.entries[kind], READ_AT, stale=self.stale)

    async def named(self, kind: Kind, text: str) -> DirectoryEntry:
        return only(search(self.entries[kind], text), text, (kind,))


class FakeChoices:
    """Readings for one question each; an error where one is set."""

    def __init__(self) -> None:
        self.failure: PdtuiError | None = None
        self.the_workflows: Sequence[Reference] = (Reference("W1", "Open a bridge"), Reference("W2", "Tell customers"))
        self.the_fields: Sequence[CustomField] = ()
        self.the_alerts: Sequence[Alert] = ()
        self.the_overrides: Sequence[Override] = ()
        self.choice: EscalationChoice | PdtuiError | None = None
        self.choices_of: dict[str, EscalationChoice | PdtuiError] = {}
        self.choice_asked = asyncio.Event()
        self.choice_ready = asyncio.Event()
        self.choice_ready.set()

    async def levels(self, incident_id: str) -> EscalationChoice:
        self.choice_asked.set()
        await self.choice_ready.wait()
        found = self.choices_of.get(incident_id, self.choice)
        if isinstance(found, PdtuiError):
            raise found
        assert found is not None
        return found

    async def next_levels(
        self, incident_ids: Sequence[str], wanted: int | None = None
    ) -> Mapping[str, EscalationLevel | PdtuiError]:
        found: dict[str, EscalationLevel | PdtuiError] = {}
        for incident_id in incident_ids:
            try:
                found[incident_id] = level_to_page(await self.levels(incident_id), wanted)
            except PdtuiError as error:
                found[incident_id] = error
        return found

    def _failing(self) -> None:
        if self.failure is not None:
            raise self.failure

    async def workflows(self, incident_id: str) -> tuple[Reference, ...]:
        self._failing()
        return tuple(self.the_workflows)

    async def fields(self, incident_id: str) -> tuple[CustomField, ...]:
        self._failing()
        return tuple(self.the_fields)

    async def alerts(self, incident_id: str) -> tuple[Alert, ...]:
        self._failing()
        return tuple(self.the_alerts)

    async def overrides(self, schedule_id: str, until: datetime | None = None) -> tuple[Override, ...]:
        self._failing()
        return tuple(self.the_overrides)
