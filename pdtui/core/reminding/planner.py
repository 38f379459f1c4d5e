"""What is to be recorded, so that the journal holds exactly what is wanted: pure policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pdtui.core.reminding.kinds import ReminderKind
from pdtui.core.reminding.reminder import Reminder
from pdtui.core.reminding.store import Planned

_OF_SHIFTS = frozenset({ReminderKind.SHIFT_STARTS, ReminderKind.SHIFT_ENDS})


@dataclass(frozen=True, slots=True)
class Known:
    """Which facts were read in this run: what nobody has read about is left as it is planned."""

    shifts: bool = False
    gaps: bool = False
    incidents: bool = False

    def decides(self, kind: ReminderKind) -> bool:
        """Whether a reminder of this kind that is not wanted lapses."""
        if kind in _OF_SHIFTS:
            return self.shifts
        if kind is ReminderKind.GAP:
            return self.gaps
        own = kind in (ReminderKind.OWN, ReminderKind.FOLLOW_UP, ReminderKind.SHIFT_CHANGED, ReminderKind.TEAM_POST)
        return self.incidents and not own


def lapsed(planned: Sequence[Planned], wanted: Sequence[Reminder], known: Known, now: datetime) -> tuple[str, ...]:
    """The keys of those that nobody wants any more.

    What came due stays, unless it only holds while it is so: a shift that began during a sleep is told. What was
    snoozed stays as long as anything of its series is wanted.
    """
    keys, series = {one.key for one in wanted}, {one.thread for one in wanted}

    def is_wanted(one: Planned) -> bool:
        return one.key in keys or (one.snoozed and one.reminder.thread in series)

    return tuple(
        one.key
        for one in planned
        if not is_wanted(one)
        and known.decides(one.reminder.kind)
        and (one.reminder.holds_only_while or (one.due_at > now and not one.snoozed))
    )


def fresh(planned: Sequence[Planned], wanted: Sequence[Reminder]) -> tuple[Reminder, ...]:
    """Of the wanted ones those that are planned otherwise, or not at all."""
    known = {one.key: one.reminder for one in planned}
    return tuple(one for one in wanted if known.get(one.key) != one)


def latest_of_series(due: Sequence[Planned]) -> tuple[tuple[Planned, ...], tuple[str, ...]]:
    """Of those that are due at once the latest of each series, oldest first, and the keys of what it stands for."""
    latest: dict[str, Planned] = {}
    folded: list[str] = []
    for one in sorted(due, key=lambda one: (one.due_at, one.key)):
        series = one.reminder.series or one.key
        if series in latest:
            folded.append(latest[series].key)
        latest[series] = one
    return tuple(sorted(latest.values(), key=lambda one: (one.due_at, one.key))), tuple(folded)
