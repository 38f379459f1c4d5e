"""How Slack comes to be owed something: by a write that PagerDuty has confirmed, or by a person's key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from pdtui.core.commands import Resolve
from pdtui.core.intents import Intent
from pdtui.core.journal import Journal, OutboxRow
from pdtui.core.model import Incident
from pdtui.core.ports import Clock
from pdtui.core.slack import marks, mirror
from pdtui.core.slack.archiving import archiving
from pdtui.core.slack.owed import AboutNoIncident, ChannelMessage, DirectMessage, Job, PersonalMessage, Telling, owed
from pdtui.core.slack.routing import Routing, sources_of


class Owing:
    """Makes the rows; `wake` has the outboxes look at them."""

    def __init__(self, journal: Journal, clock: Clock, routing: Routing, wake: Callable[[], None]) -> None:
        self._journal = journal
        self._clock = clock
        self._routing = routing
        self._wake = wake

    def owe(self, job: Job, marker: str, *, own_lane: bool = False) -> str:
        """Owe it now: also what waits for its turn, and once more what was done or dropped. Returns the marker."""
        if not self._journal.retry(marker):
            self._journal.owe_anew(self._row(job, marker, self._clock.now(), own_lane=own_lane))
        self._wake()
        return marker

    def owe_once(self, job: ChannelMessage | PersonalMessage, marker: str, since: datetime) -> None:
        """Owe what every laptop may come to owe; it may be there since `since`, and what was done is not done again."""
        self._journal.owe(self._row(job, marker, since))
        self._wake()

    def owe_newest(self, job: Job, marker: str) -> str:
        """The same for what has another text each time: what waits is replaced, not tried again."""
        self._journal.owe_anew(self._row(job, marker, self._clock.now()))
        self._wake()
        return marker

    def rows_for(
        self, intent: Intent, answered: Incident | None, now: datetime, *, part: bool
    ) -> tuple[OutboxRow, ...]:
        """What a confirmed write owes; `part`: a later step of it was refused, and is not told."""
        in_part = part and isinstance(intent.command, Resolve)
        told = replace(intent, command=Resolve(intent.incident.id)) if in_part else intent
        telling = mirror.tell(told, answered, now)
        if telling is None:
            return ()
        if answered is not None and answered.id == telling.incident.id:
            telling = replace(telling, incident=answered)
        rows = self._archiving(intent, answered or telling.incident, now)
        if self._routing.tells(telling.action, telling.incident):
            name = self._routing.workspace_of(telling.incident)
            rows.append(owed(telling, marks.action(intent.id), now, intent_id=intent.id, workspace=name))
            rows += self._direct(telling, intent, now)
        return tuple(rows)

    def _direct(self, telling: Telling, intent: Intent, now: datetime) -> list[OutboxRow]:
        """Who is paged hears of it, where that is wanted; who did it knows."""
        incident = telling.incident
        if telling.action not in self._routing.notify_on or not self._routing.pages(incident):
            return []
        others = [one for one in incident.assignees if one.id != intent.actor_id]
        return [
            self._row(
                DirectMessage(incident, person, telling.headline),
                marks.direct(intent.id, incident.id, person.id),
                now,
                own_lane=True,
            )
            for person in others
        ]

    def _archiving(self, intent: Intent, incident: Incident, now: datetime) -> list[OutboxRow]:
        """Its own channel is closed some time after its resolution; what others resolve is the watcher's to see."""
        if not isinstance(intent.command, Resolve):
            return []
        row = archiving(self._routing, self._journal.channel_of(incident.id), incident, now)
        return [row] if row is not None else []

    def _row(self, job: Job, marker: str, now: datetime, *, own_lane: bool = False) -> OutboxRow:
        lane = marker if own_lane else ""
        sources = job.sources if isinstance(job, AboutNoIncident) else sources_of(job.incident)
        return owed(job, marker, now, lane=lane, workspace=self._routing.workspace_for(sources))
