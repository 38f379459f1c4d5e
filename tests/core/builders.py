"""Model values for tests of pure policy, with only what a test cares about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pdtui.core.model import Incident, Listed, OnCall, Person, Reason, Reference, Snapshot

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
ME = Person("PME", "Ada Moreau", "ada@acme.example")
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def incident(number: int = 1, **changes: object) -> Incident:
    """A triggered incident of high urgency, an hour old."""
    made = Incident(
        id=f"PINC{number:03}",
        number=number,
        title=f"Incident {number}",
        status="triggered",
        urgency="high",
        service=Reference("PSVC", "Checkout API", "service"),
        created_at=NOW - HOUR,
        updated_at=NOW - HOUR,
        url=f"https://acme.pagerduty.com/incidents/PINC{number:03}",
        escalation_policy=Reference("PPOL", "Payments", "escalation_policy"),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def snapshot(*incidents: Incident, began_at: datetime = NOW, owner: Person = ME) -> Snapshot:
    """A good reading of these, all assigned."""
    listed = tuple(Listed(item, Reason(assigned=True)) for item in incidents)
    return Snapshot(owner, listed, began_at, began_at + SECOND)


def on_call(
    start: datetime | None, end: datetime | None, *, level: int = 1, schedule: str = "Primary", policy: str = "Payments"
) -> OnCall:
    """An entry of mine; an empty schedule is a direct target."""
    return OnCall(
        user=Reference(ME.id, ME.name, "user"),
        escalation_policy=Reference(f"P{policy}", policy, "escalation_policy"),
        level=level,
        schedule=Reference(f"S{schedule}", schedule, "schedule") if schedule else None,
        start=start,
        end=end,
        service_ids=("PSVC",),
    )
