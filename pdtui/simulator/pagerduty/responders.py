"""`/incidents/{id}/responder_requests`: others are asked to help, and no longer asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pdtui.simulator.pagerduty.auth import STAKEHOLDERS, require_responder
from pdtui.simulator.pagerduty.call import Call, as_object, reference_id
from pdtui.simulator.pagerduty.errors import denied, invalid, lacks_ability, refusal
from pdtui.simulator.pagerduty.escalation import first_manned_level, on_call, page
from pdtui.simulator.pagerduty.model import Incident, Json, User
from pdtui.simulator.pagerduty.model_response import Responder, ResponderRequest, ResponderTarget
from pdtui.simulator.pagerduty.render_responders import request_json
from pdtui.simulator.pagerduty.state import State
from pdtui.simulator.pagerduty.transitions import API, touched
from pdtui.simulator.wire import Response

MAX_REQUESTS = 1000
MAX_RESPONDERS = 500


def request_responders(call: Call) -> Response:
    """POST responder_requests: pages every target, again where they were asked before."""
    incident, asker = _asked_by(call)
    message = call.body("message")
    if not isinstance(message, str):
        raise invalid("Message must be a string.")
    targets = tuple(_target(call.state, kind, identity) for kind, identity in _named_targets(call))
    request = ResponderRequest(call.state.ids.short(), asker.id, message, call.state.now(), targets)
    with call.state.transaction([incident]):
        call.state.remember(incident)
        _ask(call.state, incident, request)
    return Response.of_json(200, {"responder_request": request_json(call.local(), incident, request)})


def cancel_requests(call: Call) -> Response:
    """PUT responder_requests/cancel: who has not answered is asked no longer; a result for each target."""
    incident, _ = _asked_by(call)
    with call.state.transaction([incident]):
        call.state.remember(incident)
        results: list[Json] = [
            {"type": f"{kind}_reference", "id": identity, "result": _cancel(call.state, incident, kind, identity)}
            for kind, identity in _named_targets(call)
        ]
    return Response.of_json(200, {"responder_request_targets": results})


def _asked_by(call: Call) -> tuple[Incident, User]:
    """The incident and the person named as the requester, after every refusal that these can meet."""
    if "coordinated_responding" not in call.state.switches.abilities:
        raise lacks_ability()
    incident = call.incident()
    if call.credential.user is not None:
        require_responder(call.credential.user, (incident,))
    identity = call.optional("requester_id")
    if not identity:
        raise refusal(400, "You must specify requester_id", 2011)
    asker = call.state.users.get(str(identity))
    if asker is None:
        raise refusal(400, "Requester User Not Found", 1008)
    if asker.role in STAKEHOLDERS:
        raise denied()
    return incident, asker


def _named_targets(call: Call) -> list[tuple[str, str]]:
    """Kind and id of each target; a request wraps them one step deeper than a cancellation, both are understood."""
    found = []
    for item in call.list_body("responder_request_targets"):
        inner = as_object(item.get("responder_request_target", item), "responder_request_target")
        kind = str(inner.get("type")).removesuffix("_reference")
        if kind not in ("user", "escalation_policy"):
            raise invalid("Responder request target type is invalid.")
        found.append((kind, reference_id(inner, "responder_request_target")))
    if not found:
        raise invalid("Responder request targets cannot be empty.")
    return found


def _target(state: State, kind: str, identity: str) -> ResponderTarget:
    if kind == "user":
        user = state.users.get(identity)
        if user is None or user.role in STAKEHOLDERS:
            raise refusal(400, "User Not Found", 2013)
        return ResponderTarget(kind, identity, (identity,))
    policy = state.policies.get(identity)
    if policy is None:
        raise refusal(400, "Escalation Policy Not Found", 1014)
    level = first_manned_level(state, policy.levels, 1, state.now())
    if level is None:
        raise refusal(400, "Escalation Policy Has No User On Call", 1015)
    return ResponderTarget(kind, identity, tuple(on_call(state, policy.levels[level - 1], state.now())))


def _ask(state: State, incident: Incident, request: ResponderRequest) -> None:
    if incident.status == "resolved":
        raise refusal(400, "Incident Already Resolved", 1001)
    if len(incident.responder_requests) >= MAX_REQUESTS:
        raise invalid("Incident has reached the maximum number of responder requests.")
    rows = {row.user_id: row for row in incident.responders}
    for target in request.targets:
        for user_id in target.user_ids:
            policy = (target.id,) if target.kind == "escalation_policy" else ()
            rows[user_id] = _asked(rows.get(user_id), user_id, request, policy)
    if len(rows) > MAX_RESPONDERS:
        raise invalid("Incident has reached the maximum number of responders.")
    incident.responders = list(rows.values())
    incident.responder_requests.append(request)
    people = list(dict.fromkeys(user_id for target in request.targets for user_id in target.user_ids))
    asker = state.users[request.requester_id]
    names = ", ".join(state.users[user_id].name for user_id in people)
    summary = f"{asker.name} requested help from {names}."
    state.write(incident, "responder_request", summary, {**API, "message": request.message}, agent=asker.actor)
    page(state, incident, people)
    _response_changed(state, incident)


def _asked(known: Responder | None, user_id: str, request: ResponderRequest, policy: tuple[str, ...]) -> Responder:
    """Somebody's row after a request: who has joined stays so."""
    at = request.requested_at
    before = known.policy_ids if known is not None else ()
    policies = tuple(dict.fromkeys((*before, *policy)))
    state = "joined" if known is not None and known.state == "joined" else "pending"
    return Responder(user_id, request.requester_id, request.message, at, at, state, policies)


def _cancel(state: State, incident: Incident, kind: str, identity: str) -> str:
    """`cancelled`, or what stands in the way."""

    def meant(row: Responder) -> bool:
        return row.user_id == identity if kind == "user" else identity in row.policy_ids

    states = {row.state for row in incident.responders if meant(row)}
    if "pending" in states:
        _change(state, incident, lambda row: meant(row) and row.state == "pending", "user_cancelled")
        return "cancelled"
    for found, result in (("joined", "joined"), ("declined", "declined"), ("user_cancelled", "cancelled")):
        if found in states:
            return result
    return "not_found"


def answer_request(state: State, incident: Incident, user_id: str, joined: bool) -> None:
    """Somebody who was asked joins or declines; `KeyError` where nobody asked them."""
    if user_id not in {row.user_id for row in incident.responders}:
        raise KeyError(user_id)
    _change(state, incident, lambda row: row.user_id == user_id, "joined" if joined else "declined")


def _change(state: State, incident: Incident, meant: Callable[[Responder], bool], to: str) -> None:
    now = state.now()
    incident.responders = [replace(row, state=to, updated_at=now) if meant(row) else row for row in incident.responders]
    _response_changed(state, incident)


def _response_changed(state: State, incident: Incident) -> None:
    if state.switches.response_changes_incident:
        touched(state, incident)
