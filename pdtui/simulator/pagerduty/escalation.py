"""Who is on call, and what time does to an incident: escalations, time-outs, the end of a snooze."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from pdtui.simulator.pagerduty.model import Assignment, Incident, Json, Level, Override, Shift
from pdtui.simulator.pagerduty.state import State

TIMEOUT: Json = {"type": "timeout"}


def timeline(state: State, schedule_id: str) -> list[Shift]:
    """A schedule's final turns in time order: overrides applied, adjacent turns of one person merged."""
    schedule = state.schedules[schedule_id]
    turns: list[Shift | Override] = [*schedule.shifts, *schedule.overrides]
    bounds = sorted({bound for turn in turns for bound in (turn.start, turn.end)})
    merged: list[Shift] = []
    open_turns: dict[str, Shift] = {}
    for start, end in pairwise(bounds):
        override = next((one for one in reversed(schedule.overrides) if one.start <= start < one.end), None)
        people = (
            [override.user_id]
            if override
            else [shift.user_id for shift in schedule.shifts if shift.start <= start < shift.end]
        )
        merged.extend(open_turns.pop(user_id) for user_id in list(open_turns) if user_id not in people)
        for user_id in people:
            began = open_turns[user_id].start if user_id in open_turns else start
            open_turns[user_id] = Shift(user_id, began, end)
    merged.extend(open_turns.values())
    return sorted(merged, key=lambda turn: turn.start)


def on_call(state: State, level: Level, at: datetime) -> list[str]:
    """The ids of those on call at a level, in the order of its targets, each once."""
    found: list[str] = []
    for target in level.targets:
        if target in state.users:
            found.append(target)
        else:
            found.extend(turn.user_id for turn in timeline(state, target) if turn.start <= at < turn.end)
    return list(dict.fromkeys(found))


def first_manned_level(state: State, levels: tuple[Level, ...], start: int, at: datetime) -> int | None:
    """The first level from `start` (1-based) where somebody is on call."""
    for number in range(start, len(levels) + 1):
        if on_call(state, levels[number - 1], at):
            return number
    return None


def start_escalation_timer(state: State, incident: Incident) -> None:
    """Count down to the next level, where the incident may escalate at all."""
    incident.escalate_at = None
    more = incident.level < len(incident.levels) or incident.loops_done < incident.num_loops
    if incident.urgency == "high" and incident.assigned_via == "escalation_policy" and more:
        delay = timedelta(minutes=incident.levels[incident.level - 1].delay_minutes)
        incident.escalate_at = max(state.now(), incident.created_at) + delay
    state.set_timer(incident)


def assign(state: State, incident: Incident, user_ids: list[str], via: str) -> None:
    """Hand the incident to these people."""
    incident.assignments = [Assignment(state.now(), user_id) for user_id in user_ids]
    incident.assigned_via = via


def notify(state: State, incident: Incident, but: str | None = None) -> None:
    """Page everyone it is assigned to."""
    kind = "push_notification" if incident.urgency == "high" else "email_notification"
    page(state, incident, [user_id for user_id in incident.assignee_ids if user_id != but], kind)


def page(state: State, incident: Incident, user_ids: list[str], kind: str = "push_notification") -> None:
    """Notify people: one log entry each, without an agent."""
    for user_id in user_ids:
        user = state.users[user_id]
        address = user.email if kind == "email_notification" else "Phone"
        channel: Json = {
            "type": "auto",
            "notification": {"type": kind, "address": address, "status": "success"},
        }
        state.write(incident, "notify", f"Notified {user.name} by {kind.split('_')[0]}", channel, user_id=user_id)


def tick(state: State) -> None:
    """Carry out everything that came due since the last call, in time order."""
    while (due := state.due_incident()) is not None:
        moment, incident = due
        with state.at(moment), state.transaction():
            state.remember(incident)
            _run_out(state, incident, moment)
            incident.updated_at = state.now()
            state.set_timer(incident)


def _run_out(state: State, incident: Incident, moment: datetime) -> None:
    if incident.resolve_at is not None and incident.resolve_at <= moment:
        _auto_resolve(state, incident)
    elif incident.unacknowledge_at is not None and incident.unacknowledge_at <= moment:
        _ack_timeout(state, incident)
    else:
        _auto_escalate(state, incident)


def _auto_resolve(state: State, incident: Incident) -> None:
    close(state, incident)
    incident.last_status_change_by = state.service(incident).actor
    state.write(incident, "resolve", "Resolved by timeout.", dict(TIMEOUT), agent=state.service(incident).actor)


def close(state: State, incident: Incident) -> None:
    """What every way of resolving does to the row."""
    now = state.now()
    incident.status = "resolved"
    incident.resolved_at = incident.last_status_change_at = now
    incident.assignments, incident.acknowledgements = [], []
    incident.escalate_at = incident.unacknowledge_at = incident.resolve_at = None
    incident.snoozed = False
    for alert in incident.alerts:
        if alert.status != "resolved":
            alert.status, alert.resolved_at = "resolved", now


def _ack_timeout(state: State, incident: Incident) -> None:
    agent = state.service(incident).actor
    incident.status = "triggered"
    incident.acknowledgements = []
    incident.unacknowledge_at, incident.snoozed = None, False
    incident.last_status_change_at, incident.last_status_change_by = state.now(), agent
    start_escalation_timer(state, incident)
    state.write(incident, "unacknowledge", "Unacknowledged due to timeout.", dict(TIMEOUT), agent=agent)
    notify(state, incident)


def _auto_escalate(state: State, incident: Incident) -> None:
    agent = state.service(incident).actor
    incident.escalate_at = None
    level = first_manned_level(state, incident.levels, incident.level + 1, state.now())
    if level is None and incident.loops_done < incident.num_loops:
        incident.loops_done += 1
        level = first_manned_level(state, incident.levels, 1, state.now())
        state.write(incident, "repeat_escalation_path", "Escalation path repeated.", dict(TIMEOUT), agent=agent)
    if level is None:
        state.write(incident, "exhaust_escalation_path", "Escalation path exhausted.", dict(TIMEOUT), agent=agent)
        return
    move_to_level(state, incident, level)
    people = ", ".join(state.users[user_id].name for user_id in incident.assignee_ids)
    state.write(
        incident,
        "escalate",
        f"Escalated to {people} due to timeout.",
        dict(TIMEOUT),
        agent=agent,
        assignee_ids=incident.assignee_ids,
    )
    notify(state, incident)


def move_to_level(state: State, incident: Incident, level: int) -> None:
    """Assign to whoever is on call at a level and start its timer."""
    people = on_call(state, incident.levels[level - 1], state.now())
    incident.level = level
    assign(state, incident, people, "escalation_policy")
    start_escalation_timer(state, incident)
