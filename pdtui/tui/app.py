"""The app: wiring only. What is shown is the screen's, what is known and done is the engine's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import tzinfo
from typing import TYPE_CHECKING

from textual.app import App, SystemCommand
from textual.command import Provider
from textual.events import Click, Event, Key, MouseDown, Paste
from textual.screen import Screen
from textual.theme import Theme
from textual.widgets import Static

from pdtui.core.keymap import KEYS, Keymap
from pdtui.core.preferences import ForgetfulPreferences, Preferences, PreferenceStore
from pdtui.core.reminding.ways import Manners
from pdtui.text import LOCAL
from pdtui.tui.announcing import Announcing
from pdtui.tui.attention import Attention
from pdtui.tui.badge import Badge
from pdtui.tui.bindings import key_of, use
from pdtui.tui.messages import EngineEvent
from pdtui.tui.notification import Terminal, reporting
from pdtui.tui.screens.dialog import Dialog
from pdtui.tui.screens.incidents import IncidentsScreen
from pdtui.tui.telling import News, Telling
from pdtui.tui.terminal_app import TerminalApp
from pdtui.tui.toasts import APART, Severity, Toast, Toaster

if TYPE_CHECKING:
    from pdtui.core.command_line.history import CommandHistory
    from pdtui.core.engine import Engine
    from pdtui.core.ports import Notifier
    from pdtui.core.subscription import Subscription


LOW = 30
"""Rows below which there is room for one notice of some lines."""


def _actions() -> type[Provider]:
    from pdtui.tui.palette import ActionProvider

    return ActionProvider


class PdtuiApp(TerminalApp[None]):
    """The full-screen front of an engine that was opened before it and is closed after it.

    `title` marks the world it shows (`DEMO`), `time_zone` is the one in which clock times are written, `manners`
    is how the person wants to be told of what, `notifier` the operating
    system's way to do so, `keys` which key does what, and
    `preferences` where it is kept what was chosen on the screen.
    """

    COMMANDS = App.COMMANDS | {_actions}

    def __init__(
        self,
        engine: Engine,
        *,
        title: str = "",
        time_zone: tzinfo | None = None,
        manners: Manners | None = None,
        notifier: Notifier | None = None,
        history: CommandHistory | None = None,
        keys: Keymap = KEYS,
        preferences: PreferenceStore | None = None,
    ) -> None:
        self._preferences = preferences or ForgetfulPreferences()
        super().__init__(self._preferences.read().theme)
        self._engine = engine
        use(keys)
        self.terminal = Terminal()
        self.driver_class = reporting(self.driver_class, self.terminal)
        self._toaster = Toaster(self, clear=lambda: self.call_later(self.clear_notifications), apart=self._apart)
        self._notifier = notifier
        self._told_problem = ""
        self._attention = Attention()
        badge = Badge(self.terminal, title)
        self._telling = Telling(
            self._toaster, self.terminal, lambda: self.bell(), self._attention, badge, desktop=self._tell_desktop
        )
        announcing = Announcing(engine, self._telling, manners or Manners(), time_zone or LOCAL)
        self.incidents = IncidentsScreen(
            engine, announcing, self._toaster, title, time_zone, history, keys, self._preferences
        )

    def get_default_screen(self) -> Screen[None]:
        """The incidents, from the first frame on."""
        return self.incidents

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Of Textual's own commands only the choice of a theme; the rest is in the registry."""
        yield SystemCommand("Theme", "Change the colours.", self.action_change_theme)

    def on_mount(self) -> None:
        """Listen before the engine starts, and start it after the first paint."""
        self.theme_changed_signal.subscribe(self, self._keep_theme)
        self.run_worker(self._bridge(self._engine.subscribe()), group="bridge", exclusive=True)
        self.call_after_refresh(self._engine.start)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In a dialog ctrl+p goes a line up: no palette opens over it."""
        if action == "command_palette" and isinstance(self.screen, Dialog):
            return False
        return super().check_action(action, parameters)

    def action_help_quit(self) -> None:
        """ctrl+c leaves nothing by accident, and tells what does."""
        self._toaster.show(Toast(f"Press {key_of('quit')} to leave pdtui", seconds=3.0))

    async def on_event(self, event: Event) -> None:
        """Whatever a person does at the terminal shows that they are there.

        An Esc was not meant for the notices that it brought back.
        """
        if isinstance(event, Key | MouseDown | Paste):
            self._attention.touch()
            if self._telling.looked() and isinstance(event, Key) and event.key == "escape":
                return
        await super().on_event(event)

    def on_app_focus(self) -> None:
        """The terminal got the focus, as far as it reports that."""
        self._attention.report(focused=True)
        self._telling.looked()

    def on_app_blur(self) -> None:
        """The terminal lost it: what comes now is told beyond the screen as well."""
        self._attention.report(focused=False)

    def on_key(self, event: Key) -> None:
        """A key that was on its way to the list when the filter or a dialog opened belongs to that.

        All keys of one packet are handed to what has the focus when the packet comes, and come by here on
        their way up; a filter or a dialog that was opened by the first must get the rest.
        """
        screen = self.screen
        if isinstance(screen, Dialog) and (screen.keep_early(event) or screen.take_stray(event)):
            event.prevent_default()
            event.stop()
            return
        if event.character is None or not event.is_printable:
            return
        taken = screen.take(event.character) if isinstance(screen, IncidentsScreen | Dialog) else False
        if taken:
            event.prevent_default()
            event.stop()

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: Severity = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Show a notice; while a dialog hides the list, the dialog itself says in one line what is wrong."""
        screen = self.screen
        if isinstance(screen, Dialog) and severity != "information" and screen.query(".dialog-news"):
            first = message.partition("\n")[0]
            screen.say(f"{title}: {first}" if title else first)
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=markup)

    def on_click(self, event: Click) -> None:
        """A notice that was clicked is gone: it is not shown again with the others."""
        widget = event.widget
        if isinstance(widget, Static) and widget.has_class("-textual-system"):
            self._toaster.forget(str(widget.render()))

    def _apart(self) -> int:
        """In a low terminal two notices of some lines would hide the list."""
        return APART if self.size.height >= LOW else 1

    def _keep_theme(self, theme: Theme) -> None:
        """The colours that were chosen are those of the next start."""

        def keep(kept: Preferences) -> Preferences:
            return replace(kept, theme=theme.name)

        self._preferences.change(keep)

    def _tell_desktop(self, title: str, text: str, urgent: bool) -> None:
        if self._notifier is not None:
            self.run_worker(self._notify(self._notifier, News((), title, text, urgent)), group="desktop")

    async def _notify(self, notifier: Notifier, news: News) -> None:
        """Where the desktop shows nothing, the screen does, and says why."""
        await notifier.notify(news.title, news.text, news.pages)
        if notifier.problem:
            self._toaster.show(news.toast)
            if notifier.problem != self._told_problem:
                self._toaster.show(Toast(notifier.problem, "warning", seconds=12.0))
        self._told_problem = notifier.problem

    async def _bridge(self, subscription: Subscription) -> None:
        async for event in subscription:
            self.incidents.post_message(EngineEvent(event))
