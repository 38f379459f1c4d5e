"""Which details are fetched and shown: those of the highlighted incident, once the highlight rested."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.timer import Timer

from pdtui.core.model import Incident
from pdtui.tui.attempt import attempt
from pdtui.tui.details.subject import Subject, Tab
from pdtui.tui.widgets.detail_pane import DetailPane
from pdtui.tui.widgets.incident_list import IncidentList

if TYPE_CHECKING:
    from pdtui.core.engine import Engine

REST_SECONDS = 0.3
"""How long the highlight must rest before its details are fetched."""
AGAIN_SECONDS = 30.0
"""How often the details that are shown are read anew: a colleague's note changes nothing on the list."""


class Reading:
    """Keeps the pane at the highlighted incident; late answers about another never reach it.

    What surrounds an incident is asked for only while its tab is in view: those are requests of their own.
    """

    def __init__(self, engine: Engine, incidents: IncidentList, pane: DetailPane, arrived: Callable[[], None]) -> None:
        self._engine = engine
        self._context_arrived = arrived
        self._incidents = incidents
        self._pane = pane
        self._timer: Timer | None = None
        self._seen: tuple[Incident, Tab] | None = None
        self._trouble: dict[str, str] = {}
        self._context_trouble: dict[str, str] = {}
        self._raw = False
        self.tab = Tab.OVERVIEW
        """Which tab is looked at."""

    def follow(self, *, at_once: bool = False) -> None:
        """Fetch soon if another incident or tab is looked at, or the incident has changed since it was fetched."""
        row = self._engine.store.row(self._incidents.highlighted or "")
        if row is None or not self._pane.display:
            return
        seen = (row.incident, self.tab)
        if seen == self._seen and not at_once:
            return
        if self._timer is not None:
            self._timer.stop()
        new_tab_only = self._seen is not None and self._seen[0] == row.incident and not at_once
        self._seen = seen
        if at_once or new_tab_only:
            self._look(detail=not new_tab_only)
        else:
            self._timer = self._pane.set_timer(REST_SECONDS, self._look)

    def again(self, incident_id: str = "") -> None:
        """Read the highlighted incident's details anew, where they are shown; `incident_id`: only if it is that."""
        row = self._engine.store.row(self._incidents.highlighted or "")
        if row is not None and self._pane.display and incident_id in ("", row.id):
            self._engine.look_at(row.id)

    def open_tab(self, tab: Tab) -> None:
        """Look at a tab, of this incident and of those that are highlighted next."""
        self.tab = tab
        self.follow()

    def toggle_raw(self) -> None:
        """Alerts as they came, or what matters of them."""
        self._raw = not self._raw

    def failed(self, incident_id: str, advice: str) -> None:
        """Details could not be read; said in their place until they are."""
        self._trouble = {incident_id: advice}

    def arrived(self, incident_id: str) -> None:
        """Details were read."""
        self._trouble.pop(incident_id, None)

    def subject(self) -> Subject | None:
        """What the pane shows now."""
        held, engine = self._incidents.held, self._engine
        row = held.row
        if row is None or not self._pane.display:
            return None
        return Subject(
            row=row,
            gone=held.gone,
            detail=engine.detail(row.id),
            trouble=self._trouble.get(row.id, ""),
            thread=engine.thread(row.id),
            slack=engine.slack,
            countdowns=engine.countdowns(row.incident) if not held.gone else (),
            context=engine.context(row.id),
            context_trouble=self._context_trouble.get(row.id, ""),
            raw=self._raw,
        )

    def _look(self, *, detail: bool = True) -> None:
        if self._seen is None or self._seen[0].id != self._incidents.highlighted:
            return
        incident, tab = self._seen
        if detail:
            self._engine.look_at(incident.id)
        if tab is Tab.CONTEXT:
            self._pane.run_worker(self._read_context(incident.id), group="context", exclusive=True)

    async def _read_context(self, incident_id: str) -> None:
        def failed(words: str) -> None:
            self._context_trouble = {incident_id: words}

        self._context_trouble.pop(incident_id, None)
        await attempt(self._engine.read_context(incident_id), failed)
        self._context_arrived()
