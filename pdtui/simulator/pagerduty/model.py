"""The things in the simulated account, as mutable rows that only transitions and the control API change."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from pdtui.simulator.pagerduty.model_features import BASE_TYPE
from pdtui.simulator.pagerduty.model_response import Responder, ResponderRequest, StatusUpdate, Subscriber

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something: a user, a service, an integration or a bot."""

    kind: str
    """`user`, `service`, `bot_user` or an integration type."""
    id: str
    name: str


@dataclass(slots=True)
class User:
    """A person with a login; `role` is the API's name of it."""

    id: str
    name: str
    email: str
    role: str = "user"
    time_zone: str | None = "UTC"
    job_title: str | None = None
    team_ids: list[str] = field(default_factory=list)

    @property
    def actor(self) -> Actor:
        """This person as an agent."""
        return Actor("user", self.id, self.name)


@dataclass(slots=True)
class Team:
    """A team; its members are the users that name it."""

    id: str
    name: str
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Shift:
    """One person's turn on a schedule, half open."""

    user_id: str
    start: datetime
    end: datetime


@dataclass(slots=True)
class Override:
    """A turn that takes the place of the schedule's own; the last one made wins."""

    id: str
    user_id: str
    start: datetime
    end: datetime


@dataclass(slots=True)
class Schedule:
    """Turns of people; several shifts may run at once."""

    id: str
    name: str
    shifts: list[Shift]
    time_zone: str = "UTC"
    team_ids: list[str] = field(default_factory=list)
    overrides: list[Override] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Level:
    """One step of an escalation policy; `targets` are ids of users and schedules."""

    delay_minutes: int
    targets: tuple[str, ...]


@dataclass(slots=True)
class EscalationPolicy:
    """Whom to call in which order; an incident keeps the levels it started with."""

    id: str
    name: str
    levels: tuple[Level, ...]
    rule_ids: tuple[str, ...]
    num_loops: int = 0
    team_id: str | None = None


@dataclass(slots=True)
class Service:
    """What breaks; both timeouts in seconds, None: never."""

    id: str
    name: str
    policy_id: str
    created_at: datetime
    integration_id: str
    team_id: str | None = None
    acknowledgement_timeout: int | None = None
    auto_resolve_timeout: int | None = None
    description: str | None = None
    last_incident_at: datetime | None = None
    closed: str | None = None
    """`disabled` or `maintenance`: no incident is made; None: its status follows its incidents."""

    @property
    def actor(self) -> Actor:
        """This service as an agent."""
        return Actor("service", self.id, self.name)


@dataclass(slots=True)
class Priority:
    """One of the account's priorities; `color` is hex without `#`, as undocumented answers carry it."""

    id: str
    name: str
    description: str = ""
    color: str = "a8171c"
    order: int = 0


@dataclass(frozen=True, slots=True)
class AlertSpec:
    """What a monitoring tool sent; `body` None makes a plain body out of `details`."""

    summary: str
    severity: str | None = "critical"
    key: str | None = None
    details: object = None
    contexts: tuple[Json, ...] = ()
    body: Json | None = None


@dataclass(slots=True)
class Alert:
    """One alert of an incident."""

    id: str
    incident_id: str
    service_id: str
    summary: str
    severity: str | None
    key: str
    created_at: datetime
    body: Json
    first_entry: LogEntry | None
    status: str = "triggered"
    resolved_at: datetime | None = None


@dataclass(slots=True)
class Note:
    """A remark on an incident; the author may be a bot or a person deleted since."""

    id: str
    author: Actor
    content: str
    created_at: datetime
    updated_at: datetime | None = None
    channel: str = "The PagerDuty website or APIs"


@dataclass(slots=True)
class LogEntry:
    """One line of an incident's history; `recorded_at` is the clock when it was written, for the list lag."""

    id: str
    type: str
    incident_id: str
    summary: str
    created_at: datetime
    recorded_at: datetime
    channel: Json
    agent: Actor | None = None
    assignee_ids: tuple[str, ...] | None = None
    user_id: str | None = None
    extra: Json = field(default_factory=dict)
    linked_incident_id: str | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who has the incident since when."""

    at: datetime
    user_id: str


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Who took it when."""

    at: datetime
    actor: Actor


@dataclass(frozen=True, slots=True)
class Channel:
    """A Slack channel as the Slack integration names it."""

    id: str
    name: str
    team_id: str


@dataclass(frozen=True, slots=True)
class SlackConnection:
    """A service's or team's standing link to a Slack channel."""

    id: str
    source_id: str
    source_type: str
    channel_id: str
    channel_name: str
    team_id: str
    notification_type: str = "responder"
    urgency: str | None = None
    priorities: tuple[str, ...] | None = None
    events: tuple[str, ...] = ("incident.triggered", "incident.acknowledged", "incident.resolved")


@dataclass(slots=True)
class Incident:
    """An incident with everything that hangs on it; the three timers are the source of `pending_actions`."""

    id: str
    number: int
    title: str
    service_id: str
    policy_id: str
    levels: tuple[Level, ...]
    num_loops: int
    created_at: datetime
    updated_at: datetime
    recorded_at: datetime
    last_status_change_at: datetime
    last_status_change_by: Actor
    urgency: str = "high"
    status: str = "triggered"
    level: int = 1
    loops_done: int = 0
    incident_key: str | None = None
    priority_id: str | None = None
    assigned_via: str = "escalation_policy"
    assignments: list[Assignment] = field(default_factory=list)
    acknowledgements: list[Acknowledgement] = field(default_factory=list)
    resolved_at: datetime | None = None
    merged_into: str | None = None
    escalate_at: datetime | None = None
    unacknowledge_at: datetime | None = None
    snoozed: bool = False
    resolve_at: datetime | None = None
    is_mergeable: bool = True
    incident_type: str = BASE_TYPE
    body_details: str | None = None
    conference_bridge: Json | None = None
    first_trigger: LogEntry | None = None
    alerts: list[Alert] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    log: list[LogEntry] = field(default_factory=list)
    responders: list[Responder] = field(default_factory=list)
    responder_requests: list[ResponderRequest] = field(default_factory=list)
    status_updates: list[StatusUpdate] = field(default_factory=list)
    subscribers: list[Subscriber] = field(default_factory=list)
    field_values: dict[str, object] = field(default_factory=dict)
    """The values of its custom fields by the fields' ids; cleared ones are absent."""
    dedicated_channel: Channel | None = None
    notification_channels: list[Channel] = field(default_factory=list)

    @property
    def assignee_ids(self) -> tuple[str, ...]:
        """Who has it now."""
        return tuple(assignment.user_id for assignment in self.assignments)

    def next_due(self) -> datetime | None:
        """When the earliest of its timers runs out."""
        due = [at for at in (self.escalate_at, self.unacknowledge_at, self.resolve_at) if at is not None]
        return min(due) if due else None
