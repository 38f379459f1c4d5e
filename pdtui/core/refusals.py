"""Why an action does not apply to an incident, as far as the incident itself tells: pure policy."""

from __future__ import annotations

from pdtui.core.model import ACKNOWLEDGED, LOW, RESOLVED, TRIGGERED, Incident


def never(incident: Incident) -> str:
    """It always applies."""
    return ""


def only_open(incident: Incident) -> str:
    """It must not be resolved."""
    return f"#{incident.number} is resolved" if incident.status == RESOLVED else ""


def only_resolved(incident: Incident) -> str:
    """It must be resolved."""
    return f"#{incident.number} is open" if incident.is_open else ""


def only_acknowledged(incident: Incident) -> str:
    """It must be acknowledged by somebody."""
    if incident.status == TRIGGERED:
        return f"#{incident.number} is not acknowledged"
    return "" if incident.status == ACKNOWLEDGED else only_open(incident)


def only_escalatable(incident: Incident) -> str:
    """PagerDuty escalates neither what is resolved nor what is of low urgency."""
    if incident.urgency == LOW:
        return f"#{incident.number} is of low urgency, and PagerDuty does not escalate those"
    return only_open(incident)


def only_mergeable(incident: Incident) -> str:
    """PagerDuty says of each incident whether it can be merged."""
    if incident.is_open and not incident.mergeable:
        return f"#{incident.number} cannot be merged, PagerDuty says"
    return only_open(incident)
