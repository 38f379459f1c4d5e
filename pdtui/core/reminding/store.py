"""What the reminders need of the journal: what is planned, what was told, what a person made."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from pdtui.core.reminding.of_shifts import Plan
from pdtui.core.reminding.own import OwnReminder
from pdtui.core.reminding.reminder import Reminder
from pdtui.core.reminding.timing import Timing


class ReminderState(StrEnum):
    """Where a reminder stands."""

    PLANNED = "planned"
    TELLING = "telling"
    """One process has it and shows it right now."""
    TOLD = "told"
    DISMISSED = "dismissed"
    """A person does not want to hear of it."""
    FOLDED = "folded"
    """A later one of its series was told in its place."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A reminder as the journal has it. `due_at` is later than the reminder's own where it was snoozed."""

    reminder: Reminder
    due_at: datetime
    state: ReminderState = ReminderState.PLANNED
    told_at: datetime | None = None
    snoozed: bool = False

    @property
    def key(self) -> str:
        """The reminder's."""
        return self.reminder.key


class ReminderStore(Protocol):
    """The tables of the reminders. `owner` is the PagerDuty id of the person. Raises `JournalUnusable`."""

    def planned(self, owner: str) -> tuple[Planned, ...]:
        """All that is still to be told, soonest first."""

    def told_since(self, owner: str, since: datetime) -> tuple[Planned, ...]:
        """What was told since then, newest first."""

    def is_known(self, owner: str, keys: Collection[str]) -> frozenset[str]:
        """Which of these were ever planned, whatever became of them."""

    def dismissed(self, owner: str) -> frozenset[str]:
        """The series that nobody wants to hear of any more."""

    def plan(self, owner: str, add: Sequence[Reminder], remove: Collection[str]) -> None:
        """Record what is wanted and what is not any more, in one transaction; what was told stays told."""

    def claim_reminders(self, owner: str, planned: Sequence[Planned], now: datetime) -> frozenset[str]:
        """Take them for telling, in one transaction; the keys of those that no other process has or had."""

    def was_told(self, owner: str, keys: Collection[str], now: datetime) -> None:
        """The claimed ones were shown."""

    def fold_reminders(self, owner: str, keys: Collection[str], now: datetime) -> None:
        """A later one of their series is told in their place."""

    def give_back(self, owner: str, keys: Collection[str]) -> None:
        """The claimed ones could not be shown: they are to be told after all."""

    def reclaim(self, owner: str) -> int:
        """Plan anew what a process that is gone had claimed and perhaps not shown; how many."""

    def snooze_reminder(self, owner: str, key: str, until: datetime) -> bool:
        """Tell it then (once more); False where it is not known."""

    def dismiss_reminder(self, owner: str, key: str) -> bool:
        """Tell neither it nor the rest of its series; False where it is not known."""

    def add_own(
        self, owner: str, text: str, timing: Timing, now: datetime, *, incident_id: str = "", incident_name: str = ""
    ) -> OwnReminder:
        """Keep one that a person made."""

    def own(self, owner: str) -> tuple[OwnReminder, ...]:
        """Those that are not over, in the order in which they were made."""

    def remove_own(self, owner: str, number: int) -> bool:
        """Delete one with all that is planned of it; False where there is none."""

    def last_plan(self, owner: str) -> Plan | None:
        """My shifts as last read by any process."""

    def keep_plan(self, owner: str, plan: Plan, old: Plan | None, changes: Sequence[Reminder]) -> bool:
        """Put it in the place of the old one, and plan what it changed, in one transaction; False where another
        process was quicker."""

    def stirred(self) -> object:
        """Something that differs whenever another process has changed the journal."""
