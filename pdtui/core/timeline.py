"""Who is on call over the next days, level by level, without a hole in the telling: pure policy over on-call entries.

Each level is a row of stretches that cover all that was read, one after the other: the people who are on
call, or nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from pdtui.core.entries import DirectoryEntry
from pdtui.core.model import OnCall, Reference

_FIRST = datetime.min.replace(tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A span in which the same people are on call at a level; without people it is a gap.

    `start` is part of it, `end` is not; they may lie outside of what was read.
    """

    people: tuple[Reference, ...]
    """By name, each once, however many schedules put them there."""
    start: datetime | None
    """None: without a beginning, or for a gap: none in what was read."""
    end: datetime | None
    """None: without an end, or for a gap: none in what was read."""
    me: str = ""
    """My user id where I am among them."""

    @property
    def mine(self) -> bool:
        """Whether I am on call in it."""
        return bool(self.me)

    @property
    def others(self) -> tuple[Reference, ...]:
        """The people but me."""
        return tuple(person for person in self.people if person.id != self.me)

    @property
    def is_gap(self) -> bool:
        """Whether nobody is on call in it."""
        return not self.people

    def covers(self, instant: datetime) -> bool:
        """Whether `instant` is in it."""
        return (self.start is None or self.start <= instant) and (self.end is None or instant < self.end)

    def ends_after(self, instant: datetime) -> bool:
        """Whether it is not over at `instant`."""
        return self.end is None or instant < self.end


@dataclass(frozen=True, slots=True)
class LevelLine:
    """One level of one policy in time: `stretches` cover what was read, soonest first, and none is missing."""

    policy: Reference
    level: int
    """1 is paged first."""
    stretches: tuple[Stretch, ...]

    def at(self, instant: datetime) -> Stretch | None:
        """What holds at an instant; None where that was not read."""
        return next((stretch for stretch in self.stretches if stretch.covers(instant)), None)

    def after(self, stretch: Stretch) -> Stretch | None:
        """What follows; None where nothing that was read does."""
        place = self.stretches.index(stretch)
        return self.stretches[place + 1] if place + 1 < len(self.stretches) else None

    def gaps(self, now: datetime) -> tuple[Stretch, ...]:
        """When nobody is on call, from `now` on."""
        return tuple(stretch for stretch in self.stretches if stretch.is_gap and stretch.ends_after(now))

    def mine(self, now: datetime) -> tuple[Stretch, ...]:
        """When I am, from `now` on."""
        return tuple(stretch for stretch in self.stretches if stretch.mine and stretch.ends_after(now))


@dataclass(frozen=True, slots=True)
class Timeline:
    """All lines, and of what span they speak: nothing is known before `since` and from `until` on."""

    read_at: datetime
    since: datetime
    until: datetime
    lines: tuple[LevelLine, ...] = ()


def lines_of(
    entries: Iterable[OnCall],
    policies: Iterable[Reference],
    definitions: Mapping[str, DirectoryEntry],
    me: str,
    since: datetime,
    until: datetime,
) -> tuple[LevelLine, ...]:
    """One line per policy and level: first the policies in which I am on call, by name, their levels ascending.

    `definitions` (by policy id) may lack some: a level that nobody is on call at in the whole span is known
    from its definition only. `me` is a user id.
    """
    by_level: dict[tuple[str, int], list[OnCall]] = {}
    for entry in entries:
        by_level.setdefault((entry.escalation_policy.id, entry.level), []).append(entry)
    found = []
    for policy in {policy.id: policy for policy in policies}.values():
        definition = definitions.get(policy.id)
        levels = {level.number for level in definition.levels} if definition else set()
        levels |= {level for owner, level in by_level if owner == policy.id}
        lines = [
            LevelLine(policy, level, stretches(by_level.get((policy.id, level), ()), me, since, until))
            for level in sorted(levels)
        ]
        mine = any(stretch.mine for line in lines for stretch in line.stretches)
        found.append((not mine, policy.name.casefold(), policy.id, lines))
    return tuple(line for *_, lines in sorted(found, key=lambda one: one[:3]) for line in lines)


def stretches(entries: Iterable[OnCall], me: str, since: datetime, until: datetime) -> tuple[Stretch, ...]:
    """The entries of one level as stretches that cover `since` to `until`; those of the same people are one.

    People on call at the same time stand in one stretch together, whatever schedules they come from.
    """
    entries = [entry for entry in entries if _start(entry) < min(until, _end(entry)) and _end(entry) > since]
    edges = {edge for entry in entries for edge in (_start(entry), _end(entry)) if since < edge < until}
    bounds = sorted({since, until, *edges})
    waiting = sorted(entries, key=_start, reverse=True)
    present: list[OnCall] = []
    found = []
    for begin in bounds[:-1]:
        while waiting and _start(waiting[-1]) <= begin:
            present = [*present, waiting.pop()]
        present = [entry for entry in present if begin < _end(entry)]
        found.append(present)
    return tuple(_stretch(present, first, last, me, since, until) for present, first, last in _joined(found, bounds))


def _joined(present: list[list[OnCall]], bounds: list[datetime]) -> Iterator[tuple[list[OnCall], datetime, datetime]]:
    """Neighbours with the same people as one, with all of their entries."""
    place = 0
    while place < len(present):
        first, people, all_of_them = place, _ids(present[place]), list(present[place])
        while place + 1 < len(present) and _ids(present[place + 1]) == people:
            place += 1
            all_of_them += present[place]
        place += 1
        yield all_of_them, bounds[first], bounds[place]


def _stretch(
    present: list[OnCall], first: datetime, last: datetime, me: str, since: datetime, until: datetime
) -> Stretch:
    """Beyond what was read it goes as far as the entries themselves say."""
    people = {entry.user.id: entry.user for entry in present}
    named = tuple(sorted(people.values(), key=lambda user: (user.name.casefold(), user.id)))
    start: datetime | None = first
    end: datetime | None = last
    if first == since:
        begun = [min(_start(entry) for entry in present if entry.user.id == one) for one in people]
        start = max(begun, default=_FIRST)
    if last == until:
        ended = [max(_end(entry) for entry in present if entry.user.id == one) for one in people]
        end = min(ended, default=_LAST)
    begin, over = None if start == _FIRST else start, None if end == _LAST else end
    return Stretch(named, begin, over, me if me in people else "")


def _ids(entries: Iterable[OnCall]) -> frozenset[str]:
    return frozenset(entry.user.id for entry in entries)


def _start(entry: OnCall) -> datetime:
    return entry.start or _FIRST


def _end(entry: OnCall) -> datetime:
    return entry.end or _LAST
