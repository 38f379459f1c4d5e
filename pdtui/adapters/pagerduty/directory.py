"""What changes seldom: one list request for each kind, all its pages, read into entries of the directory."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping

import msgspec

from pdtui.adapters.pagerduty import duty_wire, wire
from pdtui.adapters.pagerduty.requests import Requests, checked
from pdtui.core.entries import DirectoryEntry, Kind
from pdtui.core.model import Reference
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
    escalation_policy: wire.WireReference | None = None
    acknowledgement_timeout: int | None = None
    escalation_rules: list[duty_wire.WireRule] | None = None


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
            found.setdefault(raw.id, entry(raw, kind))
        return tuple(found.values())

    async def service(self, service_id: str) -> DirectoryEntry:
        """`GET /services/{id}`."""
        answer = await self._client.get(f"/services/{checked(service_id)}")
        return entry(self._one(answer, "service", WireEntry), Kind.SERVICE)


def entry(raw: WireEntry, kind: Kind) -> DirectoryEntry:
    """One of a kind."""
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
        levels=duty_wire.levels(raw.escalation_rules),
        color=wire.hex_color(raw.color) if kind is Kind.PRIORITY else "",
    )


def _references(raw: Iterable[wire.WireReference] | None) -> tuple[Reference, ...]:
    return tuple(wire.reference(item) for item in raw or ())
