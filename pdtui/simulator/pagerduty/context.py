"""What PagerDuty finds about an incident: past, related and outlier incidents, changes before it."""

from __future__ import annotations

from pdtui.simulator.pagerduty.call import Call
from pdtui.simulator.pagerduty.errors import bad_arguments, not_found, plan_refusal
from pdtui.simulator.pagerduty.model import Incident, Json
from pdtui.simulator.pagerduty.model_features import ChangeEvent, Context
from pdtui.simulator.pagerduty.render import Renderer
from pdtui.simulator.pagerduty.times import HALF_A_YEAR
from pdtui.simulator.wire import Response

MAX_PAST = 999
MAX_RELATED = 20


def _context(call: Call) -> Context:
    refused = call.state.switches.context_refusal
    if refused is not None:
        raise plan_refusal(refused)
    return call.state.contexts.get(call.incident().id, Context())


def _head(render: Renderer, incident: Incident) -> Json:
    """The four fields of an incident that the found ones have."""
    reference = render.incident_reference(incident)
    return {
        "id": incident.id,
        "created_at": render.time(incident.created_at),
        "self": reference["self"],
        "title": incident.title,
    }


def past_incidents(call: Call) -> Response:
    """GET past_incidents: the most similar first, five unless asked for more."""
    context = _context(call)
    limit = call.count("limit", 5)
    if not 1 <= limit <= MAX_PAST:
        raise bad_arguments(f"Limit must be between 1 and {MAX_PAST}.")
    render = call.render()
    rows = [
        {"incident": _head(render, call.state.incidents[incident_id]), "score": score}
        for incident_id, score in sorted(context.past, key=lambda row: -row[1])
    ]
    return Response.of_json(200, {"past_incidents": rows[:limit], "total": len(rows), "limit": limit})


def related_incidents(call: Call) -> Response:
    """GET related_incidents: whole ones with `additional_details[]=incident`."""
    context = _context(call)
    render = call.render()
    whole = "incident" in call.request.values("additional_details[]")
    rows = []
    for incident_id, relation in context.related[:MAX_RELATED]:
        incident = call.state.incidents[incident_id]
        shown = render.plain().incident(incident) if whole else _head(render, incident)
        rows.append({"incident": shown, "relationships": [_relationship(relation, call.incident(), incident)]})
    return Response.of_json(200, {"related_incidents": rows})


def _relationship(relation: str, home: Incident, other: Incident) -> Json:
    if relation == "service_dependency":
        metadata: Json = {
            "dependent_services": {"id": home.service_id, "type": "technical_service_reference"},
            "supporting_services": {"id": other.service_id, "type": "technical_service_reference"},
        }
    else:
        feedback = {"positive_feedback_count": 0, "negative_feedback_count": 0}
        metadata = {"grouping_classification": "similar_contents", "user_feedback": feedback}
    return {"type": relation, "metadata": metadata}


def outlier_incident(call: Call) -> Response:
    """GET outlier_incident: 404 where nothing was found."""
    outlier = _context(call).outlier
    if outlier is None:
        raise not_found()
    incident = call.incident()
    render = call.render()
    occurrence: Json = {
        "count": outlier.count,
        "frequency": outlier.frequency,
        "category": outlier.category,
        "since": render.time(call.state.now() - HALF_A_YEAR),
        "until": render.time(call.state.now()),
    }
    template = {"id": f"{incident.id}T", "cluster_id": f"{incident.id}C", "mined_text": outlier.mined_text}
    found = {"incident": {**_head(render, incident), "occurrence": occurrence}, "incident_template": template}
    return Response.of_json(200, {"outlier_incident": found})


def related_changes(call: Call) -> Response:
    """GET related_change_events: the latest first."""
    rows = sorted(_context(call).changes, key=lambda row: row.timestamp, reverse=True)
    limit = call.limit()
    render = call.render()
    shown = [_change_json(render, row) for row in rows[:limit]]
    page: Json = {"limit": None, "offset": None, "total": None, "more": len(rows) > limit}
    return Response.of_json(200, {"change_events": shown, **page})


def _change_json(render: Renderer, row: ChangeEvent) -> Json:
    return {
        "id": row.id,
        "type": "change_event",
        "summary": row.summary,
        "source": row.source,
        "timestamp": render.time(row.timestamp),
        "services": [render.service(row.service_id)],
        "custom_details": {},
        "links": [{"href": href, "text": text} for href, text in row.links],
        "correlation_reason": {"reason": row.reason},
    }
