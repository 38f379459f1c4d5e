"""What Slack is owed without anybody's key: new incidents, states that changed, what others did.

It follows the engine's own events; only for what others did (`slack.whose = "all"`) it reads PagerDuty's log.
Every laptop that watches derives the same markers, and each lets a while pass that is its own, so that
mostly one of them speaks and the others find it said.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from pdtui.core.asking import Asker, asking_for
from pdtui.core.events import IncidentsChanged, Left, ThreadFound
from pdtui.core.journal import OutboxRow
from pdtui.core.model import RESOLVED, Incident, LogEntry, Person
from pdtui.core.slack import marks, mirror
from pdtui.core.slack.archiving import archiving
from pdtui.core.slack.log_entries import telling_of
from pdtui.core.slack.owed import Announcement, ChecklistPost, DirectMessage, ParentUpdate, Pointer, Telling, owed
from pdtui.core.slack.parent import state_of
from pdtui.core.slack.people import People
from pdtui.core.slack.workspace import Workspace
from pdtui.core.store import IncidentStore
from pdtui.core.stream import Occurrence, Stream
from pdtui.core.subscription import Subscription
from pdtui.errors import JournalUnusable, PdtuiError

LOG = logging.getLogger(__name__)
NEW = timedelta(minutes=30)
"""An incident that is older when it is first seen is not announced any more."""
TURNS = 10.0
"""Seconds within which every laptop has its own turn."""
DOER_FIRST = timedelta(seconds=45)
"""How long whoever did something is given to tell it: longer than a flood is waited for."""
MOST = 500
"""Log entries in one reading."""


class Watcher:
    """Owes announcements, links, direct messages, parents' states, and what others did, for one workspace."""

    def __init__(
        self,
        workspace: Workspace,
        store: IncidentStore,
        people: People,
        who: Callable[[], Person | None],
        wake: Callable[[], None],
    ) -> None:
        self._at = workspace
        self._store = store
        self._people = people
        self._who = who
        self._wake = wake
        self._stream: Stream | None = None
        """How far PagerDuty's log was read; it outlives a loop that is started again."""

    async def follow(self, events: Subscription) -> None:
        """Owe what each event of the engine asks for, for ever."""
        await self._at.identified.wait()
        async for event in events:
            match event:
                case IncidentsChanged(added=added, changed=changed):
                    self._changed(added, changed)
                case ThreadFound(link=link) if (row := self._store.row(link.incident_id)) is not None:
                    self._each(row.incident, self._state)
                case Left(incident=incident):
                    self._each(incident, self._state, self._archive)

    async def watch_log(self, seconds: float) -> None:
        """Tell what anyone does in incidents of mine, as PagerDuty's log shows it, for ever."""
        await self._at.identified.wait()
        while True:
            try:
                with asking_for(Asker.WATCHING):
                    self._stream = stream = self._stream or Stream(await self._begin())
                    occurrences = await self._at.pagerduty.log_since(stream.since, MOST)
                if occurrences is None:
                    LOG.warning("PagerDuty's log grew by more than %d entries: what they tell is passed over", MOST)
                    self._stream = None
                else:
                    self._owe_seen(occurrences)
                    stream.fresh(occurrences)
            except PdtuiError as error:
                LOG.info("PagerDuty's log was not read: %s", error.what)
            await asyncio.sleep(seconds)

    async def _begin(self) -> datetime:
        """From when on to follow the log, by PagerDuty's clock where it has written anything."""
        return await self._at.pagerduty.newest_entry_at() or self._at.clock.now()

    # -- from the list -----------------------------------------------------------------------

    def _changed(self, added: tuple[str, ...], changed: tuple[str, ...]) -> None:
        for incident_id in added:
            row = self._store.row(incident_id)
            if row is not None and (row.reason.assigned or row.reason.levels):
                self._each(row.incident, self._announce)
        try:
            linked = self._at.journal.linked(self._at.team_id)
        except JournalUnusable as error:
            LOG.warning("the threads of incidents are not known: %s", error)
            return
        for incident_id in linked.intersection((*added, *changed)):
            row = self._store.row(incident_id)
            if row is not None:
                self._each(row.incident, self._state)

    def _each(self, incident: Incident, *owings: Callable[[Incident], None]) -> None:
        """One that fails keeps no other back."""
        for owe in owings:
            try:
                owe(incident)
            except JournalUnusable as error:
                LOG.warning("Slack is not told of a change of %s: %s", incident.id, error)

    def _announce(self, incident: Incident) -> None:
        """A thread, the checklist, the other channels, those who are paged: for what is new, once."""
        routing, now = self._at.routing, self._at.clock.now()
        if not self._is_ours(incident) or "trigger" not in routing.notify_on or now - incident.created_at > NEW:
            return
        if not routing.tells("trigger", incident):
            return
        at = max(now, incident.created_at + routing.parent_wait) + self._turn(incident.id)
        rows = [self._owed(Announcement(incident), marks.announcement(incident.id), at)]
        if routing.wants_checklist(incident):
            rows.append(self._owed(ChecklistPost(incident, routing.checklist), marks.checklist(incident.id), at))
        rows += [
            self._owed(Pointer(incident, place), marks.pointer(incident.id, place), at)
            for place in routing.others(incident)
        ]
        if routing.pages(incident):
            rows += self._direct(incident, at)
        self._at.journal.owe(*rows)
        self._wake()

    def _direct(self, incident: Incident, at: datetime) -> list[OutboxRow]:
        priority = f"{incident.priority.name} " if incident.priority else ""
        words = f"{priority}#{incident.number} {incident.title}, {incident.service.name}, is with you"
        return [
            self._owed(
                DirectMessage(incident, person, mirror.cut(words)), marks.direct("trigger", incident.id, person.id), at
            )
            for person in incident.assignees
        ]

    def _state(self, incident: Incident) -> None:
        """Where the thread hangs on pdtui's own parent, that is to show how things stand."""
        link = self._at.journal.thread(incident.id, self._at.team_id)
        if link is None or link.origin != "pdtui" or not self._is_ours(incident):
            return
        lane, marker = marks.state(incident.id), marks.state(incident.id, state_of(incident))
        made_here = self._at.journal.row(marks.parent(incident.id, self._at.team_id)) is not None
        wait = timedelta() if made_here else DOER_FIRST / 2 + self._turn(incident.id)
        row = self._owed(ParentUpdate(incident), marker, self._at.clock.now() + wait)
        self._at.journal.owe_anew(replace(row, lane=lane))
        self._wake()

    def _archive(self, incident: Incident) -> None:
        """Its own channel is closed some time after somebody resolved it."""
        if incident.status != RESOLVED or not self._is_ours(incident):
            return
        channel = self._at.journal.channel_of(incident.id, self._at.team_id)
        row = archiving(self._at.routing, channel, incident, self._at.clock.now())
        if row is not None:
            self._at.journal.owe(row)

    def _is_ours(self, incident: Incident) -> bool:
        return self._at.routing.workspace_of(incident) == self._at.name

    # -- from the log ------------------------------------------------------------------------

    def _owe_seen(self, occurrences: tuple[Occurrence, ...]) -> None:
        rows = []
        for one in occurrences:
            row = self._store.row(one.incident_id)
            incident = one.incident or (row.incident if row is not None else None)
            if one.entry is not None and incident is not None and self._concerns_me(incident):
                rows += self._seen(one.entry, incident)
        if rows:
            self._at.journal.owe(*rows)
            self._wake()

    def _concerns_me(self, incident: Incident) -> bool:
        row = self._store.row(incident.id)
        listed = row is not None and bool(row.reason.assigned or row.reason.levels)
        linked = self._at.journal.thread(incident.id, self._at.team_id) is not None
        return self._is_ours(incident) and (listed or linked)

    def _seen(self, entry: LogEntry, incident: Incident) -> list[OutboxRow]:
        telling = telling_of(entry, incident)
        if telling is None or telling.action == "trigger" or not self._at.routing.tells(telling.action, incident):
            return []
        if mirror.came_from_slack(telling.quote):
            return []
        at = max(self._at.clock.now(), entry.created_at) + DOER_FIRST + self._turn(entry.id)
        return [self._owed(telling, marks.entry(incident.id, entry.id), at)]

    # -- both --------------------------------------------------------------------------------

    def _owed(self, job: Announcement | ChecklistPost | Pointer | DirectMessage | ParentUpdate | Telling,
              marker: str, at: datetime) -> OutboxRow:  # fmt: skip
        """In a lane of its own: what waits for its turn must not hold up what a person does."""
        return owed(job, marker, self._at.clock.now(), lane=marker, workspace=self._at.name, next_at=at)

    def _turn(self, about: str) -> timedelta:
        """How long this person's laptop lets the others go first: another for each person and thing."""
        me = self._who()
        digest = hashlib.blake2b(f"{me.id if me else ''}/{about}".encode(), digest_size=4).digest()
        return timedelta(seconds=TURNS * int.from_bytes(digest) / 2**32)
