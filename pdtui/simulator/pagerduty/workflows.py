"""`/incident_workflows`: which there are, which can be started on an incident, and the start."""

from __future__ import annotations

from pdtui.simulator.pagerduty.auth import MANAGERS
from pdtui.simulator.pagerduty.call import Call, as_object, reference_id
from pdtui.simulator.pagerduty.directory import matching
from pdtui.simulator.pagerduty.errors import denied, invalid, lacks_ability, not_found
from pdtui.simulator.pagerduty.model import Json
from pdtui.simulator.pagerduty.model_features import Workflow, WorkflowInstance
from pdtui.simulator.pagerduty.render import Renderer
from pdtui.simulator.wire import Response

TRIGGER_TYPES = ("manual", "conditional", "incident_type")
SORTS = ("workflow_id", "workflow_name")


def list_workflows(call: Call) -> Response:
    """GET /incident_workflows: classic paging."""
    _need_workflows(call)
    rows = matching(call, call.state.workflows.values(), lambda row: row.name)
    render = call.local()
    return call.page("incident_workflows", rows, lambda row: _workflow_json(render, row))


def _need_workflows(call: Call) -> None:
    if not call.state.switches.incident_workflows:
        raise lacks_ability()


def _workflow_json(render: Renderer, row: Workflow) -> Json:
    body: Json = {
        **render.head("incident_workflow", row.id, row.name, web=f"flex-workflows/workflows/{row.id}"),
        "name": row.name,
        "description": row.description,
        "created_at": render.time(row.created_at),
        "is_enabled": row.enabled,
    }
    if "steps" in render.include:
        body["steps"] = [_step_json(row, number, name) for number, name in enumerate(row.steps, 1)]
    if "team" in render.include and row.team_id is not None:
        body["team"] = {"type": "team_reference", "id": row.team_id}
    return body


def _step_json(row: Workflow, number: int, name: str) -> Json:
    action: Json = {"action_id": "pagerduty.com:incident-workflows:step:1", "inputs": []}
    head: Json = {"id": f"{row.id}S{number}", "type": "step", "summary": name, "self": None, "html_url": None}
    return {**head, "name": name, "action_configuration": action}


def list_triggers(call: Call) -> Response:
    """GET /incident_workflows/triggers: cursor paging; with `incident_id`, what can be started on it."""
    _need_workflows(call)
    rows = _triggers(call)
    limit = call.limit()
    cursor = call.request.value("cursor")
    places = {row.trigger_id: place for place, row in enumerate(rows)}
    if cursor is not None and cursor not in places:
        raise invalid("Cursor is invalid.")
    first = places[cursor] if cursor is not None else 0
    shown = rows[first : first + limit]
    following = rows[first + limit].trigger_id if first + limit < len(rows) else None
    render = call.local()
    body: Json = {"triggers": [_trigger_json(render, row) for row in shown], "limit": limit}
    return Response.of_json(200, {**body, "next_cursor": following, "more": following is not None})


def _triggers(call: Call) -> list[Workflow]:
    """The workflows whose triggers fit the filters, in their order."""
    value = call.request.value
    kinds = call.choices("trigger_type", TRIGGER_TYPES)
    service_id = value("service_id")
    if (incident_id := value("incident_id")) is not None:
        service_id = call.state.incident(incident_id).service_id
    part = (value("workflow_name_contains") or "").casefold()
    rows = [
        row
        for row in call.state.workflows.values()
        if (not kinds or row.trigger_type in kinds)
        and (service_id is None or not row.service_ids or service_id in row.service_ids)
        and value("workflow_id") in (None, row.id)
        and part in row.name.casefold()
        and (value("is_disabled") is None or call.flag("is_disabled") is not row.enabled)
        and (incident_id is None or row.enabled)
    ]
    name, _, direction = (value("sort_by") or "workflow_id").partition(" ")
    if name not in SORTS or direction not in ("", "asc", "desc"):
        raise invalid("Sort by is invalid.")
    rows.sort(key=lambda row: row.id if name == "workflow_id" else row.name, reverse=direction == "desc")
    return rows


def _trigger_json(render: Renderer, row: Workflow) -> Json:
    head = render.head("workflow_trigger", row.trigger_id, None, "incident_workflows/triggers")
    workflow = render.head("workflow_reference", row.id, row.name, "incident_workflows")
    body: Json = {
        **head,
        "trigger_type": row.trigger_type,
        "trigger_type_name": f"{row.trigger_type.replace('_', ' ').title()} Trigger",
        "trigger_url": f"{head['self']}/start",
        "workflow_id": row.id,
        "workflow_name": row.name,
        "workflow": {**workflow, "name": row.name},
        "services": [{**render.service(one), "type": "service"} for one in row.service_ids],
        "is_subscribed_to_all_services": not row.service_ids,
        "permissions": {"restricted": False},
        "is_disabled": not row.enabled,
    }
    if row.trigger_type == "conditional":
        body["condition"] = "incident.priority matches 'P1'"
    return body


def start_workflow(call: Call) -> Response:
    """POST /incident_workflows/{id}/instances: needs a manager; sent twice, it runs twice."""
    _need_workflows(call)
    user = call.credential.user
    if user is not None and user.role not in MANAGERS:
        raise denied()
    workflow = call.state.workflows.get(call.ids["id"])
    if workflow is None:
        raise not_found()
    wanted = as_object(call.body("incident_workflow_instance"), "incident_workflow_instance")
    incident = call.state.incident(reference_id(wanted.get("incident"), "incident"))
    if not workflow.enabled:
        raise invalid("Incident Workflow is disabled.")
    starter = user.id if user is not None else None
    instance = WorkflowInstance(call.state.ids.short(), workflow.id, incident.id, starter, call.state.now())
    call.state.workflow_instances.append(instance)
    reference = call.render().incident_reference(incident)
    body: Json = {"id": instance.id, "type": "incident_workflow_instance", "incident": reference}
    return Response.of_json(201, {"incident_workflow_instance": body})
