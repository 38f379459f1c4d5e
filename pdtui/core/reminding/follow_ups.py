"""Follow-ups that are still due, as the brief of a shift tells them. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pdtui.core.handoff.facts import FollowUp
from pdtui.core.reminding.kinds import ReminderKind
from pdtui.core.reminding.store import Planned

_NUMBER = re.compile(r"#(\d+)\s*")


def follow_ups(planned: Sequence[Planned]) -> tuple[FollowUp, ...]:
    """Soonest first, each once; what recurs by its next occurrence."""
    first: dict[int, Planned] = {}
    for one in sorted(planned, key=lambda one: one.due_at):
        if one.reminder.kind is ReminderKind.FOLLOW_UP:
            first.setdefault(one.reminder.own_id, one)
    return tuple(map(_follow_up, first.values()))


def _follow_up(planned: Planned) -> FollowUp:
    reminder = planned.reminder
    found = _NUMBER.match(reminder.detail or reminder.subject)
    text = reminder.subject if reminder.detail else _NUMBER.sub("", reminder.subject, count=1)
    return FollowUp(text, planned.due_at, int(found[1]) if found else 0)
