"""Changes of incidents one by one and in bulk, snooze, merge."""

from __future__ import annotations

from pdtui.simulator.pagerduty import incident_fields
from pdtui.simulator.pagerduty.call import Call, as_object, reference_id
from pdtui.simulator.pagerduty.errors import ApiError, invalid, lacks_ability, refusal
from pdtui.simulator.pagerduty.handing_on import change_policy, escalate, reassign
from pdtui.simulator.pagerduty.merging import merge
from pdtui.simulator.pagerduty.model import Incident, Json, User
from pdtui.simulator.pagerduty.transitions import (
    acknowledge,
    move_service,
    reopen,
    resolve,
    set_field,
    set_urgency,
    snooze,
    unacknowledge,
)
from pdtui.simulator.wire import Response

MAX_BULK = 250
TARGETS = ("escalation_policy", "escalation_level", "assignments")
"""The fields that say to whom it goes next."""


def update_incident(call: Call) -> Response:
    """PUT /incidents/{id}; only here an incident can be put on another service."""
    incident = call.incident()
    actor = call.actor(incident)
    fields = call.object_body("incident")
    _require_type(fields)
    with call.state.transaction([incident]):
        call.state.remember(incident)
        if "service" in fields:
            move_service(call.state, incident, actor.actor, incident_fields.service(call, fields["service"]))
        _apply(call, incident, fields, actor)
    return Response.of_json(200, {"incident": call.render().incident(incident)})


def update_incidents(call: Call) -> Response:
    """PUT /incidents: all of the items or none, answered all at once; 413 over 250."""
    items = call.list_body("incidents")
    if len(items) > MAX_BULK:
        raise refusal(413, "Request Entity Too Large", None, f"Cannot update more than {MAX_BULK} incidents.")
    if not items:
        raise invalid("Incidents cannot be empty.")
    chosen = [_chosen(call, item) for item in items]
    actor = call.actor(*chosen)
    with call.state.transaction(chosen):
        for incident, item in zip(chosen, items, strict=True):
            call.state.remember(incident)
            _apply(call, incident, item, actor)
    return call.whole("incidents", chosen, call.render().incident)


def _chosen(call: Call, item: Json) -> Incident:
    _require_type(item)
    found = call.state.incidents.get(str(item.get("id", "")))
    if found is None:
        raise refusal(400, "Invalid Id", 1004, f"{item.get('id')} is not an incident.")
    return found


def _require_type(fields: Json) -> None:
    if fields.get("type") not in ("incident", "incident_reference"):
        raise invalid("Type is invalid.")


def _apply(call: Call, incident: Incident, fields: Json, actor: User) -> None:
    """One item's changes: its plain fields, its status, then at most one way of handing it on."""
    state, agent = call.state, actor.actor
    if "title" in fields:
        set_field(state, incident, agent, "title", incident_fields.title(fields["title"]))
    if "priority" in fields:
        set_field(state, incident, agent, "priority_id", incident_fields.priority(call, fields["priority"]))
    if "incident_type" in fields:
        kind = incident_fields.incident_type(call, fields["incident_type"])
        set_field(state, incident, agent, "incident_type", kind)
    if "conference_bridge" in fields:
        bridge = as_object(fields["conference_bridge"], "conference_bridge")
        set_field(state, incident, agent, "conference_bridge", bridge)
    if "urgency" in fields:
        if "urgencies" not in state.switches.abilities:
            raise lacks_ability()
        set_urgency(state, incident, agent, incident_fields.urgency(fields["urgency"]))
    if "status" in fields:
        _apply_status(call, incident, fields, actor)
    _apply_target(call, incident, fields, actor)


def _apply_status(call: Call, incident: Incident, fields: Json, actor: User) -> None:
    status = fields["status"]
    if status == "acknowledged":
        acknowledge(call.state, incident, actor)
    elif status == "resolved":
        resolution = fields.get("resolution")
        note = resolution if isinstance(resolution, str) else None
        resolve(call.state, incident, actor.actor, note)
    elif status != "triggered":
        raise refusal(400, "Invalid Status", 1003)
    elif incident.status == "resolved":
        reopen(call.state, incident, actor.actor, elsewhere=any(name in fields for name in TARGETS))
    else:
        unacknowledge(call.state, incident, actor.actor)


def _apply_target(call: Call, incident: Incident, fields: Json, actor: User) -> None:
    if "escalation_policy" in fields:
        policy_id = reference_id(fields["escalation_policy"], "escalation_policy")
        change_policy(call.state, incident, actor.actor, policy_id)
    elif "escalation_level" in fields:
        level = fields["escalation_level"]
        if isinstance(level, bool) or not isinstance(level, int):
            raise invalid("Escalation level must be an integer.")
        escalate(call.state, incident, actor.actor, level)
    if "assignments" in fields:
        reassign(call.state, incident, actor.actor, incident_fields.assignees(fields["assignments"]))


def snooze_incident(call: Call) -> Response:
    """POST /incidents/{id}/snooze."""
    incident = call.incident()
    actor = call.actor(incident)
    with call.state.transaction([incident]):
        call.state.remember(incident)
        snooze(call.state, incident, actor.actor, call.body("duration"))
    return Response.of_json(201, {"incident": call.render().incident(incident)})


def merge_incidents(call: Call) -> Response:
    """PUT /incidents/{id}/merge: real answers hold the whole incident, the description only a reference."""
    target = call.incident()
    sources = []
    for item in call.list_body("source_incidents"):
        try:
            sources.append(call.state.incident(reference_id(item, "source_incident")))
        except ApiError:
            raise refusal(400, "Invalid Id", 1004) from None
    actor = call.actor(target, *sources)
    with call.state.transaction([target, *sources]):
        for incident in (target, *sources):
            call.state.remember(incident)
        merge(call.state, target, sources, actor.actor)
    return Response.of_json(200, {"incident": call.render().incident(target)})
