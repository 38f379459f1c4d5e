"""The simulated PagerDuty: its HTTP side, and the levers by which a scenario or a test moves its world."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pdtui.simulator.clock import WorldClock
from pdtui.simulator.pagerduty import creation, router, transitions
from pdtui.simulator.pagerduty.auth import Budget, Credential, authenticate, too_many
from pdtui.simulator.pagerduty.call import Call
from pdtui.simulator.pagerduty.creation import Trigger
from pdtui.simulator.pagerduty.errors import ApiError, denied, lacks_scope
from pdtui.simulator.pagerduty.escalation import tick
from pdtui.simulator.pagerduty.model import (
    Actor,
    Alert,
    AlertSpec,
    Channel,
    EscalationPolicy,
    Incident,
    Level,
    LogEntry,
    Note,
    Priority,
    Schedule,
    Service,
    Shift,
    SlackConnection,
    Team,
    User,
)
from pdtui.simulator.pagerduty.state import Listener, State
from pdtui.simulator.wire import Request, Response


class PagerDuty:
    """One account in memory; not safe for threads, the server serialises its calls."""

    def __init__(self, clock: WorldClock, *, subdomain: str = "acme") -> None:
        self.state = State(clock, subdomain)
        self.switches = self.state.switches
        self.incidents: dict[str, Incident] = self.state.incidents
        """All incidents, in the order in which they were made."""
        self.listeners: list[Listener] = self.state.listeners
        """Called with (log entry type, incident, log entry) after what PagerDuty's own apps report."""
        self._credentials: dict[str, Credential] = {}
        self._budget = Budget()

    def handle(self, request: Request) -> Response:
        """Answer one request; whatever came due before it is carried out first."""
        self.tick()
        headers = {"x-request-id": self.state.ids.request()}
        try:
            response = self._answer(request, headers)
        except ApiError as error:
            response = error.response
        bare = response.status == 429 and not self.switches.rate_limit_headers
        if not bare and "ratelimit-limit" not in headers:
            limit = str(self.switches.rate_limit)
            headers |= {"ratelimit-limit": limit, "ratelimit-remaining": limit, "ratelimit-reset": "60"}
        if bare:
            headers = {"x-request-id": headers["x-request-id"]}
        return Response(response.status, response.body, {**response.headers, **headers})

    def _answer(self, request: Request, headers: dict[str, str]) -> Response:
        credential = authenticate(self.state, self._credentials, request)
        keys = {credential.budget: self.switches.rate_limit}
        operation = router.operation(request.method, request.path)
        if operation in self.switches.operation_limits:
            keys[f"{credential.budget} {operation}"] = self.switches.operation_limits[operation]
        allowed, counted = self._budget.spend(self.state, keys)
        headers.update(counted)
        if not allowed:
            return too_many(self.state, counted)
        route, ids = router.find(request.method, request.path)
        if credential.read_only and request.method != "GET":
            raise denied()
        if credential.scopes is not None and route.scope and route.scope not in credential.scopes:
            raise lacks_scope(route.scope, credential.scopes)
        return route.handle(Call(self.state, request, credential, ids))

    def tick(self) -> None:
        """Carry out the escalations, time-outs and ends of snoozes that came due, in time order."""
        tick(self.state)

    def add_user(self, name: str, email: str, *, role: str = "user", time_zone: str | None = "UTC") -> User:
        """A person; `role` as the API names it."""
        user = User(self.state.ids.short(), name, email, role, time_zone)
        self.state.users[user.id] = user
        return user

    def add_token(self, token: str, user: User, *, scopes: Sequence[str] | None = None) -> None:
        """A user's key, or with `scopes` a scoped OAuth token."""
        held = None if scopes is None else tuple(scopes)
        self._credentials[token] = Credential(token, user, scopes=held)

    def add_account_token(self, token: str, *, read_only: bool = False) -> None:
        """An account-level key: it acts as whoever `From` names."""
        self._credentials[token] = Credential(token, None, read_only)

    def add_team(self, name: str, members: Sequence[User] = ()) -> Team:
        """A team with its members."""
        team = Team(self.state.ids.short(), name)
        self.state.teams[team.id] = team
        for member in members:
            member.team_ids.append(team.id)
        return team

    def add_schedule(self, name: str, shifts: Sequence[Shift]) -> Schedule:
        """A schedule of fixed turns."""
        schedule = Schedule(self.state.ids.short(), name, list(shifts))
        self.state.schedules[schedule.id] = schedule
        return schedule

    def add_escalation_policy(
        self, name: str, levels: Sequence[Level], *, num_loops: int = 0, team: Team | None = None
    ) -> EscalationPolicy:
        """A policy; level n is `levels[n - 1]`."""
        ids = self.state.ids
        rules = tuple(ids.short() for _ in levels)
        team_id = team.id if team is not None else None
        policy = EscalationPolicy(ids.short(), name, tuple(levels), rules, num_loops, team_id)
        self.state.policies[policy.id] = policy
        return policy

    def add_service(
        self,
        name: str,
        policy: EscalationPolicy,
        *,
        team: Team | None = None,
        acknowledgement_timeout: int | None = None,
        auto_resolve_timeout: int | None = None,
        description: str | None = None,
    ) -> Service:
        """A service; time-outs in seconds, None: never."""
        service = Service(
            id=self.state.ids.short(),
            name=name,
            policy_id=policy.id,
            created_at=self.state.now(),
            integration_id=self.state.ids.short(),
            team_id=team.id if team is not None else None,
            acknowledgement_timeout=acknowledgement_timeout,
            auto_resolve_timeout=auto_resolve_timeout,
            description=description,
        )
        self.state.services[service.id] = service
        return service

    def add_priority(self, name: str, description: str = "", color: str = "a8171c") -> Priority:
        """A priority; the first is the most severe."""
        order = (10 - len(self.state.priorities)) * 100_000_000
        priority = Priority(self.state.ids.short(), name, description, color, order)
        self.state.priorities[priority.id] = priority
        return priority

    def trigger(
        self,
        service_id: str,
        title: str,
        *,
        urgency: str = "high",
        priority_id: str | None = None,
        assignee_ids: Sequence[str] = (),
        incident_key: str | None = None,
        alerts: Sequence[AlertSpec] = (),
        created_at: datetime | None = None,
    ) -> Incident:
        """A monitoring tool reports; `created_at` may lie in the past, but its timers start now.

        Assigned is whoever is on call now at the policy's first manned level. Raises `ApiError` where
        nobody is, or where the key is open on the service already.
        """
        wanted = Trigger(
            service_id=service_id,
            title=title,
            urgency=urgency,
            priority_id=priority_id,
            assignee_ids=tuple(assignee_ids),
            incident_key=incident_key,
            alerts=tuple(alerts),
        )
        self.tick()
        with self.state.at(created_at), self.state.transaction():
            incident = creation.trigger(self.state, wanted)
        creation.restart_timers(self.state, incident)
        return incident

    def acknowledge(self, incident_id: str, user_id: str, *, at: datetime | None = None) -> Incident:
        """Somebody acknowledges it elsewhere; `at`, here and below, may lie in the past."""
        incident, user = self._row(incident_id), self.state.users[user_id]
        with self.state.at(at), self.state.transaction([incident]):
            transitions.acknowledge(self.state, incident, user)
        return incident

    def resolve(self, incident_id: str, user_id: str, *, at: datetime | None = None) -> Incident:
        """Somebody resolves it elsewhere."""
        incident, actor = self._row(incident_id), self.state.users[user_id].actor
        with self.state.at(at), self.state.transaction([incident]):
            transitions.resolve(self.state, incident, actor)
        return incident

    def escalate(self, incident_id: str, user_id: str, level: int, *, at: datetime | None = None) -> Incident:
        """Somebody escalates it to a level (absolute, 1-based); raises `ApiError` where that cannot be."""
        incident, actor = self._row(incident_id), self.state.users[user_id].actor
        with self.state.at(at), self.state.transaction([incident]):
            transitions.escalate(self.state, incident, actor, level)
        return incident

    def reassign(
        self, incident_id: str, user_id: str, to_user_ids: Sequence[str], *, at: datetime | None = None
    ) -> Incident:
        """Somebody hands it to others; raises `ApiError` for an unknown person."""
        incident, actor = self._row(incident_id), self.state.users[user_id].actor
        with self.state.at(at), self.state.transaction([incident]):
            transitions.reassign(self.state, incident, actor, to_user_ids)
        return incident

    def add_note(self, incident_id: str, user_id: str, content: str, *, at: datetime | None = None) -> Note:
        """Somebody writes a note, an id that is no user's is a bot's; raises `ApiError` for an empty one."""
        user = self.state.users.get(user_id)
        incident = self._row(incident_id)
        author = user.actor if user is not None else Actor("bot_user", user_id, user_id)
        with self.state.at(at), self.state.transaction([incident]):
            return transitions.add_note(self.state, incident, author, content)

    def add_alert(self, incident_id: str, spec: AlertSpec, *, at: datetime | None = None) -> Alert:
        """A monitoring tool sends one more alert for it."""
        incident = self._row(incident_id)
        with self.state.at(at), self.state.transaction([incident]):
            return creation.add_alert(self.state, incident, spec)

    def log_entries_of(self, incident_id: str) -> list[LogEntry]:
        """Its history, oldest first."""
        return list(self.incidents[incident_id].log)

    def notes_of(self, incident_id: str) -> list[Note]:
        """Its notes, oldest first."""
        return list(self.incidents[incident_id].notes)

    def set_dedicated_channel(self, incident_id: str, channel_id: str, name: str, team_id: str) -> None:
        """Give the incident a Slack channel of its own."""
        self.state.workspaces.add(team_id)
        self.incidents[incident_id].dedicated_channel = Channel(channel_id, name, team_id)

    def set_notification_channels(self, incident_id: str, channels: Sequence[Channel]) -> None:
        """Have the incident's updates go to these Slack channels."""
        self.state.workspaces.update(channel.team_id for channel in channels)
        self.incidents[incident_id].notification_channels = list(channels)

    def add_slack_connection(
        self, source: Service | Team, channel: Channel, *, notification_type: str = "responder"
    ) -> SlackConnection:
        """Link a service or a team to a Slack channel, and its workspace to the account."""
        kind = "service_reference" if isinstance(source, Service) else "team_reference"
        connection = SlackConnection(
            id=self.state.ids.short(),
            source_id=source.id,
            source_type=kind,
            channel_id=channel.id,
            channel_name=channel.name,
            team_id=channel.team_id,
            notification_type=notification_type,
        )
        self.state.workspaces.add(channel.team_id)
        self.state.connections.append(connection)
        return connection

    def _row(self, incident_id: str) -> Incident:
        self.tick()
        incident = self.incidents[incident_id]
        self.state.remember(incident)
        return incident
