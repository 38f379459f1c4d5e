"""`/incidents`: the list, creation, changes one by one and in bulk, snooze, merge."""

from __future__ import annotations

from functools import partial

from pdtui.simulator.pagerduty.call import Call, as_list, as_object, reference_id
from pdtui.simulator.pagerduty.creation import Trigger, trigger
from pdtui.simulator.pagerduty.errors import ApiError, invalid, refusal
from pdtui.simulator.pagerduty.model import Incident, Json, User
from pdtui.simulator.pagerduty.times import within_month
from pdtui.simulator.pagerduty.transitions import (
    acknowledge,
    change_policy,
    escalate,
    merge,
    move_service,
    reassign,
    resolve,
    set_field,
    set_urgency,
    snooze,
    unacknowledge,
)
from pdtui.simulator.wire import Response

MAX_BULK = 250
STATUSES = ("triggered", "acknowledged", "resolved")
URGENCIES = ("high", "low")
SORTS = ("incident_number", "created_at", "resolved_at", "urgency")


def list_incidents(call: Call) -> Response:
    """GET /incidents."""
    rows = _filtered(call, call.state.listed_incidents())
    return call.page("incidents", _sorted(call, rows), call.render().incident)


def _filtered(call: Call, rows: list[Incident]) -> list[Incident]:
    statuses = set(call.choices("statuses[]", STATUSES))
    users = call.ids_of("user_ids[]")
    services = call.ids_of("service_ids[]")
    teams = call.ids_of("team_ids[]", "teams")
    call.ids_of("urgencies[]", "urgencies")
    urgencies = set(call.choices("urgencies[]", URGENCIES))
    key = call.request.value("incident_key")
    if call.request.value("date_range") != "all":
        since, until = within_month(call.bound("since"), call.bound("until"), call.state.now())
        rows = [row for row in rows if since <= row.created_at <= until]
    return [
        row
        for row in rows
        if (not statuses or row.status in statuses)
        and (not users or not users.isdisjoint(row.assignee_ids))
        and (not services or row.service_id in services)
        and (not urgencies or row.urgency in urgencies)
        and (not teams or not teams.isdisjoint(call.state.team_ids(row)))
        and (key is None or _has_key(row, key))
    ]


def _has_key(incident: Incident, key: str) -> bool:
    if incident.alerts:
        return any(alert.key == key for alert in incident.alerts)
    return incident.incident_key == key


def _sorted(call: Call, rows: list[Incident]) -> list[Incident]:
    text = call.request.value("sort_by") or "incident_number:asc"
    orders = [part.partition(":") for part in text.split(",")]
    if len(orders) > 2:
        raise invalid("Sort by accepts at most two fields.")
    for name, _, direction in reversed(orders):
        if name not in SORTS or direction not in ("", "asc", "desc"):
            raise invalid("Sort by is invalid.")
        rows = sorted(rows, key=partial(_sort_key, name), reverse=direction == "desc")
    return rows


def _sort_key(name: str, incident: Incident) -> float:
    if name == "incident_number":
        return float(incident.number)
    if name == "urgency":
        return float(incident.urgency == "high")
    at = incident.created_at if name == "created_at" else incident.resolved_at
    return at.timestamp() if at is not None else float("inf")


def get_incident(call: Call) -> Response:
    """GET /incidents/{id}: by id or number, and never behind the clock."""
    return Response.of_json(200, {"incident": call.render().incident(call.incident())})


def create_incident(call: Call) -> Response:
    """POST /incidents."""
    actor = call.actor()
    fields = call.object_body("incident")
    wanted = _wanted(call, fields, actor)
    with call.state.transaction():
        incident = trigger(call.state, wanted)
    return Response.of_json(201, {"incident": call.render().incident(incident)})


def _wanted(call: Call, fields: Json, actor: User) -> Trigger:
    if fields.get("type") != "incident":
        raise invalid("Type is invalid.")
    title = _title(fields.get("title"))
    service_id = reference_id(fields.get("service"), "service")
    if service_id not in call.state.services:
        raise refusal(400, "Invalid Input Provided", 2001, "Service Not Found")
    policy_id, people = _create_targets(call, fields)
    urgency = fields.get("urgency", "high")
    key = fields.get("incident_key")
    body = as_object(fields.get("body") or {}, "body")
    kind = as_object(fields.get("incident_type") or {}, "incident_type")
    details = body.get("details")
    bridge = fields.get("conference_bridge")
    return Trigger(
        service_id=service_id,
        title=title,
        urgency=_urgency(call, urgency),
        priority_id=_priority(call, fields.get("priority")),
        assignee_ids=people,
        policy_id=policy_id,
        incident_key=key if isinstance(key, str) else None,
        creator=actor.actor,
        body_details=details if isinstance(details, str) else None,
        incident_type=str(kind.get("name", "incident_default")),
        conference_bridge=as_object(bridge, "conference_bridge") if bridge else None,
    )


