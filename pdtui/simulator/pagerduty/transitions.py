"""What can be done to an incident, with its log entries; shared by the routes and the control API.

Every function refuses with `ApiError` before it changes anything, unless it says otherwise; the callers wrap
several of them into one `State.transaction`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from pdtui.simulator.pagerduty.errors import invalid, refusal
from pdtui.simulator.pagerduty.escalation import (
    assign,
    close,
    first_manned_level,
    move_to_level,
    notify,
    on_call,
    start_escalation_timer,
)
from pdtui.simulator.pagerduty.model import (
    Acknowledgement,
    Actor,
    Incident,
    Json,
    Note,
    Service,
    User,
)
from pdtui.simulator.pagerduty.state import State
from pdtui.simulator.pagerduty.times import spoken

MAX_NOTES = 2000
MAX_NOTE_LENGTH = 65_535
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
        _reopen(state, incident)
    if incident.status == "acknowledged":
        others = [one for one in incident.acknowledgements if one.actor.id != user.id]
        incident.acknowledgements = [*others, Acknowledgement(state.now(), user.actor)]
    else:
        incident.acknowledgements = [Acknowledgement(state.now(), user.actor)]
        _changed_status(state, incident, "acknowledged", user.actor)
    holders = [one.actor.id for one in incident.acknowledgements if one.actor.kind == "user"]
    if sorted(incident.assignee_ids) != sorted(holders):
        assign(state, incident, holders, incident.assigned_via)
    incident.escalate_at, incident.snoozed, incident.unacknowledge_at = None, False, None
    timeout = state.service(incident).acknowledgement_timeout
    if timeout is not None:
        incident.unacknowledge_at = state.now() + timedelta(seconds=timeout)
    state.set_timer(incident)
    touched(state, incident)
    extra: Json = {} if timeout is None else {"acknowledgement_timeout": timeout}
    state.write(incident, "acknowledge", f"Acknowledged by {user.name}.", dict(API), agent=user.actor, extra=extra)


def _reopen(state: State, incident: Incident) -> None:
    incident.status = "triggered"
    incident.resolved_at = incident.merged_into = None
    incident.assigned_via = "direct_assignment"
    restart_resolve_timer(state, incident)


def unacknowledge(state: State, incident: Incident, agent: Actor) -> None:
    """Back to triggered: an acknowledged one keeps its people, a resolved one starts at level 1."""
    if incident.status == "triggered":
        return
    was_resolved = incident.status == "resolved"
    if was_resolved:
        level = first_manned_level(state, incident.levels, 1, state.now())
        if level is None:
            raise refusal(400, "Escalation Policy Has No User On Call", 1015)
        _reopen(state, incident)
        move_to_level(state, incident, level)
        log_assign(state, incident, agent, "assign")
    _back_to_triggered(state, incident, agent)
    words = "Reopened" if was_resolved else "Unacknowledged"
    state.write(incident, "unacknowledge", f"{words} by {agent.name}.", dict(API), agent=agent)
    notify(state, incident)
    touched(state, incident)


def _back_to_triggered(state: State, incident: Incident, agent: Actor) -> None:
    if incident.status != "triggered":
        _changed_status(state, incident, "triggered", agent)
    incident.last_status_change_at = state.now()
    incident.acknowledgements = []
    incident.unacknowledge_at, incident.snoozed = None, False
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


def escalate(state: State, incident: Incident, agent: Actor, level: int) -> None:
    """Hand it to a level of its own policy; 400/1006 where it may not, 400/1015 where nobody is there."""
    if incident.status == "resolved" or incident.urgency == "low" or not 1 <= level <= len(incident.levels):
        raise refusal(400, "Cannot Escalate", 1006)
    if not on_call(state, incident.levels[level - 1], state.now()):
        raise refusal(400, "Escalation Policy Has No User On Call", 1015)
    move_to_level(state, incident, level)
    _back_to_triggered(state, incident, agent)
    log_assign(state, incident, agent, "escalate")
    notify(state, incident)
    touched(state, incident)


def change_policy(state: State, incident: Incident, agent: Actor, policy_id: str) -> None:
    """Move it to another policy, at level 1; 400/1014 unknown, 400/1015 nobody on call."""
    policy = state.policies.get(policy_id)
    if policy is None:
        raise refusal(400, "Escalation Policy Not Found", 1014)
    if incident.status == "resolved":
        raise refusal(400, "Incident Already Resolved", 1001)
    level = first_manned_level(state, policy.levels, 1, state.now())
    if level is None:
        raise refusal(400, "Escalation Policy Has No User On Call", 1015)
    incident.policy_id, incident.levels, incident.num_loops = policy.id, policy.levels, policy.num_loops
    incident.loops_done = 0
    move_to_level(state, incident, level)
    _back_to_triggered(state, incident, agent)
    log_assign(state, incident, agent, "delegate")
    notify(state, incident)
    touched(state, incident)


def reassign(state: State, incident: Incident, agent: Actor, user_ids: Sequence[str]) -> None:
    """Give it to people directly: ends a snooze, and nothing escalates it further; 400/1007 unknown user."""
    if not user_ids:
        raise refusal(400, "Invalid Input Provided", 2001, "Assignments cannot be empty.")
    for user_id in user_ids:
        user = state.users.get(user_id)
        if user is None or user.role in ("read_only_user", "read_only_limited_user"):
            raise refusal(400, "Assigned-To User Not Found", 1007)
    if incident.status == "resolved":
        raise refusal(400, "Incident Already Resolved", 1001)
    assign(state, incident, list(dict.fromkeys(user_ids)), "direct_assignment")
    _back_to_triggered(state, incident, agent)
    log_assign(state, incident, agent, "assign")
    notify(state, incident)
    touched(state, incident)


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


def add_note(state: State, incident: Incident, author: Actor, content: str) -> Note:
    """Write a note and its log entry; 400/2001 empty, too long or too many."""
    checked_note(content)
    if len(incident.notes) >= MAX_NOTES:
        raise invalid("Incident has reached the maximum number of notes.")
    note = Note(state.ids.short(), author, content, state.now())
    incident.notes.append(note)
    if state.switches.note_changes_incident:
        touched(state, incident)
    state.write(
        incident,
        "annotate",
        f"Note added by {author.name}.",
        {"type": "note", "summary": content},
        agent=author if author.kind == "user" else None,
    )
    return note


def checked_note(content: object) -> str:
    """A note's text; 400/2001 where it is none."""
    if not isinstance(content, str) or not content.strip():
        raise invalid("Content cannot be empty.")
    if len(content.encode()) > MAX_NOTE_LENGTH:
        raise invalid("Content is too long (maximum is 65535 characters).")
    return content


