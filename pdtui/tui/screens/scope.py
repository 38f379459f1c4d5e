"""The dialog that chooses what is listed, with how much that would be."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from pdtui.core.scope import Scope, Tally
from pdtui.tui.attempt import attempt
from pdtui.tui.freshness import name_of
from pdtui.tui.widgets.key_hint import KeyHint

Count = Callable[[], Awaitable[Mapping[Scope, Tally | None]]]

_MEANINGS = {
    Scope.MINE: "what is assigned to me",
    Scope.ON_CALL: "mine, open on my policies",
    Scope.TEAMS: "mine, open in my teams",
    Scope.EVERYTHING: "all that I may see",
}
_COUNTING = "counting…"
_UNKNOWN = "unknown"
_NAME = max(len(name_of(scope)) for scope in Scope)
_MEANING = max(map(len, _MEANINGS.values()))


class ScopeScreen(ModalScreen[Scope]):
    """Opens at once on the present scope; the numbers come when they are counted, and bar no choice."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q,v", "leave", "Leave"), ("j", "down", "Down"), ("k", "up", "Up"),
    ]  # fmt: skip

    def __init__(self, scopes: tuple[Scope, ...], present: Scope, count: Count) -> None:
        super().__init__()
        self._scopes = scopes
        self._present = present
        self._count = count

    def compose(self) -> ComposeResult:
        """The scopes from the smallest to the largest."""
        with Vertical(classes="dialog"):
            yield Static(Content.styled("Scope: which open incidents are listed", "bold $primary"), id="scope-heading")
            yield OptionList(*self._options(None), id="scopes", markup=False)
            yield Static("", classes="dialog-news", markup=False)
            yield KeyHint("Enter lists it · ↑↓ choose · Esc leaves")

    def on_mount(self) -> None:
        """Begin to count; the worker ends with this dialog."""
        options = self.query_one(OptionList)
        options.highlighted = self._scopes.index(self._present) if self._present in self._scopes else 0
        options.focus()
        self.run_worker(self._fill(), group="counts", exclusive=True)

    async def _fill(self) -> None:
        counts = await attempt(self._count(), self._not_counted) or {}
        options = self.query_one(OptionList)
        place = options.highlighted
        options.set_options(self._options(counts))
        options.highlighted = place

    def _not_counted(self, words: str) -> None:
        news = self.query_one(".dialog-news", Static)
        news.update(Content.styled(f"Not counted: {words}", "$warning"))
        news.add_class("-told")

    def _options(self, counts: Mapping[Scope, Tally | None] | None) -> list[Option]:
        words = {scope: _COUNTING if counts is None else str(counts.get(scope) or _UNKNOWN) for scope in self._scopes}
        width = max(map(len, (*words.values(), _COUNTING)))
        return [Option(self._line(scope, words[scope].rjust(width))) for scope in self._scopes]

    def _line(self, scope: Scope, number: str) -> Content:
        mark = "▸ " if scope is self._present else "  "
        name = name_of(scope).ljust(_NAME)
        return Content.assemble(mark, (name, "bold"), f"  {_MEANINGS[scope].ljust(_MEANING)}  ", number)

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        """List this one, once."""
        if self.is_current:
            self.dismiss(self._scopes[event.option_index])

    def action_down(self) -> None:
        """Highlight the next."""
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        """Highlight the one before."""
        self.query_one(OptionList).action_cursor_up()

    def action_leave(self) -> None:
        """List what was listed."""
        if self.is_current:
            self.dismiss(None)
