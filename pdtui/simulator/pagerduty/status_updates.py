"""`/incidents/{id}/status_updates`: messages to stakeholders, and who gets them."""

from __future__ import annotations

from pdtui.simulator.pagerduty.auth import STAKEHOLDERS
from pdtui.simulator.pagerduty.call import Call
from pdtui.simulator.pagerduty.errors import denied, invalid, lacks_ability, refusal
from pdtui.simulator.pagerduty.model import Incident, Json, User
from pdtui.simulator.pagerduty.model_response import StatusUpdate, Subscriber
from pdtui.simulator.pagerduty.transitions import API, touched
from pdtui.simulator.wire import Response

ACCOUNT_ID = "PACCNT1"


def create_status_update(call: Call) -> Response:
    """POST status_updates: sent again with every request; nothing lists what was sent but the log."""
    incident = _incident(call)
    sender = _sender(call, incident)
    update = _update(call, sender)
    with call.state.transaction([incident]):
        call.state.remember(incident)
        incident.status_updates.append(update)
        summary = f"Status update by {sender.name}."
        channel: Json = {**API, "message": update.message}
        call.state.write(incident, "status_update", summary, channel, agent=sender.actor)
        if call.state.switches.response_changes_incident:
            touched(call.state, incident)
    body: Json = {
        "id": update.id,
        "message": update.message,
        "created_at": call.local().time(update.created_at),
        "sender": call.local().user(sender.id),
    }
    if update.subject is not None:
        body |= {"subject": update.subject, "html_message": update.html_message}
    return Response.of_json(200, {"status_update": body})


def _incident(call: Call) -> Incident:
    if not call.state.switches.status_updates:
        raise lacks_ability()
    return call.incident()


def _sender(call: Call, incident: Incident) -> User:
    """Whoever responds may speak, and an observer who is involved."""
    user = call.requester()
    asked = any(row.user_id == user.id for row in incident.responders)
    return user if asked and user.role not in STAKEHOLDERS else call.actor(incident)


def _update(call: Call, sender: User) -> StatusUpdate:
    message, subject, html = (call.optional(name) for name in ("message", "subject", "html_message"))
    if not isinstance(message, str) or not message.strip():
        raise invalid("Message cannot be empty.")
    if (subject is None) != (html is None):
        raise invalid("Subject and html_message must be given together.")
    return StatusUpdate(
        id=call.state.ids.short(),
        sender_id=sender.id,
        message=message,
        created_at=call.state.now(),
        subject=None if subject is None else str(subject),
        html_message=None if html is None else str(html),
    )


def list_subscribers(call: Call) -> Response:
    """GET subscribers."""

    def show(row: Subscriber) -> Json:
        indirect: Json = {"has_indirect_subscription": False, "subscribed_via": None}
        return {"subscriber_id": row.id, "subscriber_type": row.kind, **indirect}

    rows = _incident(call).subscribers
    return call.page("subscribers", rows, show, extra={"account_id": ACCOUNT_ID})


def subscribe(call: Call) -> Response:
    """POST subscribers: a result for each; twice is a duplicate, a stranger unauthorized."""
    incident = _incident(call)
    _no_stakeholder(call)
    results: list[Json] = []
    for row in _named(call):
        result = "duplicate" if row in incident.subscribers else "success" if _known(call, row) else "unauthorized"
        if result == "success":
            incident.subscribers.append(row)
        results.append(
            {
                "account_id": ACCOUNT_ID,
                "subscribable_id": incident.id,
                "subscribable_type": "incident",
                "subscriber_id": row.id,
                "subscriber_type": row.kind,
                "result": result,
            }
        )
    return Response.of_json(200, {"subscriptions": results})


def unsubscribe(call: Call) -> Response:
    """POST unsubscribe: how many went, how many were never there."""
    incident = _incident(call)
    _no_stakeholder(call)
    rows = _named(call)
    known = [row for row in rows if _known(call, row)]
    gone = [row for row in known if row in incident.subscribers]
    incident.subscribers = [row for row in incident.subscribers if row not in gone]
    counts = {"deleted_count": len(gone), "unauthorized_count": len(rows) - len(known)}
    return Response.of_json(200, {**counts, "non_existent_count": len(known) - len(gone)})


def _no_stakeholder(call: Call) -> None:
    """Stakeholders may subscribe nobody but themselves."""
    user = call.credential.user
    if user is None or user.role not in STAKEHOLDERS:
        return
    if any(row != Subscriber("user", user.id) for row in _named(call)):
        raise denied()


def _named(call: Call) -> list[Subscriber]:
    """The subscribers of a body; 422 where there is none, or one of no known type."""
    rows = []
    for item in call.list_body("subscribers"):
        kind, identity = item.get("subscriber_type"), item.get("subscriber_id")
        if kind not in ("user", "team") or not isinstance(identity, str):
            raise refusal(422, "Unprocessable Entity", 2001, "Subscriber is invalid.")
        rows.append(Subscriber(str(kind), identity))
    if not rows:
        raise refusal(422, "Unprocessable Entity", 2001, "Subscribers cannot be empty.")
    return list(dict.fromkeys(rows))


def _known(call: Call, row: Subscriber) -> bool:
    return row.id in (call.state.users if row.kind == "user" else call.state.teams)
