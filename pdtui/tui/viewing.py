"""The actions that only move the view: movements, marks, filter, scope, details and their tabs, browser, help."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from pdtui.core.scope import Scope
from pdtui.errors import Refused
from pdtui.tui.details.subject import OF_ACTION, Tab
from pdtui.tui.marking import Marking
from pdtui.tui.reading import Reading
from pdtui.tui.toasts import Toast, Toaster
from pdtui.tui.widgets.detail_pane import DetailPane
from pdtui.tui.widgets.incident_list import IncidentList

if TYPE_CHECKING:
    from pdtui.core.engine import Engine

WIDE = 120
"""Columns from which list and details stand side by side."""
VAST = 170
"""Columns from which the list takes two thirds: its titles need the room more than the details do."""
TALL = 35
"""Rows from which the details stand below the list."""
_WEB = ("https://", "http://127.0.0.1/", "http://127.0.0.1:")


def has_browser(environment: Mapping[str, str], platform: str) -> bool:
    """Whether an address can be opened where pdtui runs: not on a machine that is only reached by a terminal."""
    if any(environment.get(name) for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY")):
        return True
    return platform in ("darwin", "win32") and not environment.get("SSH_CONNECTION")


def is_slack(url: str) -> bool:
    """Whether an address leads to Slack and nowhere else, whatever stands in it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    host = parts.hostname or ""
    return parts.scheme == "https" and host.endswith(".slack.com") and parts.netloc.casefold() == host


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
    ) -> None:
        self._screen = screen
        self._engine = engine
        self._now = now
        self._list, self._pane, self._filter = parts
        self._reading = reading
        self._marking = marking
        self._toaster = toaster

    @property
    def words(self) -> tuple[str, ...]:
        """The filter's words, as `store.matches` wants them."""
        return tuple(self._filter.value.casefold().split())

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
            "keep_filter": self.keep_filter,
            "mark": self._marking.toggle,
            "mark_all": self._marking.toggle_all,
            "details": self.open_details,
            "back": self.back,
            "raw": self._show_raw,
            "scope": self._choose_scope,
            "open": self._open_web,
            "open_thread": self._open_thread,
            "copy_thread": self._copy_thread,
            "outbox": self._outbox,
            "refresh": self._engine.refresh,
            "help": self._help,
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

    def open_filter(self) -> None:
        """Type a filter; what was typed before is still there."""
        self._show_bar(True)
        self._screen.set_focus(self._filter)

    def keep_filter(self) -> None:
        """Back to the list; an empty filter takes no room."""
        self._show_bar(bool(self.words))
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
        """Give the details the keys, and the screen where there is no room for both."""
        if self._list.highlighted is None:
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
        self._screen.app.push_screen(ScopeScreen(engine.scopes, present, engine.scope_counts), self._switch)

    def _switch(self, scope: Scope | None) -> None:
        try:
            if scope is not None:
                self._engine.set_scope(scope)
        except Refused as error:
            self._toaster.show(Toast(str(error), "warning", seconds=8.0))

    def _open_web(self) -> None:
        row = self._list.held.row
        if row is None:
            return
        if row.incident.url.startswith(_WEB) and "@" not in row.incident.url:
            self._open(row.incident.url)
        else:
            self._toaster.show(Toast(f"#{row.incident.number} has no web address that is safe to open", "warning"))

    def _open(self, url: str) -> None:
        if has_browser(os.environ, sys.platform):
            self._screen.app.open_url(url)
            self._toaster.show(Toast(f"Opening {url}", seconds=4.0))
        else:
            self._toaster.show(Toast(f"no browser here: {url}", "warning", seconds=30.0))

    def _open_thread(self) -> None:
        if url := self._thread_url():
            self._open(url)

    def _copy_thread(self) -> None:
        """A terminal says nothing of whether it took it: the address is shown as well."""
        if url := self._thread_url():
            self._screen.app.copy_to_clipboard(url)
            self._toaster.show(Toast(f"Copied, where the terminal allows it: {url}", seconds=8.0))

    def _thread_url(self) -> str:
        """The address of the highlighted incident's thread; empty where there is none to use, which is told."""
        row = self._list.held.row
        link = self._engine.thread(row.id) if row is not None else None
        url = link.permalink if link is not None else ""
        if row is None or is_slack(url):
            return url
        what = "no Slack thread that is known" if link is None else "no address of its Slack thread that is safe to use"
        self._toaster.show(Toast(f"#{row.incident.number} has {what}", "warning"))
        return ""

    def _outbox(self) -> None:
        from pdtui.tui.screens.outbox import OutboxScreen

        self._screen.app.push_screen(OutboxScreen(self._engine, self._now))

    def _help(self) -> None:
        from pdtui.tui.screens.help import HelpScreen

        self._screen.app.push_screen(HelpScreen(self._engine.missing))
