"""Reminders of my shifts: before and at the hour of each start and end, and when the plan itself changed."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from pdtui.core.on_call import Gap
from pdtui.core.reminding.kinds import ReminderKind, Rules
from pdtui.core.reminding.reminder import Reminder, minutes
from pdtui.core.shifts import Shift, merged
from pdtui.text import clock_time, stamp

HANDOFFS = (ReminderKind.SHIFT_STARTS, ReminderKind.SHIFT_ENDS)
FORGOTTEN = timedelta(hours=1)
"""What was due longer ago when it was first thought of is not told any more: nobody could have been told in time."""


@dataclass(frozen=True, slots=True)
class Handoff:
    """One end or start of one of my shifts."""

    kind: ReminderKind
    shift: Shift
    instant: datetime

    @property
    def key(self) -> str:
        """What tells it from all others."""
        return f"{self.kind}:{self.shift.seat}:{stamp(self.instant)}"


def handoffs(shifts: Iterable[Shift]) -> tuple[Handoff, ...]:
    """Every start and end, soonest first; shifts of mine that touch are one, and a permanent duty has neither."""
    found = [
        Handoff(kind, shift, instant)
        for shift in merged(shifts)
        for kind, instant in zip(HANDOFFS, (shift.start, shift.end), strict=True)
        if instant is not None
    ]
    return tuple(sorted(found, key=lambda one: (one.instant, one.key)))


def of_shifts(
    shifts: Iterable[Shift], counterparts: Mapping[str, tuple[str, ...]], rules: Rules, now: datetime
) -> tuple[Reminder, ...]:
    """Those that are still to come, or came due a moment ago. `counterparts`: names by handoff key, where read."""
    found = []
    for handoff in handoffs(shifts):
        rule = rules.rule(handoff.kind)
        names = counterparts.get(handoff.key)
        for before in rule.times if rule.on else ():
            due_at = handoff.instant - before
            if due_at < now - FORGOTTEN:
                continue
            found.append(
                Reminder(
                    key=f"{handoff.key}:{minutes(before)}",
                    kind=handoff.kind,
                    due_at=due_at,
                    subject=f"{handoff.shift.place} (level {handoff.shift.level})",
                    instant=handoff.instant,
                    series=handoff.key,
                    detail=_handover(handoff.kind, names),
                )
            )
    return tuple(found)


def _handover(kind: ReminderKind, names: tuple[str, ...] | None) -> str:
    if names is None:
        return ""
    who = ", ".join(names)
    if kind is ReminderKind.SHIFT_ENDS:
        return f"{who} takes over" if who else "NOBODY takes over"
    return f"you take over from {who}" if who else "nobody is on call before you"


@dataclass(frozen=True, slots=True)
class Plan:
    """My shifts as they were read at one moment, up to `until`."""

    read_at: datetime
    until: datetime
    shifts: tuple[Shift, ...]


def changes(old: Plan, new: Plan, zone: tzinfo) -> tuple[Reminder, ...]:
    """What is different between two readings in the span that both looked at: one reminder per place and change."""
    now, until = new.read_at, min(old.until, new.until)
    before, after = _by_seat(old.shifts, now, until), _by_seat(new.shifts, now, until)
    found = []
    for seat in sorted({*before, *after}):
        for was, now_is in _differences(before.get(seat, []), after.get(seat, [])):
            first = min(start for start, _, _ in (*was, *now_is))
            shift = (was or now_is)[0][2]
            change = zlib.crc32(repr([span[:2] for span in (*was, *now_is)]).encode())
            found.append(
                Reminder(
                    key=f"{ReminderKind.SHIFT_CHANGED}:{seat}:{stamp(old.read_at)}:{change:08x}",
                    kind=ReminderKind.SHIFT_CHANGED,
                    due_at=now,
                    subject=f"{shift.place} (level {shift.level})",
                    instant=max(first, now),
                    series=f"{ReminderKind.SHIFT_CHANGED}:{seat}:{change:08x}:{now:%Y-%m-%d}",
                    detail=_change(was, now_is, now.astimezone(zone)),
                )
            )
    return tuple(found)


Span = tuple[datetime, datetime, Shift]


def _by_seat(shifts: Iterable[Shift], since: datetime, until: datetime) -> dict[str, list[Span]]:
    """What of the shifts lies between the two instants; what was before or comes after cannot be compared."""
    found: dict[str, list[Span]] = {}
    for shift in merged(shifts):
        start, end = max(shift.start or since, since), min(shift.end or until, until)
        if start < end:
            found.setdefault(shift.seat, []).append((start, end, shift))
    return found


def _differences(before: Sequence[Span], after: Sequence[Span]) -> list[tuple[list[Span], list[Span]]]:
    """Spans that are not the same in both, those that overlap together."""
    same = {span[:2] for span in before} & {span[:2] for span in after}
    left = [(span, False) for span in before if span[:2] not in same]
    right = [(span, True) for span in after if span[:2] not in same]
    groups: list[tuple[list[Span], list[Span]]] = []
    reach: datetime | None = None
    for span, is_new in sorted((*left, *right), key=lambda one: one[0][:2]):
        if reach is None or span[0] >= reach:
            groups.append(([], []))
        groups[-1][is_new].append(span)
        reach = span[1] if reach is None else max(reach, span[1])
    return groups


def _change(was: Sequence[Span], now_is: Sequence[Span], now: datetime) -> str:
    if not was:
        return f"new: {_spans(now_is, now)}"
    if not now_is:
        return f"not yours any more: {_spans(was, now)}"
    return f"now {_spans(now_is, now)}, was {_spans(was, now)}"


def _spans(spans: Sequence[Span], now: datetime) -> str:
    return " and ".join(_span(shift, now) for _, _, shift in spans)


def _span(shift: Shift, now: datetime) -> str:
    if shift.end is None:
        return f"from {clock_time(shift.start, now)} on" if shift.start is not None else "always"
    end = clock_time(shift.end, now)
    return f"{clock_time(shift.start, now)} to {end}" if shift.start is not None else f"until {end}"


def of_gaps(gaps: Iterable[Gap], rules: Rules, now: datetime, zone: tzinfo) -> tuple[Reminder, ...]:
    """Spans in which nobody is on call for a policy of mine, told when they are seen, and again when one has begun."""
    rule = rules.rule(ReminderKind.GAP)
    ahead = max(rule.times, default=timedelta())
    found = []
    for gap in gaps:
        if not rule.on or gap.start > now + ahead or (gap.end is not None and gap.end <= now):
            continue
        begun = gap.start <= now
        end = stamp(gap.end) if gap.end is not None else "open"
        local = now.astimezone(zone)
        spoken = _gap(gap, local, begun=begun)
        found.append(
            Reminder(
                key=f"{ReminderKind.GAP}:{gap.policy.id}:{gap.level}:{f'begun:{end}' if begun else stamp(gap.start)}",
                kind=ReminderKind.GAP,
                due_at=now,
                subject=f"{gap.policy.name} (level {gap.level})",
                instant=gap.start,
                detail=spoken,
                holds_only_while=True,
            )
        )
    return tuple(found)


def _gap(gap: Gap, now: datetime, *, begun: bool) -> str:
    start = clock_time(gap.start, now)
    if gap.end is None:
        return f"since {start}" if begun else f"from {start}, no end within a week"
    end = clock_time(gap.end, now)
    return f"since {start}, until {end}" if begun else f"{start} to {end}"
