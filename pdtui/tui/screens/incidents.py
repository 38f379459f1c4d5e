"""The screen: the list, the details, what can be trusted and what can be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, tzinfo
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingsMap
from textual.containers import Container, Horizontal
from textual.screen import Screen
from textual.widgets import Input, Static

from pdtui.core.actions import BY_ID, Action, Feature
from pdtui.core.command_line.history import CommandHistory, ForgetfulHistory
from pdtui.core.events import (
    DetailChanged,
    DetailFailed,
    Engaged,
    Event,
    IncidentsChanged,
    Left,
    Progressed,
    ReminderDue,
    ScopeChanged,
    SlackRemark,
    ThreadFailed,
    ThreadRead,
    WriteDone,
    WriteRefused,
    WritesCancelled,
    WriteUnknown,
)
from pdtui.core.keymap import KEYS, Keymap
from pdtui.core.preferences import ForgetfulPreferences, PreferenceStore
from pdtui.text import LOCAL
from pdtui.tui.acting import Acting
from pdtui.tui.announcing import Announcing
from pdtui.tui.bars import Bars
from pdtui.tui.bindings import bindings
from pdtui.tui.commanding import Commanding
from pdtui.tui.drafts import Drafts
from pdtui.tui.handing_over import HandingOver
from pdtui.tui.listed import Listed
from pdtui.tui.marking import Marking
from pdtui.tui.messages import EngineEvent, Hears
from pdtui.tui.near import Place
from pdtui.tui.offers import offered
from pdtui.tui.reading import AGAIN_SECONDS, Reading
from pdtui.tui.signs import Signs
from pdtui.tui.split import Split
from pdtui.tui.toasts import Toast, Toaster, toast_of
from pdtui.tui.viewing import Viewing
from pdtui.tui.watch import Watch
from pdtui.tui.widgets.detail_pane import DetailPane
from pdtui.tui.widgets.incident_list import IncidentList
from pdtui.tui.widgets.key_bar import KeyBar
from pdtui.tui.widgets.status_bar import StatusBar
from pdtui.tui.widgets.tab_strip import TabStrip

if TYPE_CHECKING:
    from pdtui.core.engine import Engine


_MINDED = ("open", "open_thread", "quit", "command_line")
"""What the rest of a paste must not set off, of what changes nothing in PagerDuty."""


class IncidentsScreen(Screen[None]):
    """Puts the parts together and follows the engine; the rows and what is known of them are the engine's."""

    AUTO_FOCUS = "#incidents"

    def __init__(
        self,
        engine: Engine,
        announcing: Announcing,
        toaster: Toaster,
        title: str,
        time_zone: tzinfo | None,
        history: CommandHistory | None = None,
        keys: Keymap = KEYS,
        preferences: PreferenceStore | None = None,
    ) -> None:
        super().__init__()
        self.keys = keys
        self._bindings = BindingsMap.merge([self._bindings, BindingsMap(bindings(keys))])
        self._engine = engine
        self._announcing = announcing
        self._toaster = toaster
        self._time_zone = time_zone or LOCAL
        self._watch = Watch(engine)
        self._in_scope = engine.scope
        self.incidents = IncidentList(self._now, id="incidents")
        self._pane = DetailPane(id="detail")
        preferences = preferences or ForgetfulPreferences()
        self._split = Split(self.incidents, self._pane, preferences)
        self._filter = Input(placeholder="words, #number, service or person", id="filter", select_on_focus=False)
        self._reading = Reading(engine, self.incidents, self._pane, self.paint, self._watch.reminded)
        self._signs = Signs(engine)
        self.incidents.signs = self._signs.of
        self._marking = Marking(self.incidents, toaster)
        shown = (self.incidents, self._filter)
        again = partial(self.reload, by_person=True)
        self._listed = Listed(self, engine, shown, toaster, self._now, preferences, again)
        parts = (self.incidents, self._pane, self._filter)
        drafts = Drafts()
        self._viewing = Viewing(
            self, engine, parts, self._reading, self._marking, toaster, self._now, drafts, self._listed
        )
        self._acting = Acting(self, engine, self.incidents, toaster, drafts, time_zone)
        self._bars = Bars(self, engine, self._watch, parts, self._listed, self.refusal, keys, title)
        self._handing_over = HandingOver(lambda: self.app, engine, drafts, toaster, time_zone or LOCAL)
        ways, history = (self._acting, self._viewing), history or ForgetfulHistory()
        self._commanding = Commanding(self, engine, self.incidents, ways, toaster, drafts, history, self._now, self.do)

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
        self._arrange()
        self._announcing.start()
        self.reload()
        self.set_interval(1.0, self.tick)
        self.set_interval(AGAIN_SECONDS, self._reading.again)

    def on_resize(self) -> None:
        """Decide anew what fits."""
        self._arrange()
        self.paint()

    def _arrange(self) -> None:
        """What fits, and how the room is divided; the status bar, the keys and the rest take two rows or more."""
        self._viewing.arrange()
        layout = "wide" if self.has_class("-wide") else "tall" if self.has_class("-tall") else ""
        body = self.query_one("#body").region
        size = self.app.size
        self._split.arrange(layout, size.width if layout == "wide" else body.height or size.height - 2)

    @on(DetailPane.Dragged)
    def border_dragged(self, event: DetailPane.Dragged) -> None:
        """The border between list and details follows the mouse, and stays where it was let go."""
        self._split.drag(event.x, event.y, self.query_one("#body").region)
        if event.done:
            self._split.drop()
            self.call_after_refresh(self.paint)

    def on_descendant_focus(self) -> None:
        """The keys go elsewhere now: the bar says which."""
        self.paint()

    def on_screen_resume(self) -> None:
        """The terminal may have changed its size under a dialog."""
        self._arrange()

    def reload(self, *, by_person: bool = False) -> None:
        """Take the engine's rows through the filter into the list; another scope is the person's own act."""
        scope, before = self._engine.scope, self._in_scope
        self._in_scope = scope
        self._marking.note()
        afresh = scope is not before and scope is self._viewing.wanted_scope
        self._listed.take(by_person=by_person or afresh, afresh=afresh)
        self._marking.tell_lost(by_person=by_person)
        self._reading.follow()
        self.paint()

    def tick(self) -> None:
        """A second went by: what is filtered by age is filtered anew now and then."""
        if self._listed.due():
            self.reload()
        else:
            self.paint()

    def paint(self) -> None:
        """Bring everything that depends on the clock or on the engine's standing up to date."""
        now = self._now()
        self._bars.show_standing(now)
        self.incidents.followed = self._watch.reminded.followed
        self._signs.forget()
        self.incidents.sync()
        self._bars.show_filter()
        self._reading.follow_thread()
        self._pane.show(self._reading.subject(), now, self._reading.tab)
        self._bars.show_keys(self._reading.tab)

    def _now(self) -> datetime:
        return self._engine.now().astimezone(self._time_zone)

    @property
    def missing(self) -> frozenset[Feature]:
        """What the account's plan lacks; it is not offered."""
        return self._engine.missing

    @property
    def marked(self) -> tuple[str, ...]:
        """The ids of the marked incidents that are shown, in the list's order: what is acted on if not empty."""
        return self.incidents.held.marked

    def place_of(self, incident_ids: tuple[str, ...]) -> Place | None:
        """Where the highlighted row stands, if it is of these."""
        held, region = self.incidents.held, self.incidents.region
        if not set(incident_ids) <= set(held.aimed) or held.line is None or not self.incidents.display:
            return None
        return Place(region, region.y + 1 + held.line)

    def take(self, text: str) -> bool:
        """Take what was typed right behind the key that opened the filter."""
        if self.focused is not self._filter:
            return False
        self._filter.insert_text_at_cursor(text)
        return True

    def refusal(self, action: Action) -> str:
        """Why an action applies to none of the marked, or not to what is highlighted; empty where it does."""
        return self._acting.refusal(action, self._acting.meant(action))

    def meant(self, action: Action) -> tuple[str, ...]:
        """The ids of the incidents that the action would be done to now."""
        return self._acting.meant(action)

    def name_of_targets(self, action: Action) -> str:
        """What an action would be done to: `#12`, `3 marked`; empty for one that is not done to incidents."""
        if not action.on_incident:
            return ""
        if action.many and self.marked:
            return f"{len(self.marked)} marked"
        held = self.incidents.held
        if held.group is not None:
            return f"all {len(held.aimed)}" if action.many else ""
        return f"#{held.row.incident.number}" if held.row is not None else ""

    def on_key(self) -> None:
        """Every key on its way up from the list, before it becomes an action."""
        self._acting.key_came()

    def action_do(self, action_id: str) -> None:
        """A key of the registry."""
        self.do(action_id)

    def do(self, action_id: str, meant: tuple[str, ...] | None = None) -> None:
        """Carry out an action of the registry, on those that were `meant`, else on the marked or the highlighted."""
        action = BY_ID.get(action_id)
        if action is not None and self._acting.handles(action):
            if not self._acting.too_soon(action):
                self._act(action, meant)
                self.reload()
            return
        hasty = action is not None and action_id in _MINDED and self._acting.too_soon(action)
        if not hasty and (action_id != "quit" or not self._acting.keeps_back()):
            here = self.incidents.highlighted
            opens: dict[str, Callable[[], object]] = {
                "handoff": self._handing_over.open,
                "command_line": self._commanding.open,
                "help": self._help,
                "narrower": partial(self._nudge, -1),
                "wider": partial(self._nudge, 1),
            }
            opens.get(action_id, partial(self._viewing.do, action_id))()
            if action_id == "fold" and self.incidents.highlighted != here:
                self._acting.sent_off()
        self.paint()

    def _nudge(self, steps: int) -> None:
        """The border goes a step, and stays there."""
        self._split.nudge(steps, self.query_one("#body").region)
        self.call_after_refresh(self.paint)

    def _help(self) -> None:
        """Every key; what does not apply to what is highlighted is dimmed, with the reason."""
        from pdtui.tui.screens.help import DETAILS, HelpScreen

        asked = {action.id: self.refusal(action) for action in offered(frozenset())}
        refused = {action_id: why for action_id, why in asked.items() if why}
        self.app.push_screen(HelpScreen(refused, self.keys, DETAILS if self._pane.has_keys else ""))

    def _act(self, action: Action, meant: tuple[str, ...] | None) -> None:
        if meant is None and (reason := self._marking.untrusted(action)):
            self._toaster.show(Toast(reason, "warning", seconds=6.0))
            return
        before = len(self.marked)
        self._acting.act(action, self._acting.meant(action) if meant is None else meant)
        self._marking.served(action, before)

    @on(EngineEvent)
    def follow(self, message: EngineEvent) -> None:
        """The engine tells; the screen follows."""
        event = message.event
        self._watch.hear(event)
        match event:
            case Left():
                self.incidents.held.tell_gone(event.incident, event.what)
                self._reading.follow()
                self._acting.tell_dialog(event)
                if event.was_assigned and event.incident.id != self.incidents.highlighted:
                    self._toaster.show(Toast(f"#{event.incident.number} {event.what}", "warning", seconds=8.0))
            case ScopeChanged(advice=why) if why:
                self._toaster.show(Toast(why, "warning", seconds=10.0))
            case WriteDone() | WriteRefused() | WriteUnknown() | WritesCancelled():
                self._acting.settle(event)
                if isinstance(event, WriteDone):
                    self._reading.again(event.incident_id)
            case DetailChanged() | DetailFailed() | ThreadRead() | ThreadFailed():
                self._reading.hear(event)
            case SlackRemark(what=what):
                self._toaster.show(Toast(what, "warning", seconds=12.0))
            case Engaged():
                self._tell_engaged(event)
        self._announcing.hear(event)
        if isinstance(event, ReminderDue):
            self._handing_over.greet(event)
        if isinstance(event, IncidentsChanged | ScopeChanged):
            self.reload()
        elif isinstance(event, Progressed):
            self._bars.show_standing(self._now())
        else:
            self.paint()
        self._hand_on(event)

    def _hand_on(self, event: Event) -> None:
        """To what stands on top and follows as well."""
        for screen in self.app.screen_stack:
            if isinstance(screen, Hears) and screen.is_mounted:
                screen.hear(event)

    @on(IncidentList.Highlighted)
    def highlight_moved(self) -> None:
        """Show what is known of the new one at once, and ask for the rest once it was rested on."""
        self._reading.follow()
        self.paint()

    @on(IncidentList.Opened)
    def double_clicked(self) -> None:
        """A double click opens the details, or a group."""
        self._viewing.open_details()

    @on(IncidentList.HeadPressed)
    def head_clicked(self, event: IncidentList.HeadPressed) -> None:
        """A click on a column's name orders the list by it."""
        self._listed.order_by_column(event.column)

    @on(TabStrip.Pressed)
    def tab_clicked(self, event: TabStrip.Pressed) -> None:
        """A click on a tab."""
        self.do(event.tab.action_id)

    @on(KeyBar.Pressed)
    @on(StatusBar.Pressed)
    def bar_clicked(self, event: KeyBar.Pressed | StatusBar.Pressed) -> None:
        """A click on a key of the bar, or on a word of the line on top."""
        self.do(event.action_id)

    @on(Input.Changed, "#filter")
    def filter_typed(self) -> None:
        """Each letter filters."""
        self.reload(by_person=True)

    @on(Input.Submitted, "#filter")
    def filter_kept(self) -> None:
        """Enter keeps the filter and goes back to the list."""
        self._viewing.keep_filter()

    def _tell_engaged(self, event: Engaged) -> None:
        """A key that is spoken of acts on the highlighted incident: where that is another one, it is said."""
        toast = toast_of(event)
        if toast is None:
            return
        if event.asks and event.incident_id != self.incidents.highlighted:
            toast = replace(toast, text=f"{toast.text}, once it is highlighted")
        self._toaster.show(toast)
