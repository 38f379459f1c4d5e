"""A desk of reminders without a journal: what is planned by hand, and what was asked of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pdtui.core.events import Event, RemindersChanged
from pdtui.core.reminding.kinds import ReminderKind
from pdtui.core.reminding.listing import Line, listed
from pdtui.core.reminding.own import OwnReminder, of_own
from pdtui.core.reminding.reminder import Reminder
from pdtui.core.reminding.store import Planned, ReminderState
from pdtui.core.reminding.timing import Timing
from pdtui.errors import PdtuiError, Refused


def planned(
    key: str, minutes: float, now: datetime, kind: ReminderKind = ReminderKind.SHIFT_STARTS, **more: object
) -> Planned:
    """One that is due in so many minutes."""
    due_at = now + timedelta(minutes=minutes)
    made = Reminder(key, kind, due_at, subject=f"subject of {key}", instant=due_at)
    return Planned(replace(made, **more), due_at)  # type: ignore[arg-type] # by name


@dataclass
class FakeReminders:
    """What the screen sees of the desk; `refuses` is raised by whatever acts."""

    clock: Callable[[], datetime]
    publish: Callable[[Event], None]
    rows: dict[str, Planned] = field(default_factory=dict)
    made: dict[int, OwnReminder] = field(default_factory=dict)
    refuses: PdtuiError | None = None
    done: list[tuple[object, ...]] = field(default_factory=list)
    """Each call that acts: its name, what it was about, and what was asked."""

    def now(self) -> datetime:
        return self.clock()

    def put(self, *rows: Planned) -> None:
        """Have these planned or told."""
        self.rows |= {one.key: one for one in rows}
        self.publish(RemindersChanged())

    def tell(self, key: str, minutes_ago: float = 0) -> None:
        """It was told."""
        told_at = self.clock() - timedelta(minutes=minutes_ago)
        self.put(replace(self.rows[key], state=ReminderState.TOLD, told_at=told_at))

    def forget(self, key: str) -> None:
        """It is not planned any more."""
        del self.rows[key]
        self.publish(RemindersChanged())

    def planned(self) -> tuple[Planned, ...]:
        found = [one for one in self.rows.values() if one.state is ReminderState.PLANNED]
        return tuple(sorted(found, key=lambda one: one.due_at))

    def told(self) -> tuple[Planned, ...]:
        found = [one for one in self.rows.values() if one.state is ReminderState.TOLD]
        return tuple(sorted(found, key=lambda one: one.told_at or one.due_at, reverse=True))

    def own(self) -> tuple[OwnReminder, ...]:
        return tuple(self.made.values())

    def listed(self) -> tuple[Line, ...]:
        return listed(self.planned(), self.told(), self.own())

    def add(self, text: str, timing: Timing, *, incident_id: str = "", incident_name: str = "") -> OwnReminder:
        self._act("add", text, timing.words(self.now()), incident_id)
        if not text and not incident_id:
            raise Refused("a reminder of nothing says nothing", "write what to be reminded of")
        number = max(self.made, default=0) + 1
        own = OwnReminder(number, f"token{number}", text, timing, self.now(), incident_id, incident_name)
        self.made[number] = own
        self.put(*(Planned(one, one.due_at) for one in of_own([own], self.now())))
        return own

    def snooze(self, key: str, until: datetime) -> bool:
        self._act("snooze", key, until)
        if key in self.rows:
            row = self.rows[key]
            self.put(replace(row, due_at=until, snoozed=True, state=ReminderState.PLANNED, told_at=None))
        return key in self.rows

    def dismiss(self, key: str) -> bool:
        self._act("dismiss", key)
        known = self.rows.pop(key, None) is not None
        self.publish(RemindersChanged())
        return known

    def remove(self, number: int) -> bool:
        self._act("remove", number)
        self.rows = {key: one for key, one in self.rows.items() if one.reminder.own_id != number}
        known = self.made.pop(number, None) is not None
        self.publish(RemindersChanged())
        return known

    def _act(self, *call: object) -> None:
        if self.refuses is not None:
            raise self.refuses
        self.done.append(call)
