"""The details of the highlighted incident, and of no other."""

from __future__ import annotations

from datetime import datetime, timedelta

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from pdtui.tui.detail_text import Subject, lay_out

_STEP = timedelta(seconds=10)


class DetailPane(VerticalScroll, can_focus=True):
    """Draws a `Subject`; scrolls back to its top when the subject is another incident."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._subject: Subject | None = None
        self._now: datetime | None = None
        self._painted: tuple[Subject | None, int, int] | None = None

    @property
    def incident_id(self) -> str | None:
        """Whose details are shown."""
        return self._subject.row.id if self._subject else None

    def compose(self) -> ComposeResult:
        """One text; `Content` only, so that no stranger's brackets become markup."""
        yield Static(Content(""), id="detail-text", markup=False)

    def show(self, subject: Subject | None, now: datetime) -> None:
        """Draw the subject; a repeated call with nothing new and the same ten seconds costs nothing."""
        other = (subject.row.id if subject else None) != self.incident_id
        self._subject, self._now = subject, now
        self._paint()
        if other:
            self.scroll_home(animate=False)

    def on_resize(self) -> None:
        """Wrap anew."""
        self._paint()

    def _paint(self) -> None:
        width = self.scrollable_content_region.width
        if self._now is None or not self.display or width <= 0:
            return
        key = (self._subject, width, int(self._now.timestamp() // _STEP.total_seconds()))
        if key == self._painted:
            return
        self._painted = key
        text = Content.styled("Nothing is highlighted.", "$text-muted")
        if self._subject is not None:
            text = lay_out(self._subject, self._now, width)
        static = self.query_one("#detail-text", Static)
        # Textual 8.2.8 keeps a stale automatic height if a layout runs between two updates of one idle turn.
        static.styles.height = text.plain.count("\n") + 1
        static.update(text)