def merge(state: State, target: Incident, sources: Sequence[Incident], agent: Actor) -> None:
    """Resolve the sources into an open target, which gets their alerts; 400/1019 a source merged already."""
    if target.status == "resolved":
        raise refusal(400, "Incident Already Resolved", 1001)
    for source in sources:
        if source.merged_into is not None:
            raise refusal(400, "Incident Already Merged", 1019)
        if source is target or not (source.is_mergeable and target.is_mergeable):
            raise invalid("Incident cannot be merged.")
    if len(target.alerts) + sum(len(source.alerts) for source in sources) > MAX_ALERTS:
        raise invalid("Merged incident would have more than 1000 alerts.")
    for source in sources:
        moved, source.alerts = source.alerts, []
        for alert in moved:
            alert.incident_id = target.id
        target.alerts = [*target.alerts, *moved]
        close(state, source)
        source.last_status_change_by = agent
        source.merged_into = target.id
        touched(state, source)
        summary = f"Resolved by {agent.name} (merged into #{target.number})."
        state.write(source, "resolve", summary, dict(API), agent=agent, linked=target)
        summary = f"Incident #{source.number} was merged into this incident by {agent.name}."
        state.write(target, "link", summary, dict(API), agent=agent, linked=source)
    touched(state, target)


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
    state.write(incident, "urgency_change", summary, dict(API), agent=agent)
    touched(state, incident)


def set_field(state: State, incident: Incident, agent: Actor, name: str, value: object) -> None:
    """Change what has no rules: title, priority, type, bridge."""
    setattr(incident, name, value)
    label = name.removesuffix("_id").replace("_", " ")
    summary = f"{label.capitalize()} changed by {agent.name}."
    state.write(incident, "field_value_change", summary, dict(API), agent=agent)
    touched(state, incident)


def move_service(state: State, incident: Incident, agent: Actor, service: Service) -> None:
    """Put it on another service; its policy and people stay."""
    set_field(state, incident, agent, "service_id", service.id)
