"""The incidents and what surrounds them, in PagerDuty's own words, as frozen values.

Every text in here is already clean (see `pdtui.text.clean`); every instant is aware and in UTC.
Statuses, urgencies and types are plain strings, so that a value that PagerDuty adds tomorrow survives.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

TRIGGERED = "triggered"
ACKNOWLEDGED = "acknowledged"
RESOLVED = "resolved"
HIGH = "high"
LOW = "low"


@dataclass(frozen=True, slots=True)
class Reference:
    """A PagerDuty object named but not shown: a user, service, team, schedule, policy."""

    id: str
    name: str
    type: str = ""
    """PagerDuty's type without `_reference`: `user`, `schedule`, `service`, `integration`…"""
    url: str = ""

    @property
    def called(self) -> tuple[str, ...]:
        """What a person may call it."""
        return (self.name,)


@dataclass(frozen=True, slots=True)
class Person:
    """A PagerDuty user, as far as pdtui needs one."""

    id: str
    name: str
    email: str = ""
    team_ids: tuple[str, ...] = ()
    """Their teams, where PagerDuty said so; empty in an account without teams."""

    @property
    def reference(self) -> Reference:
        """The same, as what they do names them."""
        return Reference(self.id, self.name, "user")


@dataclass(frozen=True, slots=True)
class Priority:
    """P1, P2… as the account names them; `color` is six hex digits or empty."""

    id: str
    name: str
    color: str = ""


@dataclass(frozen=True, slots=True)
class PendingAction:
    """What PagerDuty will do to the incident by itself, and when."""

    type: str
    """`escalate`, `unacknowledge`, `resolve`, `urgency_change`."""
    at: datetime


@dataclass(frozen=True, slots=True)
class ResponderRequest:
    """Somebody asked for help; `targets` are users and escalation policies."""

    requester: Reference
    message: str
    requested_at: datetime | None
    targets: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Responder:
    """Somebody who was asked to help, and what became of it."""

    user: Reference
    state: str
    """`pending`, `joined`, `declined`…"""


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident as PagerDuty last described it."""

    id: str
    number: int
    title: str
    status: str
    urgency: str
    service: Reference
    created_at: datetime
    url: str = ""
    priority: Priority | None = None
    escalation_policy: Reference | None = None
    teams: tuple[Reference, ...] = ()
    assignees: tuple[Reference, ...] = ()
    acknowledgers: tuple[Reference, ...] = ()
    updated_at: datetime | None = None
    last_status_change_at: datetime | None = None
    last_status_change_by: Reference | None = None
    alert_count: int = 0
    pending_actions: tuple[PendingAction, ...] = ()
    assigned_via: str = ""
    """`escalation_policy`, or `direct_assignment`, which does not escalate."""
    mergeable: bool = True
    """Whether PagerDuty would merge it, as far as it says."""
    merged_into: Reference | None = None
    """What it was resolved by, where it was merged."""
    responders: tuple[Responder, ...] = ()
    responder_requests: tuple[ResponderRequest, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.status != RESOLVED

    @property
    def reference(self) -> Reference:
        """The same, as another one's target: `#12 Title`."""
        return Reference(self.id, f"#{self.number} {self.title}".strip(), "incident", self.url)


