"""The dialog for one line of text, checked as it is typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from pdtui.errors import UsageError
from pdtui.tui.aiming import Targets
from pdtui.tui.drafts import Draft
from pdtui.tui.screens.dialog import Dialog
from pdtui.tui.screens.inputs import LineInput

Value = TypeVar("Value")


class EditScreen(Dialog[Value], Generic[Value]):
    """Asks for one line; `read` makes its value and raises `UsageError` for what is none."""

    takes_text: ClassVar[bool] = True

    def __init__(
        self,
        heading: str,
        targets: Targets,
        draft: Draft,
        read: Callable[[str], Value],
        *,
        enter: str,
        placeholder: str = "",
        told: Callable[[Value], str] = lambda value: "",
    ) -> None:
        """`told` says in words what the value is, below the line."""
        super().__init__(heading, targets, draft)
        self._read = read
        self._told = told
        self._placeholder = placeholder
        self._before = self.draft.text
        self.hint = f"Enter {enter} · Esc leaves"

    def compose_body(self) -> ComposeResult:
        """The line, with the text as it is, and what it means."""
        yield LineInput(self.draft.text, self._placeholder, self.submit)
        yield Static("", classes="line-told", markup=False)

    def drafted(self) -> Draft:
        """The text."""
        return Draft.of(self.query_one(LineInput).value)

    @on(Input.Changed)
    def typed(self, event: Input.Changed) -> None:
        """Say what it means, or what is wrong with it."""
        told = self.query_one(".line-told", Static)
        try:
            content = Content.styled(self._told(self._read(event.value)), "$text-muted")
        except UsageError as error:
            wrong = event.value.strip() and event.value != self._before
            content = Content.styled(str(error) if wrong else "", "$warning")
        told.update(content)

    def submit(self) -> None:
        """Send it, unless it makes no sense."""
        try:
            value = self._read(self.query_one(LineInput).value)
        except UsageError as error:
            self.say(str(error))
            return
        self.finish(value)
