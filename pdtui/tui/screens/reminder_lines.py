"""The list of reminders in lines: whose, when, of what kind, what about. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from textual.content import Content

from pdtui.core.reminding.listing import Line, unplanned
from pdtui.core.reminding.own import OwnReminder
from pdtui.text import ago, clock_time
from pdtui.tui.details.lines import hanging, wrapped

ROOM = 28
"""Cells that what a reminder is about wants beside the rest."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the list: a reminder, or what a person made and of which nothing is planned now."""

    key: str
    line: Line | None
    own: OwnReminder | None

    @property
    def incident_id(self) -> str:
        """Where it is about an incident."""
        made = self.own.incident_id if self.own is not None else ""
        return self.line.planned.reminder.incident_id if self.line is not None else made

    @property
    def recurs(self) -> bool:
        """Whether it comes again and again by the person's own wish."""
        return self.own is not None and self.own.timing.recurs

    def kind(self) -> str:
        """Its kind in words."""
        if self.line is not None:
            return self.line.planned.reminder.kind.words
        return self.own.kind.words if self.own is not None else ""

    def when(self, now: datetime) -> str:
        """`03:45 in 30m`, `told 02:00`, `not planned`."""
        if self.line is None:
            return "not planned"
        planned = self.line.planned
        if self.line.is_told:
            return f"told {clock_time(planned.told_at or planned.due_at, now)}"
        left = planned.due_at - now
        return f"{clock_time(planned.due_at, now)} {f'in {ago(left)}' if planned.due_at > now else 'due now'}"

    def what(self, now: datetime) -> str:
        """What it is about."""
        if self.line is not None:
            return self.line.what(now)
        return self.own.what(now) if self.own is not None else ""


def entries_of(lines: Sequence[Line], own: Sequence[OwnReminder]) -> tuple[Entry, ...]:
    """In the order of the list; what is made and not planned comes last."""
    listed = tuple(Entry(line.key, line, line.own) for line in lines)
    return (*listed, *(Entry(one.series, None, one) for one in unplanned(lines, own)))


def lines_of(entries: Iterable[Entry], now: datetime, width: int) -> list[Content]:
    """Aligned; a person's own are marked by their numbers."""
    cells = [
        (f"{one.own.number}" if one.own is not None else "", one.when(now), one.kind(), one.what(now), one)
        for one in entries
    ]
    number, when, kind = (max((len(str(cell[at])) for cell in cells), default=0) for at in range(3))
    return [Content("\n").join(_entry(*cell, (number, when, kind), width)) for cell in cells]


def _entry(
    number: str, when: str, kind: str, what: str, one: Entry, wide: tuple[int, int, int], width: int
) -> Iterable[Content]:
    """What it is about stands beside the rest; where there is little room for that, below it."""
    head = Content.assemble(
        (f"{number:>{wide[0]}} ", "bold"),
        (f"{when:<{wide[1]}}  ", "$text-muted" if _is_over(one) else "bold"),
        (f"{kind:<{wide[2]}}  ", "$text-muted" if _is_over(one) else "$primary"),
    )
    room, body = width - head.cell_length, Content(what)
    if room >= ROOM or body.cell_length <= room:
        return hanging(head, body, width)
    return (head, *wrapped(what, width, indent=wide[0] + 3))


def _is_over(one: Entry) -> bool:
    return one.line is None or one.line.is_told
