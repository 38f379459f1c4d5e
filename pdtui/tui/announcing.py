"""What of the engine's events is news to the person: reminders that are due, and incidents of theirs that arrive."""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING

from pdtui.core.events import Event, IncidentsChanged, Left, Polled, ReminderDue, WriteDone
from pdtui.core.model import HIGH, TRIGGERED
from pdtui.core.reminding.arrivals import Arrivals, arrival_words, calls
from pdtui.core.reminding.kinds import PAGING
from pdtui.core.reminding.ways import NEW_INCIDENT, Manners
from pdtui.tui.telling import News, Telling, news_of

if TYPE_CHECKING:
    from pdtui.core.engine import Engine


class Announcing:
    """Hears the engine and tells. What stood in the list when it was first read is seen by who opened it."""

    def __init__(self, engine: Engine, telling: Telling, manners: Manners, zone: tzinfo) -> None:
        self._engine = engine
        self._telling = telling
        self._manners = manners
        self._zone = zone
        self._arrivals: Arrivals | None = None

    def start(self) -> None:
        """Take a list that was read already for known."""
        if self._arrivals is None and isinstance(self._engine.last_poll, Polled):
            self._arrivals = Arrivals()
            self._arrivals.take(self._engine.store.rows)

    def hear(self, event: Event) -> None:
        """Tell what is news in an event."""
        match event:
            case ReminderDue(due=due):
                self._tell(news_of(due, pages=not PAGING.isdisjoint(due.kinds)), tuple(due.kinds))
            case IncidentsChanged(added=added, changed=changed, removed=removed) if self._arrivals is not None:
                self._arrived(self._arrivals, added + changed, removed)
            case Polled():
                self.start()
            case Left(incident=incident) if self._arrivals is not None:
                self._arrivals.forget(incident.id)
            case WriteDone(incident=incident) if incident is not None and self._arrivals is not None:
                if incident.status == TRIGGERED:
                    self._arrivals.know(incident.id)

    def _arrived(self, arrivals: Arrivals, touched: tuple[str, ...], removed: tuple[str, ...]) -> None:
        rows = [row for row in map(self._engine.store.row, touched) if row is not None]
        new = arrivals.take(rows)
        calling = {row.id for row in rows if calls(row)}
        self._telling.settled([one for one in (*touched, *removed) if one not in calling])
        if new:
            pages = any(one.urgency == HIGH for one in new)
            ids = tuple(one.id for one in new)
            self._tell(News(ids, *arrival_words(new), pages, listed=True), (NEW_INCIDENT,))

    def _tell(self, news: News, kinds: tuple[str, ...]) -> None:
        quiet = self._manners.is_quiet(self._engine.now(), self._zone, kinds)
        self._telling.tell(news, self._manners.ways(kinds), quiet=quiet)
