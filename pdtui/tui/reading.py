"""Which details are fetched and shown: those of the highlighted incident, once the highlight rested."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.timer import Timer

from pdtui.core.model import Incident
from pdtui.tui.detail_text import Subject
from pdtui.tui.widgets.detail_pane import DetailPane
from pdtui.tui.widgets.incident_list import IncidentList

if TYPE_CHECKING:
    from pdtui.core.engine import Engine

REST_SECONDS = 0.3
"""How long the highlight must rest before its details are fetched."""


class Reading:
    """Keeps the pane at the highlighted incident; late answers about another never reach it."""

    def __init__(self, engine: Engine, incidents: IncidentList, pane: DetailPane) -> None:
        self._engine = engine
        self._incidents = incidents
        self._pane = pane
        self._timer: Timer | None = None
        self._seen: Incident | None = None
        self._trouble: dict[str, str] = {}

    def follow(self, *, at_once: bool = False) -> None:
        """Fetch soon if the highlighted incident is another, or has changed since it was last fetched."""
        row = self._engine.store.row(self._incidents.highlighted or "")
        if row is None or not self._pane.display or (row.incident == self._seen and not at_once):
            return
        if self._timer is not None:
            self._timer.stop()
        self._seen = row.incident
        if at_once:
            self._look()
        else:
            self._timer = self._pane.set_timer(REST_SECONDS, self._look)

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
        if row is None:
            return None
        return Subject(
            row,
            held.gone,
            engine.detail(row.id),
            self._trouble.get(row.id, ""),
            engine.thread(row.id),
            engine.slack,
        )

    def _look(self) -> None:
        highlighted = self._incidents.highlighted
        if self._seen is not None and self._seen.id == highlighted:
            self._engine.look_at(highlighted)
