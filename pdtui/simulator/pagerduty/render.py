"""Incidents and log entries as the published description has them: references, or whole where `include[]` asks."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pdtui.simulator.pagerduty.model import Incident, Json, LogEntry
from pdtui.simulator.pagerduty.render_directory import DirectoryRenderer
from pdtui.simulator.pagerduty.render_responders import request_json, responder_json


@dataclass(frozen=True, slots=True)
class Renderer(DirectoryRenderer):
    """How one answer renders incidents and their history, and all that these refer to."""

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
            "subscriber_requests": [],
            **self._incident_responders(incident),
        }

    def _incident_responders(self, incident: Incident) -> Json:
        """Only where the account can request responders."""
        if "coordinated_responding" not in self.state.switches.abilities:
            return {}
        return {
            "incidents_responders": [responder_json(self, incident, row) for row in incident.responders],
            "responder_requests": [request_json(self, incident, one) for one in incident.responder_requests],
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
            whole = replace(self, include=frozenset({"channels"}))
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
        shown = self.plain().incident(incident) if "incidents" in self.include else self.incident_reference(incident)
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
