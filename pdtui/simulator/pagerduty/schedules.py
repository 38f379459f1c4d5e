"""`/schedules`, layer-based (v2) only."""

from __future__ import annotations

from datetime import datetime, timedelta

from pdtui.simulator.pagerduty.call import Call
from pdtui.simulator.pagerduty.directory import matching
from pdtui.simulator.pagerduty.errors import not_found, refusal
from pdtui.simulator.pagerduty.escalation import timeline
from pdtui.simulator.pagerduty.model import Json, Schedule, Shift
from pdtui.simulator.pagerduty.render import Renderer
from pdtui.simulator.wire import Response

FORTNIGHT = timedelta(days=14)
LONGEST = timedelta(days=92)
Window = tuple[datetime, datetime]


def list_schedules(call: Call) -> Response:
    """GET /schedules."""
    teams = call.ids_of("team_ids[]", "teams")
    rows = [
        row
        for row in matching(call, call.state.schedules.values(), lambda row: row.name)
        if not teams or not teams.isdisjoint(row.team_ids)
    ]
    window = _window(call)
    render = call.local()

    def show(row: Schedule) -> Json:
        whole = _json(render, row, window, cut=True)
        parts = ("schedule_layers", "overrides_subschedule", "final_schedule")
        hidden = {part for part in parts if part not in render.include}
        return {key: value for key, value in whole.items() if key not in hidden}

    return call.page("schedules", rows, show)


def get_schedule(call: Call) -> Response:
    """GET /schedules/{id}: turns only where bounds are given, cut at them unless `overflow=true`."""
    schedule = schedule_of(call)
    body = _json(call.local(), schedule, _window(call), cut=not call.flag("overflow"))
    wanted = call.request.value("include_next_oncall_for_user")
    if wanted is not None:
        body["next_oncall_for_user"] = _next_turn(call, schedule, wanted)
    return Response.of_json(200, {"schedule": body})


def schedule_users(call: Call) -> Response:
    """GET /schedules/{id}/users: who has a turn between the bounds, everyone without bounds."""
    window = _window(call)
    turns = timeline(call.state, schedule_of(call).id)
    if window is not None:
        turns = [turn for turn in turns if turn.start < window[1] and window[0] < turn.end]
    people = [call.state.users[one] for one in dict.fromkeys(turn.user_id for turn in turns)]
    render = call.local()
    return Response.of_json(200, {"users": [render.whole_user(user) for user in people]})


def schedule_of(call: Call) -> Schedule:
    """The schedule that the path names; 404."""
    found = call.state.schedules.get(call.ids["id"])
    if found is None:
        raise not_found("Schedule")
    return found


def _window(call: Call) -> Window | None:
    since, until = call.bound("since"), call.bound("until")
    if since is None and until is None:
        return None
    if since is None:
        since = (until or call.state.now()) - FORTNIGHT
    until = until or since + FORTNIGHT
    if until < since or until - since > LONGEST:
        raise refusal(400, "Invalid Query Date Range", 2005)
    return since, until


def _json(render: Renderer, schedule: Schedule, window: Window | None, cut: bool) -> Json:
    state = render.state
    everyone = [one.user_id for one in schedule.shifts] + [one.user_id for one in schedule.overrides]
    people = dict.fromkeys(everyone)
    policies = [
        policy.id for policy in state.policies.values() if any(schedule.id in level.targets for level in policy.levels)
    ]
    overrides = [Shift(one.user_id, one.start, one.end) for one in schedule.overrides]
    return {
        **render.head("schedule", schedule.id, schedule.name, "schedules", f"schedules/{schedule.id}"),
        "name": schedule.name,
        "description": None,
        "time_zone": schedule.time_zone,
        "teams": [render.team(team_id) for team_id in schedule.team_ids],
        "users": [render.user(user_id) for user_id in people],
        "escalation_policies": [render.policy(policy_id) for policy_id in policies],
        "schedule_layers": _layers(render, schedule, window, cut),
        "overrides_subschedule": _subschedule(render, "Overrides", overrides, window, cut),
        "final_schedule": _subschedule(render, "Final Schedule", timeline(state, schedule.id), window, cut),
    }


def _layers(render: Renderer, schedule: Schedule, window: Window | None, cut: bool) -> list[Json]:
    if not schedule.shifts:
        return []
    first = min(shift.start for shift in schedule.shifts)
    people = dict.fromkeys(shift.user_id for shift in schedule.shifts)
    turn = schedule.shifts[0].end - schedule.shifts[0].start
    sub = _subschedule(render, "", schedule.shifts, window, cut)
    return [
        {
            "id": f"{schedule.id}L",
            "name": "Layer 1",
            "start": render.time(first),
            "end": None,
            "rotation_virtual_start": render.time(first),
            "rotation_turn_length_seconds": int(turn.total_seconds()),
            "users": [{"user": render.user(user_id)} for user_id in people],
            "restrictions": [],
            "rendered_schedule_entries": sub["rendered_schedule_entries"],
            "rendered_coverage_percentage": sub["rendered_coverage_percentage"],
        }
    ]


def _subschedule(render: Renderer, name: str, turns: list[Shift], window: Window | None, cut: bool) -> Json:
    if window is None:
        return {"name": name, "rendered_schedule_entries": [], "rendered_coverage_percentage": None}
    since, until = window
    inside = [turn for turn in turns if turn.start < until and since < turn.end]
    covered = sum((min(turn.end, until) - max(turn.start, since)).total_seconds() for turn in inside)
    entries = [
        {
            "id": f"{turn.user_id}{int(turn.start.timestamp()):X}",
            "user": render.user(turn.user_id),
            "start": render.time(max(turn.start, since) if cut else turn.start),
            "end": render.time(min(turn.end, until) if cut else turn.end),
        }
        for turn in inside
    ]
    share = 100 * covered / max(1.0, (until - since).total_seconds())
    return {
        "name": name,
        "rendered_schedule_entries": entries,
        "rendered_coverage_percentage": round(min(share, 100.0), 1),
    }


def _next_turn(call: Call, schedule: Schedule, user_id: str) -> Json | None:
    render = call.local()
    for turn in timeline(call.state, schedule.id):
        if turn.user_id == user_id and turn.end > call.state.now():
            return {
                "user": render.user(user_id),
                "start": render.time(turn.start),
                "end": render.time(turn.end),
            }
    return None
