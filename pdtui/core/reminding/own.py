"""What a person wants to be reminded of: follow-ups on an incident, and whatever else they wrote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pdtui.core.reminding.kinds import ReminderKind
from pdtui.core.reminding.reminder import Reminder
from pdtui.core.reminding.timing import Timing
from pdtui.errors import UsageError
from pdtui.text import stamp


@dataclass(frozen=True, slots=True)
class OwnReminder:
    """One that a person made; it may come once or again and again."""

    number: int
    """By which it is called; counted in the journal."""
    token: str
    """What tells it from those of other journals."""
    text: str
    timing: Timing
    created_at: datetime
    incident_id: str = ""
    incident_name: str = ""
    """`#12 Checkout latency`, as it was then."""

    @property
    def kind(self) -> ReminderKind:
        """A follow-up where it is about an incident."""
        return ReminderKind.FOLLOW_UP if self.incident_id else ReminderKind.OWN

    @property
    def series(self) -> str:
        """What all its occurrences belong to."""
        return f"{self.kind}:{self.token}"

    def what(self, now: datetime) -> str:
        """What it is about, and when it comes in the zone of `now`."""
        return f"{self.text or self.incident_name} ({self.timing.words(now)})"


def of_own(own: Iterable[OwnReminder], now: datetime) -> tuple[Reminder, ...]:
    """Of each the latest occurrence that has come since it was made, and the next one."""
    return tuple(_occurrence(one, due_at) for one in own for due_at in _times(one, now))


def _times(one: OwnReminder, now: datetime) -> list[datetime]:
    """None for one whose zone this machine does not know: it must not keep the others from being told."""
    try:
        missed = one.timing.latest(one.created_at, now)
        coming = one.timing.next_after(max(now, one.created_at))
    except UsageError:
        return []
    return [at for at in (missed, coming) if at is not None]


def _occurrence(one: OwnReminder, due_at: datetime) -> Reminder:
    return Reminder(
        key=f"{one.series}:{stamp(due_at)}",
        kind=one.kind,
        due_at=due_at,
        subject=one.text or one.incident_name,
        instant=due_at,
        series=one.series,
        detail=one.incident_name if one.text else "",
        incident_id=one.incident_id,
        own_id=one.number,
        until_resolved=one.timing.until_resolved,
    )
