"""`/oncalls`: who is on call where, from when to when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pdtui.simulator.pagerduty.call import Call
from pdtui.simulator.pagerduty.errors import refusal
from pdtui.simulator.pagerduty.escalation import timeline
from pdtui.simulator.pagerduty.model import EscalationPolicy, Json, Shift
from pdtui.simulator.pagerduty.render import Renderer
from pdtui.simulator.pagerduty.state import State
from pdtui.simulator.wire import Response

HORIZON = timedelta(days=90)
BEGINNING = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class OnCall:
    """One row; no schedule means a direct target, with neither start nor end."""

    policy_id: str
    level: int
    user_id: str
    schedule_id: str | None = None
    start: datetime | None = None
    end: datetime | None = None


def list_oncalls(call: Call) -> Response:
    """GET /oncalls: rows that overlap the bounds (both default to now), never cut at them."""
    now = call.state.now()
    since = call.bound("since")
    until = call.bound("until")
    since = since or (min(now, until) if until else now)
    until = until or max(now, since)
    if until < since or until > now + HORIZON:
        raise refusal(400, "Invalid Query Date Range", 2005)
    users, policies = call.ids_of("user_ids[]"), call.ids_of("escalation_policy_ids[]")
    schedules = call.ids_of("schedule_ids[]")
    rows = [
        row
        for row in _rows(call.state, policies, since, until)
        if (not users or row.user_id in users) and (not schedules or (row.schedule_id or "null") in schedules)
    ]
    rows.sort(key=lambda row: (row.policy_id, row.level, row.start or BEGINNING))
    if call.flag("earliest"):
        rows = list({(row.policy_id, row.level, row.user_id): row for row in reversed(rows)}.values())[::-1]
    render = call.local()
    return call.page("oncalls", rows, lambda row: _json(render, row))


def _rows(state: State, policies: set[str], since: datetime, until: datetime) -> Iterator[OnCall]:
    timelines: dict[str, list[Shift]] = {}
    for policy in state.policies.values():
        if not policies or policy.id in policies:
            yield from _rows_of(state, policy, since, until, timelines)


def _rows_of(
    state: State,
    policy: EscalationPolicy,
    since: datetime,
    until: datetime,
    timelines: dict[str, list[Shift]],
) -> Iterator[OnCall]:
    for number, level in enumerate(policy.levels, 1):
        for target in level.targets:
            if target in state.users:
                yield OnCall(policy.id, number, target)
                continue
            if target not in timelines:
                timelines[target] = timeline(state, target)
            for turn in timelines[target]:
                if turn.start <= until and since < turn.end:
                    yield OnCall(policy.id, number, turn.user_id, target, turn.start, turn.end)


def _json(render: Renderer, row: OnCall) -> Json:
    return {
        "escalation_policy": render.policy(row.policy_id, "escalation_policies"),
        "escalation_level": row.level,
        "schedule": render.schedule(row.schedule_id, "schedules") if row.schedule_id else None,
        "user": render.user(row.user_id, "users"),
        "start": render.time(row.start),
        "end": render.time(row.end),
    }
