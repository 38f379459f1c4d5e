"""From the colon to what the line does: aims, opens the command line, and hands on what it answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from textual.screen import Screen

from pdtui.core.actions import BY_ID
from pdtui.core.command_line.history import CommandHistory, kept, may_be_kept
from pdtui.core.command_line.wish import Wish
from pdtui.tui.acting import Acting
from pdtui.tui.command.deeds import Deed, Deeds
from pdtui.tui.command.facts import Aim, Facts
from pdtui.tui.command.looks import Looks, Shows
from pdtui.tui.drafts import Draft, Drafts
from pdtui.tui.toasts import Toaster
from pdtui.tui.viewing import Viewing
from pdtui.tui.widgets.incident_list import IncidentList

if TYPE_CHECKING:
    from pdtui.core.engine import Engine
    from pdtui.tui.screens.command_line import Answer

ACTION = "command_line"
_NOBODY: tuple[str, ...] = ()
"""A line is a draft for no incident: it names its own."""


class Commanding:
    """One for the run: it keeps the history and the line that was left."""

    def __init__(
        self,
        screen: Screen[None],
        engine: Engine,
        incidents: IncidentList,
        ways: tuple[Acting, Viewing],
        toaster: Toaster,
        drafts: Drafts,
        history: CommandHistory,
        now: Callable[[], datetime],
        do: Callable[[str], None],
    ) -> None:
        self._screen = screen
        self._engine = engine
        self._list = incidents
        self._acting, self._viewing = ways
        self._toaster = toaster
        self._drafts = drafts
        self._history = history
        self._now = now
        self._do = do
        self._lines: tuple[str, ...] | None = None

    def open(self) -> None:
        """Fix what is highlighted and marked, and open the line over the list."""
        from pdtui.tui.screens.command_line import CommandLineScreen

        facts, aim = Facts(self._engine), self._aim()
        deeds = Deeds(self._engine, self._acting, facts, aim, self._now)
        looks = Looks(self._engine, self._viewing, self._shows(), facts, aim)

        def deed_of(wish: Wish) -> Deed:
            if looks.knows(wish):
                return looks.deed_of(wish)
            return deeds.on_incidents(wish) if wish.verb.on_incident else deeds.new_incident(wish)

        draft = self._drafts.of(_NOBODY, ACTION)
        screen = CommandLineScreen(self._engine, facts, aim, deed_of, self._read_lines(), draft)

        def answered(answer: Answer | None) -> None:
            self._drafts.keep(_NOBODY, ACTION, screen.draft)
            if answer is not None:
                self._run(answer)

        self._screen.app.push_screen(screen, answered)

    def _run(self, answer: Answer) -> None:
        self._acting.sent_off()
        self._drafts.keep(_NOBODY, ACTION, Draft())
        self._remember(answer.line)
        if answer.deed.run() is False:
            self._drafts.keep(_NOBODY, ACTION, Draft.of(answer.line))

    def _aim(self) -> Aim:
        held = self._list.held
        meant = held.marked or (held.aimed if held.group is not None else ())
        rows = [self._engine.store.row(one) for one in meant]
        return Aim(held.row.incident if held.row else None, tuple(one.incident for one in rows if one is not None))

    def _read_lines(self) -> tuple[str, ...]:
        if self._lines is None:
            self._lines = tuple(self._history.read())
        return self._lines

    def _remember(self, line: str) -> None:
        """A line with what looks like a secret is forgotten at once."""
        if may_be_kept(line):
            self._lines = kept([*self._read_lines(), line])
            self._history.add(line)

    def _shows(self) -> Shows:
        return Shows(self._help, self._on_call, self._undo, self._quit, self._do, self._toaster.show)

    def _help(self, word: str) -> None:
        from pdtui.tui.command.pages import help_page
        from pdtui.tui.screens.pages import PagesScreen

        heading = f":{word}" if word else "What can be typed after :"
        self._screen.app.push_screen(PagesScreen(heading, help_page(word, self._engine.missing)))

    def _on_call(self, name: str) -> None:
        from pdtui.tui.command.pages import on_call_page
        from pdtui.tui.screens.pages import PagesScreen

        heading = f"On call: {name}" if name else "On call"
        self._screen.app.push_screen(PagesScreen(heading, on_call_page(self._engine, name, self._now)))

    def _undo(self) -> None:
        self._acting.act(BY_ID["undo"], ())

    def _quit(self) -> None:
        if not self._acting.keeps_back():
            self._viewing.do("quit")
