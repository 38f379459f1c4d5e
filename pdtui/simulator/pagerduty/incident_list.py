"""`GET /incidents` and `GET /incidents/{id}`: filters, orders and pages over as many as an account has."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from pdtui.simulator.pagerduty.call import Call
from pdtui.simulator.pagerduty.custom_fields import values_of
from pdtui.simulator.pagerduty.errors import invalid
from pdtui.simulator.pagerduty.model import Incident, Json
from pdtui.simulator.pagerduty.times import within_month
from pdtui.simulator.wire import Response

STATUSES = ("triggered", "acknowledged", "resolved")
URGENCIES = ("high", "low")
SORTS = ("incident_number", "created_at", "resolved_at", "urgency")
KEPT = ("incident_number", "created_at")
"""The orders that never change, and so are never made for a request."""
Orders = list[tuple[str, bool]]


def list_incidents(call: Call) -> Response:
    """GET /incidents: by number where no order is asked for."""
    orders = _orders(call)
    first, downwards = orders[0]
    kept = call.state.index.by_time if first == "created_at" else call.state.incidents.values()
    # Those of one second keep the order of their numbers, whichever way the seconds run.
    ready = (
        len(orders) == 1 and first in ("incident_number", "created_at") and not (first == "created_at" and downwards)
    )
    rows = _filtered(call, call.state.listed_incidents(kept))
    if not ready:
        rows = _sorted(rows, orders)
    elif downwards:
        rows.reverse()
    return call.page("incidents", rows, call.render().incident)


def _filtered(call: Call, rows: Iterable[Incident]) -> list[Incident]:
    """What all the filters leave, the cheapest filter first."""
    statuses = set(call.choices("statuses[]", STATUSES))
    call.ids_of("urgencies[]", "urgencies")
    urgencies = set(call.choices("urgencies[]", URGENCIES))
    services, teams = call.ids_of("service_ids[]"), call.ids_of("team_ids[]", "teams")
    users, key = call.ids_of("user_ids[]"), call.request.value("incident_key")
    if len(statuses) not in (0, len(STATUSES)):
        rows = [row for row in rows if row.status in statuses]
    if call.request.value("date_range") != "all":
        since, until = within_month(call.bound("since"), call.bound("until"), call.state.now())
        rows = [row for row in rows if since <= row.created_at <= until]
    if len(urgencies) == 1:
        rows = [row for row in rows if row.urgency in urgencies]
    if services:
        rows = [row for row in rows if row.service_id in services]
    if teams:
        of_services, of_policies = call.state.rows_of_teams(teams)
        rows = [row for row in rows if row.service_id in of_services or row.policy_id in of_policies]
    if users:
        rows = [row for row in rows if not users.isdisjoint([one.user_id for one in row.assignments])]
    return list(rows) if key is None else [row for row in rows if _has_key(row, key)]


def _has_key(incident: Incident, key: str) -> bool:
    if incident.alerts:
        return any(alert.key == key for alert in incident.alerts)
    return incident.incident_key == key


def _orders(call: Call) -> Orders:
    """The `sort_by` parameter: field names, each with whether it runs downwards."""
    text = call.request.value("sort_by") or "incident_number:asc"
    parts = [part.partition(":") for part in text.split(",")]
    if len(parts) > 2:
        raise invalid("Sort by accepts at most two fields.")
    for name, _, direction in parts:
        if name not in SORTS or direction not in ("", "asc", "desc"):
            raise invalid("Sort by is invalid.")
    return [(name, direction == "desc") for name, _, direction in parts]


def _sorted(rows: list[Incident], orders: Orders) -> list[Incident]:
    rows = sorted(rows, key=lambda row: row.number)
    for name, downwards in reversed(orders):
        rows.sort(key=partial(_sort_key, name), reverse=downwards)
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
    incident = call.incident()
    body: Json = call.render().incident(incident)
    if "custom_fields" in call.request.values("include[]"):
        body["custom_fields"] = values_of(call.state, incident)
    return Response.of_json(200, {"incident": body})
