"""On-call duty as the verbs print it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from pdtui.core.model import OnCall
from pdtui.core.on_call import Gap, RosterLevel
from pdtui.core.shifts import Shift
from pdtui.core.timeline import LevelLine, Stretch, Timeline
from pdtui.printing.columns import table
from pdtui.printing.stamps import stamp
from pdtui.text import clock_time


def roster_json(level: RosterLevel, timeline: Timeline, me: str) -> dict[str, object]:
    """One level of a policy for programs; `me` is the id of who asks."""
    line = _line_of(level, timeline)
    return {
        "escalation_policy": level.policy.name,
        "escalation_policy_id": level.policy.id,
        "level": level.number,
        "now": [_entry_json(entry) for entry in level.now],
        "next": [_entry_json(entry) for entry in level.next],
        "gaps": [{"start": stamp(gap.start), "end": stamp(gap.end)} for gap in level.gaps],
        "spans": [span for stretch in (line.stretches if line else ()) for span in _spans_json(stretch, me)],
    }


def _line_of(level: RosterLevel, timeline: Timeline) -> LevelLine | None:
    wanted = (level.policy.id, level.number)
    return next((line for line in timeline.lines if (line.policy.id, line.level) == wanted), None)


def _spans_json(stretch: Stretch, me: str) -> list[dict[str, object]]:
    """One object per person: several that are on call together have the same bounds."""
    return [
        {
            "user": person.name,
            "user_id": person.id,
            "start": stamp(stretch.start),
            "end": stamp(stretch.end),
            "mine": person.id == me,
        }
        for person in stretch.people
    ]


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


def timeline_table(timeline: Timeline, now: datetime) -> list[str]:
    """Who is on call when, level by level, for people; what is over is left out."""
    cells = [
        (
            line.policy.name if first else "",
            f"L{line.level}" if first else "",
            clock_time(stretch.start, now) if stretch.start else "-",
            _last(stretch, now),
            ", ".join(person.name for person in stretch.people) or "NOBODY",
            "you" if stretch.mine else "",
        )
        for line in timeline.lines
        for first, stretch in _with_first(line, timeline.read_at)
    ]
    return table(("POLICY", "LEVEL", "FROM", "UNTIL", "ON CALL", ""), cells)


def _with_first(line: LevelLine, since: datetime) -> Iterator[tuple[bool, Stretch]]:
    """What is not over, and whether it is the first of the line."""
    left = [stretch for stretch in line.stretches if stretch.ends_after(since)]
    return zip((True, *(False for _ in left)), left, strict=False)


def _last(stretch: Stretch, now: datetime) -> str:
    if stretch.end:
        return clock_time(stretch.end, now)
    return "-" if stretch.is_gap else "always"
