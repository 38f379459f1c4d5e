"""The dialog for a text of several lines: a note, a resolution note, a status update."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static, TextArea

from pdtui.text import clean
from pdtui.tui.aiming import Targets
from pdtui.tui.drafts import Draft
from pdtui.tui.screens.dialog import Dialog
from pdtui.tui.screens.inputs import bound, handed_on


class NoteArea(TextArea):
    """A text area in which Enter ends the text and ctrl+j starts a line; pasted newlines are only text.

    `submit` is called within the key press, so that what is typed behind the Enter never gets into the text.
    """

    def __init__(self, text: str, placeholder: str, submit: Callable[[], None]) -> None:
        super().__init__(text, id="prompt", placeholder=placeholder, show_line_numbers=False)
        self.add_class("gives-way")
        self._submit = submit

    def on_key(self, event: events.Key) -> None:
        """Take Enter and ctrl+j before the text area does."""
        if handed_on(self, event):
            return
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self._submit()
        elif event.key in ("ctrl+j", "shift+enter"):
            event.stop()
            event.prevent_default()
            self.insert("\n")
        else:
            bound(self, event)

    def take_key(self, event: events.Key) -> None:
        """A key that was on its way elsewhere."""
        if event.key == "enter":
            self._submit()
        elif event.key in ("ctrl+j", "shift+enter"):
            self.insert("\n")
        elif event.is_printable and event.character:
            self.insert(event.character)
        else:
            bound(self, event)

    def on_paste(self, event: events.Paste) -> None:
        """Terminals send pasted newlines as carriage returns, which the text area would drop."""
        event.prevent_default()
        event.stop()
        self.insert(clean(event.text.replace("\r\n", "\n").replace("\r", "\n"), multiline=True))


@dataclass(frozen=True, slots=True)
class Wording:
    """What a prompt asks for: its name, what Enter does, what it means."""

    placeholder: str
    enter: str
    empty: str = ""
    """Why it must not be empty; empty where it may be."""
    meaning: str = ""


class PromptScreen(Dialog[str]):
    """Asks for a text; Esc leaves and hands the text back to be kept."""

    takes_text: ClassVar[bool] = True

    def __init__(self, heading: str, targets: Targets, draft: Draft, wording: Wording) -> None:
        super().__init__(heading, targets, draft)
        self._wording = wording
        self.hint = f"Enter {wording.enter} · ctrl+j new line · Esc keeps the text until quit"

    def compose_body(self) -> ComposeResult:
        """The text area, with the kept text in it."""
        if self._wording.meaning:
            yield Static(Content.styled(self._wording.meaning, "$warning"), classes="dialog-meaning")
        area = NoteArea(self.draft.text, self._wording.placeholder, self.submit)
        area.move_cursor(area.document.end)
        yield area

    def drafted(self) -> Draft:
        """The text."""
        text = self.query_one(NoteArea).text
        return Draft() if text.strip() == self.opened_by else Draft.of(text)

    def submit(self) -> None:
        """Send the text, unless it is empty and must not be."""
        text = self.query_one(NoteArea).text.strip()
        if self.doubts(text, self._wording.enter):
            return
        if text or not self._wording.empty:
            self.finish(text)
        else:
            self.say(self._wording.empty)
