"""Who is on call now and next, and when nobody is: pure policy over on-call entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pdtui.core.entries import DirectoryEntry
from pdtui.core.model import EscalationLevel, OnCall, Reference


@dataclass(frozen=True, slots=True)
class Gap:
    """A span in which nobody is on call at a level; `start` is part of it, `end` is not."""

    policy: Reference
    level: int
    start: datetime
    end: datetime | None = None
    """None: it does not end within what was looked at."""


@dataclass(frozen=True, slots=True)
class RosterLevel:
    """One level of a policy: who is on call now, who comes next, and when nobody will be."""

    policy: Reference
    number: int
    """1 is paged first."""
    now: tuple[OnCall, ...]
    next: tuple[OnCall, ...]
    """The entries that begin at the next change; empty where there is none in the span."""
    gaps: tuple[Gap, ...]


def rosters(
    entries: Iterable[OnCall],
    policies: Iterable[Reference],
    definitions: Mapping[str, DirectoryEntry],
    now: datetime,
    until: datetime,
) -> tuple[RosterLevel, ...]:
    """Every level of these policies, in their order; `definitions` (by policy id) may lack some.

    A level that nobody is on call at in the whole span is known from its definition only.
    """
    by_level: dict[tuple[str, int], dict[OnCall, None]] = {}
    for entry in entries:
        by_level.setdefault((entry.escalation_policy.id, entry.level), {})[entry] = None
    found = []
    for policy in policies:
        definition = definitions.get(policy.id)
        levels = {level.number: level for level in definition.levels} if definition else {}
        for number in sorted({*levels, *(level for owner, level in by_level if owner == policy.id)}):
            mine = tuple(by_level.get((policy.id, number), ()))
            found.append(_level(policy, number, mine, levels.get(number), now, until))
    return tuple(found)


def _level(
    policy: Reference,
    number: int,
    entries: tuple[OnCall, ...],
    definition: EscalationLevel | None,
    now: datetime,
    until: datetime,
) -> RosterLevel:
    scheduled = on_schedules(entries, definition)
    return RosterLevel(
        policy=policy,
        number=number,
        now=tuple(sorted((entry for entry in entries if entry.covers(now)), key=_by_end)),
        next=following(entries, now),
        gaps=gaps(policy, number, entries, now, until) if scheduled else (),
    )


def _by_end(entry: OnCall) -> tuple[bool, datetime | None, str]:
    return entry.end is None, entry.end, entry.user.name


def following(entries: Iterable[OnCall], now: datetime) -> tuple[OnCall, ...]:
    """Whoever begins at the first moment after `now` at which somebody begins."""
    later = [entry for entry in entries if entry.start is not None and entry.start > now]
    first = min((entry.start for entry in later if entry.start), default=None)
    return tuple(sorted((entry for entry in later if entry.start == first), key=lambda entry: entry.user.name))


def on_schedules(entries: Iterable[OnCall], definition: EscalationLevel | None) -> bool:
    """Whether a level is answered by schedules, which may have gaps; people who stand in it directly leave none."""
    if definition is not None and definition.targets:
        return any(target.type.startswith("schedule") for target in definition.targets)
    return any(entry.schedule is not None for entry in entries)


def gaps(policy: Reference, level: int, entries: Iterable[OnCall], since: datetime, until: datetime) -> tuple[Gap, ...]:
    """The spans between `since` and `until` that no entry covers, soonest first; the one that reaches `until` is open.

    An entry without a beginning or an end covers everything before or after; those that overlap or
    touch cover as one.
    """
    found: list[Gap] = []
    covered = since
    for start, end in sorted((entry.start or since, entry.end or until) for entry in entries):
        if start >= until:
            break
        if start > covered:
            found.append(Gap(policy, level, covered, start))
        covered = max(covered, end)
    if covered < until:
        found.append(Gap(policy, level, covered))
    return tuple(found)


def policies_of(entries: Sequence[OnCall]) -> tuple[Reference, ...]:
    """The policies among on-call entries, by name, each once."""
    found = {entry.escalation_policy.id: entry.escalation_policy for entry in entries}
    return tuple(sorted(found.values(), key=lambda policy: (policy.name.casefold(), policy.id)))
