"""A dialog that only is read: words laid out for its width, at once or once PagerDuty has answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from pdtui.tui.attempt import attempt
from pdtui.tui.screens.dialog import HIGHEST, LEAST, Dialog

_MOST = 30
_AROUND = 6
"""Lines of the frame, the heading, the keys and what is between."""
Page = Callable[[int], Iterable[Content]]
"""From the cells there are to lines."""


class PagesScreen(Dialog[None]):
    """Scrolls where the screen is small; any of the closing keys leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("q,enter", "leave", "Close"),
        ("j,down", "scroll(1)", "Down"),
        ("k,up", "scroll(-1)", "Up"),
        ("pagedown,space", "page(1)", "Page down"),
        ("pageup", "page(-1)", "Page up"),
    ]
    hint = "j/k scroll · Esc closes"

    def __init__(self, heading: str, load: Callable[[], Awaitable[Page]]) -> None:
        super().__init__(heading)
        self._load = load
        self._page: Page | None = None

    def compose_body(self) -> ComposeResult:
        """The words."""
        with VerticalScroll(classes="pages"):
            yield Static(Content.styled("asking PagerDuty…", "$text-muted"), classes="pages-text")

    def on_mount(self) -> None:
        """Read it."""
        self.query_one(".pages").focus()
        self.run_worker(self._read(), group="pages")

    def on_resize(self) -> None:
        """Wrap to what there is, and leave room for the keys."""
        self.query_one(".pages").styles.max_height = max(LEAST, min(_MOST, int(self.size.height * HIGHEST) - _AROUND))
        self._show()

    def action_scroll(self, lines: int) -> None:
        """By a line."""
        self.query_one(".pages").scroll_relative(y=lines, animate=False)

    def action_page(self, pages: int) -> None:
        """By what is in view."""
        view = self.query_one(".pages")
        view.scroll_relative(y=pages * max(1, view.size.height - 1), animate=False)

    async def _read(self) -> None:
        self._page = await attempt(self._load(), self._fail)
        self._show()

    def _fail(self, words: str) -> None:
        self.query_one(".pages-text", Static).update(Content.styled(words, "$warning"))

    def _show(self) -> None:
        view = self.query_one(".pages", VerticalScroll)
        room = view.scrollable_content_region.width - 1
        if self._page is not None and room > 0:
            self.query_one(".pages-text", Static).update(Content("\n").join(self._page(room)))
