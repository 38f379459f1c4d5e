"""The account's rows, its clock and its history: what every route and every transition shares."""

from __future__ import annotations

import copy
import heapq
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import UTC, datetime, tzinfo

from pdtui.simulator.clock import WorldClock
from pdtui.simulator.pagerduty.errors import ApiError, not_found
from pdtui.simulator.pagerduty.history import History
from pdtui.simulator.pagerduty.ids import Ids
from pdtui.simulator.pagerduty.incident_index import IncidentIndex
from pdtui.simulator.pagerduty.model import (
    Actor,
    EscalationPolicy,
    Incident,
    Json,
    LogEntry,
    Priority,
    Schedule,
    Service,
    SlackConnection,
    Team,
    User,
)
from pdtui.simulator.pagerduty.model_features import (
    BASE_TYPE,
    Context,
    CustomField,
    IncidentType,
    Workflow,
    WorkflowInstance,
)
from pdtui.simulator.pagerduty.switches import Switches
from pdtui.simulator.pagerduty.times import zone_named

ANNOUNCED = frozenset(
    f"{kind}_log_entry"
    for kind in ("trigger", "acknowledge", "resolve", "escalate", "annotate", "assign", "unacknowledge")
)
"""The log entries that listeners hear of."""

Listener = Callable[[str, Incident, LogEntry], None]


@dataclass(frozen=True, slots=True)
class Past:
    """How an incident looked until a moment."""

    until: datetime
    incident: Incident


