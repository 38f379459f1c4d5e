"""Which reminders are wanted, from shifts and rules; what to say when one is due: pure policy.

A reminder's key names what it is about (kind, escalation policy or schedule, level, instant), so that a
restart, a second process or a re-reading of the same shifts finds the same one and announces it once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from pdtui.core.shifts import Shift as Shift
from pdtui.core.shifts import on_call_summary as on_call_summary
from pdtui.core.shifts import shift_ends as shift_ends
from pdtui.core.shifts import shifts_of as shifts_of
from pdtui.text import clock_time, spell, stamp

LATEST = timedelta(hours=1)
"""A reminder older than this is not shown any more."""


class Handoff(StrEnum):
    """What a handoff reminder announces."""

    SHIFT_ENDS = "shift_ends"
    SHIFT_STARTS = "shift_starts"


@dataclass(frozen=True, slots=True)
class Reminder:
    """One wanted announcement: `due_at` is when to say it, `instant` what it is about."""

    key: str
    kind: Handoff
    due_at: datetime
    instant: datetime
    shift: Shift
    counterpart: str = ""
    """Who takes over at the end, or hands over at the start; empty where nobody or not known."""


@dataclass(frozen=True, slots=True)
class Due:
    """What is announced at one moment: one or more reminders about the same instant, as one text."""

    keys: tuple[str, ...]
    title: str
    text: str
    late: timedelta


def wanted(shifts: Iterable[Shift], before: timedelta, now: datetime) -> tuple[Reminder, ...]:
    """The reminders for these shifts that are still worth saying, soonest first.

    One `before` each end and each start; those due more than `LATEST` ago are left out.
    """
    reminders: dict[str, Reminder] = {}
    for shift in shifts:
        for kind, instant in ((Handoff.SHIFT_ENDS, shift.end), (Handoff.SHIFT_STARTS, shift.start)):
            if instant is None or instant - before < now - LATEST:
                continue
            place = shift.schedule_id or f"{shift.policy_id}/{shift.level}"
            key = f"{kind}:{place}:{stamp(instant)}"
            reminders[key] = Reminder(key, kind, instant - before, instant, shift)
    return tuple(sorted(reminders.values(), key=lambda reminder: (reminder.due_at, reminder.key)))


def with_counterparts(reminders: Iterable[Reminder], names: Mapping[str, str]) -> tuple[Reminder, ...]:
    """The same reminders with who takes or hands over, by reminder key."""
    return tuple(replace(r, counterpart=names.get(r.key, r.counterpart)) for r in reminders)


def due_now(reminders: Iterable[Reminder], now: datetime, claim: Callable[[str], bool]) -> Iterator[Due]:
    """What to announce at `now`, oldest first; `claim(key)` is True for exactly one caller per key, ever.

    Each is yielded right after its claim, so that a later claim that fails takes nothing with it.
    """
    groups: dict[tuple[Handoff, datetime], list[Reminder]] = {}
    for reminder in reminders:
        if now - LATEST <= reminder.due_at <= now:
            groups.setdefault((reminder.kind, reminder.instant), []).append(reminder)
    for group in sorted(groups.values(), key=lambda group: group[0].due_at):
        claimed = [reminder for reminder in group if claim(reminder.key)]
        if claimed:
            yield _announce(claimed, now)


def _announce(group: list[Reminder], now: datetime) -> Due:
    first = group[0]
    ends = first.kind is Handoff.SHIFT_ENDS
    past = first.instant <= now
    verb = ("ended" if past else "ends") if ends else ("started" if past else "starts")
    away = f"{spell(now - first.instant)} ago" if past else f"in {spell(first.instant - now)}"
    title = f"Your shift {verb} at {clock_time(first.instant, now)}"
    lines = []
    for reminder in group:
        who = reminder.counterpart
        if ends:
            handover = f"{who} takes over" if who else "nobody is known to take over"
        else:
            handover = f"you take over from {who}" if who else "nobody is known to hand over"
        lines.append(f"{reminder.shift.place} (level {reminder.shift.level}): {handover}")
    text = "; ".join(lines) + "."
    late = now - first.due_at
    if late >= timedelta(minutes=1):
        text += f" It {verb} {away}; this was due at {clock_time(first.due_at, now)}, {spell(late)} ago."
    else:
        late = timedelta()
    return Due(tuple(reminder.key for reminder in group), title, text, late)
