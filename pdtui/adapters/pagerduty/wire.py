"""PagerDuty's JSON as it really comes: nearly everything may be missing, null, or of a new kind.

Decoded with msgspec into loose structures, then into the model with every text cleaned, once, here.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TypeVar

import msgspec
import msgspec.structs

from pdtui.adapters.pagerduty import alert_payload
from pdtui.core.model import (
    Alert,
    Channel,
    Incident,
    LogEntry,
    Note,
    Override,
    PendingAction,
    Person,
    Priority,
    Reference,
    Responder,
    ResponderRequest,
)
from pdtui.text import clean

LOG = logging.getLogger(__name__)
_ID = re.compile(r"[A-Za-z0-9_-]+")
EPOCH = datetime.fromtimestamp(0, UTC)


class WireReference(msgspec.Struct):
    """A reference or an expanded object: only the id is certain."""

    id: str = ""
    type: str | None = None
    summary: str | None = None
    name: str | None = None
    email: str | None = None
    html_url: str | None = None
    color: str | None = None


class WirePerson(WireReference):
    """A user, whole."""

    teams: list[WireReference] | None = None


class WireAssignment(msgspec.Struct):
    """Who has it."""

    assignee: WireReference | None = None


class WireAcknowledgement(msgspec.Struct):
    """Who is on it: a user, a service or an integration."""

    acknowledger: WireReference | None = None


class WirePendingAction(msgspec.Struct):
    """What will happen by itself."""

    type: str | None = None
    at: datetime | None = None


class WireAlertCounts(msgspec.Struct):
    """How many alerts."""

    all: int | None = None


class WireResolveReason(msgspec.Struct):
    """Why it is resolved, where it was merged."""

    incident: WireReference | None = None


class WireResponder(msgspec.Struct):
    """Somebody who was asked to help."""

    state: str | None = None
    user: WireReference | None = None


class WireTarget(msgspec.Struct):
    """Whom a responder request went to."""

    responder_request_target: WireReference | None = None


class WireResponderRequest(msgspec.Struct):
    """Somebody asked for help."""

    requester: WireReference | None = None
    requested_at: datetime | None = None
    message: str | None = None
    responder_request_targets: list[WireTarget] | None = None


class WireIncident(msgspec.Struct):
    """An incident."""

    id: str
    incident_number: int = 0
    title: str | None = None
    summary: str | None = None
    status: str | None = None
    urgency: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    last_status_change_at: datetime | None = None
    html_url: str | None = None
    priority: WireReference | None = None
    service: WireReference | None = None
    escalation_policy: WireReference | None = None
    teams: list[WireReference] | None = None
    assignments: list[WireAssignment] | None = None
    acknowledgements: list[WireAcknowledgement] | None = None
    last_status_change_by: WireReference | None = None
    alert_counts: WireAlertCounts | None = None
    pending_actions: list[WirePendingAction] | None = None
    assigned_via: str | None = None
    is_mergeable: bool | None = None
    resolve_reason: WireResolveReason | None = None
    incidents_responders: list[WireResponder] | None = None
    responder_requests: list[WireResponderRequest] | None = None


class WireNotification(msgspec.Struct):
    """How somebody was notified."""

    type: str | None = None


class WireChannel(msgspec.Struct):
    """Through what a log entry came about; the text of a note stands in `summary`."""

    type: str | None = None
    summary: str | None = None
    notification: WireNotification | None = None


class WireLogEntry(msgspec.Struct):
    """A line of the timeline."""

    id: str
    type: str | None = None
    summary: str | None = None
    created_at: datetime | None = None
    agent: WireReference | None = None
    channel: WireChannel | None = None
    user: WireReference | None = None


class WireNote(msgspec.Struct):
    """A note."""

    id: str
    content: str | None = None
    created_at: datetime | None = None
    user: WireReference | None = None


class WireAlert(msgspec.Struct):
    """An alert; its body may hold any JSON."""

    id: str
    summary: str | None = None
    status: str | None = None
    severity: str | None = None
    created_at: datetime | None = None
    alert_key: str | None = None
    incident: WireReference | None = None
    service: WireReference | None = None
    integration: WireReference | None = None
    body: object = None


class WireWorkflowTrigger(msgspec.Struct):
    """By what an incident workflow can be started."""

    workflow: WireReference | None = None


class WireOverride(msgspec.Struct):
    """An override of a schedule."""

    id: str
    start: datetime | None = None
    end: datetime | None = None
    user: WireReference | None = None


class WireMadeOverride(msgspec.Struct):
    """What became of one override that was asked for."""

    status: int = 0
    override: object = None
    errors: list[str] | None = None


class WireSlackChannel(msgspec.Struct):
    """A channel as the Slack integration names it."""

    id: str
    name: str | None = None
    slack_team_id: str | None = None


class WireSubscriber(msgspec.Struct):
    """Somebody who is told of an incident's state."""

    subscriber_id: str
    subscriber_type: str = ""


