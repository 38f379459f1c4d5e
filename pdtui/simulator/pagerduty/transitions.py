"""What can be done to an incident, with its log entries; shared by the routes and the control API.

Every function refuses with `ApiError` before it changes anything, unless it says otherwise; the callers wrap
several of them into one `State.transaction`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from pdtui.simulator.pagerduty.errors import refusal
from pdtui.simulator.pagerduty.escalation import (
    assign,
    close,
    first_manned_level,
    move_to_level,
    notify,
    start_escalation_timer,
)
from pdtui.simulator.pagerduty.model import (
    Acknowledgement,
    Actor,
    Incident,
    Json,
    Service,
    User,
)
from pdtui.simulator.pagerduty.state import State
from pdtui.simulator.pagerduty.times import spoken

MAX_ALERTS = 1000
WEEK = 604_800
API: Json = {"type": "api"}


def restart_resolve_timer(state: State, incident: Incident, not_before: datetime | None = None) -> None:
    """Count down to the service's auto-resolve, never before `not_before` (a snooze's end)."""
    timeout = state.service(incident).auto_resolve_timeout
    incident.resolve_at = None
    if timeout is not None:
        incident.resolve_at = max(state.now() + timedelta(seconds=timeout), not_before or state.now())
    state.set_timer(incident)


def log_assign(state: State, incident: Incident, agent: Actor, kind: str) -> None:
    """Write who has it now: `assign`, `delegate` (by another policy) or `escalate`."""
    people = ", ".join(state.users[user_id].name for user_id in incident.assignee_ids)
    words = {"assign": "Assigned", "delegate": "Reassigned", "escalate": "Escalated"}[kind]
    by = f" by {agent.name}" if agent.kind == "user" else ""
    state.write(
        incident,
        kind,
        f"{words} to {people}{by}.",
        dict(API),
        agent=agent,
        assignee_ids=incident.assignee_ids,
    )


def _changed_status(state: State, incident: Incident, status: str, agent: Actor) -> None:
    incident.status = status
    incident.last_status_change_at = state.now()
    incident.last_status_change_by = agent


def touched(state: State, incident: Incident) -> None:
    """Mark the row as modified."""
    incident.updated_at = state.now()


def acknowledge(state: State, incident: Incident, user: User) -> None:
    """Take it: reopens a resolved one, refreshes an acknowledged one, ends a snooze."""
    if incident.status == "resolved":
        _open_again(state, incident)
    if incident.status == "acknowledged":
        others = [one for one in incident.acknowledgements if one.actor.id != user.id]
        incident.acknowledgements = [*others, Acknowledgement(state.now(), user.actor)]
    else:
        incident.acknowledgements = [Acknowledgement(state.now(), user.actor)]
        _changed_status(state, incident, "acknowledged", user.actor)
    holders = [one.actor.id for one in incident.acknowledgements if one.actor.kind == "user"]
    if sorted(incident.assignee_ids) != sorted(holders):
        assign(state, incident, holders, incident.assigned_via)
    incident.escalate_at, incident.unacknowledge_at = None, None
    _end_snooze(state, incident)
    timeout = state.service(incident).acknowledgement_timeout
    if timeout is not None:
        incident.unacknowledge_at = state.now() + timedelta(seconds=timeout)
    state.set_timer(incident)
    touched(state, incident)
    extra: Json = {} if timeout is None else {"acknowledgement_timeout": timeout}
    state.write(incident, "acknowledge", f"Acknowledged by {user.name}.", dict(API), agent=user.actor, extra=extra)


def _end_snooze(state: State, incident: Incident) -> None:
    """Auto-resolve, put off until the end of the snooze, counts from now again."""
    if incident.snoozed and incident.resolve_at is not None:
        restart_resolve_timer(state, incident)
    incident.snoozed = False


def _open_again(state: State, incident: Incident) -> None:
    incident.status = "triggered"
    incident.resolved_at = incident.merged_into = None
    incident.assigned_via = "direct_assignment"
    restart_resolve_timer(state, incident)


def reopen(state: State, incident: Incident, agent: Actor, *, elsewhere: bool = False) -> None:
    """A resolved one is triggered again, at level 1 of its policy unless it goes `elsewhere` in the same request."""
    level = None if elsewhere else first_manned_level(state, incident.levels, 1, state.now())
    if level is None and not elsewhere:
        raise refusal(400, "Escalation Policy Has No User On Call", 1015)
    _open_again(state, incident)
    _changed_status(state, incident, "triggered", agent)
    if level is not None:
        incident.loops_done = 0
        move_to_level(state, incident, level)
        log_assign(state, incident, agent, "assign")
    state.write(incident, "unacknowledge", f"Reopened by {agent.name}.", dict(API), agent=agent)
    if level is not None:
        notify(state, incident)
    touched(state, incident)


def unacknowledge(state: State, incident: Incident, agent: Actor) -> None:
    """An acknowledged one is triggered again and keeps its people, who are paged again."""
    if incident.status != "acknowledged":
        return
    back_to_triggered(state, incident, agent)
    state.write(incident, "unacknowledge", f"Unacknowledged by {agent.name}.", dict(API), agent=agent)
    notify(state, incident)
    touched(state, incident)


def back_to_triggered(state: State, incident: Incident, agent: Actor) -> None:
    """Nobody has acknowledged it any longer, and no snooze holds it."""
    if incident.status != "triggered":
        _changed_status(state, incident, "triggered", agent)
    incident.last_status_change_at = state.now()
    incident.acknowledgements = []
    incident.unacknowledge_at = None
    _end_snooze(state, incident)
    start_escalation_timer(state, incident)


def resolve(state: State, incident: Incident, agent: Actor, resolution: str | None = None) -> None:
    """Close it with its alerts; again: nothing, or 400/1001 where the switch says so."""
    if incident.status == "resolved":
        if state.switches.resolve_again_is_error:
            raise refusal(400, "Incident Already Resolved", 1001)
        return
    close(state, incident)
    incident.last_status_change_by = agent
    touched(state, incident)
    extra: Json = {} if resolution is None else {"note": resolution}
    state.write(incident, "resolve", f"Resolved by {agent.name}.", dict(API), agent=agent, extra=extra)


def snooze(state: State, incident: Incident, agent: Actor, seconds: object) -> None:
    """Keep an acknowledged one quiet for 1…604800 s; 400/1012 not acknowledged, 400/1013 no such duration."""
    if isinstance(seconds, bool) or not isinstance(seconds, int) or not 1 <= seconds <= WEEK:
        raise refusal(400, "Snooze Duration Is Invalid", 1013)
    if incident.status != "acknowledged":
        raise refusal(400, "Incident Is Not Acknowledged", 1012)
    until = state.now() + timedelta(seconds=seconds)
    incident.unacknowledge_at, incident.snoozed = until, True
    if incident.resolve_at is not None:
        restart_resolve_timer(state, incident, until)
    state.set_timer(incident)
    touched(state, incident)
    at = until.strftime("%Y-%m-%dT%H:%M:%SZ")
    state.write(
        incident,
        "snooze",
        f"Snoozed by {agent.name} for {spoken(seconds)}",
        {"type": "api", "duration": seconds},
        agent=agent,
        extra={"changed_actions": [{"type": "unacknowledge", "at": at}]},
    )


def set_urgency(state: State, incident: Incident, agent: Actor, urgency: str) -> None:
    """Make it high or low; raising an acknowledged one un-acknowledges it."""
    if incident.urgency == urgency:
        return
    incident.urgency = urgency
    if incident.status == "acknowledged" and urgency == "high":
        unacknowledge(state, incident, agent)
    elif incident.status == "triggered":
        start_escalation_timer(state, incident)
    summary = f"Urgency changed to {urgency} by {agent.name}."
    changes: Json = {"changeset": [f"Updated urgency to {urgency}"]}
    state.write(incident, "urgency_change", summary, dict(API), agent=agent, extra=changes)
    touched(state, incident)


def set_field(state: State, incident: Incident, agent: Actor, name: str, value: object) -> None:
    """Change what has no rules: title, priority, type, bridge, service."""
    setattr(incident, name, value)
    label = name.removesuffix("_id").replace("_", " ")
    summary = f"{label.capitalize()} changed by {agent.name}."
    changes: Json = {"changeset": [f"Updated {label} to {value}"]}
    state.write(incident, "field_value_change", summary, dict(API), agent=agent, extra=changes)
    touched(state, incident)


def move_service(state: State, incident: Incident, agent: Actor, service: Service) -> None:
    """Put it on another service; its policy and people stay."""
    set_field(state, incident, agent, "service_id", service.id)
