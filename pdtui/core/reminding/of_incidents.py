"""Reminders of incidents: not acknowledged, about to escalate, to wake or to time out, without an update."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from pdtui.core.countdown import Countdown
from pdtui.core.model import ACKNOWLEDGED, TRIGGERED, Incident
from pdtui.core.reminding.kinds import ReminderKind, Rule, Rules
from pdtui.core.reminding.reminder import Reminder, minutes
from pdtui.text import stamp

_BY_ITSELF = {
    "escalate": ReminderKind.ESCALATION,
    "unacknowledge": ReminderKind.ACKNOWLEDGEMENT_TIMEOUT,
    "unsnooze": ReminderKind.SNOOZE_ENDS,
}


def of_incidents(
    incidents: Iterable[Incident],
    countdowns: Mapping[str, Sequence[Countdown]],
    heard: Mapping[str, datetime],
    rules: Rules,
    now: datetime,
) -> tuple[Reminder, ...]:
    """All for my open incidents. `heard`: when something was last said on one, as far as that was read."""
    found: list[Reminder] = []
    for incident in incidents:
        found += _unacknowledged(incident, rules.rule(ReminderKind.UNACKNOWLEDGED), now)
        found += _update_due(incident, heard.get(incident.id), rules, now)
        for countdown in countdowns.get(incident.id, ()):
            found += _by_itself(incident, countdown, rules, now)
    return tuple(found)


def _unacknowledged(incident: Incident, rule: Rule, now: datetime) -> list[Reminder]:
    if incident.status != TRIGGERED or not rule.on:
        return []
    began = incident.last_status_change_at or incident.created_at
    return [_told(incident, ReminderKind.UNACKNOWLEDGED, began, due_at) for due_at in _times(began, rule, now)]


def _update_due(incident: Incident, heard: datetime | None, rules: Rules, now: datetime) -> list[Reminder]:
    rule = rules.rule(ReminderKind.UPDATE_DUE)
    grave = incident.priority is not None and incident.priority.name in rules.priorities
    if incident.status != ACKNOWLEDGED or not grave or not rule.on:
        return []
    began = max(incident.last_status_change_at or incident.created_at, heard or incident.created_at)
    return [_told(incident, ReminderKind.UPDATE_DUE, began, due_at) for due_at in _times(began, rule, now)]


def _times(began: datetime, rule: Rule, now: datetime) -> list[datetime]:
    """The latest moment that has come, and the next one: those before are told with it, those behind come in time."""
    times = [began + after for after in sorted(rule.times)]
    if rule.every is not None and times:
        turns = max(0, (now - times[-1]) // rule.every)
        times += [times[-1] + rule.every * turn for turn in (turns, turns + 1) if turn]
    past, coming = [at for at in times if at <= now], [at for at in times if at > now]
    return past[-1:] + coming[:1]


def _told(incident: Incident, kind: ReminderKind, began: datetime, due_at: datetime) -> Reminder:
    series = f"{kind}:{incident.id}:{stamp(began)}"
    return _about(incident, kind, f"{series}:{minutes(due_at - began)}", due_at, began, series=series)


def _by_itself(incident: Incident, countdown: Countdown, rules: Rules, now: datetime) -> list[Reminder]:
    kind = _BY_ITSELF.get(countdown.what)
    rule = rules.rule(kind) if kind is not None else None
    if kind is None or rule is None or not rule.on or countdown.at <= now:
        return []
    series = f"{kind}:{incident.id}:{stamp(countdown.at)}"
    where = f"to level {countdown.level}" if countdown.level else ""
    who = f"({', '.join(countdown.people)})" if countdown.people and countdown.level else ""
    sure = "estimated" if countdown.estimated else ""
    detail = ", ".join(part for part in (f"{where} {who}".strip(), sure) if part)
    return [
        _about(
            incident, kind, f"{series}:{minutes(before)}", countdown.at - before, countdown.at,
            series=series, detail=detail,
        )
        for before in rule.times
    ]  # fmt: skip


def _about(
    incident: Incident,
    kind: ReminderKind,
    key: str,
    due_at: datetime,
    instant: datetime,
    *,
    series: str,
    detail: str = "",
) -> Reminder:
    return Reminder(
        key=key,
        kind=kind,
        due_at=due_at,
        subject=incident.reference.name,
        instant=instant,
        series=series,
        detail=detail,
        incident_id=incident.id,
        holds_only_while=True,
    )
