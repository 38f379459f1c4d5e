"""Which details are fetched and shown: those of the highlighted incident, once the highlight rested."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.timer import Timer

from pdtui.core.events import DetailChanged, DetailFailed, ThreadFailed, ThreadRead
from pdtui.core.listing.folding import Group
from pdtui.core.model import Incident, ThreadLink
from pdtui.core.slack.views import ThreadView
from pdtui.core.store import Row
from pdtui.tui.attempt import attempt
from pdtui.tui.details.subject import SURROUNDINGS, Subject, Tab
from pdtui.tui.reminded import Reminded
from pdtui.tui.screens.dialog import Dialog
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

    def __init__(
        self,
        engine: Engine,
        incidents: IncidentList,
        pane: DetailPane,
        arrived: Callable[[], None],
        reminded: Reminded,
    ) -> None:
        self._engine = engine
        self._reminded = reminded
        self._context_arrived = arrived
        self._incidents = incidents
        self._pane = pane
        self._timer: Timer | None = None
        self._seen: tuple[Incident, Tab] | None = None
        self._trouble: dict[str, str] = {}
        self._context_trouble: dict[str, str] = {}
        self._thread_trouble: dict[str, str] = {}
        self._thread_of: str | None = None
        self._thread_read: tuple[str, ThreadLink | None] | None = None
        self._thread_timer: Timer | None = None
        self._rested_on: str | None = None
        self._raw = False
        self.tab = Tab.OVERVIEW
        """Which tab is looked at."""

    def follow(self, *, at_once: bool = False) -> None:
        """Fetch soon if another incident or tab is looked at, or the incident has changed since it was fetched."""
        row = self._row()
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
        """Read the highlighted incident's details anew, where they are shown.

        `incident_id`: only if it is that one, to which something was done, which its row shows as well.
        """
        row = self._row()
        if row is not None and (self._pane.display if not incident_id else incident_id == row.id):
            self._engine.look_at(row.id, row.incident)

    def _row(self) -> Row | None:
        """The highlighted incident as it is now, or as it was when it left: its details outlive its row."""
        return self._engine.store.row(self._incidents.highlighted or "") or self._incidents.held.row

    def open_tab(self, tab: Tab) -> None:
        """Look at a tab, of this incident and of those that are highlighted next."""
        self.tab = tab
        self.follow()

    def toggle_raw(self) -> None:
        """Alerts as they came, or what matters of them."""
        self._raw = not self._raw

    def hear(self, event: DetailChanged | DetailFailed | ThreadRead | ThreadFailed) -> None:
        """Details or a thread were read, or could not be; that is said in their place until they are."""
        match event:
            case DetailChanged(detail=detail):
                self._trouble.pop(detail.incident_id, None)
            case DetailFailed(incident_id=incident_id, advice=advice):
                self._trouble = {incident_id: advice}
            case ThreadRead(incident_id=incident_id):
                self._thread_trouble.pop(incident_id, None)
            case ThreadFailed(incident_id=incident_id, advice=advice):
                self._thread_trouble = {incident_id: advice}

    def follow_thread(self) -> None:
        """Have the thread kept read that is in view, and none where none is; once the highlight rested on it.

        A thread that becomes known meanwhile is asked for anew.
        """
        here = self._incidents.highlighted if self._incidents.held.row is not None else None
        wanted = here if self.tab is Tab.THREAD and self._pane.display and not self._is_covered() else None
        moved, self._rested_on = here != self._rested_on, here
        if wanted != self._thread_of:
            self._thread_of = wanted
            self._leave_thread()
            if wanted is not None and moved:
                self._thread_timer = self._pane.set_timer(REST_SECONDS, self._look_at_thread)
            elif wanted is not None:
                self._look_at_thread()
        elif self._thread_read is not None and self._thread_read[1] != self._thread(self._thread_read[0]):
            self._look_at_thread()

    def subject(self) -> Subject | Group | None:
        """What the pane shows now."""
        held, engine = self._incidents.held, self._engine
        row = held.row
        if row is None or not self._pane.display:
            group = held.group
            return replace(group, gone=held.gone) if group is not None and self._pane.display else None
        return Subject(
            row=row,
            gone=held.gone,
            detail=engine.detail(row.id),
            trouble=self._trouble.get(row.id, ""),
            thread=self._thread(row.id),
            slack=engine.slack,
            view=self._view(row.id),
            thread_trouble=self._thread_trouble.get(row.id, ""),
            channel=engine.slack_desk.channel(row.id),
            countdowns=engine.countdowns(row.incident) if not held.gone else (),
            context=engine.context(row.id),
            context_trouble=self._context_trouble.get(row.id, ""),
            follow_ups=self._reminded.of(row.id),
            raw=self._raw,
        )

    def _thread(self, incident_id: str) -> ThreadLink | None:
        return self._engine.slack_desk.thread(incident_id)

    def _view(self, incident_id: str) -> ThreadView | None:
        """Its thread as last read; not that of another one, which it was linked to before."""
        view, link = self._engine.slack_desk.view(incident_id), self._thread(incident_id)
        if view is None or link is None:
            return None
        return view if (view.link.channel_id, view.link.ts) == (link.channel_id, link.ts) else None

    def _is_covered(self) -> bool:
        top = self._pane.app.screen
        return isinstance(top, Dialog) and top.covers

    def _leave_thread(self) -> None:
        if self._thread_timer is not None:
            self._thread_timer.stop()
        if self._thread_read is not None:
            self._thread_read = None
            self._engine.slack_desk.look_at(None)

    def _look_at_thread(self) -> None:
        if self._thread_of is not None:
            self._thread_read = (self._thread_of, self._thread(self._thread_of))
            self._engine.slack_desk.look_at(self._thread_of)

    def _look(self, *, detail: bool = True) -> None:
        if self._seen is None or self._seen[0].id != self._incidents.highlighted:
            return
        incident, tab = self._seen
        if detail:
            self._engine.look_at(incident.id, incident)
        if tab in SURROUNDINGS:
            self._pane.run_worker(self._read_context(incident.id), group="context", exclusive=True)

    async def _read_context(self, incident_id: str) -> None:
        def failed(words: str) -> None:
            self._context_trouble = {incident_id: words}

        self._context_trouble.pop(incident_id, None)
        await attempt(self._engine.read_context(incident_id), failed)
        self._context_arrived()
