"""The poll loop: what is mine now, never two readings at once, and never an old one shown as new."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from pdtui.core import scope
from pdtui.core.events import Connected, Event, IncidentsChanged, Left, Polled, PollFailed, PollFailure
from pdtui.core.journal import Journal
from pdtui.core.model import Incident, OnCall, OpenIncidents, Person, Snapshot
from pdtui.core.pagerduty import PagerDuty
from pdtui.core.ports import Clock
from pdtui.core.store import IncidentStore, Row
from pdtui.core.writes import resolved_words
from pdtui.errors import JournalUnusable, NotFound, NotSent, PdtuiError, RateLimited
from pdtui.text import count

LOG = logging.getLogger(__name__)
ON_CALLS_EVERY = timedelta(minutes=5)
"""`/oncalls` has a hidden limit of its own: never once per tick."""
BACK = timedelta(hours=2)
AHEAD = timedelta(days=14)
"""The span of shifts that is read: reminders need what just ended and what comes."""
CACHED_EVERY = timedelta(minutes=1)
STUBBORN = 60.0
"""Seconds between tries where only a person can mend it: a bad token."""
CONFIRMED = 10
"""How many incidents that left are read again one by one; more than these are a mass change."""


class Poller:
    """Asks PagerDuty at its interval and hands what it says to the store."""

    def __init__(
        self,
        pagerduty: PagerDuty,
        store: IncidentStore,
        journal: Journal,
        clock: Clock,
        *,
        seconds: float,
        account: str,
        publish: Callable[[Event], None],
    ) -> None:
        self._pagerduty = pagerduty
        self._store = store
        self._journal = journal
        self._clock = clock
        self._seconds = seconds
        self._account = account
        self._publish = publish
        self._wake = asyncio.Event()
        self._on_calls_at: datetime | None = None
        self._cached_at: datetime | None = None
        self.me: Person | None = None
        self.identified = asyncio.Event()
        """Set once PagerDuty itself has said who I am in this run."""
        self.on_calls: tuple[OnCall, ...] = ()
        """My entries from `BACK` to `AHEAD`."""
        self.on_calls_read: Callable[[], None] = lambda: None
        self.last: Polled | PollFailed | None = None

    def restore(self) -> None:
        """Show the last good reading of the last run; it carries its age."""
        snapshot = self._journal.cached(self._account)
        if snapshot is not None:
            self.me = snapshot.owner
            self._announce(self._store.replace(snapshot, -math.inf))

    def wake(self, *, on_calls: bool = False) -> None:
        """Poll now, or right after the poll that is under way."""
        if on_calls:
            self._on_calls_at = None
        self._wake.set()

    async def run(self) -> None:
        """Poll for ever."""
        while True:
            self._wake.clear()
            wait = await self.attempt()
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._wake.wait()

    async def attempt(self) -> float:
        """One poll; a failure is published, not raised. Returns the seconds until the next."""
        try:
            await self.poll()
        except Exception as error:
            if not isinstance(error, PdtuiError):
                LOG.exception("a poll failed by a fault of pdtui's own")
                error = PdtuiError(f"pdtui failed to read the answer ({type(error).__name__})", "see the log")
            wait = self._wait_after(error)
            self.last = PollFailed(
                str(error),
                self._clock.now() + timedelta(seconds=wait),
                _kind(error),
            )
            self._publish(self.last)
            return wait
        return self._seconds

    def _wait_after(self, error: PdtuiError) -> float:
        if isinstance(error, RateLimited):
            return error.retry_after
        return self._seconds if isinstance(error, NotSent) else max(STUBBORN, self._seconds)

    async def poll(self) -> None:
        """One reading of the scope; raises where it could not be read whole."""
        me = await self.identify()
        await self._read_on_calls(me)
        began_at, began = self._clock.now(), self._clock.monotonic()
        duty = scope.duty_at(self.on_calls, began_at)
        assigned = await self._pagerduty.open_incidents(assigned_to=me.id)
        on_call = (
            await self._pagerduty.open_incidents(service_ids=duty.services) if duty.services else OpenIncidents(())
        )
        snapshot = Snapshot(
            owner=me,
            listed=scope.in_scope(assigned.incidents, on_call.incidents, duty),
            began_at=began_at,
            taken_at=self._clock.now(),
        )
        before = {row.id: row for row in self._store.rows}
        changes = self._store.replace(snapshot, began)
        self.last = Polled(snapshot.taken_at, _missing(assigned, on_call))
        self._announce(changes)
        self._publish(self.last)
        self._remember(snapshot, changes)
        await self._explain(me, [before[gone] for gone in changes.removed])

    async def identify(self) -> Person:
        """Who I am, from PagerDuty itself, asked once per run."""
        if not self.identified.is_set() or self.me is None:
            known, self.me = self.me, await self._pagerduty.me()
            if known is not None and known.id != self.me.id:
                self._announce(self._store.clear())
            self.identified.set()
            self._publish(Connected(self.me))
        return self.me

    async def _read_on_calls(self, me: Person) -> None:
        now = self._clock.now()
        if self._on_calls_at is not None and now - self._on_calls_at < ON_CALLS_EVERY:
            return
        self.on_calls = await self._pagerduty.on_calls(me.id, now - BACK, now + AHEAD)
        self._on_calls_at = now
        self.on_calls_read()

    def _remember(self, snapshot: Snapshot, changes: IncidentsChanged) -> None:
        """Keep the reading for the next start: at once if it differs, else its age once a minute."""
        if changes or self._cached_at is None or snapshot.taken_at - self._cached_at >= CACHED_EVERY:
            try:
                self._journal.cache(self._account, snapshot)
            except JournalUnusable as error:
                LOG.warning("the reading was not kept for the next start: %s", error)
            else:
                self._cached_at = snapshot.taken_at

    def _announce(self, changes: IncidentsChanged) -> None:
        if changes:
            self._publish(changes)

    async def _explain(self, me: Person, gone: list[Row]) -> None:
        """Read again what left the list: absence alone does not say that it was resolved."""
        for row in gone[:CONFIRMED]:
            try:
                incident = await self._pagerduty.incident(row.id)
            except NotFound:
                self._publish(Left(row.incident, "no longer visible to you", row.reason.assigned))
            except PdtuiError as error:
                LOG.info("what became of %s could not be read: %s", row.id, error.what)
                self._publish(Left(row.incident, "left the list", row.reason.assigned))
            else:
                self._publish(Left(incident, fate(incident, me), row.reason.assigned))
        for row in gone[CONFIRMED:]:
            self._publish(Left(row.incident, "left the list"))


def _missing(*readings: OpenIncidents) -> str:
    unreadable = sum(reading.unreadable for reading in readings)
    parts = [f"{count(unreadable, 'incident')} cannot be read"] if unreadable else []
    if any(reading.capped for reading in readings):
        parts.append("PagerDuty gives out 10,000 incidents at most")
    return ", ".join(parts)


def _kind(error: PdtuiError) -> PollFailure:
    if isinstance(error, RateLimited):
        return PollFailure.RATE_LIMITED
    return PollFailure.OFFLINE if isinstance(error, NotSent) else PollFailure.REFUSED


def fate(incident: Incident, me: Person) -> str:
    """What became of an incident that left the list."""
    if not incident.is_open:
        return resolved_words(incident)
    others = [person.name for person in incident.assignees if person.id != me.id]
    return f"is with {', '.join(others)} now" if others else "left the list"
