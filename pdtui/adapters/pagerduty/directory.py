"""What changes seldom: one list request for each kind, all its pages, read into entries of the directory."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping

import msgspec

from pdtui.adapters.pagerduty import wire
from pdtui.adapters.pagerduty.requests import Requests
from pdtui.core.entries import DirectoryEntry, Kind
from pdtui.core.model import EscalationLevel, Reference
from pdtui.text import clean

LOG = logging.getLogger(__name__)
LISTS: Mapping[Kind, str] = {
    Kind.SERVICE: "services",
    Kind.POLICY: "escalation_policies",
    Kind.SCHEDULE: "schedules",
    Kind.TEAM: "teams",
    Kind.USER: "users",
    Kind.PRIORITY: "priorities",
}
"""The path of each kind's list, which is its key in the answer as well."""


class WireEntry(msgspec.Struct):
    """Any of the six kinds; each has only some of these."""

    id: str
    summary: str | None = None
    name: str | None = None
    description: str | None = None
    job_title: str | None = None
    email: str | None = None
    html_url: str | None = None
    time_zone: str | None = None
    color: str | None = None
    status: str | None = None
    teams: list[wire.WireReference] | None = None
    services: list[wire.WireReference] | None = None
    escalation_policy: wire.WireReference | None = None
    acknowledgement_timeout: int | None = None
    auto_resolve_timeout: int | None = None
    escalation_rules: list[wire.WireRule] | None = None
    num_loops: int | None = None


class DirectoryRequests(Requests):
    """`GET /services`, `/escalation_policies`, `/schedules`, `/teams`, `/users`, `/priorities`."""

    async def directory(self, kind: Kind) -> tuple[DirectoryEntry, ...]:
        """All of a kind, each once; one that nothing can be made of is left out, and the log says so."""
        path = LISTS[kind]
        found: dict[str, DirectoryEntry] = {}
        async for value in self._client.pages(f"/{path}", path, ()):
            try:
                raw = wire.decode(value, WireEntry)
            except wire.Unreadable as error:
                LOG.warning("one of the %s cannot be read: %s", kind.plural, error)
                continue
            found.setdefault(raw.id, entry(raw, kind, order=len(found)))
        return tuple(found.values())


def entry(raw: WireEntry, kind: Kind, order: int) -> DirectoryEntry:
    """One of a kind; `order` is its place in the list."""
    policy = raw.escalation_policy
    return DirectoryEntry(
        id=clean(raw.id),
        name=clean(raw.name or raw.summary) or clean(raw.id),
        kind=kind,
        description="\n".join(filter(None, (clean(raw.job_title), clean(raw.description, multiline=True)))),
        email=clean(raw.email),
        url=clean(raw.html_url),
        teams=_references(raw.teams),
        time_zone=clean(raw.time_zone),
        escalation_policy=wire.reference(policy) if policy else None,
        status=clean(raw.status),
        acknowledgement_timeout=raw.acknowledgement_timeout or None,
        auto_resolve_timeout=raw.auto_resolve_timeout or None,
        levels=_levels(raw.escalation_rules),
        loops=raw.num_loops or 0,
        services=_references(raw.services),
        order=order if kind is Kind.PRIORITY else 0,
        color=wire.hex_color(raw.color) if kind is Kind.PRIORITY else "",
    )


def _references(raw: Iterable[wire.WireReference] | None) -> tuple[Reference, ...]:
    return tuple(wire.reference(item) for item in raw or ())


def _levels(rules: Iterable[wire.WireRule] | None) -> tuple[EscalationLevel, ...]:
    return tuple(
        EscalationLevel(number, rule.escalation_delay_in_minutes, _references(rule.targets))
        for number, rule in enumerate(rules or (), 1)
    )
