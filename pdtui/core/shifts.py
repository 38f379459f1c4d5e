"""My shifts among on-call entries, and the word on duty that follows from them: pure policy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pdtui.core.model import OnCall
from pdtui.text import clock_time


@dataclass(frozen=True, slots=True)
class Shift:
    """A span of on-call duty at one level of one escalation policy."""

    policy_id: str
    policy_name: str
    level: int
    schedule_id: str
    schedule_name: str
    start: datetime | None
    end: datetime | None

    @property
    def place(self) -> str:
        """What the duty is, in words: the schedule's name, or the policy's where the person stands in it directly."""
        return self.schedule_name or self.policy_name


def shifts_of(entries: Iterable[OnCall], user_id: str) -> tuple[Shift, ...]:
    """My shifts among on-call entries, each once: one schedule seen through several policies is one shift."""
    found: dict[tuple[str, str, datetime | None, datetime | None], Shift] = {}
    for entry in entries:
        if entry.user.id != user_id:
            continue
        schedule_id = entry.schedule.id if entry.schedule else ""
        place = schedule_id or f"{entry.escalation_policy.id}/{entry.level}"
        shift = Shift(
            policy_id=entry.escalation_policy.id,
            policy_name=entry.escalation_policy.name,
            level=entry.level,
            schedule_id=schedule_id,
            schedule_name=entry.schedule.name if entry.schedule else "",
            start=entry.start,
            end=entry.end,
        )
        key = (place, "", entry.start, entry.end)
        known = found.get(key)
        if known is None or shift.level < known.level:
            found[key] = shift
    return tuple(found.values())


def on_call_summary(entries: Iterable[OnCall], user_id: str, now: datetime) -> str:
    """The status line's word on duty: on call for what until when, or off call and when next."""
    shifts = shifts_of(entries, user_id)
    current = [s for s in shifts if (s.start is None or s.start <= now) and (s.end is None or now < s.end)]
    if current:
        first = min(current, key=lambda shift: (shift.level, shift.end is None, shift.end or now))
        more = f" +{len(current) - 1}" if len(current) > 1 else ""
        until = f"until {clock_time(first.end, now)}" if first.end else "always"
        return f"on call: {first.place} L{first.level}{more} {until}"
    upcoming = [shift for shift in shifts if shift.start is not None and shift.start > now]
    if upcoming:
        following = min(upcoming, key=lambda shift: shift.start or now)
        return f"off call, next {clock_time(following.start or now, now)} {following.place}"
    return "off call"


def shift_ends(entries: Iterable[OnCall], user_id: str, now: datetime) -> datetime | None:
    """When the first of my present shifts ends; None where I am on call for ever, or not at all."""
    return min(
        (
            shift.end
            for shift in shifts_of(entries, user_id)
            if shift.end is not None and now < shift.end and (shift.start is None or shift.start <= now)
        ),
        default=None,
    )
