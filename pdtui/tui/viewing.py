"""The actions that only move the view: movements, marks, filter, scope, details and their tabs, browser, help."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from pdtui.core.model import Incident
from pdtui.core.scope import Scope
from pdtui.errors import Refused
from pdtui.tui.addresses import Addresses
from pdtui.tui.details.subject import OF_ACTION, Tab
from pdtui.tui.drafts import Drafts
from pdtui.tui.listed import Listed
from pdtui.tui.marking import Marking
from pdtui.tui.reading import Reading
from pdtui.tui.toasts import Toast, Toaster
from pdtui.tui.widgets.detail_pane import DetailPane
from pdtui.tui.widgets.incident_list import IncidentList

if TYPE_CHECKING:
    from pdtui.core.engine import Engine
    from pdtui.core.timeline import Timeline

WIDE = 120
"""Columns from which list and details stand side by side."""
VAST = 170
"""Columns from which the list takes two thirds: its titles need the room more than the details do."""
TALL = 35
"""Rows from which the details stand below the list."""


class Viewing:
    """Moves focus, marks, filter and panes of the incidents screen; changes nothing in PagerDuty."""

    def __init__(
        self,
        screen: Screen[None],
        engine: Engine,
        parts: tuple[IncidentList, DetailPane, Input],
        reading: Reading,
        marking: Marking,
        toaster: Toaster,
        now: Callable[[], datetime],
        drafts: Drafts,
        listed: Listed,
    ) -> None:
        self._screen = screen
        self._engine = engine
        self._now = now
        self._drafts = drafts
        self._listed = listed
        self._addresses = Addresses(screen, engine, parts[0], toaster)
        self._list, self._pane, self._filter = parts
        self._reading = reading
        self._marking = marking
        self._toaster = toaster
        self.wanted_scope: Scope | None = None
        """The one that the person chose last: what another brings moves no highlight."""
        self._seen: Timeline | None = None
        """The timeline as it was last read: shown at once the next time, with its age."""

    @property
    def filtered(self) -> bool:
        """Whether something is typed as a filter."""
        return bool(self._filter.value.strip())

    @property
    def _bar(self) -> Widget:
        return self._screen.query_one("#filter-bar")

    def do(self, action_id: str) -> None:
        """Carry out a viewing action; while the details have the focus, they take the movements."""
        body, rows = self._pane.body, self._list
        moves: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
            "down": (lambda: rows.move(1), body.scroll_down),
            "up": (lambda: rows.move(-1), body.scroll_up),
            "first": (lambda: rows.move_to_end(last=False), body.scroll_home),
            "last": (lambda: rows.move_to_end(last=True), body.scroll_end),
            "page_down": (lambda: rows.move_page(1), body.scroll_page_down),
            "page_up": (lambda: rows.move_page(-1), body.scroll_page_up),
        }
        others: dict[str, Callable[[], object]] = {
            "filter": self.open_filter,
            "facets": self._listed.choose_filter,
            "order": self._listed.choose_order,
            "fold": self._listed.fold,
            "keep_filter": self.keep_filter,
            "mark": self._marking.toggle,
            "mark_all": self._marking.toggle_all,
            "details": self.open_details,
            "back": self.back,
            "raw": self._show_raw,
            "scope": self._choose_scope,
            "open": self._addresses.open_web,
            "open_thread": self._addresses.open_thread,
            "copy_link": self._addresses.copy_link,
            "arrivals": self._go_to_newest,
            "copy_thread": self._addresses.copy_thread,
            "outbox": self._outbox,
            "timeline": self._timeline,
            "reminders": self._reminders,
            "refresh": self._engine.refresh,
            "quit": self._screen.app.exit,
        }
        if action_id in moves:
            moves[action_id][1 if self._pane.has_keys else 0]()
        elif action_id in OF_ACTION:
            self.open_tab(OF_ACTION[action_id])
        else:
            others[action_id]()

    def arrange(self) -> None:
        """Decide what fits: side by side, one below the other, or one at a time."""
        size = self._screen.app.size
        self._screen.set_class(size.width >= WIDE, "-wide")
        self._screen.set_class(size.width >= VAST, "-vast")
        self._screen.set_class(size.width < WIDE and size.height >= TALL, "-tall")
        self._screen.set_class(self._pane.has_keys, "-reading")
        self._reading.follow()

    def set_filter(self, words: str) -> None:
        """Filter by these words, as if they had been typed and kept."""
        self._filter.value = words
        self._show_bar(self.filtered)

    def open_page(self, incident: Incident) -> None:
        """An incident in the browser."""
        self._addresses.open_page(incident)

    def open_filter(self) -> None:
        """Type a filter; what was typed before is still there."""
        self._show_bar(True)
        self._screen.set_focus(self._filter)

    def keep_filter(self) -> None:
        """Back to the list; an empty filter takes no room."""
        self._show_bar(self.filtered)
        self._list.focus()

    def close_filter(self) -> None:
        """No filter: no room for it."""
        self._filter.value = ""
        self._show_bar(False)

    def _show_bar(self, shown: bool) -> None:
        """The filter's line; notices then stand above it."""
        self._bar.display = shown
        self._screen.set_class(shown, "-filtering")

    def open_details(self) -> None:
        """Give the details the keys, and the screen where there is no room for both; a group opens or closes."""
        if self._list.highlighted is None or self._listed.toggle_group():
            return
        self._screen.add_class("-reading")
        self._pane.body.focus()
        self._reading.follow(at_once=True)

    def open_tab(self, tab: Tab) -> None:
        """Show a tab where the details are in view; where they are not, open them on it."""
        self._reading.open_tab(tab)
        if not self._pane.display:
            self.open_details()

    def back(self) -> None:
        """From the details to the list, from a filter to the whole list; then the marks go, then the notices."""
        if self._screen.has_class("-reading") and not self._filter.has_focus:
            self._screen.remove_class("-reading")
        elif self._bar.display:
            self.close_filter()
        elif self._marking.any:
            self._marking.clear()
        else:
            self._toaster.clear()
        self._list.focus()

    def _show_raw(self) -> None:
        """The alerts' bodies, on their tab; the first press leads there."""
        if self._reading.tab is not Tab.ALERTS or not self._pane.display:
            self.open_tab(Tab.ALERTS)
        else:
            self._reading.toggle_raw()

    def _choose_scope(self) -> None:
        from pdtui.tui.screens.scope import ScopeScreen

        engine = self._engine
        present = engine.switching_to or engine.scope
        self._screen.app.push_screen(ScopeScreen(engine.scopes, present, engine.scope_counts), self.switch)

    def switch(self, scope: Scope | None) -> None:
        """List another scope; None: it stays."""
        try:
            if scope is not None:
                self._engine.set_scope(scope)
                self.wanted_scope = scope
        except Refused as error:
            self._toaster.show(Toast(str(error), "warning", seconds=8.0))

    def _outbox(self) -> None:
        from pdtui.tui.screens.outbox import OutboxScreen

        self._screen.app.push_screen(OutboxScreen(self._engine, self._now))

    def _timeline(self) -> None:
        from pdtui.tui.screens.timeline import TimelineScreen

        self._screen.app.push_screen(TimelineScreen(self._engine, self._now, self._seen), self._keep_seen)

    def _keep_seen(self, timeline: Timeline | None) -> None:
        self._seen = timeline

    def _reminders(self) -> None:
        from pdtui.tui.screens.reminders import RemindersScreen

        self._screen.app.push_screen(RemindersScreen(self._engine, self._drafts), self._go_to)

    def _go_to_newest(self) -> None:
        """The list has the keys then; where nothing came in out of view, it is said."""
        if self._list.move_to_newest():
            self._list.focus()
        else:
            self._toaster.show(Toast("Nothing came in that you have not seen", seconds=3.0))

    def _go_to(self, incident_id: str | None) -> None:
        """The incident of a reminder; the list has the keys then."""
        if incident_id is None:
            return
        self._listed.reveal(incident_id)
        if self._list.go_to(incident_id):
            self._list.focus()
        else:
            self._toaster.show(Toast("The filter hides that incident; Esc clears it", "warning", seconds=6.0))
