"""What hangs on an incident, rendered: its notes and its alerts."""

from __future__ import annotations

from pdtui.simulator.pagerduty.model import Actor, Alert, Json, Note
from pdtui.simulator.pagerduty.render import Renderer


def note_json(render: Renderer, note: Note) -> Json:
    """A note object; it has no `self` and no type."""
    return {
        "id": note.id,
        "user": render.actor(note.author),
        "channel": {"summary": note.channel},
        "content": note.content,
        "created_at": render.time(note.created_at),
        "updated_at": render.time(note.updated_at or note.created_at),
    }


def alert_json(render: Renderer, alert: Alert) -> Json:
    """An alert object."""
    incident = render.state.incidents[alert.incident_id]
    service = render.state.services[alert.service_id]
    integration = Actor("events_api_v2_inbound_integration", service.integration_id, "Events API V2")
    expanded = "incidents" in render.include
    return {
        **render.head("alert", alert.id, alert.summary, "alerts", f"alerts/{alert.id}"),
        "created_at": render.time(alert.created_at),
        "resolved_at": render.time(alert.resolved_at),
        "status": alert.status,
        "severity": alert.severity,
        "alert_key": alert.key,
        "suppressed": False,
        "service": render.service(alert.service_id, "services"),
        "incident": render.plain().incident(incident) if expanded else render.incident_reference(incident),
        "integration": render.actor(integration),
        "first_trigger_log_entry": render.first_entry(alert.first_entry),
        "body": alert.body,
    }
