"""Of which span a brief is: my shift that ends, or one that was chosen, with what I was on call for. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pdtui.core.model import OnCall, Reference
from pdtui.text import stamp

JUST_ENDED = timedelta(hours=12)
"""How long after its end a shift is still the one that a brief is about."""


@dataclass(frozen=True, slots=True)
class Place:
    """A level of a policy at which I was on call, through a schedule or directly."""

    policy: Reference
    level: int
    schedule: Reference | None = None

    @property
    def key(self) -> str:
        """One schedule seen through several policies is one place."""
        return self.schedule.id if self.schedule else f"{self.policy.id}/{self.level}"

    @property
    def name(self) -> str:
        """The schedule's name, or the policy's where the person stands in it directly."""
        return self.schedule.name if self.schedule else self.policy.name


@dataclass(frozen=True, slots=True)
class Span:
    """What a brief covers: from `since` on, up to but without `until`."""

    since: datetime
    until: datetime
    places: tuple[Place, ...]
    services: tuple[str, ...] = ()
    """The ids of the services of the policies."""
    ends: datetime | None = None
    """When the shift ends or ended; None for a span that was chosen."""

    @property
    def hands_over(self) -> datetime:
        """When somebody else takes over."""
        return self.ends or self.until

    @property
    def policies(self) -> tuple[Reference, ...]:
        """The policies, each once."""
        return tuple({place.policy.id: place.policy for place in self.places}.values())

    @property
    def key(self) -> str:
        """What every laptop derives alike for one and the same brief of one person."""
        if self.ends is not None:
            return f"{min(place.key for place in self.places)}:{stamp(self.ends)}"
        return f"{stamp(self.since)}:{stamp(self.until)}"

    def holds(self, instant: datetime) -> bool:
        """Whether something happened within."""
        return self.since <= instant < self.until


@dataclass(frozen=True, slots=True)
class _Stint:
    """Turns at one place that follow one another without a break."""

    start: datetime
    end: datetime
    entries: tuple[OnCall, ...]


def shift_span(entries: Iterable[OnCall], user_id: str, now: datetime) -> Span | None:
    """The shift of mine that ends next, or else the one that ended last within 12 hours; None where there is none.

    Back-to-back turns at one place are one shift; shifts at several places that end together are one as well.
    Being on call without an end is no shift, and a first level counts before the others.
    """
    mine = [entry for entry in entries if entry.user.id == user_id and entry.start and entry.end]
    for counting in (_first_level(mine), mine):
        stints = _stints(counting)
        present = [stint for stint in stints if stint.start <= now < stint.end]
        ended = [stint for stint in stints if stint.end <= now <= stint.end + JUST_ENDED]
        if present or ended:
            end = min(stint.end for stint in present) if present else max(stint.end for stint in ended)
            together = [stint for stint in (present or ended) if stint.end == end]
            since = min(stint.start for stint in together)
            found = [entry for stint in together for entry in stint.entries]
            return Span(since, min(end, now), _places(found), _services(found), end)
    return None


def chosen_span(entries: Iterable[OnCall], user_id: str, since: datetime, until: datetime) -> Span | None:
    """A span with what I was on call for in it; None where that was nothing."""
    mine = [
        entry
        for entry in entries
        if entry.user.id == user_id
        and (entry.start is None or entry.start < until)
        and (entry.end is None or since < entry.end)
    ]
    found = _first_level(mine) or mine
    return Span(since, until, _places(found), _services(found)) if found else None


def _first_level(entries: Sequence[OnCall]) -> list[OnCall]:
    return [entry for entry in entries if entry.level == 1]


def _stints(entries: Iterable[OnCall]) -> list[_Stint]:
    by_place: dict[str, list[_Stint]] = {}
    for entry in sorted(entries, key=lambda entry: (entry.start is not None, entry.start)):
        if entry.start is None or entry.end is None:
            continue
        stints = by_place.setdefault(entry.seat, [])
        if stints and entry.start <= stints[-1].end:
            last = stints.pop()
            stints.append(_Stint(last.start, max(last.end, entry.end), (*last.entries, entry)))
        else:
            stints.append(_Stint(entry.start, entry.end, (entry,)))
    return [stint for stints in by_place.values() for stint in stints]


def _place(entry: OnCall) -> Place:
    return Place(entry.escalation_policy, entry.level, entry.schedule)


def _places(entries: Iterable[OnCall]) -> tuple[Place, ...]:
    found = {(place.key, place.policy.id, place.level): place for place in map(_place, entries)}
    return tuple(sorted(found.values(), key=lambda place: (place.level, place.name.casefold(), place.policy.id)))


def _services(entries: Iterable[OnCall]) -> tuple[str, ...]:
    return tuple(sorted({service for entry in entries for service in entry.service_ids}))