def _create_targets(call: Call, fields: Json) -> tuple[str | None, tuple[str, ...]]:
    policy, assignments = fields.get("escalation_policy"), fields.get("assignments")
    if policy and assignments:
        raise invalid("Assignments and escalation policy cannot both be given.")
    people = tuple(_assignees(assignments)) if assignments else ()
    if len(people) > 1:
        raise invalid("Only one assignment is allowed.")
    for user_id in people:
        if user_id not in call.state.users:
            raise refusal(400, "Assigned-To User Not Found", 1007)
    policy_id = reference_id(policy, "escalation_policy") if policy else None
    if policy_id is not None and policy_id not in call.state.policies:
        raise refusal(400, "Escalation Policy Not Found", 1014)
    return policy_id, people


def _title(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise invalid("Title cannot be empty.")
    return value


def _urgency(call: Call, value: object) -> str:
    if value not in URGENCIES:
        raise invalid("Urgency is invalid.")
    return str(value)


def _priority(call: Call, value: object) -> str | None:
    if value is None:
        return None
    wanted = value if isinstance(value, str) else reference_id(value, "priority")
    for priority in call.state.priorities.values():
        if wanted in (priority.id, priority.name):
            return priority.id
    raise refusal(400, "Invalid Priority", 1020)


def _assignees(value: object) -> list[str]:
    return [reference_id(one.get("assignee"), "assignee") for one in as_list(value, "assignments")]


def update_incident(call: Call) -> Response:
    """PUT /incidents/{id}."""
    incident = call.incident()
    actor = call.actor(incident)
    fields = call.object_body("incident")
    _require_type(fields)
    with call.state.transaction([incident]):
        call.state.remember(incident)
        _apply(call, incident, fields, actor)
    return Response.of_json(200, {"incident": call.render().incident(incident)})


def update_incidents(call: Call) -> Response:
    """PUT /incidents: all of the items or none; 413 over 250."""
    items = call.list_body("incidents")
    if len(items) > MAX_BULK:
        raise refusal(413, "Request Entity Too Large", None, f"Cannot update more than {MAX_BULK} incidents.")
    chosen: list[Incident] = []
    for item in items:
        _require_type(item)
        try:
            chosen.append(call.state.incident(str(item.get("id", ""))))
        except ApiError:
            raise refusal(400, "Invalid Id", 1004, f"{item.get('id')} is not an incident.") from None
    actor = call.actor(*chosen)
    with call.state.transaction(chosen):
        for incident, item in zip(chosen, items, strict=True):
            call.state.remember(incident)
            _apply(call, incident, item, actor)
    render = call.render()
    return call.page("incidents", chosen, render.incident, MAX_BULK)


def _require_type(fields: Json) -> None:
    if fields.get("type") not in ("incident", "incident_reference"):
        raise invalid("Type is invalid.")


def _apply(call: Call, incident: Incident, fields: Json, actor: User) -> None:
    """One item's changes: its plain fields, its status, then at most one way of handing it on."""
    state, agent = call.state, actor.actor
    if "title" in fields:
        set_field(state, incident, agent, "title", _title(fields["title"]))
    if "priority" in fields:
        set_field(state, incident, agent, "priority_id", _priority(call, fields["priority"]))
    if "incident_type" in fields:
        kind = as_object(fields["incident_type"], "incident_type")
        set_field(state, incident, agent, "incident_type", str(kind.get("name")))
    if "conference_bridge" in fields:
        bridge = as_object(fields["conference_bridge"], "conference_bridge")
        set_field(state, incident, agent, "conference_bridge", bridge)
    if "service" in fields:
        service = state.services.get(reference_id(fields["service"], "service"))
        if service is None:
            raise refusal(400, "Service Not Found", 2001)
        move_service(state, incident, agent, service)
    if "urgency" in fields:
        if "urgencies" not in state.switches.abilities:
            raise refusal(402, "Account does not have the abilities to perform the action", 2014)
        set_urgency(state, incident, agent, _urgency(call, fields["urgency"]))
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
    elif status == "triggered":
        unacknowledge(call.state, incident, actor.actor)
    else:
        raise refusal(400, "Invalid Status", 1003)


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
        reassign(call.state, incident, actor.actor, _assignees(fields["assignments"]))


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
