"""What the dialogs have in common: the incident they were opened for, and what becomes of it meanwhile."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from pdtui.core.model import Incident

Answer = TypeVar("Answer")


class IncidentDialog(ModalScreen[Answer]):
    """A dialog about one incident, which stays the same whatever the list does behind it."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave", "Leave")]
    hint = ""

    def __init__(self, heading: str, incident: Incident) -> None:
        super().__init__()
        self.incident = incident
        self._heading = heading

    def compose(self) -> ComposeResult:
        """The frame: what will be done to which incident, the dialog's own part, the keys."""
        incident = self.incident
        with Vertical(classes="dialog"):
            yield Static(
                Content.assemble((self._heading, "bold $primary"), "  ", (f"#{incident.number}", "bold")),
                classes="dialog-heading",
            )
            yield Static(Content.styled(incident.title or "(no title)", "bold"), classes="dialog-title")
            yield Static(Content.styled(incident.service.name, "$text-muted"), classes="dialog-service")
            yield Static("", classes="dialog-news", markup=False)
            yield from self.compose_body()
            yield Static(Content.styled(self.hint, "$text-muted"), classes="dialog-hint")

    def compose_body(self) -> ComposeResult:
        """The dialog's own part."""
        yield from ()

    def finish(self, answer: Answer) -> None:
        """Close with an answer, once: a second Enter of the same burst finds the dialog closed."""
        if self.is_current:
            self.dismiss(answer)

    def say(self, text: str) -> None:
        """Tell in place: what became of the incident meanwhile, or why an answer is not taken."""
        news = self.query_one(".dialog-news", Static)
        news.update(Content.styled(text, "bold $warning"))
        news.set_class(bool(text), "-told")
