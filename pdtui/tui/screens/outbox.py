"""What Slack is owed: since when, why it waits, and the two things that a person can do about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.events import Key
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from pdtui.core.events import Event, OutboxChanged, SlackChanged, SlackState
from pdtui.core.slack.owed import OutboxRow, words_of
from pdtui.core.slack.socket_port import SocketState
from pdtui.errors import PdtuiError
from pdtui.tui.aiming import Targets
from pdtui.tui.screens.dialog import Dialog
from pdtui.tui.screens.outbox_lines import in_order, lines_of
from pdtui.tui.widgets.key_hint import KeyHint

if TYPE_CHECKING:
    from pdtui.core.engine import Engine

AGAIN_SECONDS = 5.0
"""How often the ages are told anew."""
EMPTY = "Nothing waits for Slack."


class OutboxScreen(Dialog[None]):
    """A list that follows what happens; the highlight stays with its row and never goes to another by itself."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("r", "retry", "Retry"),
        ("d", "drop", "Drop"),
        ("j", "down", "Down"),
        ("k", "up", "Up"),
        ("x,q", "leave", "Close"),
    ]
    covers: ClassVar[bool] = True
    hint = "r tries it now · d drops it · ↑↓ choose · Esc closes"

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        super().__init__("Outbox: what Slack is still to be told")
        self._engine = engine
        self._now = now
        self._rows: tuple[OutboxRow, ...] = ()
        self._drawn: tuple[object, ...] = ()

    def compose_body(self) -> ComposeResult:
        """What is off, what is empty, the rows."""
        yield Static("", classes="outbox-off", markup=False)
        yield Static("", classes="outbox-empty", markup=False)
        yield OptionList(classes="outbox-rows", markup=False)

    def on_mount(self) -> None:
        """Show what there is, from the first row on."""
        self.query_one(OptionList).focus()
        self.show()
        if self._rows:
            self.query_one(OptionList).highlighted = 0
        self.set_interval(AGAIN_SECONDS, self.show)

    def on_resize(self) -> None:
        """Wrap anew, once the list has its width."""
        self.call_after_refresh(self.show)

    def hear(self, event: Event) -> None:
        """Something went on."""
        if isinstance(event, OutboxChanged | SlackChanged):
            self.show()

    def show(self) -> None:
        """Bring all up to date."""
        if not self.is_attached:
            return
        desk = self._engine.slack_desk
        try:
            rows = in_order(desk.rows(), self._now())
        except PdtuiError as error:
            self.say(str(error))
            return
        self._tell_off()
        empty = self.query_one(".outbox-empty", Static)
        empty.display = not rows
        hint = self.hint if rows else "Esc closes"
        self.query_one(KeyHint).show(hint)
        empty.update(EMPTY)
        self._draw(rows)

    def on_key(self, event: Key) -> None:
        """Enter decides nothing here."""
        if event.key == "enter" and self._rows:
            self.say("Press r to try it now, or d to drop it.")

    def action_down(self) -> None:
        """Highlight the next row."""
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        """Highlight the row before."""
        self.query_one(OptionList).action_cursor_up()

    def action_retry(self) -> None:
        """Let it go now."""
        row = self._chosen()
        if row is not None:
            owed = self.tried(lambda: self._engine.slack_desk.retry(row.marker))
            self._tell(owed, f"Tried again: {words_of(row.job)}", "That is not owed any more.")

    def action_drop(self) -> None:
        """Ask before it is taken out for good."""
        from pdtui.tui.screens.confirm import ConfirmScreen

        row = self._chosen()
        if row is None:
            return
        words = f"{words_of(row.job)}\n\nSlack is never told of it then. This cannot be undone."
        about = Targets((row.about,)) if row.about is not None else Targets()
        screen = ConfirmScreen("Drop", about, words, "drops it")
        self.app.push_screen(screen, lambda yes: self._drop(row) if yes else None)

    def _drop(self, row: OutboxRow) -> None:
        dropped = self.tried(lambda: self._engine.slack_desk.drop(row.marker))
        self._tell(dropped, f"Dropped: {words_of(row.job)}", "Not dropped: it is on its way, or told already.")

    def _tell(self, went: bool | None, done: str, not_done: str) -> None:
        if went is not None:
            self.say(done if went else not_done)
        self.show()

    def _chosen(self) -> OutboxRow | None:
        place = self.query_one(OptionList).highlighted
        if place is not None and place < len(self._rows):
            return self._rows[place]
        self.say("Choose a row first." if self._rows else EMPTY)
        return None

    def _tell_off(self) -> None:
        """How Slack stands where that is not well, and what its app may not do."""
        standing = self._engine.slack
        lines = []
        if standing.state is SlackState.OFF:
            lines.append("Slack is off: there is no token for it, and nothing goes.")
        elif standing.state is SlackState.STOPPED:
            lines.append(f"Slack stopped, and nothing goes: {standing.advice}")
        refused = [one.advice for one in self._engine.listening.values() if one.state is SocketState.REFUSED]
        lines += [f"buttons and /pdtui: off, {advice}" for advice in refused]
        missing = self._engine.slack_desk.missing()
        lacking = [f"{what}: off, the app lacks {needs}" for what, needs in missing.items()]
        most = max(2, self.size.height // 6)
        lines += lacking[:most] + ([f"and {len(lacking) - most} more are off"] if len(lacking) > most else [])
        off = self.query_one(".outbox-off", Static)
        off.display = bool(lines)
        off.update(Content.styled("\n".join(lines), "$warning"))

    def _draw(self, rows: tuple[OutboxRow, ...]) -> None:
        options = self.query_one(OptionList)
        options.display = bool(rows)
        now = self._now()
        width = max(20, (options.scrollable_content_region.width or self.size.width - 8) - 2)
        lines = [lines_of(row, now, width) for row in rows]
        if self._drawn == (rows, width, tuple(line.plain for line in lines)):
            return
        self._drawn = (rows, width, tuple(line.plain for line in lines))
        place = options.highlighted
        kept = self._rows[place].marker if place is not None and place < len(self._rows) else ""
        self._rows = rows
        options.set_options(map(Option, lines))
        options.highlighted = next((at for at, row in enumerate(rows) if row.marker == kept), None)
