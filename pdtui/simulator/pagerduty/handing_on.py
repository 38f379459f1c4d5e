"""Three ways of handing an incident on: to a level, to another policy, to people."""

from __future__ import annotations

from collections.abc import Sequence

from pdtui.simulator.pagerduty.auth import STAKEHOLDERS
from pdtui.simulator.pagerduty.errors import refusal
from pdtui.simulator.pagerduty.escalation import assign, first_manned_level, move_to_level, notify, on_call
from pdtui.simulator.pagerduty.model import Actor, Incident
from pdtui.simulator.pagerduty.state import State
from pdtui.simulator.pagerduty.transitions import back_to_triggered, log_assign, touched


def escalate(state: State, incident: Incident, agent: Actor, level: int) -> None:
    """Hand it to a level of its own policy; 400/1006 where it may not, 400/1015 where nobody is there."""
    if incident.status == "resolved" or incident.urgency == "low" or not 1 <= level <= len(incident.levels):
        raise refusal(400, "Cannot Escalate", 1006)
    if not on_call(state, incident.levels[level - 1], state.now()):
        raise refusal(400, "Escalation Policy Has No User On Call", 1015)
    move_to_level(state, incident, level)
    back_to_triggered(state, incident, agent)
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
    back_to_triggered(state, incident, agent)
    log_assign(state, incident, agent, "delegate")
    notify(state, incident)
    touched(state, incident)


def reassign(state: State, incident: Incident, agent: Actor, user_ids: Sequence[str]) -> None:
    """Give it to people directly: ends a snooze, and nothing escalates it further; 400/1007 unknown user."""
    if not user_ids:
        raise refusal(400, "Invalid Input Provided", 2001, "Assignments cannot be empty.")
    for user_id in user_ids:
        user = state.users.get(user_id)
        if user is None or user.role in STAKEHOLDERS:
            raise refusal(400, "Assigned-To User Not Found", 1007)
    if incident.status == "resolved":
        raise refusal(400, "Incident Already Resolved", 1001)
    assign(state, incident, list(dict.fromkeys(user_ids)), "direct_assignment")
    back_to_triggered(state, incident, agent)
    log_assign(state, incident, agent, "assign")
    notify(state, incident)
    touched(state, incident)
