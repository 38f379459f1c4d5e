"""The title of the incident that a dialog is about, in as many lines as it may have."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

MOST = 3
"""Lines, as in the style sheet; one in a low terminal."""


class Title(Static):
    """Where there is more of it than fits, the last line ends with …"""

    def __init__(self, title: str) -> None:
        self._whole = Content.styled(title, "bold")
        super().__init__(self._whole, classes="dialog-title")

    def on_resize(self) -> None:
        """Cut it anew; where it has one line only, the style sheet does."""
        lines = self._whole.wrap(max(1, self.size.width))
        if self.size.height < MOST or len(lines) <= MOST:
            self.update(self._whole)
            return
        last = (lines[MOST - 1].rstrip() + " …").truncate(self.size.width, ellipsis=True)
        self.update(Content("\n").join([*lines[: MOST - 1], last]))
