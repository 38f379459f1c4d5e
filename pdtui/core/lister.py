"""Brings the store up to date: by the whole list, or where that is long by the account's log."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from pdtui.core import pauses, survey
from pdtui.core.asking import Asker, asking_for
from pdtui.core.events import Event, IncidentsChanged
from pdtui.core.leaving import CONFIRMED, left, look_again
from pdtui.core.model import Incident, Listed, Snapshot
from pdtui.core.pagerduty import PagerDuty
from pdtui.core.ports import Clock
from pdtui.core.progress import Counting, Tell, untold
from pdtui.core.scope import Scope, View
from pdtui.core.store import IncidentStore
from pdtui.core.stream import FROM, LIST_EVERY, MOST, News, Stream
from pdtui.errors import PdtuiError, RateLimited

LOG = logging.getLogger(__name__)


class Lister:
    """Reads what a view holds. Up to `FROM` incidents the list is read each time; beyond, the log is followed,
    and the list read every `LIST_EVERY`, when the view changes, and whenever the log cannot be trusted."""

    def __init__(
        self,
        pagerduty: PagerDuty,
        store: IncidentStore,
        clock: Clock,
        publish: Callable[[Event], None],
        arrive: Callable[[Scope], None],
    ) -> None:
        self._pagerduty = pagerduty
        self._store = store
        self._clock = clock
        self._publish = publish
        self._arrive = arrive
        """Called when the store's rows have become those of a scope."""
        self._stream: Stream | None = None
        self._view: View | None = None
        self._listed_at = -math.inf
        self.missing = ""
        """Why the list is not whole; empty where it is."""

    def distrust(self) -> None:
        """Read the whole list the next time, also where the log is just being followed."""
        self._stream, self._listed_at = None, -math.inf

    async def update(self, view: View, colleagues: Iterable[str], tell: Tell = untold) -> IncidentsChanged:
        """One reading, told to everybody. Raises where PagerDuty could not be read; the store is as before then.

        `tell` hears how far the reading of a list has come that takes more than a page.
        """
        if self._stream is not None and view == self._view and not self._is_due():
            changes = await self._follow(self._stream, view)
            if changes is not None:
                return changes
            LOG.info("the log tells too much or too little: the list is read")
        with pauses.unhurried():
            changes = await self._list(view, colleagues, tell)
            if len(changes.added) > FROM:
                pauses.keep()
        return changes

    def _is_due(self) -> bool:
        return self._clock.monotonic() - self._listed_at >= LIST_EVERY.total_seconds()

    # -- the whole list ----------------------------------------------------------------------

    async def _list(self, view: View, colleagues: Iterable[str], tell: Tell) -> IncidentsChanged:
        self._stream = None
        began_at, began = self._clock.now(), self._clock.monotonic()
        same_scope = self._store.scope == view.scope
        before = {row.id: row.incident for row in self._store.rows}
        with asking_for(Asker.WATCHING):
            see = Counting("reading", tell).see
            reading = await survey.read(self._pagerduty, view, colleagues, before, see)
            stream = await self._stream_since(reading.at, began) if reading.read > FROM else None
        gone = [row for row in self._store.rows if row.id not in reading.listed] if same_scope else []
        fates = await look_again(self._pagerduty, gone)
        still = [entry for incident in fates.values() if incident and (entry := view.judge(incident))]
        listed = {**reading.listed, **{entry.incident.id: entry for entry in still}}
        await asyncio.sleep(0)  # what follows takes its time with a long list
        snapshot = Snapshot(view.me, tuple(listed.values()), began_at, self._clock.now(), view.scope)
        changes = self._store.replace(snapshot, began)
        self._view, self._listed_at, self.missing = view, began, reading.missing
        self._stream = stream
        self._arrive(view.scope)
        self._tell(changes)
        gone_by_id = {row.id: row for row in gone}
        for incident_id in changes.removed:
            if incident_id in gone_by_id:
                self._publish(left(gone_by_id[incident_id], fates, view.me))
        return changes

    # -- the log -----------------------------------------------------------------------------

    async def _stream_since(self, at: datetime | None, began: float) -> Stream | None:
        """The log from when the list was read; None where PagerDuty's time cannot be told: the list is read again."""
        if at is not None:
            return Stream(at)
        try:
            newest = await self._pagerduty.newest_entry_at()
        except PdtuiError as error:
            LOG.info("the newest log entry could not be read: %s", error.what)
            return None
        since_then = timedelta(seconds=self._clock.monotonic() - began)
        return Stream(newest - since_then) if newest is not None else None

    async def _follow(self, stream: Stream, view: View) -> IncidentsChanged | None:
        """What the log tells; None where it cannot be followed."""
        began = self._clock.monotonic()
        self._stream = None  # whatever fails from here on, the list is read the next time
        try:
            with asking_for(Asker.WATCHING):
                occurrences = await self._pagerduty.log_since(stream.since, MOST)
            news = stream.take(occurrences) if occurrences is not None else None
            incidents = await self._complete(news) if news is not None else None
        except RateLimited:
            self._stream = stream  # nothing was taken, and a long list would only be turned away again
            raise
        if incidents is None:
            return None
        self._stream = stream
        return self._take(view, incidents, began)

    async def _complete(self, news: News) -> tuple[Incident, ...] | None:
        """The incidents of the news, those that were only named read one by one; None where these are too many."""
        if len(news.unread) > CONFIRMED:
            return None
        try:
            return (*news.incidents, *[await self._pagerduty.incident(one) for one in news.unread])
        except PdtuiError as error:
            LOG.info("an incident of the log could not be read: %s", error.what)
            return None

    def _take(self, view: View, incidents: Iterable[Incident], began: float) -> IncidentsChanged:
        listed: list[Listed] = []
        fates: dict[str, Incident | None] = {}
        for incident in incidents:
            entry = view.judge(incident)
            if entry is not None:
                listed.append(entry)
            else:
                fates[incident.id] = incident
        rows = {row.id: row for row in map(self._store.row, fates) if row is not None}
        changes = self._store.follow(listed, tuple(rows), began, self._clock.now())
        self._tell(changes)
        for incident_id in changes.removed:
            if incident_id in rows:
                self._publish(left(rows[incident_id], fates, view.me))
        return changes

    def _tell(self, changes: IncidentsChanged) -> None:
        if changes:
            self._publish(changes)
