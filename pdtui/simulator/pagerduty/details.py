"""What hangs on an incident: notes, alerts and log entries."""

from __future__ import annotations

from pdtui.simulator.pagerduty.call import Call, reference_id
from pdtui.simulator.pagerduty.errors import invalid, not_found, refusal
from pdtui.simulator.pagerduty.model import Actor, Alert, Incident, Json, LogEntry, Note
from pdtui.simulator.pagerduty.render_parts import alert_json, note_json
from pdtui.simulator.pagerduty.state import State
from pdtui.simulator.pagerduty.times import within_month
from pdtui.simulator.pagerduty.transitions import add_note, checked_note, resolve, touched
from pdtui.simulator.wire import Response

MAX_BULK = 250
OVERVIEW = frozenset(
    f"{kind}_log_entry"
    for kind in (
        "trigger",
        "acknowledge",
        "unacknowledge",
        "assign",
        "escalate",
        "resolve",
        "annotate",
        "snooze",
    )
)
"""What `is_overview=true` leaves."""


def list_notes(call: Call) -> Response:
    """GET /incidents/{id}/notes: all at once, newest first (the order is undocumented)."""
    render = call.local()
    notes = [note_json(render, note) for note in reversed(call.incident().notes)]
    return Response.of_json(200, {"notes": notes})


def create_note(call: Call) -> Response:
    """POST /incidents/{id}/notes: 201, as recorded; an observer may write one."""
    incident = call.incident()
    user = call.credential.user
    author = user if user is not None and user.role == "observer" else call.actor()
    content = checked_note(call.object_body("note").get("content"))
    with call.state.transaction([incident]):
        call.state.remember(incident)
        note = add_note(call.state, incident, author.actor, content)
    return Response.of_json(201, {"note": note_json(call.local(), note)})


def update_note(call: Call) -> Response:
    """PUT /incidents/{id}/notes/{note_id}."""
    note = _note(call)
    call.actor()
    content = checked_note(call.object_body("note").get("content"))
    note.content, note.updated_at = content, call.state.now()
    return Response.of_json(200, {"note": note_json(call.local(), note)})


def delete_note(call: Call) -> Response:
    """DELETE /incidents/{id}/notes/{note_id}: knows no `From`; the log entry stays."""
    note = _note(call)
    call.actor_without_from()
    call.incident().notes.remove(note)
    return Response(204)


def _note(call: Call) -> Note:
    for note in call.incident().notes:
        if note.id == call.ids["note_id"]:
            return note
    raise not_found()


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
    """PUT /incidents/{id}/alerts: 413 over 250."""
    items = call.list_body("alerts")
    if len(items) > MAX_BULK:
        raise refusal(413, "Request Entity Too Large", None, f"Cannot update more than {MAX_BULK} alerts.")
    chosen = [(_alert(call.incident(), str(item.get("id", ""))), item) for item in items]
    _change_alerts(call, chosen)
    render = call.local()
    return call.page("alerts", [alert for alert, _ in chosen], lambda one: alert_json(render, one), MAX_BULK)


def _alert(incident: Incident, alert_id: str) -> Alert:
    for alert in incident.alerts:
        if alert.id == alert_id:
            return alert
    raise not_found()


def _change_alerts(call: Call, chosen: list[tuple[Alert, Json]]) -> None:
    state, home = call.state, call.incident()
    actor = call.actor(home).actor
    targets = [_alert_target(state, item) for _, item in chosen]
    others = [target for target in targets if target is not None and target is not home]
    with state.transaction([home, *others]):
        state.remember(home)
        for (alert, item), target in zip(chosen, targets, strict=True):
            if target is not None and target is not home:
                state.remember(target)
                _move_alert(state, alert, home, target, actor)
            _set_alert_status(state, alert, item.get("status"))
        touched(state, home)
        if home.status != "resolved" and home.alerts and all(one.status == "resolved" for one in home.alerts):
            resolve(state, home, actor)


def _alert_target(state: State, item: Json) -> Incident | None:
    if item.get("incident") is None:
        return None
    target = state.incidents.get(reference_id(item["incident"], "incident"))
    if target is None or target.status == "resolved":
        raise invalid("Incident must be open.")
    return target


def _move_alert(state: State, alert: Alert, home: Incident, target: Incident, actor: Actor) -> None:
    home.alerts = [one for one in home.alerts if one is not alert]
    target.alerts = [*target.alerts, alert]
    alert.incident_id = target.id
    channel: Json = {"type": "api"}
    state.write(home, "unlink", f"Alert moved by {actor.name}.", channel, agent=actor, linked=target)
    state.write(target, "link", f"Alert moved here by {actor.name}.", channel, agent=actor, linked=home)
    touched(state, target)


def _set_alert_status(state: State, alert: Alert, status: object) -> None:
    if status is None or status == alert.status:
        return
    if status != "resolved":
        raise refusal(400, "Invalid Status", 1003)
    alert.status, alert.resolved_at = "resolved", state.now()


def incident_log(call: Call) -> Response:
    """GET /incidents/{id}/log_entries: without bounds, all of them."""
    entries = call.incident().log
    since, until = call.bound("since"), call.bound("until")
    chosen = [
        entry
        for entry in entries
        if (since is None or entry.created_at >= since) and (until is None or entry.created_at <= until)
    ]
    return _log_page(call, chosen)


def account_log(call: Call) -> Response:
    """GET /log_entries: the last month by default; `since` takes in its own second."""
    since, until = within_month(call.bound("since"), call.bound("until"), call.state.now())
    teams = call.ids_of("team_ids[]", "teams")
    state = call.state
    chosen = [
        entry
        for entry in state.log
        if since <= entry.created_at <= until
        and (not teams or not teams.isdisjoint(state.team_ids(state.incidents[entry.incident_id])))
    ]
    return _log_page(call, chosen)


def _log_page(call: Call, entries: list[LogEntry]) -> Response:
    rows = call.state.listed_entries(entries)
    if call.flag("is_overview"):
        rows = [entry for entry in rows if entry.type in OVERVIEW]
    newest_first = sorted(rows, key=lambda entry: entry.created_at)[::-1]
    return call.page("log_entries", newest_first, call.local().log_entry)


def get_log_entry(call: Call) -> Response:
    """GET /log_entries/{id}."""
    for entry in call.state.log:
        if entry.id == call.ids["id"]:
            return Response.of_json(200, {"log_entry": call.local().log_entry(entry)})
    raise not_found()