T = TypeVar("T")


class Unreadable(ValueError):
    """A part of an answer is not what PagerDuty describes, so far off that nothing can be made of it."""


def decode(value: object, kind: type[T]) -> T:
    """A JSON object as a wire structure; a field that is not as described counts as absent.

    Raises `Unreadable` for what is no object, and where a field that must be there is not usable.
    """
    try:
        return msgspec.convert(value, kind, strict=False)
    except (msgspec.ValidationError, RecursionError) as error:
        if not isinstance(value, dict):
            raise Unreadable(clean(error)) from error
        LOG.warning("PagerDuty sent a %s with an odd field: %s", kind.__name__, clean(error))
        return _field_by_field(value, kind)


def _field_by_field(value: Mapping[str, object], kind: type[T]) -> T:
    read: dict[str, object] = {}
    for field in msgspec.structs.fields(kind):  # type: ignore[arg-type]
        try:
            read[field.name] = msgspec.convert(value[field.encode_name], field.type, strict=False)
        except (KeyError, msgspec.ValidationError, RecursionError) as error:
            if field.required:
                raise Unreadable(f"{kind.__name__} without a usable {field.name}") from error
    return kind(**read)


def every(values: Iterable[object], kind: type[T]) -> list[T]:
    """All items of a list; raises `Unreadable` where one is beyond reading: a list with a gap is no list."""
    return [decode(value, kind) for value in values]


def utc(instant: datetime | None) -> datetime | None:
    """Any offset as UTC; a time without one is taken for UTC; None for what no incident can have as a time."""
    if instant is None or not 1970 < instant.year < 2200:
        return None
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def reference(raw: WireReference | None) -> Reference:
    """A reference with the best name that there is."""
    if raw is None:
        return Reference("", "")
    return Reference(
        id=clean(raw.id),
        name=clean(raw.summary or raw.name) or clean(raw.id),
        type=(raw.type or "").removesuffix("_reference"),
        url=clean(raw.html_url),
    )


def _references(raw: Iterable[WireReference | None] | None) -> tuple[Reference, ...]:
    return tuple(reference(item) for item in raw or () if item is not None)


def incident(value: object) -> Incident:
    """An incident; one with odd fields is shown with what can be read. Raises `Unreadable`."""
    raw = decode(value, WireIncident)
    if not _ID.fullmatch(raw.id):
        raise Unreadable("an incident without a usable id")
    title = clean(raw.title) or clean(raw.summary) or "(no title)"
    return Incident(
        id=raw.id,
        number=raw.incident_number,
        title=title,
        status=clean(raw.status) or "unknown",
        urgency=clean(raw.urgency) or "high",
        service=reference(raw.service),
        created_at=utc(raw.created_at) or EPOCH,
        url=clean(raw.html_url),
        priority=_priority(raw.priority),
        escalation_policy=reference(raw.escalation_policy) if raw.escalation_policy else None,
        teams=_references(raw.teams),
        assignees=_references(item.assignee for item in raw.assignments or ()),
        acknowledgers=_references(item.acknowledger for item in raw.acknowledgements or ()),
        updated_at=utc(raw.updated_at),
        last_status_change_at=utc(raw.last_status_change_at),
        last_status_change_by=reference(raw.last_status_change_by) if raw.last_status_change_by else None,
        alert_count=(raw.alert_counts.all or 0) if raw.alert_counts else 0,
        pending_actions=tuple(
            PendingAction(clean(item.type), at)
            for item in raw.pending_actions or ()
            if (at := utc(item.at)) is not None
        ),
        assigned_via=clean(raw.assigned_via),
        mergeable=raw.is_mergeable is not False,
        merged_into=reference(raw.resolve_reason.incident)
        if raw.resolve_reason and raw.resolve_reason.incident
        else None,
        responders=tuple(
            Responder(reference(item.user), clean(item.state)) for item in raw.incidents_responders or () if item.user
        ),
        responder_requests=tuple(map(_responder_request, raw.responder_requests or ())),
    )


