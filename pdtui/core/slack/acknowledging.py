"""Carries out what `engaging` decides: whoever works on an incident in Slack has it, and is told so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pdtui.core.commands import Acknowledge, Command
from pdtui.core.events import Engaged, Event
from pdtui.core.journal import Journal
from pdtui.core.model import Incident, Person
from pdtui.core.slack.engaging import Engagement, engagement, note_of
from pdtui.core.store import IncidentStore
from pdtui.errors import PdtuiError


@dataclass(frozen=True, slots=True)
class Submitting:
    """How a command of Slack's own is carried out, and who asks."""

    submit: Callable[[Command, Incident | None], str]
    who: Callable[[], Person | None]


class Acknowledging:
    """Acknowledges, or asks, for work in Slack."""

    def __init__(
        self,
        journal: Journal,
        store: IncidentStore,
        publish: Callable[[Event], None],
        submitting: Submitting,
        *,
        enabled: bool,
    ) -> None:
        self._journal = journal
        self._store = store
        self._publish = publish
        self._submitting = submitting
        self._enabled = enabled

    def seen(self, incident_id: str) -> None:
        """This person was seen at work in the incident's thread in Slack itself."""
        row = self._store.row(incident_id)
        if row is not None:
            self.engage(row.incident, "answered in Slack")

    def engage(self, incident: Incident, how: str) -> None:
        """Work in Slack is an acknowledgement, where that is wanted; `how`: `answered in Slack`."""
        row, me = self._store.row(incident.id), self._submitting.who()
        current = row.incident if row is not None else incident
        decided = engagement(current, me, enabled=self._enabled)
        if decided is Engagement.ASKS:
            what = f"#{current.number} is still triggered, and had paged others"
            self._publish(Engaged(current.id, what, acknowledged=False, asks=True))
        elif decided is Engagement.ACKNOWLEDGES and me is not None:
            self._acknowledge(current, me, how)

    def _acknowledge(self, incident: Incident, me: Person, how: str) -> None:
        link = self._journal.thread(incident.id)
        note = note_of(f"{me.name} {how}", link.permalink if link is not None else "")
        try:
            self._submitting.submit(Acknowledge(incident.id, note=note), incident)
        except PdtuiError as error:
            self._publish(Engaged(incident.id, f"#{incident.number} was not acknowledged: {error}", acknowledged=False))
        else:
            what = f"#{incident.number} is being acknowledged, since you {how}"
            self._publish(Engaged(incident.id, what, acknowledged=True))
