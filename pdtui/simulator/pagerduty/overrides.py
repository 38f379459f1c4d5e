"""`/schedules/{id}/overrides` of layer-based (v2) schedules: turns that take the place of the schedule's own."""

from __future__ import annotations

from pdtui.simulator.pagerduty.call import Call, reference_id
from pdtui.simulator.pagerduty.errors import ApiError, invalid, not_found, refusal
from pdtui.simulator.pagerduty.model import Json, Override, Schedule
from pdtui.simulator.pagerduty.render import Renderer
from pdtui.simulator.pagerduty.schedules import schedule_of
from pdtui.simulator.pagerduty.times import parsed
from pdtui.simulator.wire import Response


def list_overrides(call: Call) -> Response:
    """GET overrides: both bounds needed; cut at them unless `overflow=true`; the description gives it status 201.

    With `editable`, only future ones, and of these only the ids.
    """
    schedule = schedule_of(call)
    since, until = call.bound("since"), call.bound("until")
    if since is None or until is None:
        raise invalid("Since cannot be empty." if since is None else "Until cannot be empty.")
    if until < since:
        raise refusal(400, "Invalid Query Date Range", 2005)
    rows = [one for one in schedule.overrides if one.start < until and since < one.end]
    if call.flag("editable"):
        now = call.state.now()
        return Response.of_json(201, {"overrides": [{"id": one.id} for one in rows if one.start > now]})
    if not call.flag("overflow"):
        rows = [Override(one.id, one.user_id, max(one.start, since), min(one.end, until)) for one in rows]
    render = call.local()
    return Response.of_json(201, {"overrides": [_override_json(render, one) for one in rows]})


def _override_json(render: Renderer, override: Override) -> Json:
    return {
        "id": override.id,
        "start": render.time(override.start),
        "end": render.time(override.end),
        "user": render.user(override.user_id),
    }


def create_overrides(call: Call) -> Response:
    """POST overrides: a bare array with a status for each; some may fail. Responders and above."""
    schedule = schedule_of(call)
    call.responder_without_from()
    items = call.list_body("overrides")
    if not items:
        raise invalid("Overrides cannot be empty.")
    return Response.of_json(201, [_create_override(call, schedule, item) for item in items])


def _create_override(call: Call, schedule: Schedule, item: Json) -> Json:
    state = call.state
    try:
        user_id = reference_id(item.get("user"), "user")
        start = parsed(str(item.get("start") or ""), state.zone, "Start")
        end = parsed(str(item.get("end") or ""), state.zone, "End")
    except ApiError:
        return _refused("Override is invalid.", item)
    if user_id not in state.users:
        return _refused("User Not Found", item)
    if end <= start:
        return _refused("Override must end after its start.", item)
    if end <= state.now():
        return _refused("Override must end in the future.", item)
    override = Override(state.ids.long(), user_id, start, end)
    schedule.overrides.append(override)
    return {"status": 201, "override": _override_json(call.local(), override)}


def _refused(why: str, item: Json) -> Json:
    return {"status": 400, "errors": [why], "override": item}


def delete_override(call: Call) -> Response:
    """DELETE overrides/{override_id}: 204 taken away, 200 cut short, 400 past. Responders and above."""
    schedule = schedule_of(call)
    call.responder_without_from()
    override = _override(schedule, call.ids["override_id"])
    now = call.state.now()
    if override.end <= now:
        raise refusal(400, "Invalid Input Provided", 4004, "Cannot remove an override from the past.")
    if override.start < now:
        override.end = now
        return Response(200)
    schedule.overrides.remove(override)
    return Response(204)


def _override(schedule: Schedule, override_id: str) -> Override:
    for override in schedule.overrides:
        if override.id == override_id:
            return override
    raise not_found()