def _responder_request(raw: WireResponderRequest) -> ResponderRequest:
    targets = (item.responder_request_target for item in raw.responder_request_targets or ())
    return ResponderRequest(reference(raw.requester), clean(raw.message), utc(raw.requested_at), _references(targets))


def _priority(raw: WireReference | None) -> Priority | None:
    if raw is None or not raw.id:
        return None
    return Priority(clean(raw.id), clean(raw.name or raw.summary) or clean(raw.id), hex_color(raw.color))


def hex_color(raw: str | None) -> str:
    """Six hex digits without a #; empty for anything else."""
    color = clean(raw).removeprefix("#").lower()
    return color if len(color) == 6 and all(digit in "0123456789abcdef" for digit in color) else ""


def person(raw: WirePerson) -> Person:
    """A user."""
    team_ids = tuple(team.id for team in raw.teams or () if _ID.fullmatch(team.id))
    return Person(clean(raw.id), clean(raw.name or raw.summary) or clean(raw.id), clean(raw.email), team_ids)


def note(raw: WireNote) -> Note:
    """A note; its newlines stay."""
    return Note(raw.id, clean(raw.content, multiline=True), reference(raw.user), utc(raw.created_at) or EPOCH)


def log_entry(raw: WireLogEntry) -> LogEntry:
    """A line of the timeline; of an annotation, with the note's text."""
    summary = clean(raw.summary)
    if raw.type == "annotate_log_entry" and raw.channel and raw.channel.summary:
        summary = f"{summary.rstrip('.')}: {clean(raw.channel.summary)}"
    return LogEntry(
        id=raw.id,
        type=clean(raw.type),
        summary=summary or clean(raw.type),
        created_at=utc(raw.created_at) or EPOCH,
        agent=reference(raw.agent) if raw.agent else None,
        user=reference(raw.user) if raw.user else None,
        means=clean(raw.channel.notification.type) if raw.channel and raw.channel.notification else "",
    )


def override(raw: WireOverride) -> Override:
    """An override; raises `Unreadable` without its span."""
    start, end = utc(raw.start), utc(raw.end)
    if start is None or end is None:
        raise Unreadable("an override without its span")
    return Override(raw.id, reference(raw.user), start, end)


def channel(raw: WireSlackChannel) -> Channel:
    """A Slack channel as PagerDuty knows it."""
    return Channel(clean(raw.id), clean(raw.name).removeprefix("#"), clean(raw.slack_team_id))


def alert(raw: WireAlert) -> Alert:
    """An alert with what matters of its payload."""
    payload = alert_payload.read(raw.body, raw.integration.summary or "" if raw.integration else "")
    return Alert(
        id=clean(raw.id),
        summary=clean(raw.summary) or "(no summary)",
        status=clean(raw.status),
        severity=clean(raw.severity),
        created_at=utc(raw.created_at) or EPOCH,
        links=payload.links,
        details=payload.details,
        source=payload.source,
        facts=payload.facts,
        raw=payload.raw,
        alert_key=clean(raw.alert_key),
        incident_id=clean(raw.incident.id) if raw.incident else "",
        service=reference(raw.service) if raw.service else None,
    )
