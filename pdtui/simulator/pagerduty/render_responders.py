"""Requests for help and those who were asked, rendered; a target is wrapped as the official examples have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdtui.simulator.pagerduty.model import Incident, Json
from pdtui.simulator.pagerduty.model_response import Responder, ResponderRequest, ResponderTarget

if TYPE_CHECKING:
    from pdtui.simulator.pagerduty.render import Renderer


def request_json(render: Renderer, incident: Incident, request: ResponderRequest) -> Json:
    """A request with the present state of everyone whom it asked."""
    return {
        "id": request.id,
        "incident": render.incident_reference(incident),
        "requester": render.user(request.requester_id),
        "requested_at": render.time(request.requested_at),
        "message": request.message,
        "responder_request_targets": [
            {"responder_request_target": _target_json(render, incident, target)} for target in request.targets
        ],
    }


def _target_json(render: Renderer, incident: Incident, target: ResponderTarget) -> Json:
    state = render.state
    name = state.users[target.id].name if target.kind == "user" else state.policies[target.id].name
    asked = [row for row in incident.responders if row.user_id in target.user_ids]
    return {
        "type": target.kind,
        "id": target.id,
        "summary": name,
        "incidents_responders": [responder_json(render, incident, row) for row in asked],
    }


def responder_json(render: Renderer, incident: Incident, row: Responder) -> Json:
    """Somebody who was asked."""
    body: Json = {
        "state": row.state,
        "user": render.user(row.user_id),
        "incident": render.incident_reference(incident),
        "updated_at": render.time(row.updated_at),
        "message": row.message,
        "requester": render.user(row.requester_id),
        "requested_at": render.time(row.requested_at),
    }
    if row.policy_ids:
        policies = render.state.policies
        body["escalation_policy_requests"] = [policies[one].name for one in row.policy_ids]
    return body
