"""At which level of its policy an incident stands, which PagerDuty does not say: pure policy."""

from __future__ import annotations

from collections.abc import Sequence

from pdtui.core.model import EscalationChoice, EscalationLevel, Incident, LogEntry, Reference
from pdtui.errors import Refused


def choose(incident: Incident, levels: Sequence[EscalationLevel], log: Sequence[LogEntry]) -> EscalationChoice:
    """The levels, the current one (0: cannot be told) and the next with somebody on call (0: none, or not clear)."""
    current = current_level(incident, levels, log)
    return EscalationChoice(
        incident_id=incident.id,
        policy=incident.escalation_policy or Reference("", ""),
        levels=tuple(levels),
        current=current,
        next_level=next_level(current, levels) if current else 0,
    )


def current_level(incident: Incident, levels: Sequence[EscalationLevel], log: Sequence[LogEntry]) -> int:
    """The level whose people have the incident; where they stand at several, as often as it was escalated."""
    assigned = {person.id for person in incident.assignees}
    candidates = [
        level.number for level in levels if assigned & {person.id for person in (*level.on_call, *level.targets)}
    ]
    if len(candidates) <= 1:
        return candidates[0] if candidates else 0
    counted = 1 + sum(entry.type == "escalate_log_entry" for entry in log)
    return counted if counted in candidates else 0


def next_level(current: int, levels: Sequence[EscalationLevel]) -> int:
    """The first level above `current` at which somebody is on call; 0 where there is none."""
    return next((level.number for level in levels if level.number > current and level.on_call), 0)


def level_to_page(choice: EscalationChoice, wanted: int | None = None) -> EscalationLevel:
    """The level that is wanted, else the next one. Raises `Refused` where paging it would reach nobody."""
    number = wanted or choice.next_level
    found = next((level for level in choice.levels if level.number == number and level.on_call), None)
    if found is not None:
        return found
    levels = "; ".join(
        f"{level.number}: {', '.join(person.name for person in level.on_call) or 'nobody'}" for level in choice.levels
    )
    if wanted:
        raise Refused(f"nobody is on call at level {wanted}", f"the levels are {levels}")
    why = "nobody is on call above its level" if choice.current else "at which level it stands cannot be told"
    raise Refused(why, f"choose a level ({levels})")
