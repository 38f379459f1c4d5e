"""Alerts of an incident: listed, resolved, moved to another incident."""

from __future__ import annotations

from pdtui.simulator.pagerduty.call import Call, reference_id
from pdtui.simulator.pagerduty.errors import invalid, not_found, refusal
from pdtui.simulator.pagerduty.model import Actor, Alert, Incident, Json
from pdtui.simulator.pagerduty.render_parts import alert_json
from pdtui.simulator.pagerduty.state import State
from pdtui.simulator.pagerduty.transitions import MAX_ALERTS, resolve, touched
from pdtui.simulator.wire import Response

MAX_BULK = 250


def list_alerts(call: Call) -> Response:
    """GET /incidents/{id}/alerts."""
    rows = list(call.incident().alerts)
    statuses = set(call.choices("statuses[]", ("triggered", "resolved")))
    key = call.request.value("alert_key")
    rows = [row for row in rows if (not statuses or row.status in statuses) and (key is None or row.key == key)]
    name, _, direction = (call.request.value("sort_by") or "created_at:asc").partition(":")
    if name not in ("created_at", "resolved_at") or direction not in ("", "asc", "desc"):
        raise invalid("Sort by is invalid.")

    def order(alert: Alert) -> float:
        at = alert.created_at if name == "created_at" else alert.resolved_at
        return at.timestamp() if at is not None else float("inf")

    rows.sort(key=order, reverse=direction == "desc")
    render = call.local()
    return call.page("alerts", rows, lambda alert: alert_json(render, alert))


def get_alert(call: Call) -> Response:
    """GET /incidents/{id}/alerts/{alert_id}."""
    alert = _alert(call.incident(), call.ids["alert_id"])
    return Response.of_json(200, {"alert": alert_json(call.local(), alert)})


def update_alert(call: Call) -> Response:
    """PUT /incidents/{id}/alerts/{alert_id}."""
    alert = _alert(call.incident(), call.ids["alert_id"])
    _change_alerts(call, [(alert, call.object_body("alert"))])
    return Response.of_json(200, {"alert": alert_json(call.local(), alert)})


def update_alerts(call: Call) -> Response:
    """PUT /incidents/{id}/alerts: all of the items or none, answered all at once; 413 over 250."""
    items = call.list_body("alerts")
    if len(items) > MAX_BULK:
        raise refusal(413, "Request Entity Too Large", None, f"Cannot update more than {MAX_BULK} alerts.")
    if not items:
        raise invalid("Alerts cannot be empty.")
    if len({str(item.get("id")) for item in items}) < len(items):
        raise invalid("Alerts must be unique.")
    known = {alert.id: alert for alert in call.incident().alerts}
    for item in items:
        if item.get("id") not in known:
            raise refusal(400, "Invalid Id", 1004, f"{item.get('id')} is not an alert of this incident.")
    chosen = [(known[str(item["id"])], item) for item in items]
    _change_alerts(call, chosen)
    render = call.local()
    return call.whole("alerts", [alert for alert, _ in chosen], lambda one: alert_json(render, one))


def _alert(incident: Incident, alert_id: str) -> Alert:
    for alert in incident.alerts:
        if alert.id == alert_id:
            return alert
    raise not_found()


def _change_alerts(call: Call, chosen: list[tuple[Alert, Json]]) -> None:
    state, home = call.state, call.incident()
    actor = call.actor(home).actor
    targets = [_alert_target(state, item) for _, item in chosen]
    others = {target.id: target for target in targets if target is not None and target is not home}
    shrunk = {home.id: home}
    with state.transaction([home, *others.values()]):
        state.remember(home)
        for (alert, item), target in zip(chosen, targets, strict=True):
            if target is not None and target.id != alert.incident_id:
                state.remember(target)
                _move_alert(state, alert, home, target, actor)
            if _resolve_alert(state, alert, item.get("status")):
                shrunk[alert.incident_id] = state.incidents[alert.incident_id]
        touched(state, home)
        for incident in shrunk.values():
            _resolve_with_its_alerts(state, incident, actor)


def _resolve_with_its_alerts(state: State, incident: Incident, actor: Actor) -> None:
    """The last alert of an incident takes the incident with it; one without alerts stays as it is."""
    if incident.status != "resolved" and incident.alerts and all(one.status == "resolved" for one in incident.alerts):
        resolve(state, incident, actor)


def _alert_target(state: State, item: Json) -> Incident | None:
    if item.get("incident") is None:
        return None
    target = state.incidents.get(reference_id(item["incident"], "incident"))
    if target is None or target.status == "resolved":
        raise invalid("Incident must be open.")
    return target


def _move_alert(state: State, alert: Alert, home: Incident, target: Incident, actor: Actor) -> None:
    if len(target.alerts) >= MAX_ALERTS:
        raise invalid("Incident has reached the maximum number of alerts.")
    home.alerts = [one for one in home.alerts if one is not alert]
    target.alerts = [*target.alerts, alert]
    alert.incident_id = target.id
    channel: Json = {"type": "api"}
    state.write(home, "unlink", f"Alert moved by {actor.name}.", channel, agent=actor, linked=target)
    state.write(target, "link", f"Alert moved here by {actor.name}.", channel, agent=actor, linked=home)
    touched(state, target)


def _resolve_alert(state: State, alert: Alert, status: object) -> bool:
    """Whether the alert was resolved just now; alerts cannot be acknowledged nor opened again (400/1003)."""
    if status is None or status == alert.status:
        return False
    if status != "resolved":
        raise refusal(400, "Invalid Status", 1003)
    alert.status, alert.resolved_at = "resolved", state.now()
    return True
