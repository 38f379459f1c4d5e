"""Several reminders of one moment as few announcements: what a person reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from pdtui.core.reminding.kinds import ReminderKind
from pdtui.core.reminding.reminder import LATE, Due, Reminder, headline, lateness, sentence

MOST = 4
"""More announcements of one moment than that become one."""
NAMED = 5
"""How many reminders a folded announcement names."""
_HANDOFFS = (ReminderKind.SHIFT_STARTS, ReminderKind.SHIFT_ENDS)
_TOGETHER = frozenset(
    {ReminderKind.SHIFT_STARTS, ReminderKind.SHIFT_ENDS, ReminderKind.SHIFT_CHANGED, ReminderKind.GAP}
)


def announcements(
    reminders: Sequence[Reminder], now: datetime, open_words: str = "", as_of: str = ""
) -> tuple[Due, ...]:
    """Oldest first. `open_words` says what is open at a handoff; `as_of` how old the list is, where it is old."""
    groups: dict[object, list[Reminder]] = {}
    for one in reminders:
        groups.setdefault(_group(one), []).append(one)
    if len(groups) > MOST:
        return (_folded(reminders, now, as_of),)
    return tuple(_one(group, now, open_words, as_of) for group in groups.values())


def _group(reminder: Reminder) -> object:
    if reminder.kind in (ReminderKind.SHIFT_CHANGED, ReminderKind.GAP):
        return reminder.kind
    return (reminder.kind, reminder.instant) if reminder.kind in _HANDOFFS else reminder.key


def _one(group: Sequence[Reminder], now: datetime, open_words: str, as_of: str) -> Due:
    first = group[0]
    is_own = first.kind is ReminderKind.OWN
    said = [] if is_own else [sentence(one) for one in group[:NAMED]]
    if len(group) > NAMED:
        said.append(f"and {len(group) - NAMED} more")
    said += [
        lateness(first, now),
        open_words if first.kind in _HANDOFFS and not _is_over(first, now) else "",
        as_of if is_of_list(first) else "",
    ]
    return Due(
        keys=tuple(one.key for one in group),
        title=first.subject if is_own else headline(first, now),
        text="; ".join(part for part in said if part),
        late=_late(first, now),
        kinds=frozenset(one.kind for one in group),
        incident_id=first.incident_id if len(group) == 1 else "",
    )


def _folded(reminders: Sequence[Reminder], now: datetime, as_of: str) -> Due:
    lines = [line_of(one, now) for one in reminders[:NAMED]]
    if len(reminders) > NAMED:
        lines.append(f"and {len(reminders) - NAMED:,} more on the list of reminders")
    if as_of and any(is_of_list(one) for one in reminders):
        lines.append(as_of)
    return Due(
        keys=tuple(one.key for one in reminders),
        title=f"{len(reminders):,} reminders came due",
        text="\n".join(lines),
        late=max(_late(one, now) for one in reminders),
        kinds=frozenset(one.kind for one in reminders),
    )


def is_of_list(reminder: Reminder) -> bool:
    """Whether it is only as true as the list of incidents is."""
    return reminder.holds_only_while and bool(reminder.incident_id)


def line_of(reminder: Reminder, now: datetime) -> str:
    """A reminder in one line: `Your shift ended at 09:00: Payments primary (level 1); due 09:00, 4 h ago`."""
    late = lateness(reminder, now)
    head = "" if reminder.kind is ReminderKind.OWN else f"{headline(reminder, now)}: "
    return f"{head}{sentence(reminder)}" + (f"; {late}" if late else "")


def _is_over(reminder: Reminder, now: datetime) -> bool:
    """Whether my shift has ended: what is open is not in my list any more then."""
    return reminder.kind is ReminderKind.SHIFT_ENDS and reminder.instant <= now


def _late(reminder: Reminder, now: datetime) -> timedelta:
    late = now - reminder.due_at
    return late if late >= LATE else timedelta()
