"""The JSON documents of the verbs, in the model's terms: their keys are a contract with scripts."""

from __future__ import annotations

from pdtui.core.journal import OutboxRow
from pdtui.core.model import Incident, IncidentDetail, LogEntry, Override, Reference, ThreadLink
from pdtui.core.slack.owed import words_of
from pdtui.printing.alerts import alert_json
from pdtui.printing.stamps import stamp


def incident_json(incident: Incident, reason: str = "") -> dict[str, object]:
    """An incident for programs."""
    return {
        "id": incident.id,
        "number": incident.number,
        "title": incident.title,
        "status": incident.status,
        "urgency": incident.urgency,
        "priority": incident.priority.name if incident.priority else None,
        "service": incident.service.name,
        "service_id": incident.service.id,
        "escalation_policy": incident.escalation_policy.name if incident.escalation_policy else None,
        "teams": [team.name for team in incident.teams],
        "assignees": [person.name for person in incident.assignees],
        "acknowledged_by": [who.name for who in incident.acknowledgers],
        "responders": [{"name": each.user.name, "state": each.state} for each in incident.responders],
        "alerts": incident.alert_count,
        "alert_count": incident.alert_count,
        "pending_actions": [{"type": each.type, "at": stamp(each.at)} for each in incident.pending_actions],
        "merged_into": incident.merged_into.id if incident.merged_into else None,
        "created_at": stamp(incident.created_at),
        "updated_at": stamp(incident.updated_at),
        "reason": reason,
        "url": incident.url,
    }


def detail_json(detail: IncidentDetail, thread: ThreadLink | None) -> dict[str, object]:
    """Notes, timeline, alerts and thread for programs; null where a part could not be read.

    Its `alerts` are the alerts themselves, where an incident's are only counted.
    """
    return {
        "notes": None
        if detail.notes is None
        else [
            {"id": n.id, "content": n.content, "author": n.author.name, "created_at": stamp(n.created_at)}
            for n in detail.notes
        ],
        "log_entries": None if detail.log_entries is None else [log_entry_json(entry) for entry in detail.log_entries],
        "alerts": None if detail.alerts is None else [alert_json(alert) for alert in detail.alerts],
        "thread": thread_json(thread),
    }


def log_entry_json(entry: LogEntry) -> dict[str, object]:
    """One line of a timeline for programs."""
    return {
        "id": entry.id,
        "type": entry.type,
        "summary": entry.summary,
        "agent": entry.agent.name if entry.agent else None,
        "created_at": stamp(entry.created_at),
    }


def override_json(override: Override, schedule: Reference) -> dict[str, object]:
    """An override for programs."""
    return {
        "id": override.id,
        "schedule": schedule.name,
        "schedule_id": schedule.id,
        "user": override.user.name,
        "user_id": override.user.id,
        "start": stamp(override.start),
        "end": stamp(override.end),
    }


def thread_json(thread: ThreadLink | None) -> dict[str, str] | None:
    """A Slack thread for programs."""
    if thread is None:
        return None
    return {
        "channel": thread.channel_name or thread.channel_id,
        "channel_id": thread.channel_id,
        "ts": thread.ts,
        "permalink": thread.permalink,
        "origin": thread.origin,
    }


def outbox_json(row: OutboxRow) -> dict[str, object]:
    """A message that is owed to Slack, for programs."""
    return {
        "id": row.marker,
        "incident_id": row.about.id if row.about is not None else None,
        "number": row.about.number if row.about is not None else None,
        "message": words_of(row.job),
        "state": str(row.state),
        "reason": row.reason,
        "attempts": row.attempts,
        "created_at": stamp(row.created_at),
    }
