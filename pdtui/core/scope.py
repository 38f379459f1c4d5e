"""What is mine, and what am I on call for: pure policy over on-calls and incidents (facts, D1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from pdtui.core.model import Incident, Listed, OnCall, Reason


def services_on_call(entries: Iterable[OnCall], now: datetime) -> dict[str, tuple[int, ...]]:
    """The services whose escalation policy I am on call for at `now`, each with my levels there, lowest first."""
    levels: dict[str, set[int]] = {}
    for entry in entries:
        if entry.covers(now):
            for service_id in entry.service_ids:
                levels.setdefault(service_id, set()).add(entry.level)
    return {service_id: tuple(sorted(found)) for service_id, found in sorted(levels.items())}


def in_scope(
    assigned: Iterable[Incident], on_call: Iterable[Incident], services: Mapping[str, tuple[int, ...]]
) -> tuple[Listed, ...]:
    """The union of what is assigned to me and what is open on my services, each with its reason.

    An incident that both readings hold counts once; the reading made later (`on_call`) describes it.
    """
    mine: dict[str, Incident] = {incident.id: incident for incident in assigned}
    assigned_ids = set(mine)
    mine.update({incident.id: incident for incident in on_call})
    return tuple(
        Listed(incident, Reason(incident.id in assigned_ids, services.get(incident.service.id, ())))
        for incident in mine.values()
        if incident.is_open
    )


def next_boundary(entries: Iterable[OnCall], now: datetime) -> datetime | None:
    """The next instant at which a shift of these starts or ends: when the scope must be asked for again."""
    instants = [at for entry in entries for at in (entry.start, entry.end) if at is not None and at > now]
    return min(instants, default=None)
