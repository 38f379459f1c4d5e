"""What frames the list: how all stands, what to know, why it is empty, what the filter lets through, the keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from pdtui.core.actions import Action
from pdtui.core.keymap import Keymap
from pdtui.tui.details.subject import Tab
from pdtui.tui.listed import Listed
from pdtui.tui.offers import Situation, offered
from pdtui.tui.watch import Watch
from pdtui.tui.widgets.detail_pane import DetailPane
from pdtui.tui.widgets.incident_list import IncidentList
from pdtui.tui.widgets.key_bar import KeyBar
from pdtui.tui.widgets.status_bar import StatusBar

if TYPE_CHECKING:
    from pdtui.core.engine import Engine

MOST_ADVICE = 4
"""Lines of advice at the most, so that the list stays in view."""
MOST_ASKED = 50
"""With more incidents than that under a key no key is dimmed: each press tells, and the bar costs nothing."""


class Bars:
    """Brings them up to date; each repaints only what differs."""

    def __init__(
        self,
        screen: Screen[None],
        engine: Engine,
        watch: Watch,
        parts: tuple[IncidentList, DetailPane, Input],
        listed: Listed,
        refusal: Callable[[Action], str],
        keys: Keymap,
        heading: str,
    ) -> None:
        """`refusal` says why an action would do nothing now; `heading` marks the world that is shown."""
        self._screen = screen
        self._engine = engine
        self._watch = watch
        self._list, self._pane, self._filter = parts
        self._listed = listed
        self._refusal = refusal
        self._keys = keys
        self._heading = heading

    def show_standing(self, now: datetime) -> None:
        """How fresh all is, and how far work has come."""
        self._screen.query_one(StatusBar).show(self._watch.bar(self._heading, now))
        self._advise(self._watch.advice(now))
        self._list.set_empty(self._watch.emptiness(self._filter.value.strip(), now))

    def show_filter(self) -> None:
        """How much it lets through, or what of it could not be understood."""
        clears = "" if self._screen.focused is self._filter else " · Esc clears"
        self._screen.query_one("#filter-count", Static).update(Content(self._listed.found + clears))

    def show_keys(self, tab: Tab) -> None:
        """What can be done here and now; `tab`: which is looked at."""
        held, pane = self._list.held, self._pane
        in_view = pane.display and not self._screen.has_class("-reading")
        self._screen.query_one(KeyBar).show(
            Situation(
                marked=len(held.marked),
                hidden=held.marks_hidden,
                typing=self._screen.focused is self._filter,
                reading=pane.has_keys,
                filtered=bool(self._filter.value.strip()),
                in_thread=pane.display and tab is Tab.THREAD,
                unsent=self._engine.slack.parked > 0,
                beside=held.entry is None or in_view,
                group="" if held.group is None else "Close" if held.group.opened else "Open",
                refused=self._refused(),
                working=self._engine.writing is not None and self._engine.writing.cancels,
                missing=self._engine.missing,
                keys=self._keys,
            )
        )

    def _refused(self) -> frozenset[str]:
        """The ids of the actions that would be refused now."""
        held = self._list.held
        if len(held.marked or held.aimed) > MOST_ASKED:
            return frozenset()
        actions = offered(self._engine.missing)
        return frozenset(action.id for action in actions if action.on_incident and self._refusal(action))

    def _advise(self, text: str) -> None:
        line = self._screen.query_one("#advice", Static)
        line.display = bool(text)
        content = Content(text)
        line.styles.height = min(MOST_ADVICE, len(content.wrap(max(1, self._screen.app.size.width - 2))))
        line.update(content)
