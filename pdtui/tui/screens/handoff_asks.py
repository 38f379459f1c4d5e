"""What the handoff screen asks in dialogs of its own: another span, and under which name to save."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static, TextArea

from pdtui.adapters.files import save_new
from pdtui.core.handoff.desk import LastBrief
from pdtui.core.handoff.reader import Wish
from pdtui.core.spans import parse_past
from pdtui.errors import PdtuiError
from pdtui.text import clock_time
from pdtui.tui.screens.dialog import Dialog
from pdtui.tui.screens.form import FormDialog, TextLine
from pdtui.tui.screens.inputs import LineInput


class SpanScreen(FormDialog[Wish]):
    """Since when and until when; with nothing typed it is my shift."""

    hint = "Enter reads the brief · Tab next line · Esc leaves"

    def __init__(self, now: Callable[[], datetime], *, replaces: bool) -> None:
        super().__init__("Handoff: of which span")
        self._now = now
        self._replaces = replaces
        """Whether there is an edited text that the new one takes the place of."""

    def compose_body(self) -> ComposeResult:
        """Two lines."""
        yield Static("Leave both empty for your shift.", classes="dialog-words")
        if self._replaces:
            yield Static(Content.styled("It replaces the text that you edited.", "$warning"), classes="dialog-words")
        yield Static("", classes="form-gap")
        yield TextLine("since", "", "8h, 22:00, yesterday 09:00", self.enter, id="since")
        yield TextLine("until", "", "now, 06:00", self.enter, id="until")

    def on_mount(self) -> None:
        """The beginning is typed first."""
        self.query_one("#since").focus()

    def submit(self) -> None:
        """Read it, where both can be understood."""
        try:
            self.finish(Wish(self._instant("since"), self._instant("until")))
        except PdtuiError as error:
            self.say(str(error))

    def _instant(self, name: str) -> datetime | None:
        typed = self.typed_in(name).strip()
        return parse_past(typed, self._now()) if typed else None


class SaveScreen(Dialog[str]):
    """Saves the text as a new file; its answer is where."""

    hint = "Enter saves it · Esc leaves"

    def __init__(self, proposed: str, text: str) -> None:
        super().__init__("Save the brief")
        self._proposed = proposed
        self._text = text

    def compose_body(self) -> ComposeResult:
        """The name."""
        field = LineInput(self._proposed, "a new file", self._save)
        field.cursor_position = len(self._proposed)
        yield field

    def _save(self) -> None:
        """A file that is there already is left alone, and another name asked for."""
        name = self.query_one(LineInput).value.strip()
        try:
            self.finish(str(save_new(Path(name), self._text)) if name else None)
        except PdtuiError as error:
            self.say(str(error))


class LastBriefScreen(Dialog[None]):
    """The last brief that somebody left, to be read."""

    covers = True
    hint = "↑↓ scroll · Esc closes"

    def __init__(self, last: LastBrief, now: datetime) -> None:
        super().__init__(f"Brief by {last.who}, {clock_time(last.at, now)}")
        self._last = last

    def compose_body(self) -> ComposeResult:
        """The text, and where it stands in Slack."""
        if self._last.permalink:
            yield Static(Content.styled(self._last.permalink, "$text-muted"), classes="handoff-line")
        yield TextArea(self._last.text, read_only=True, show_cursor=False, classes="handoff-text")

    def on_mount(self) -> None:
        """The keys scroll."""
        self.query_one(TextArea).focus()
