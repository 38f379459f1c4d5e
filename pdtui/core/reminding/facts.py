"""What the reminders look at: my incidents and what is said on them, as known now or read at the last moment."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from pdtui.core.asking import Asker, asking_for
from pdtui.core.countdown import Countdown
from pdtui.core.events import Polled, PollFailed
from pdtui.core.model import TRIGGERED, Incident, LogEntry, OnCall, Person
from pdtui.core.pagerduty import PagerDuty
from pdtui.core.poller import Poller
from pdtui.core.reminding.kinds import ReminderKind
from pdtui.core.reminding.reminder import Reminder
from pdtui.core.store import IncidentStore
from pdtui.errors import NotFound, PdtuiError
from pdtui.text import clock_time, count, stamp

LOG = logging.getLogger(__name__)
AT_ONCE = 5
"""How many incidents' timelines are read at one look."""
KEPT = 200
"""And how many are remembered."""
PATIENCE = 5.0
"""Seconds after which a reminder is told without having been looked at again."""


class Facts:
    """Reads as little as it can: what the poller has, and one incident's notes when a reminder of it is due."""

    def __init__(
        self,
        poller: Poller,
        store: IncidentStore,
        pagerduty: PagerDuty,
        countdowns: Callable[[Incident, Sequence[LogEntry]], Sequence[Countdown]],
        last_in_thread: Callable[[Incident], Awaitable[datetime | None]],
        now: Callable[[], datetime],
        young: timedelta,
    ) -> None:
        """A list is as good as PagerDuty's word while it is `young`.

        `last_in_thread` asks Slack when somebody last said something; None where there is no thread, or no Slack.
        """
        self._poller = poller
        self._store = store
        self._pagerduty = pagerduty
        self._countdowns = countdowns
        self._logs: dict[str, tuple[LogEntry, ...]] = {}
        """By incident and the moment that its acknowledgement ends."""
        self._last_in_thread = last_in_thread
        self._now = now
        self._young = young
        self.heard: dict[str, datetime] = {}
        """By incident: when something was last said on it, as far as it was read."""

    @property
    def me(self) -> Person | None:
        """Whose reminders they are."""
        return self._poller.me

    @property
    def on_calls(self) -> Sequence[OnCall]:
        """My on-call entries."""
        return self._poller.on_calls

    @property
    def settled(self) -> bool:
        """Whether PagerDuty was asked in this run, whatever came of it: before that nothing is told."""
        return self._poller.last is not None

    @property
    def is_offline(self) -> bool:
        """Whether PagerDuty was asked in vain: then what is known must do."""
        return isinstance(self._poller.last, PollFailed)

    @property
    def incidents_are_known(self) -> bool:
        """Whether the list is as PagerDuty has it."""
        return isinstance(self._poller.last, Polled)

    @property
    def are_old(self) -> bool:
        """Whether the last reading was good and is of long ago, as after a sleep: the next one is awaited then."""
        last = self._poller.last
        return isinstance(last, Polled) and self._now() - last.taken_at > self._young

    def read_again(self) -> None:
        """Have PagerDuty asked at once."""
        self._poller.wake(on_calls=True)

    def mine(self) -> tuple[Incident, ...]:
        """The open incidents that are assigned to me."""
        return tuple(row.incident for row in self._store.rows if row.reason.assigned and row.incident.is_open)

    def countdowns(self, incident: Incident) -> Sequence[Countdown]:
        """What PagerDuty will do to it by itself, as far as is known."""
        return self._countdowns(incident, self._logs.get(_ending(incident), ()))

    async def prepare(self) -> None:
        """Read why an acknowledgement of mine ends: PagerDuty says the same of a snooze and of a time-out."""
        wanted = [one for one in self.mine() if _ending(one) and _ending(one) not in self._logs]
        for incident in wanted[:AT_ONCE]:
            try:
                with asking_for(Asker.WATCHING):
                    async with asyncio.timeout(PATIENCE):
                        self._logs[_ending(incident)] = await self._pagerduty.log_entries(incident.id)
            except (PdtuiError, TimeoutError) as error:
                LOG.info("why the acknowledgement of %s ends could not be read: %s", incident.id, error)
                return
        while len(self._logs) > KEPT:
            self._logs.pop(next(iter(self._logs)))

    def open_words(self) -> str:
        """What is open at a handoff; empty where the list is not sure."""
        if not self.incidents_are_known:
            return ""
        incidents = [row.incident for row in self._store.rows if row.incident.is_open]
        triggered = sum(one.status == TRIGGERED for one in incidents)
        if not incidents:
            return "nothing open in your list"
        said = f"{count(len(incidents), 'incident')} open in your list"
        return said + (f", {triggered} not acknowledged" if triggered else "")

    def as_of(self, now: datetime) -> str:
        """How old the list is where it cannot be read; empty where it is as it should be."""
        taken_at = self._store.taken_at
        if self.incidents_are_known or taken_at is None:
            return ""
        return f"as of {clock_time(taken_at, now)}, PagerDuty does not answer"

    async def still_holds(self, reminder: Reminder) -> bool:
        """Whether it is still to be told, where only a reading can tell. Raises what keeps it from being read."""
        if reminder.kind is ReminderKind.UPDATE_DUE:
            return not await self._was_updated(reminder)
        if reminder.kind is ReminderKind.FOLLOW_UP and self._store.row(reminder.incident_id) is None:
            return not reminder.until_resolved or await self._is_open(reminder.incident_id)
        return True

    async def _is_open(self, incident_id: str) -> bool:
        async with asyncio.timeout(PATIENCE):
            try:
                return (await self._pagerduty.incident(incident_id)).is_open
            except NotFound:
                return False

    async def _was_updated(self, reminder: Reminder) -> bool:
        """Whether somebody has said something since; the next one is counted from there."""
        row = self._store.row(reminder.incident_id)
        if row is None:
            return self.incidents_are_known
        with asking_for(Asker.LOOKING):
            async with asyncio.timeout(PATIENCE):
                notes = await self._pagerduty.notes(reminder.incident_id)
                spoken = await self._last_in_thread(row.incident)
        said = [note.created_at for note in notes] + ([spoken] if spoken is not None else [])
        last = max(said, default=None)
        if last is None or last <= reminder.instant:
            return False
        self.heard[reminder.incident_id] = last
        return True


def _ending(incident: Incident) -> str:
    """What tells the end of an acknowledgement from others; empty where it has none."""
    ends = [action.at for action in incident.pending_actions if action.type == "unacknowledge"]
    return f"{incident.id}:{stamp(ends[0])}" if ends else ""
