"""What PagerDuty will do to an incident by itself, and when: as it says, else estimated. Pure policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pdtui.core.entries import DirectoryEntry
from pdtui.core.escalation import current_level
from pdtui.core.model import ACKNOWLEDGED, LOW, TRIGGERED, EscalationLevel, Incident, LogEntry
from pdtui.text import spell

_ASSIGNED = {"assign_log_entry", "escalate_log_entry", "trigger_log_entry", "delegate_log_entry"}
_TRIGGERED_AGAIN = {"unacknowledge_log_entry", "repeat_escalation_path_log_entry"}
"""What starts the delay of a level anew, beside an assignment."""
_ACKNOWLEDGED = {"acknowledge_log_entry"}
_SNOOZED = {"snooze_log_entry"}


@dataclass(frozen=True, slots=True)
class Countdown:
    """One thing that will happen by itself."""

    what: str
    """`escalate`, `unacknowledge`, `unsnooze`, `resolve`, `urgency_change`, or a word that PagerDuty adds."""
    at: datetime
    level: int = 0
    """Where it escalates to; 0 where that cannot be told."""
    people: tuple[str, ...] = ()
    """Who is paged there: on call now, else the targets of the level."""
    estimated: bool = False
    """Whether pdtui computed it from policy and service; PagerDuty's own word is sure."""

    def text(self, now: datetime) -> str:
        """`escalates in 3 min to level 2 (Bo)`, with `estimated` where it is."""
        left = self.at - now
        when = f"in {spell(_rounded(left))}" if left >= timedelta(seconds=1) else "now"
        where = f" to level {self.level}" if self.level else ""
        who = f" ({', '.join(self.people)})" if self.people and self.level else ""
        return f"{_SAID.get(self.what, self.what.replace('_', ' '))} {when}{where}{who}" + (
            ", estimated" if self.estimated else ""
        )


_SAID = {
    "escalate": "escalates",
    "unacknowledge": "acknowledgement times out",
    "unsnooze": "wakes and pages again",
    "resolve": "resolves itself",
    "urgency_change": "urgency changes",
}


def _rounded(left: timedelta) -> timedelta:
    """Whole minutes from two minutes on, so that a countdown is no stopwatch."""
    return timedelta(minutes=round(left.total_seconds() / 60)) if left >= timedelta(minutes=2) else left


def countdowns(
    incident: Incident,
    log: Sequence[LogEntry],
    now: datetime,
    *,
    policy: DirectoryEntry | None = None,
    service: DirectoryEntry | None = None,
    levels: Sequence[EscalationLevel] = (),
) -> tuple[Countdown, ...]:
    """What is to come, soonest first: PagerDuty's pending actions, else an estimate.

    `levels` are the policy's with who is on call there now, where they are known; else `policy` names the
    targets. An estimate whose moment has passed is left out: something else must have happened.
    """
    levels = levels or (policy.levels if policy else ())
    if not incident.is_open:
        return ()
    if incident.pending_actions:
        found = [_pending(incident, log, levels, action.type, action.at) for action in incident.pending_actions]
    else:
        found = [one for one in (_escalation(incident, log, levels), _timeout(incident, log, service)) if one]
        found = [one for one in found if one.at > now]
    return tuple(sorted(found, key=lambda one: one.at))


def _pending(
    incident: Incident, log: Sequence[LogEntry], levels: Sequence[EscalationLevel], what: str, at: datetime
) -> Countdown:
    if what == "escalate":
        level = _next(incident, log, levels)
        return Countdown(what, at, level.number if level else 0, _people(level))
    if what == "unacknowledge":
        snoozed, acknowledged = _latest(log, _SNOOZED), _latest(log, _ACKNOWLEDGED)
        if snoozed and (acknowledged is None or snoozed >= acknowledged):
            return Countdown("unsnooze", at)
    return Countdown(what, at)


def _current(incident: Incident, log: Sequence[LogEntry], levels: Sequence[EscalationLevel]) -> int:
    """The present level by its people; where those are not known, as often as it was escalated; else 0."""
    current = current_level(incident, levels, log)
    if current or any(level.on_call for level in levels):
        return current
    counted = 1 + sum(entry.type == "escalate_log_entry" for entry in log)
    return counted if log and counted <= len(levels) else 0


def _next(incident: Incident, log: Sequence[LogEntry], levels: Sequence[EscalationLevel]) -> EscalationLevel | None:
    """The level after the present one; one where nobody is known to be on call is passed over by PagerDuty."""
    current = _current(incident, log, levels)
    above = [level for level in levels if current and level.number > current]
    return next((level for level in above if level.on_call), above[0] if above else None)


def _people(level: EscalationLevel | None) -> tuple[str, ...]:
    return tuple(one.name for one in level.on_call or level.targets) if level else ()


def _escalation(incident: Incident, log: Sequence[LogEntry], levels: Sequence[EscalationLevel]) -> Countdown | None:
    """Triggered, urgent, given by a policy and not at its last level: after the level's delay."""
    if incident.status != TRIGGERED or incident.urgency == LOW or incident.assigned_via == "direct_assignment":
        return None
    current = _current(incident, log, levels)
    following = _next(incident, log, levels)
    delay = next((level.delay_minutes for level in levels if level.number == current), 0)
    if following is None or not delay:
        return None
    began = _latest(log, _ASSIGNED | _TRIGGERED_AGAIN) or incident.last_status_change_at or incident.created_at
    at = began + timedelta(minutes=delay)
    return Countdown("escalate", at, following.number, _people(following), estimated=True)


def _timeout(incident: Incident, log: Sequence[LogEntry], service: DirectoryEntry | None) -> Countdown | None:
    """Acknowledged, and its service takes acknowledgements back after a while."""
    if incident.status != ACKNOWLEDGED or service is None or not service.acknowledgement_timeout:
        return None
    snoozed, acknowledged = _latest(log, _SNOOZED), _latest(log, _ACKNOWLEDGED) or incident.last_status_change_at
    if acknowledged is None or (snoozed and snoozed >= acknowledged):
        return None
    at = acknowledged + timedelta(seconds=service.acknowledgement_timeout)
    return Countdown("unacknowledge", at, estimated=True)


def _latest(log: Sequence[LogEntry], types: set[str]) -> datetime | None:
    return max((entry.created_at for entry in log if entry.type in types), default=None)
