"""The levers that build an account: its people, schedules, services and what it adds to incidents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pdtui.simulator.pagerduty.auth import Credential
from pdtui.simulator.pagerduty.model import (
    Channel,
    EscalationPolicy,
    Level,
    Override,
    Priority,
    Schedule,
    Service,
    Shift,
    SlackConnection,
    Team,
    User,
)
from pdtui.simulator.pagerduty.model_features import (
    BASE_TYPE,
    CustomField,
    FieldOption,
    IncidentType,
    Workflow,
)
from pdtui.simulator.pagerduty.state import State

DATA_TYPES = ("boolean", "integer", "float", "string", "datetime", "url")
FIELD_TYPES = ("single_value", "single_value_fixed", "multi_value", "multi_value_fixed")


class AccountLevers:
    """What an administrator does before anything breaks."""

    state: State
    credentials: dict[str, Credential]

    def add_user(self, name: str, email: str, *, role: str = "user", time_zone: str | None = "UTC") -> User:
        """A person; `role` as the API names it."""
        user = User(self.state.ids.short(), name, email, role, time_zone)
        self.state.users[user.id] = user
        return user

    def add_token(self, token: str, user: User, *, scopes: Sequence[str] | None = None) -> None:
        """A user's key, or with `scopes` a scoped OAuth token."""
        held = None if scopes is None else tuple(scopes)
        self.credentials[token] = Credential(token, user, scopes=held)

    def add_account_token(self, token: str, *, read_only: bool = False) -> None:
        """An account-level key: it acts as whoever `From` names."""
        self.credentials[token] = Credential(token, None, read_only)

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

    def add_override(self, schedule_id: str, user_id: str, start: datetime, end: datetime) -> Override:
        """Somebody takes a turn, as made in the web UI; the last one made wins."""
        if end <= start:
            raise ValueError("an override ends after its start")
        override = Override(self.state.ids.long(), user_id, start, end)
        self.state.schedules[schedule_id].overrides.append(override)
        return override

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

    def add_incident_type(self, name: str, display_name: str, *, enabled: bool = True) -> IncidentType:
        """A type beside the two that every account has; its custom fields are its own and the base type's."""
        row = IncidentType(self.state.ids.short(), name, display_name, self.state.now(), enabled)
        self.state.incident_types[name] = row
        return row

    def add_custom_field(
        self,
        name: str,
        display_name: str,
        data_type: str = "string",
        field_type: str = "single_value",
        options: Sequence[str] = (),
        *,
        incident_type: str = BASE_TYPE,
        description: str | None = None,
    ) -> CustomField:
        """A field of incidents; only a `_fixed` one has `options`."""
        if (
            data_type not in DATA_TYPES
            or field_type not in FIELD_TYPES
            or incident_type not in self.state.incident_types
        ):
            raise ValueError(f"no such field: {data_type}, {field_type}, {incident_type}")
        if bool(options) is not field_type.endswith("_fixed"):
            raise ValueError("a fixed field has options, and no other")
        ids = self.state.ids
        field = CustomField(
            id=ids.short(),
            name=name,
            display_name=display_name,
            data_type=data_type,
            field_type=field_type,
            created_at=self.state.now(),
            incident_type=incident_type,
            options=tuple(FieldOption(ids.short(), option) for option in options),
            description=description,
        )
        self.state.custom_fields[field.id] = field
        return field

    def add_workflow(
        self,
        name: str,
        description: str = "",
        *,
        trigger_type: str = "manual",
        services: Sequence[Service] = (),
        steps: Sequence[str] = (),
        team: Team | None = None,
        enabled: bool = True,
    ) -> Workflow:
        """An incident workflow with its one trigger; no `services`: for all of them."""
        ids = self.state.ids
        workflow = Workflow(
            id=ids.short(),
            name=name,
            trigger_id=ids.request(),
            created_at=self.state.now(),
            description=description,
            trigger_type=trigger_type,
            service_ids=tuple(service.id for service in services),
            steps=tuple(steps),
            team_id=team.id if team is not None else None,
            enabled=enabled,
        )
        self.state.workflows[workflow.id] = workflow
        return workflow

    def close_service(self, service_id: str, closed: str | None) -> None:
        """`disabled` or `maintenance`: the service makes no incidents; None: it does again."""
        if closed not in (None, "disabled", "maintenance"):
            raise ValueError(f"a service is not {closed}")
        self.state.services[service_id].closed = closed

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
