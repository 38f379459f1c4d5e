"""Reminders as the verbs print them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pdtui.core.reminding.listing import Line, handle
from pdtui.core.reminding.own import OwnReminder
from pdtui.core.reminding.reminder import sentence
from pdtui.printing.columns import table
from pdtui.printing.stamps import stamp


def reminder_json(line: Line, now: datetime, state: str = "") -> dict[str, object]:
    """A reminder for programs; `number` is null where no person made it, `state` what has become of it since."""
    reminder, own = line.planned.reminder, line.own
    return {
        "id": handle(line.key),
        "number": reminder.own_id or None,
        "kind": str(reminder.kind),
        "state": state or str(line.planned.state),
        "due_at": stamp(line.planned.due_at),
        "told_at": stamp(line.planned.told_at),
        "snoozed": line.planned.snoozed,
        "text": sentence(reminder),
        "instant": stamp(reminder.instant),
        "timing": own.timing.words(now) if own is not None else None,
        "incident_id": reminder.incident_id or None,
    }


def own_reminder_json(own: OwnReminder, now: datetime, state: str) -> dict[str, object]:
    """One that a person made and of which nothing is planned now, with the same keys."""
    return {
        "id": None,
        "number": own.number,
        "kind": str(own.kind),
        "state": state,
        "due_at": None,
        "told_at": None,
        "snoozed": False,
        "text": own.text or own.incident_name,
        "instant": None,
        "timing": own.timing.words(now),
        "incident_id": own.incident_id or None,
    }


def reminder_table(lines: Sequence[Line], idle: Sequence[OwnReminder], now: datetime) -> list[str]:
    """Reminders for people: what is planned, what was told, and what is made but not planned."""
    cells = [(line.name, line.when(now), line.planned.reminder.kind.words, line.what(now)) for line in lines]
    cells += [(str(own.number), "not planned", own.kind.words, own.what(now)) for own in idle]
    return table(("N", "WHEN", "KIND", "WHAT"), cells, flexible=3)
