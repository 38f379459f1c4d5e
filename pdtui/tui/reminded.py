"""What is planned of reminders, as the screen shows it beside the list: read when it changes, not each second."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING

from pdtui.core.events import Connected, Event, RemindersChanged
from pdtui.core.reminding.kinds import ReminderKind
from pdtui.core.reminding.store import Planned
from pdtui.errors import PdtuiError
from pdtui.text import clock_time

if TYPE_CHECKING:
    from pdtui.core.engine import Engine

LOG = logging.getLogger(__name__)


class Reminded:
    """The planned reminders, soonest first; what cannot be read leaves what was known."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._planned: tuple[Planned, ...] = ()
        self._of: dict[str, tuple[Planned, ...]] = {}
        self.read()

    @property
    def followed(self) -> frozenset[str]:
        """The ids of the incidents that somebody wants to be reminded of."""
        return frozenset(self._of)

    def hear(self, event: Event) -> None:
        """Something else is planned, or it is known now whose reminders they are."""
        if isinstance(event, RemindersChanged | Connected):
            self.read()

    def read(self) -> None:
        """Read what is planned."""
        try:
            self._planned = self._engine.reminders.planned()
        except PdtuiError as error:
            LOG.warning("what is planned of reminders could not be read: %s", error)
            return
        self._of = {}
        for one in self._planned:
            if one.reminder.kind is ReminderKind.FOLLOW_UP:
                incident_id = one.reminder.incident_id
                self._of[incident_id] = (*self._of.get(incident_id, ()), one)

    def of(self, incident_id: str) -> tuple[Planned, ...]:
        """The follow-ups of an incident, soonest first."""
        return self._of.get(incident_id, ())

    def words(self, now: datetime) -> tuple[str, ...]:
        """The next reminder for the status bar, at length and short; nothing where none is planned."""
        if not self._planned:
            return ()
        first = self._planned[0]
        at = clock_time(first.due_at, now)
        return (f"next {at} {first.reminder.kind.words}", f"◷ {at}")
