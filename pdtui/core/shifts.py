"""My shifts among on-call entries, and the word on duty that follows from them: pure policy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from pdtui.core.model import OnCall
from pdtui.text import clock_time

_FIRST = datetime.min.replace(tzinfo=UTC)


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

    @property
    def seat(self) -> str:
        """What tells the place from all others, whoever sits in it."""
        return self.schedule_id or f"{self.policy_id}/{self.level}"

    def covers(self, instant: datetime) -> bool:
        """Whether it is on at `instant` (the end is not part of it)."""
        return (self.start is None or self.start <= instant) and (self.end is None or instant < self.end)


def shifts_of(entries: Iterable[OnCall], user_id: str) -> tuple[Shift, ...]:
    """My shifts among on-call entries, each once: one schedule seen through several policies is one shift."""
    found: dict[tuple[str, datetime | None, datetime | None], Shift] = {}
    for entry in entries:
        if entry.user.id != user_id:
            continue
        shift = Shift(
            policy_id=entry.escalation_policy.id,
            policy_name=entry.escalation_policy.name,
            level=entry.level,
            schedule_id=entry.schedule.id if entry.schedule else "",
            schedule_name=entry.schedule.name if entry.schedule else "",
            start=entry.start,
            end=entry.end,
        )
        key = (shift.seat, entry.start, entry.end)
        known = found.get(key)
        if known is None or shift.level < known.level:
            found[key] = shift
    return tuple(found.values())


def holders(entries: Iterable[OnCall], seat: str, at: datetime, *, but: str = "") -> tuple[str, ...]:
    """The names of who is on call in a place at an instant, each once; `but`: without this user."""
    found = (entry.user for entry in entries if entry.covers(at) and entry.seat == seat)
    return tuple(dict.fromkeys(user.name for user in found if user.id != but))


def merged(shifts: Iterable[Shift]) -> tuple[Shift, ...]:
    """The same duty with no seams: shifts in one place that touch or overlap are one, as a person lives them.

    Soonest first. A rotation that hands over to the same person, and an override that somebody takes
    for their own shift, come as several entries; nobody goes off call between them.
    """
    by_place: dict[str, list[Shift]] = {}
    for shift in sorted(shifts, key=_begins):
        known = by_place.setdefault(shift.seat, [])
        if known and _touches(known[-1], shift):
            known[-1] = _joined(known[-1], shift)
        else:
            known.append(shift)
    return tuple(sorted((shift for known in by_place.values() for shift in known), key=_begins))


def _begins(shift: Shift) -> tuple[datetime, int]:
    return shift.start or _FIRST, shift.level


def _touches(earlier: Shift, later: Shift) -> bool:
    """Whether the later one begins before, or just as, the earlier one ends."""
    return earlier.end is None or later.start is None or later.start <= earlier.end


def _joined(earlier: Shift, later: Shift) -> Shift:
    known = later if later.level < earlier.level else earlier
    ends = [earlier.end, later.end]
    end = None if None in ends else max(end for end in ends if end)
    return replace(known, start=earlier.start, end=end)


def present_shift(entries: Iterable[OnCall], user_id: str, now: datetime) -> Shift | None:
    """The present shift that matters most, without seams: of the lowest level the one that ends first."""
    return min(_present(entries, user_id, now), key=lambda shift: _weight(shift, now), default=None)


def on_call_summary(entries: Iterable[OnCall], user_id: str, now: datetime) -> str:
    """The status line's word on duty: on call for what until when, or off call and when next."""
    entries = tuple(entries)
    current = _present(entries, user_id, now)
    if current:
        first = min(current, key=lambda shift: _weight(shift, now))
        more = f" +{len(current) - 1}" if len(current) > 1 else ""
        until = f"until {clock_time(first.end, now)}" if first.end else "always"
        return f"on call: {first.place} L{first.level}{more} {until}"
    upcoming = [shift for shift in shifts_of(entries, user_id) if shift.start is not None and shift.start > now]
    if upcoming:
        following = min(upcoming, key=_begins)
        return f"off call, next {clock_time(following.start or now, now)} {following.place}"
    return "off call"


def shift_ends(entries: Iterable[OnCall], user_id: str, now: datetime) -> datetime | None:
    """When the first of my present shifts ends; None where I am on call for ever, or not at all."""
    return min((shift.end for shift in _present(entries, user_id, now) if shift.end is not None), default=None)


def _present(entries: Iterable[OnCall], user_id: str, now: datetime) -> list[Shift]:
    return [shift for shift in merged(shifts_of(entries, user_id)) if shift.covers(now)]


def _weight(shift: Shift, now: datetime) -> tuple[int, bool, datetime]:
    return shift.level, shift.end is None, shift.end or now