class State:
    """One account; rows are kept in the order in which they were made."""

    def __init__(self, clock: WorldClock, subdomain: str) -> None:
        self.clock = clock
        self._moment: datetime | None = None
        self.subdomain = subdomain
        self.switches = Switches()
        self.ids = Ids()
        self.users: dict[str, User] = {}
        self.teams: dict[str, Team] = {}
        self.services: dict[str, Service] = {}
        self.policies: dict[str, EscalationPolicy] = {}
        self.schedules: dict[str, Schedule] = {}
        self.priorities: dict[str, Priority] = {}
        self.index = IncidentIndex()
        self.incidents: dict[str, Incident] = self.index.by_id
        self.history = History()
        self.log: list[LogEntry] = self.history.written
        self.incident_types = _first_types(self.now())
        self.custom_fields: dict[str, CustomField] = {}
        self.workflows: dict[str, Workflow] = {}
        self.workflow_instances: list[WorkflowInstance] = []
        self.contexts: dict[str, Context] = {}
        self.connections: list[SlackConnection] = []
        self.workspaces: set[str] = set()
        self.open_slack_channel: Callable[[str, bool], str] | None = None
        """Makes a channel of that name, private or not, in the Slack next door; None: PagerDuty only invents an id."""
        self.listeners: list[Listener] = []
        self._timers: list[tuple[datetime, int, str]] = []
        self._timer_count = 0
        self._past: dict[str, list[Past]] = {}
        self._unannounced: list[tuple[Incident, LogEntry]] = []

    def now(self) -> datetime:
        """The moment at which things happen, to the second."""
        return (self._moment or self.clock.now()).replace(microsecond=0)

    @property
    def zone(self) -> tzinfo:
        """The account's time zone."""
        return zone_named(self.switches.account_time_zone)

    @contextmanager
    def at(self, moment: datetime | None) -> Iterator[None]:
        """Let what is done inside happen at `moment`, which may lie in the past; None: now."""
        before = self._moment
        self._moment = moment.astimezone(UTC) if moment is not None else before
        try:
            yield
        finally:
            self._moment = before

    def incident(self, id_or_number: str) -> Incident:
        """The incident of that id or number; 404/2100."""
        found = self.index.find(id_or_number)
        if found is None:
            raise not_found()
        return found

    def service(self, incident: Incident) -> Service:
        """The service that an incident is on."""
        return self.services[incident.service_id]

    def rows_of_teams(self, teams: set[str]) -> tuple[set[str], set[str]]:
        """The services and the escalation policies of any of these teams: what makes an incident theirs."""
        services = {one.id for one in self.services.values() if one.team_id in teams}
        return services, {one.id for one in self.policies.values() if one.team_id in teams}

    def team_ids(self, incident: Incident) -> tuple[str, ...]:
        """The teams that an incident is of: its service's and its escalation policy's."""
        found = (self.services[incident.service_id].team_id, self.policies[incident.policy_id].team_id)
        return tuple(dict.fromkeys(team for team in found if team is not None))

    def user_by_email(self, email: str) -> User | None:
        """The user with that login, in any case of letters."""
        wanted = email.casefold()
        return next((user for user in self.users.values() if user.email.casefold() == wanted), None)

    def write(
        self,
        incident: Incident,
        kind: str,
        summary: str,
        channel: Json,
        *,
        agent: Actor | None = None,
        assignee_ids: Iterable[str] | None = None,
        user_id: str | None = None,
        extra: Json | None = None,
        linked: Incident | None = None,
    ) -> LogEntry:
        """Add a line to an incident's history; `kind` without its `_log_entry`."""
        entry = LogEntry(
            id=self.ids.entry(),
            type=f"{kind}_log_entry",
            incident_id=incident.id,
            summary=summary,
            created_at=self.now(),
            recorded_at=self.clock.now(),
            channel=channel,
            agent=agent,
            assignee_ids=None if assignee_ids is None else tuple(assignee_ids),
            user_id=user_id,
            extra=extra or {},
            linked_incident_id=linked.id if linked else None,
        )
        incident.log.append(entry)
        self.history.add(entry)
        if entry.type in ANNOUNCED:
            self._unannounced.append((incident, entry))
        return entry

    def remember(self, incident: Incident) -> None:
        """Keep how an incident looks before it changes, for as long as the list lag may ask for it."""
        if self.switches.list_lag:
            self._past.setdefault(incident.id, []).append(Past(self.clock.now(), _copied(incident)))

    def listed_incidents(self, rows: Iterable[Incident]) -> Iterable[Incident]:
        """These incidents as lists show them: `list_lag` ago."""
        lag = self.switches.list_lag
        if not lag:
            return rows
        seen_at = self.clock.now() - lag
        return [self._as_of(one, seen_at) for one in rows if one.recorded_at <= seen_at]

    def listed_entries(self, entries: list[LogEntry]) -> list[LogEntry]:
        """The log entries that lists show already."""
        lag = self.switches.list_lag
        return [entry for entry in entries if entry.recorded_at <= self.clock.now() - lag] if lag else entries

    def _as_of(self, incident: Incident, seen_at: datetime) -> Incident:
        for past in self._past.get(incident.id, []):
            if past.until > seen_at:
                return past.incident
        return incident

    def set_timer(self, incident: Incident) -> None:
        """Have `tick` look at the incident when its next timer runs out."""
        due = incident.next_due()
        if due is not None:
            self._timer_count += 1
            heapq.heappush(self._timers, (due, self._timer_count, incident.id))

    def due_incident(self) -> tuple[datetime, Incident] | None:
        """The incident whose timer ran out first, with that moment; None where none is due."""
        while self._timers and self._timers[0][0] <= self.clock.now():
            due, _, incident_id = heapq.heappop(self._timers)
            incident = self.incidents[incident_id]
            if incident.next_due() == due:
                return due, incident
        return None

    @contextmanager
    def transaction(self, incidents: Iterable[Incident] = ()) -> Iterator[None]:
        """All or nothing: after a refusal the given incidents are as before, and nobody hears of it."""
        kept = [(incident, _copied(incident)) for incident in incidents]
        length = len(self.log)
        try:
            yield
        except ApiError:
            self.history.cut(length)
            self._unannounced.clear()
            for incident, copied in kept:
                for field in fields(Incident):
                    setattr(incident, field.name, getattr(copied, field.name))
                self.set_timer(incident)
            raise
        heard, self._unannounced = self._unannounced, []
        for incident, entry in heard:
            for listener in self.listeners:
                listener(entry.type, incident, entry)


def _first_types(now: datetime) -> dict[str, IncidentType]:
    """The types that an account has from its beginning, by name."""
    names = ((BASE_TYPE, "Base Incident", "PTYPEB1"), ("major_incident", "Major Incident", "PTYPEM1"))
    return {name: IncidentType(identity, name, title, now) for name, title, identity in names}


def _copied(incident: Incident) -> Incident:
    copied = copy.copy(incident)
    for field in fields(Incident):
        value = getattr(copied, field.name)
        if isinstance(value, (list, dict)):
            setattr(copied, field.name, value.copy())
    copied.alerts = [copy.copy(alert) for alert in incident.alerts]
    return copied
