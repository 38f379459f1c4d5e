"""Rows as the published description has them: references, or whole objects where `include[]` asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from pdtui.simulator.pagerduty.model import (
    Actor,
    EscalationPolicy,
    Incident,
    Json,
    LogEntry,
    Priority,
    Service,
    Team,
    User,
)
from pdtui.simulator.pagerduty.state import State
from pdtui.simulator.pagerduty.times import rendered

API_HOST = "https://api.pagerduty.com"


@dataclass(frozen=True, slots=True)
class Renderer:
    """One answer's way of rendering: its account, its zone, what it expands."""

    state: State
    zone: tzinfo = UTC
    include: frozenset[str] = field(default_factory=frozenset)

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
            return _plain(self).whole_user(user)
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
            return _plain(self).whole_team(team)
        return self.head("team_reference", team.id, team.name, "teams", f"teams/{team.id}")

    def whole_team(self, team: Team) -> Json:
        """A team object."""
        head = self.head("team", team.id, team.name, "teams", f"teams/{team.id}")
        return {**head, "name": team.name, "description": team.description, "default_role": "manager"}

    def service(self, service_id: str, expand: str = "") -> Json:
        """A service, whole where `expand` is included."""
        service = self.state.services[service_id]
        if expand in self.include:
            return _plain(self).whole_service(service)
        web = f"service-directory/{service.id}"
        return self.head("service_reference", service.id, service.name, "services", web)

    def whole_service(self, service: Service) -> Json:
        """A service object."""
        open_ones = [
            one for one in self.state.incidents.values() if one.service_id == service.id and one.status != "resolved"
        ]
        triggered = any(one.status == "triggered" for one in open_ones)
        status = "critical" if triggered else "warning" if open_ones else "active"
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
            "status": status,
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

    def policy(self, policy_id: str, expand: str = "") -> Json:
        """An escalation policy, whole where `expand` is included."""
        policy = self.state.policies[policy_id]
        if expand in self.include:
            return _plain(self).whole_policy(policy)
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

    def incident_reference(self, incident: Incident) -> Json:
        """A reference to an incident."""
        return self._incident_head(incident, "incident_reference")

    def _incident_head(self, incident: Incident, kind: str) -> Json:
        summary = f"[#{incident.number}] {incident.title}"
        return self.head(kind, incident.id, summary, "incidents", f"incidents/{incident.id}")

    def incident(self, incident: Incident) -> Json:
        """An incident object."""
        return {
            **self._incident_head(incident, "incident"),
            **self._incident_times(incident),
            **self._incident_people(incident),
            **self._incident_alerts(incident),
            "incident_number": incident.number,
            "title": incident.title,
            "description": incident.title,
            "status": incident.status,
            "urgency": incident.urgency,
            "incident_key": incident.incident_key,
            "incident_type": {"name": incident.incident_type},
            "service": self.service(incident.service_id, "services"),
            "escalation_policy": self.policy(incident.policy_id, "escalation_policies"),
            "teams": [self.team(one, "teams") for one in self.state.team_ids(incident)],
            "priority": self._incident_priority(incident),
            "first_trigger_log_entry": self.first_entry(incident.first_trigger),
            "is_mergeable": incident.is_mergeable,
            **self._incident_extras(incident),
        }

    def _incident_times(self, incident: Incident) -> Json:
        pending = [
            {"type": kind, "at": self.time(at)}
            for kind, at in (
                ("unacknowledge", incident.unacknowledge_at),
                ("escalate", incident.escalate_at),
                ("resolve", incident.resolve_at),
            )
            if at is not None
        ]
        return {
            "created_at": self.time(incident.created_at),
            "updated_at": self.time(incident.updated_at),
            "resolved_at": self.time(incident.resolved_at),
            "last_status_change_at": self.time(incident.last_status_change_at),
            "last_status_change_by": self.actor(incident.last_status_change_by, "agents"),
            "pending_actions": pending,
        }

    def _incident_people(self, incident: Incident) -> Json:
        return {
            "assigned_via": incident.assigned_via,
            "assignments": [
                {"at": self.time(one.at), "assignee": self.user(one.user_id, "assignees")}
                for one in incident.assignments
            ],
            "acknowledgements": [
                {"at": self.time(one.at), "acknowledger": self.actor(one.actor, "acknowledgers")}
                for one in incident.acknowledgements
            ],
            "incidents_responders": [],
            "responder_requests": [],
            "subscriber_requests": [],
        }

    def _incident_alerts(self, incident: Incident) -> Json:
        resolved = sum(alert.status == "resolved" for alert in incident.alerts)
        counts = {
            "all": len(incident.alerts),
            "triggered": len(incident.alerts) - resolved,
            "resolved": resolved,
        }
        grouping = None
        if incident.alerts:
            grouping = {
                "grouping_type": "basic",
                "started_at": self.time(incident.alerts[0].created_at),
                "ended_at": None,
                "alert_grouping_active": incident.status != "resolved",
            }
        return {"alert_counts": counts, "alert_grouping": grouping}

    def _incident_priority(self, incident: Incident) -> Json | None:
        if incident.priority_id is None:
            return None
        return self.priority(self.state.priorities[incident.priority_id], "priorities" in self.include)

    def first_entry(self, entry: LogEntry | None) -> Json | None:
        """The entry that opened an incident or alert, whole with `include[]=first_trigger_log_entries`."""
        if entry is None:
            return None
        if "first_trigger_log_entries" in self.include:
            whole = Renderer(self.state, self.zone, frozenset({"channels"}))
            return whole.log_entry(entry)
        return self._entry_head(entry, f"{entry.type}_reference")

    def _incident_extras(self, incident: Incident) -> Json:
        extras: Json = {"resolve_reason": None}
        if incident.merged_into is not None:
            target = self.state.incidents[incident.merged_into]
            extras["resolve_reason"] = {
                "type": "merge_resolve_reason",
                "incident": self.incident_reference(target),
            }
        if "conference_bridge" in self.include:
            extras["conference_bridge"] = incident.conference_bridge
        if "body" in self.include:
            extras["body"] = {"type": "incident_body", "details": incident.body_details}
        return extras

    def _entry_head(self, entry: LogEntry, kind: str) -> Json:
        first = entry.type == "trigger_log_entry"
        web = f"incidents/{entry.incident_id}/log_entries/{entry.id}" if first else None
        return self.head(kind, entry.id, entry.summary, "log_entries", web)

    def log_entry(self, entry: LogEntry) -> Json:
        """A line of history; a trigger's channel is cut short unless `include[]=channels`."""
        incident = self.state.incidents[entry.incident_id]
        channel = dict(entry.channel)
        if entry.type == "trigger_log_entry" and "channels" not in self.include:
            channel = {"type": channel["type"], "summary": channel.get("summary")}
        shown = _plain(self).incident(incident) if "incidents" in self.include else self.incident_reference(incident)
        body: Json = {
            **self._entry_head(entry, entry.type),
            "created_at": self.time(entry.created_at),
            "channel": channel,
            "service": self.service(incident.service_id, "services"),
            "incident": shown,
            "teams": [self.team(one, "teams") for one in self.state.team_ids(incident)],
            "contexts": [],
            **entry.extra,
        }
        if entry.agent is not None:
            body["agent"] = self.actor(entry.agent)
        if entry.assignee_ids is not None:
            body["assignees"] = [self.user(one) for one in entry.assignee_ids]
        if entry.user_id is not None:
            body["user"] = self.user(entry.user_id)
        if entry.linked_incident_id is not None:
            linked = self.state.incidents[entry.linked_incident_id]
            body["linked_incident"] = self.incident_reference(linked)
        return body


def _plain(render: Renderer) -> Renderer:
    """Included objects hold references only: expansion goes one step deep."""
    return Renderer(render.state, render.zone)