@dataclass(frozen=True, slots=True)
class OpenIncidents:
    """One reading of open incidents; what is missing from it is counted, never passed over."""

    incidents: tuple[Incident, ...]
    unreadable: int = 0
    """Items that PagerDuty listed and that nothing could be made of."""
    beyond: int = 0
    """How many PagerDuty counts that it does not give out."""
    unsure: bool = False
    """Whether rows kept moving while it was read, so that one of them may be missing."""
    at: datetime | None = None
    """When the reading began, by PagerDuty's clock; None where it does not say."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note on an incident; `content` may hold newlines."""

    id: str
    content: str
    author: Reference
    created_at: datetime


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One line of the incident's timeline; `summary` is PagerDuty's ready-made sentence."""

    id: str
    type: str
    """`acknowledge_log_entry`, `escalate_log_entry`…"""
    summary: str
    created_at: datetime
    agent: Reference | None = None
    user: Reference | None = None
    """Who was notified, where it tells of a notification."""
    means: str = ""
    """And how: `push_notification`, `email_notification`…"""


class LinkKind(StrEnum):
    """What a link leads to, the most useful at night first."""

    RUNBOOK = "runbook"
    MONITOR = "monitor"
    DASHBOARD = "dashboard"
    GRAPH = "graph"
    SOURCE = "source"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Link:
    """Where an alert points: a runbook, a dashboard, the monitoring tool. `url` is http or https."""

    url: str
    label: str
    kind: LinkKind = LinkKind.OTHER


@dataclass(frozen=True, slots=True)
class Alert:
    """What monitoring said: `facts` are the handful that matter first, `details` all of it as readable lines."""

    id: str
    summary: str
    status: str
    severity: str
    created_at: datetime
    links: tuple[Link, ...] = ()
    """Runbooks first."""
    details: str = ""
    source: str = ""
    """The tool that sent it, as people call it: `Datadog`; empty where it cannot be told."""
    facts: tuple[tuple[str, str], ...] = ()
    """Name and value, in the order in which they are worth reading."""
    raw: str = ""
    """The body as it came, as indented JSON, cleaned and cut to a bounded length."""
    alert_key: str = ""
    incident_id: str = ""
    """The incident that it belongs to; empty where PagerDuty does not say."""
    service: Reference | None = None

    @property
    def resolved(self) -> bool:
        """Whether it is over."""
        return self.status == RESOLVED

    @property
    def reference(self) -> Reference:
        """The same, as what is done to it names it."""
        return Reference(self.id, self.summary, "alert")

    @property
    def called(self) -> tuple[str, ...]:
        """What a person may call it."""
        return (self.summary, self.alert_key)


@dataclass(frozen=True, slots=True)
class IncidentDetail:
    """What the detail pane shows beside the row itself. A part that could not be read is None, never empty."""

    incident_id: str
    notes: tuple[Note, ...] | None = None
    log_entries: tuple[LogEntry, ...] | None = None
    alerts: tuple[Alert, ...] | None = None


@dataclass(frozen=True, slots=True)
class OnCall:
    """One entry of PagerDuty's on-call list. `start` and `end` None: without beginning or end."""

    user: Reference
    escalation_policy: Reference
    level: int
    """1 is paged first."""
    schedule: Reference | None = None
    start: datetime | None = None
    end: datetime | None = None
    service_ids: tuple[str, ...] = ()
    """The services of the policy, where the policy was asked for in full."""

    @property
    def seat(self) -> str:
        """What tells the place from all others, whoever sits in it; one schedule seen through two policies is one."""
        return self.schedule.id if self.schedule else f"{self.escalation_policy.id}/{self.level}"

    def covers(self, instant: datetime) -> bool:
        """Whether this entry is on call at `instant` (the end is not part of it)."""
        return (self.start is None or self.start <= instant) and (self.end is None or instant < self.end)


@dataclass(frozen=True, slots=True)
class EscalationLevel:
    """One level of an escalation policy, with who answers there now."""

    number: int
    delay_minutes: int
    targets: tuple[Reference, ...] = ()
    on_call: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class EscalationChoice:
    """What the escalate dialog offers: the incident's policy, its levels, and where the incident stands.

    `current` is 0 where it cannot be told (the person chooses); `next_level` is 0 where there is none.
    """

    incident_id: str
    policy: Reference
    levels: tuple[EscalationLevel, ...]
    current: int
    next_level: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an incident is on the list."""

    assigned: bool = False
    levels: tuple[int, ...] = ()
    """The levels at which I am on call for its service's policy now."""

    def __str__(self) -> str:
        parts = ["assigned"] if self.assigned else []
        if self.levels:
            parts.append("on call L" + "/".join(str(level) for level in self.levels))
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Listed:
    """An incident with the reason why it is listed."""

    incident: Incident
    reason: Reason


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One good reading of the open incidents in somebody's scope; `began_at` is before its first request."""

    owner: Person
    listed: tuple[Listed, ...]
    began_at: datetime
    taken_at: datetime
    scope: str = ""
    """Of which `pdtui.core.scope.Scope` it is a reading."""
    left_out: int = 0
    """How many more the reading held, where it was cut for the next start."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A Slack channel that pdtui may post in; `name` is for people, without the leading #."""

    id: str
    name: str = ""
    team_id: str = ""


@dataclass(frozen=True, slots=True)
class ThreadLink:
    """The Slack thread of an incident. `ts` is Slack's opaque id of the parent message."""

    incident_id: str
    team_id: str
    channel_id: str
    ts: str
    channel_name: str = ""
    permalink: str = ""
    origin: str = ""
    """`pagerduty` (its app's message), `found` (another bot's), `pdtui` (posted by pdtui)."""


@dataclass(frozen=True, slots=True)
class Override:
    """Somebody is on call in a schedule for a span, whatever its layers say."""

    id: str
    user: Reference
    start: datetime
    end: datetime
