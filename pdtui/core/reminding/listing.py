"""Reminders as they are listed: by what each is called, when it comes, what it is about. Pure policy."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pdtui.core.reminding.kinds import ReminderKind
from pdtui.core.reminding.own import OwnReminder
from pdtui.core.reminding.reminder import Reminder, sentence
from pdtui.core.reminding.store import Planned, ReminderState
from pdtui.errors import NotFound, UsageError
from pdtui.text import ago, clock_time, count

HANDLE = 6
"""Letters that what pdtui planned by itself is called by."""
SHORTEST_HANDLE = 2
"""How many of them a person types at least."""
_LETTERS = "bcdfghjkmnpqrstvwxyz"
"""No vowels: a handle is no word; and no digits: a number is always that of an own reminder."""
_AT = frozenset(
    {
        ReminderKind.SHIFT_STARTS,
        ReminderKind.SHIFT_ENDS,
        ReminderKind.ESCALATION,
        ReminderKind.ACKNOWLEDGEMENT_TIMEOUT,
        ReminderKind.SNOOZE_ENDS,
    }
)
_SINCE = frozenset({ReminderKind.UNACKNOWLEDGED, ReminderKind.UPDATE_DUE})


@dataclass(frozen=True, slots=True)
class Line:
    """One reminder of the list, planned or told."""

    planned: Planned
    name: str
    """By which it is called: the number of an own one, else its handle."""
    own: OwnReminder | None = None
    """What a person made it from, where that is not over."""
    more: int = 0
    """How many others of its series come later: the one lead stands for the others of the same handoff."""

    @property
    def key(self) -> str:
        """The reminder's."""
        return self.planned.key

    @property
    def is_told(self) -> bool:
        """Whether it was told already."""
        return self.planned.state is ReminderState.TOLD

    @property
    def recurs(self) -> bool:
        """Whether it comes again and again by the person's own wish."""
        return self.own is not None and self.own.timing.recurs

    def when(self, now: datetime) -> str:
        """`03:45, in 30m`, `told 02:00, 1h ago`; clock times are in the zone of `now`."""
        if self.is_told:
            at = self.planned.told_at or self.planned.due_at
            return f"told {clock_time(at, now)}, {ago(now - at)} ago"
        at = self.planned.due_at
        return f"{clock_time(at, now)}, {f'in {ago(at - now)}' if at > now else 'due now'}"

    def what(self, now: datetime) -> str:
        """What it is about, with the moment, and for an own one that recurs how often."""
        often = [self.own.timing.words(now)] if self.own is not None and self.recurs else []
        later = [f"first of {self.more + 1}"] if self.more and not self.is_told else []
        more = [*often, *(["snoozed"] if self.planned.snoozed else []), *later]
        return about(self.planned.reminder, now) + (f" ({', '.join(more)})" if more else "")


def about(reminder: Reminder, now: datetime) -> str:
    """Subject, detail and the moment that it is about, where that is not when it is told."""
    if reminder.kind in _AT:
        return f"{sentence(reminder)}, at {clock_time(reminder.instant, now)}"
    if reminder.kind in _SINCE:
        return f"{sentence(reminder)}, since {clock_time(reminder.instant, now)}"
    return sentence(reminder)


def handle(key: str) -> str:
    """A short name for a reminder by its key, the same in every process: `kvtrns`."""
    number = int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest())
    letters = []
    for _ in range(HANDLE):
        number, place = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[place])
    return "".join(letters)


def _due(planned: Planned) -> tuple[datetime, str]:
    return planned.due_at, planned.key


def listed(planned: Sequence[Planned], told: Sequence[Planned], own: Sequence[OwnReminder]) -> tuple[Line, ...]:
    """All in the order of the list: what is planned, then what was told. A number is given to one line at most.

    Of what is planned of one series the first stands for the others.
    """
    made = {one.number: one for one in own}
    called: set[int] = set()
    lines = []
    of_series = Counter(one.reminder.thread for one in planned)
    soonest = {one.reminder.thread: one for one in sorted(planned, key=_due, reverse=True)}
    for one in (*sorted(soonest.values(), key=_due), *told):
        number = one.reminder.own_id
        is_first = number in made and number not in called
        called.add(number)
        lines.append(
            Line(
                one, str(number) if is_first else handle(one.key), made.get(number), of_series[one.reminder.thread] - 1
            )
        )
    return tuple(lines)


def unplanned(lines: Sequence[Line], own: Sequence[OwnReminder]) -> tuple[OwnReminder, ...]:
    """The own ones of which nothing is planned: their kind is switched off, or what comes next was dismissed."""
    planned = {line.planned.reminder.own_id for line in lines if not line.is_told}
    return tuple(one for one in own if one.number not in planned)


def chosen(lines: Sequence[Line], text: str) -> Line:
    """The one that a person means by a number or by the beginning of a handle.

    Raises `UsageError` for what is neither or means several, `NotFound` for what means none.
    """
    wanted = text.strip().removeprefix("#").lower()
    if wanted.isdecimal():
        found = [line for line in lines if line.name == wanted]
        found = found or [line for line in lines if str(line.planned.reminder.own_id) == wanted][:1]
    elif len(wanted) >= SHORTEST_HANDLE and set(wanted) <= set(_LETTERS):
        found = [line for line in lines if handle(line.key).startswith(wanted)]
    else:
        raise UsageError(
            f"{text!r} is not a reminder", "pdtui remind list shows how each is called; a text goes in quotes"
        )
    if not found:
        raise NotFound(f"there is no reminder {text!r}", "pdtui remind list shows those there are")
    if len(found) > 1:
        names = ", ".join(handle(line.key) for line in found[:4])
        raise UsageError(f"{text!r} means {count(len(found), 'reminder')}: {names}", "write more of it")
    return found[0]
