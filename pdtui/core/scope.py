"""What is mine, and what am I on call for: pure policy over on-calls and incidents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pdtui.core.model import Incident, Listed, OnCall, Reason


@dataclass(frozen=True, slots=True)
class Duty:
    """What I am on call for at one moment."""

    services: tuple[str, ...] = ()
    """The ids of the services whose escalation policy I am on call for."""
    levels: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """By policy id: my levels there, lowest first."""


def duty_at(entries: Iterable[OnCall], now: datetime) -> Duty:
    """My duty at `now`, at whatever level."""
    levels: dict[str, set[int]] = {}
    services: set[str] = set()
    for entry in entries:
        if entry.covers(now):
            levels.setdefault(entry.escalation_policy.id, set()).add(entry.level)
            services.update(entry.service_ids)
    return Duty(tuple(sorted(services)), {policy: tuple(sorted(found)) for policy, found in levels.items()})


def in_scope(assigned: Iterable[Incident], on_call: Iterable[Incident], duty: Duty) -> tuple[Listed, ...]:
    """The union of what is assigned to me and what is open on my services, each with its reason.

    An incident of my services that was moved to a policy that is not mine is left out. An incident that
    both readings hold counts once; the reading made later (`on_call`) describes it.
    """
    mine: dict[str, Incident] = {incident.id: incident for incident in assigned}
    assigned_ids = set(mine)
    for incident in on_call:
        if incident.id in assigned_ids or _levels(incident, duty):
            mine[incident.id] = incident
    return tuple(
        Listed(incident, Reason(incident.id in assigned_ids, _levels(incident, duty)))
        for incident in mine.values()
        if incident.is_open
    )


def _levels(incident: Incident, duty: Duty) -> tuple[int, ...]:
    policy = incident.escalation_policy
    return duty.levels.get(policy.id, ()) if policy is not None else ()
