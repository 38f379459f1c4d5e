"""The screen: the list, the details, what can be trusted and what can be done."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from pdtui.core.actions import ACTIONS, BY_ID, Action
from pdtui.core.events import (
    DetailChanged,
    DetailFailed,
    IncidentsChanged,
    Left,
    Polled,
    PollFailed,
    ReminderDue,
    WriteDone,
    WriteRefused,
    WriteUnknown,
)
from pdtui.core.store import matches
from pdtui.tui.acting import Acting
from pdtui.tui.bindings import bindings
from pdtui.tui.freshness import advice, emptiness, freshness, slack_word
from pdtui.tui.messages import EngineEvent
from pdtui.tui.notification import Terminal
from pdtui.tui.reading import Reading
from pdtui.tui.toasts import Toast, Toaster, toast_of
from pdtui.tui.viewing import Viewing
from pdtui.tui.widgets.detail_pane import DetailPane
from pdtui.tui.widgets.incident_list import IncidentList
from pdtui.tui.widgets.key_bar import KeyBar
from pdtui.tui.widgets.status_bar import Standing, StatusBar

if TYPE_CHECKING:
    from pdtui.core.engine import Engine


MOST_ADVICE = 4
"""Lines of advice at the most, so that the list stays in view."""


class IncidentsScreen(Screen[None]):
    """Puts the parts together. Its own only fact is since when polls fail; the rows are the engine's."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings()]
    AUTO_FOCUS = "#incidents"

    def __init__(
        self, engine: Engine, terminal: Terminal, toaster: Toaster, title: str, time_zone: tzinfo | None
    ) -> None:
        super().__init__()
        self._engine = engine
        self._terminal = terminal
        self._toaster = toaster
        self._heading = title
        self._time_zone = time_zone
        self._failing_since: datetime | None = None
        self.incidents = IncidentList(engine.now, id="incidents")
        self._pane = DetailPane(id="detail")
        self._filter = Input(placeholder="words, #number, service or person", id="filter", select_on_focus=False)
        self._reading = Reading(engine, self.incidents, self._pane)
        parts = (self.incidents, self._pane, self._filter)
        self._viewing = Viewing(self, engine, parts, self._reading, toaster)
        self._acting = Acting(self, engine, self.incidents, toaster)

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield StatusBar(id="status")
        yield Static(id="advice", markup=False)
        with Container(id="body"):
            yield self.incidents
            yield self._pane
        with Horizontal(id="filter-bar"):
            yield Static("filter", id="filter-label")
            yield self._filter
            yield Static(id="filter-count", markup=False)
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        """Paint what is known, then follow the clock."""
        self._viewing.close_filter()
        self._viewing.arrange()
        self.reload()
        self.set_interval(1.0, self.paint)

    def on_resize(self) -> None:
        """Decide anew what fits."""
        self._viewing.arrange()
        self.paint()

    def on_screen_resume(self) -> None:
        """The terminal may have changed its size under a dialog."""
        self._viewing.arrange()

    def reload(self, *, by_person: bool = False) -> None:
        """Take the engine's rows through the filter into the list."""
        store, words = self._engine.store, self._viewing.words
        rows = store.rows
        if words:
            rows = tuple(row for row in rows if matches(row, words))
        self.incidents.set_rows(
            rows,
            by_person=by_person,
            hidden=lambda incident_id: bool(words) and store.row(incident_id) is not None,
        )
        self._reading.follow()
        self.paint()

    def paint(self) -> None:
        """Bring everything that depends on the clock or on the engine's standing up to date."""
        engine, rows = self._engine, self._engine.store.rows
        now = engine.now().astimezone(self._time_zone)
        last_poll, taken_at, since = engine.last_poll, engine.store.taken_at, self._failing_since
        fresh = freshness(last_poll, taken_at, since, engine.poll_seconds, now)
        busy = f"{engine.in_flight} under way" if engine.in_flight else ""
        self.query_one(StatusBar).show(Standing(self._heading, engine.on_call, busy, slack_word(engine.slack), fresh))
        self._advise(advice(last_poll, engine.slack, now))
        words = self._filter.value.strip()
        self.incidents.set_empty(emptiness(last_poll, taken_at, since, words, len(rows), engine.poll_seconds, now))
        self.incidents.sync()
        keys = " · Enter keeps, Esc clears" if self._filter.has_focus else " · Esc clears"
        found = f"{self.incidents.held.listed} of {len(rows)}"
        self.query_one("#filter-count", Static).update(Content(found + keys))
        self._pane.show(self._reading.subject(), now)
        self.query_one(KeyBar).dim(
            frozenset(action.id for action in ACTIONS if action.on_incident and self.refusal(action))
        )

    def take(self, text: str) -> bool:
        """Take what was typed right behind the key that opened the filter."""
        if self.focused is not self._filter:
            return False
        self._filter.insert_text_at_cursor(text)
        return True

    def refusal(self, action: Action) -> str:
        """Why an action does not apply to the highlighted incident; empty where it does."""
        return self._acting.refusal(action, self.incidents.highlighted)

    def on_key(self) -> None:
        """Every key on its way up from the list, before it becomes an action."""
        self._acting.key_came()

    def action_do(self, action_id: str) -> None:
        """A key of the registry."""
        self.do(action_id)

    def do(self, action_id: str, incident_id: str | None = None) -> None:
        """Carry out an action of the registry, on the given or else the highlighted incident."""
        action = BY_ID[action_id]
        if (action.on_incident or action_id in ("open", "quit")) and self._acting.too_soon(action):
            return
        if action.on_incident:
            self._acting.act(action, incident_id or self.incidents.highlighted)
            self.reload()
        else:
            self._viewing.do(action_id)
            self.paint()

    @on(EngineEvent)
    def follow(self, message: EngineEvent) -> None:
        """The engine tells; the screen follows."""
        event = message.event
        match event:
            case Polled():
                self._failing_since = None
            case PollFailed() if self._failing_since is None:
                self._failing_since = self._engine.now()
            case Left():
                self.incidents.held.tell_gone(event.incident, event.what)
                self._acting.tell_dialog(event)
                if event.was_assigned and event.incident.id != self.incidents.highlighted:
                    self._toaster.show(Toast(f"#{event.incident.number} {event.what}", "warning", seconds=8.0))
            case WriteDone() | WriteRefused() | WriteUnknown():
                self._acting.settle(event)
            case DetailChanged():
                self._reading.arrived(event.detail.incident_id)
            case DetailFailed():
                self._reading.failed(event.incident_id, event.advice)
            case ReminderDue():
                self._remind(event)
        if isinstance(event, IncidentsChanged):
            self.reload()
        else:
            self.paint()

    @on(IncidentList.Highlighted)
    def highlight_moved(self) -> None:
        """Show what is known of the new one at once, and ask for the rest once it was rested on."""
        self._reading.follow()
        self.paint()

    @on(IncidentList.Opened)
    def double_clicked(self) -> None:
        """A double click opens the details."""
        self._viewing.open_details()

    @on(KeyBar.Pressed)
    def key_clicked(self, event: KeyBar.Pressed) -> None:
        """A click on a key of the bar."""
        self.do(event.action_id)

    @on(Input.Changed, "#filter")
    def filter_typed(self) -> None:
        """Each letter filters."""
        self.reload(by_person=True)

    @on(Input.Submitted, "#filter")
    def filter_kept(self) -> None:
        """Enter keeps the filter and goes back to the list."""
        self._viewing.keep_filter()

    def _advise(self, text: str) -> None:
        line = self.query_one("#advice", Static)
        line.display = bool(text)
        content = Content(text)
        line.styles.height = min(MOST_ADVICE, len(content.wrap(max(1, self.app.size.width - 2))))
        line.update(content)

    def _remind(self, event: ReminderDue) -> None:
        toast = toast_of(event)
        if toast is not None:
            self._toaster.show(toast)
        self.app.bell()
        self._terminal.notify(event.due.title, event.due.text)
