"""People, teams, services, policies and priorities as the published description has them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

from pdtui.simulator.pagerduty.model import Actor, EscalationPolicy, Json, Priority, Service, Team, User
from pdtui.simulator.pagerduty.state import State
from pdtui.simulator.pagerduty.times import rendered

if TYPE_CHECKING:
    from typing import Self

API_HOST = "https://api.pagerduty.com"


@dataclass(frozen=True, slots=True)
class DirectoryRenderer:
    """One answer's way of rendering: its account, its zone, what it expands."""

    state: State
    zone: tzinfo = UTC
    include: frozenset[str] = field(default_factory=frozenset)
    statuses: dict[str, str] = field(default_factory=dict)
    """What the open incidents make of each service, found once for an answer."""

    def plain(self) -> Self:
        """The same without `include[]`: included objects hold references only, expansion goes one step deep."""
        return replace(self, include=frozenset())

    def time(self, at: datetime | None) -> str | None:
        """An instant in this answer's zone."""
        return rendered(at, self.zone)

    def head(self, kind: str, identity: str, summary: str | None, path: str = "", web: str | None = None) -> Json:
        """The five fields that every object and reference begins with."""
        base = kind.removesuffix("_reference")
        return {
            "id": identity,
            "type": kind,
            "summary": summary,
            "self": f"{API_HOST}/{path or base + 's'}/{identity}",
            "html_url": None if web is None else f"https://{self.state.subdomain}.pagerduty.com/{web}",
        }

    def user(self, user_id: str, expand: str = "") -> Json:
        """A user, whole where `expand` is included; a deleted one stays a reference."""
        user = self.state.users.get(user_id)
        if user is not None and expand in self.include:
            return self.plain().whole_user(user)
        name = user.name if user is not None else "Deleted User"
        return self.head("user_reference", user_id, name, "users", f"users/{user_id}")

    def whole_user(self, user: User) -> Json:
        """A user object."""
        teams = [self.team(team_id, "teams") for team_id in user.team_ids]
        phone = self.head("phone_contact_method_reference", f"{user.id}C", "Mobile", f"users/{user.id}/contact_methods")
        rule = self.head(
            "assignment_notification_rule_reference",
            f"{user.id}N",
            "0 minutes",
            f"users/{user.id}/notification_rules",
        )
        return {
            **self.head("user", user.id, user.name, "users", f"users/{user.id}"),
            "name": user.name,
            "email": user.email,
            "time_zone": user.time_zone,
            "color": "purple",
            "role": user.role,
            "avatar_url": f"https://secure.gravatar.com/avatar/{user.id.lower()}.png?d=mm&r=PG",
            "description": None,
            "invitation_sent": False,
            "job_title": user.job_title,
            "created_via_sso": False,
            "teams": teams,
            "contact_methods": [phone],
            "notification_rules": [rule],
        }

    def team(self, team_id: str, expand: str = "") -> Json:
        """A team, whole where `expand` is included."""
        team = self.state.teams[team_id]
        if expand in self.include:
            return self.plain().whole_team(team)
        return self.head("team_reference", team.id, team.name, "teams", f"teams/{team.id}")

    def whole_team(self, team: Team) -> Json:
        """A team object."""
        head = self.head("team", team.id, team.name, "teams", f"teams/{team.id}")
        return {**head, "name": team.name, "description": team.description, "default_role": "manager"}

    def service(self, service_id: str, expand: str = "") -> Json:
        """A service, whole where `expand` is included."""
        service = self.state.services[service_id]
        if expand in self.include:
            return self.plain().whole_service(service)
        web = f"service-directory/{service.id}"
        return self.head("service_reference", service.id, service.name, "services", web)

    def whole_service(self, service: Service) -> Json:
        """A service object."""
        web = f"service-directory/{service.id}"
        integration = self.head(
            "events_api_v2_inbound_integration_reference",
            service.integration_id,
            "Events API V2",
            f"services/{service.id}/integrations",
            f"services/{service.id}/integrations/{service.integration_id}",
        )
        return {
            **self.head("service", service.id, service.name, "services", web),
            "name": service.name,
            "description": service.description,
            "created_at": self.time(service.created_at),
            "status": self._service_status(service),
            "teams": [self.team(service.team_id, "teams")] if service.team_id else [],
            "escalation_policy": self.policy(service.policy_id, "escalation_policies"),
            "acknowledgement_timeout": service.acknowledgement_timeout,
            "auto_resolve_timeout": service.auto_resolve_timeout,
            "last_incident_timestamp": self.time(service.last_incident_at),
            "incident_urgency_rule": {"type": "constant", "urgency": "high"},
            "support_hours": None,
            "scheduled_actions": [],
            "addons": [],
            "integrations": [integration],
            "alert_creation": "create_alerts_and_incidents",
        }

    def _service_status(self, service: Service) -> str:
        if not self.statuses:
            self.statuses[""] = "active"
            for one in self.state.incidents.values():
                if one.status == "triggered":
                    self.statuses[one.service_id] = "critical"
                elif one.status == "acknowledged":
                    self.statuses.setdefault(one.service_id, "warning")
        return service.closed or self.statuses.get(service.id, "active")

    def policy(self, policy_id: str, expand: str = "") -> Json:
        """An escalation policy, whole where `expand` is included."""
        policy = self.state.policies[policy_id]
        if expand in self.include:
            return self.plain().whole_policy(policy)
        web = f"escalation_policies/{policy.id}"
        return self.head("escalation_policy_reference", policy.id, policy.name, "escalation_policies", web)

    def whole_policy(self, policy: EscalationPolicy) -> Json:
        """An escalation policy object; its services are always there as references."""
        web = f"escalation_policies/{policy.id}"
        services = [one.id for one in self.state.services.values() if one.policy_id == policy.id]
        return {
            **self.head("escalation_policy", policy.id, policy.name, "escalation_policies", web),
            "name": policy.name,
            "description": None,
            "escalation_rules": [
                {
                    "id": rule_id,
                    "escalation_delay_in_minutes": level.delay_minutes,
                    "targets": [self._target(target) for target in level.targets],
                    "escalation_rule_assignment_strategy": "assign_to_everyone",
                }
                for rule_id, level in zip(policy.rule_ids, policy.levels, strict=True)
            ],
            "num_loops": policy.num_loops,
            "on_call_handoff_notifications": "if_has_services",
            "services": [self.service(one, "services") for one in services],
            "teams": [self.team(policy.team_id, "teams")] if policy.team_id else [],
        }

    def _target(self, target: str) -> Json:
        if target in self.state.schedules:
            return self.schedule(target, "targets")
        return self.user(target, "targets")

    def schedule(self, schedule_id: str, expand: str = "") -> Json:
        """A schedule, with its name and zone where `expand` is included (never with its turns)."""
        schedule = self.state.schedules[schedule_id]
        kind = "schedule" if expand in self.include else "schedule_reference"
        head = self.head(kind, schedule.id, schedule.name, "schedules", f"schedules/{schedule.id}")
        if expand in self.include:
            head |= {"name": schedule.name, "time_zone": schedule.time_zone, "description": None}
        return head

    def priority(self, priority: Priority, whole: bool) -> Json:
        """A priority; `color` and `order` are undocumented, and real answers have them."""
        kind = "priority" if whole else "priority_reference"
        head = self.head(kind, priority.id, priority.name, "priorities")
        if not whole:
            return head
        return {
            **head,
            "name": priority.name,
            "description": priority.description,
            "color": priority.color,
            "order": priority.order,
        }

    def actor(self, actor: Actor, expand: str = "") -> Json:
        """Who did something."""
        if actor.kind == "user":
            return self.user(actor.id, expand)
        if actor.kind == "service":
            return self.service(actor.id, expand)
        return self.head(f"{actor.kind}_reference", actor.id, actor.name)
