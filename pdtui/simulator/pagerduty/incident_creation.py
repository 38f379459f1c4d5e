"""`POST /incidents`: an incident that a person makes."""

from __future__ import annotations

from pdtui.simulator.pagerduty import incident_fields
from pdtui.simulator.pagerduty.auth import STAKEHOLDERS
from pdtui.simulator.pagerduty.call import Call, as_object, reference_id
from pdtui.simulator.pagerduty.creation import Trigger, trigger
from pdtui.simulator.pagerduty.errors import invalid, refusal
from pdtui.simulator.pagerduty.model import Json, User
from pdtui.simulator.pagerduty.model_features import BASE_TYPE
from pdtui.simulator.wire import Response


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
    policy_id, people = _targets(call, fields)
    details = as_object(fields.get("body") or {}, "body").get("details")
    key, bridge, kind = (fields.get(name) for name in ("incident_key", "conference_bridge", "incident_type"))
    return Trigger(
        title=incident_fields.title(fields.get("title")),
        service_id=incident_fields.service(call, fields.get("service")).id,
        urgency=incident_fields.urgency(fields.get("urgency", "high")),
        priority_id=incident_fields.priority(call, fields.get("priority")),
        assignee_ids=people,
        policy_id=policy_id,
        incident_key=key if isinstance(key, str) else None,
        creator=actor.actor,
        body_details=details if isinstance(details, str) else None,
        incident_type=incident_fields.incident_type(call, kind) if kind else BASE_TYPE,
        conference_bridge=as_object(bridge, "conference_bridge") if bridge else None,
    )


def _targets(call: Call, fields: Json) -> tuple[str | None, tuple[str, ...]]:
    """The policy or the one person that it goes to; neither: the service's policy."""
    policy, assignments = fields.get("escalation_policy"), fields.get("assignments")
    if policy and assignments:
        raise invalid("Assignments and escalation policy cannot both be given.")
    people = tuple(incident_fields.assignees(assignments)) if assignments else ()
    if len(people) > 1:
        raise invalid("Only one assignment is allowed.")
    for user_id in people:
        user = call.state.users.get(user_id)
        if user is None or user.role in STAKEHOLDERS:
            raise refusal(400, "Assigned-To User Not Found", 1007)
    policy_id = reference_id(policy, "escalation_policy") if policy else None
    if policy_id is not None and policy_id not in call.state.policies:
        raise refusal(400, "Escalation Policy Not Found", 1014)
    return policy_id, people
