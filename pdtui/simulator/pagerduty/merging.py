"""Several incidents become one: the target gets the alerts, the sources are resolved."""

from __future__ import annotations

from collections.abc import Sequence

from pdtui.simulator.pagerduty.errors import invalid, refusal
from pdtui.simulator.pagerduty.escalation import close
from pdtui.simulator.pagerduty.model import Actor, Incident
from pdtui.simulator.pagerduty.state import State
from pdtui.simulator.pagerduty.transitions import API, MAX_ALERTS, touched


def merge(state: State, target: Incident, sources: Sequence[Incident], agent: Actor) -> None:
    """Resolve the sources into an open target; 400/1019 for one merged already.

    Responders and subscribers of the sources stay where they are.
    """
    _check(target, sources)
    for source in sources:
        moved, source.alerts = source.alerts, []
        for alert in moved:
            alert.incident_id = target.id
        target.alerts = [*target.alerts, *moved]
        if source.status != "resolved":
            close(state, source)
        source.last_status_change_by = agent
        source.merged_into = target.id
        touched(state, source)
        summary = f"Resolved by {agent.name} (merged into #{target.number})."
        state.write(source, "resolve", summary, dict(API), agent=agent, linked=target)
        summary = f"Incident #{source.number} was merged into this incident by {agent.name}."
        state.write(target, "link", summary, dict(API), agent=agent, linked=source)
    touched(state, target)


def _check(target: Incident, sources: Sequence[Incident]) -> None:
    if target.status == "resolved":
        raise refusal(400, "Incident Already Resolved", 1001)
    if not sources:
        raise invalid("Source incidents cannot be empty.")
    if len({source.id for source in sources}) < len(sources):
        raise invalid("Source incidents must be unique.")
    for source in sources:
        if source.merged_into is not None:
            raise refusal(400, "Incident Already Merged", 1019)
        if source is target or not (source.is_mergeable and target.is_mergeable):
            raise invalid("Incident cannot be merged.")
    if len(target.alerts) + sum(len(source.alerts) for source in sources) > MAX_ALERTS:
        raise invalid("Merged incident would have more than 1000 alerts.")
