"""Whoever works on an incident in Slack has it: when that is said in PagerDuty by itself. Pure."""

from __future__ import annotations

from enum import StrEnum

from pdtui.core.model import TRIGGERED, Incident, Person


class Engagement(StrEnum):
    """What follows from a person's work on an incident in Slack."""

    ACKNOWLEDGES = "acknowledges"
    """It had paged them, and nobody has it yet."""
    ASKS = "asks"
    """It is triggered and had paged somebody else: one key acknowledges it."""
    NOTHING = "nothing"


def engagement(incident: Incident, me: Person | None, *, enabled: bool) -> Engagement:
    """What it is for this incident as last read. PagerDuty pages whom it assigns."""
    if not enabled or me is None or incident.status != TRIGGERED or not incident.assignees:
        return Engagement.NOTHING
    paged = any(one.id == me.id for one in incident.assignees)
    return Engagement.ACKNOWLEDGES if paged else Engagement.ASKS


def note_of(how: str, permalink: str) -> str:
    """The note that says why it was acknowledged: `Acknowledged by pdtui: Ada answered in Slack`."""
    return f"Acknowledged by pdtui: {how}" + (f"\n{permalink}" if permalink else "")
