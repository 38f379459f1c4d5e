"""The dialog for a note or a resolution note."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.widgets import TextArea

from pdtui.core.model import Incident
from pdtui.text import clean
from pdtui.tui.screens.dialog import IncidentDialog


@dataclass(frozen=True, slots=True)
class Prompted:
    """What the person typed, and whether it is to be sent or only kept."""

    text: str
    submitted: bool


class NoteArea(TextArea):
    """A text area in which Enter ends the text and ctrl+j starts a line; pasted newlines are only text.

    `submit` is called within the key press, so that what is typed behind the Enter never gets into the text.
    """

    def __init__(self, text: str, placeholder: str, submit: Callable[[], None]) -> None:
        super().__init__(text, id="prompt", placeholder=placeholder, show_line_numbers=False)
        self._submit = submit

    def on_key(self, event: events.Key) -> None:
        """Take Enter and ctrl+j before the text area does."""
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self._submit()
        elif event.key in ("ctrl+j", "shift+enter"):
            event.stop()
            event.prevent_default()
            self.insert("\n")

    def on_paste(self, event: events.Paste) -> None:
        """Terminals send pasted newlines as carriage returns, which the text area would drop."""
        event.prevent_default()
        event.stop()
        self.insert(clean(event.text.replace("\r\n", "\n").replace("\r", "\n"), multiline=True))


class PromptScreen(IncidentDialog[Prompted]):
    """Asks for a text; Esc leaves and hands the text back to be kept."""

    def __init__(self, heading: str, incident: Incident, *, text: str = "", optional: bool = False) -> None:
        super().__init__(heading, incident)
        self._text = text
        self._optional = optional
        enter = "resolves" if optional else "adds the note"
        self.hint = f"Enter {enter} · ctrl+j new line · Esc keeps the text until quit"

    def compose_body(self) -> ComposeResult:
        """The text area, with the kept text in it."""
        placeholder = "Resolution note (may be left empty)" if self._optional else "Note"
        area = NoteArea(self._text, placeholder, self.submit)
        area.move_cursor(area.document.end)
        yield area

    def take(self, text: str) -> bool:
        """Take what was typed right behind the key that opened this prompt."""
        areas = self.query(NoteArea)
        if areas:
            areas.first().insert(text)
        else:
            self._text += text
        return True

    def submit(self) -> None:
        """Send the text, unless it is empty and must not be."""
        text = self.query_one(NoteArea).text
        if not text.strip() and not self._optional:
            self.say("A note needs some text.")
            return
        self.finish(Prompted(text.strip(), submitted=True))

    def action_leave(self) -> None:
        """Close, nothing sent."""
        self.finish(Prompted(self.query_one(NoteArea).text, submitted=False))
