"""On-call duty as the verbs print it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from pdtui.core.model import OnCall
from pdtui.core.on_call import Gap, RosterLevel
from pdtui.core.shifts import Shift
from pdtui.printing.columns import table
from pdtui.printing.stamps import stamp
from pdtui.text import clock_time


def roster_json(level: RosterLevel) -> dict[str, object]:
    """One level of a policy for programs."""
    return {
        "escalation_policy": level.policy.name,
        "escalation_policy_id": level.policy.id,
        "level": level.number,
        "now": [_entry_json(entry) for entry in level.now],
        "next": [_entry_json(entry) for entry in level.next],
        "gaps": [{"start": stamp(gap.start), "end": stamp(gap.end)} for gap in level.gaps],
    }


def _entry_json(entry: OnCall) -> dict[str, object]:
    return {
        "user": entry.user.name,
        "user_id": entry.user.id,
        "schedule": entry.schedule.name if entry.schedule else None,
        "schedule_id": entry.schedule.id if entry.schedule else None,
        "start": stamp(entry.start),
        "end": stamp(entry.end),
    }


def shift_json(shift: Shift) -> dict[str, object]:
    """One of my shifts for programs; null for a shift without beginning or end."""
    return {
        "escalation_policy": shift.policy_name,
        "escalation_policy_id": shift.policy_id,
        "level": shift.level,
        "schedule": shift.schedule_name or None,
        "schedule_id": shift.schedule_id or None,
        "start": stamp(shift.start),
        "end": stamp(shift.end),
    }


def roster_table(levels: Iterable[RosterLevel], me: str, now: datetime) -> list[str]:
    """Who is on call, for people; `me` is the id of who looks."""
    cells = [
        (
            level.policy.name,
            f"L{level.number}",
            _people(level.now, me) or "NOBODY",
            _until(level.now, now),
            _people(level.next, me) or "-",
            clock_time(level.next[0].start, now) if level.next and level.next[0].start else "-",
            _gaps(level.gaps, now),
        )
        for level in levels
    ]
    return table(("POLICY", "LEVEL", "ON CALL", "UNTIL", "NEXT", "FROM", "NOBODY"), cells)


def _people(entries: Iterable[OnCall], me: str) -> str:
    names = (f"{entry.user.name} (you)" if entry.user.id == me else entry.user.name for entry in entries)
    return ", ".join(dict.fromkeys(names))


def _until(entries: Sequence[OnCall], now: datetime) -> str:
    """When the first of them goes off call."""
    ends = [entry.end for entry in entries if entry.end]
    if not ends:
        return "always" if entries else "-"
    return clock_time(min(ends), now)


def _gaps(gaps: Sequence[Gap], now: datetime) -> str:
    if not gaps:
        return "-"
    more = f", {len(gaps) - 1} more" if len(gaps) > 1 else ""
    end = gaps[0].end
    return f"{clock_time(gaps[0].start, now)} {f'to {clock_time(end, now)}' if end else 'on'}{more}"


def shift_table(shifts: Iterable[Shift], now: datetime) -> list[str]:
    """My shifts, for people."""
    cells = [
        (
            clock_time(shift.start, now) if shift.start else "always",
            clock_time(shift.end, now) if shift.end else "always",
            shift.place,
            f"L{shift.level}",
            shift.policy_name,
            "now" if (shift.start is None or shift.start <= now) else "later",
        )
        for shift in shifts
    ]
    return table(("FROM", "UNTIL", "SHIFT", "LEVEL", "POLICY", "WHEN"), cells)
