"""A list that is filtered as one types: the heart of every dialog that lets somebody or something be picked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.color import Color
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from pdtui.errors import UsageError
from pdtui.tui.attempt import attempt
from pdtui.tui.screens.choices import Choice, Source
from pdtui.tui.screens.inputs import PickInput
from pdtui.tui.screens.pick_lines import lines_of

Value = TypeVar("Value")

MOST = 200
"""How many lines are offered at once; more of a word brings the others."""
ASKING = "asking PagerDuty…"


class PickList(Vertical, Generic[Value]):
    """Letters filter, arrows move, Enter picks; nothing is highlighted before the person typed or moved."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("down,ctrl+n", "move(1)", "Down"),
        ("up,ctrl+p", "move(-1)", "Up"),
        ("pagedown", "move(5)", "Page down"),
        ("pageup", "move(-5)", "Page up"),
    ]

    class Changed(Message):
        """What Enter would pick is another."""

    def __init__(
        self,
        source: Source[Value],
        enter: Callable[[], None],
        *,
        placeholder: str = "type to filter",
        several: bool = False,
        chosen: Sequence[Choice[Value]] = (),
    ) -> None:
        """`enter` is called for Enter and for a click."""
        super().__init__(classes="pick-list")
        self.chosen = list(chosen)
        self.asking = True
        """Whether the answer of the source is still due."""
        self._source = source
        self._enter = enter
        self._placeholder = placeholder
        self._several = several
        self._found: Sequence[Choice[Value]] = ()
        self._remark = ""
        self._fault = ""
        self._tallest = 0
        self._filtered_by = ""
        self._more = 0

    @property
    def words(self) -> str:
        """What is typed."""
        return self.query_one(PickInput).value

    @property
    def highlighted(self) -> Choice[Value] | None:
        """The choice on the highlighted line."""
        place = self.query_one(OptionList).highlighted
        return self._found[place] if place is not None and place < len(self._found) else None

    @property
    def picked(self) -> tuple[Choice[Value], ...]:
        """What Enter picks: the chosen ones, and the highlighted one where it was typed for or is the only one."""
        highlighted = self.highlighted
        add = highlighted is not None and (not self.chosen or bool(self.words.strip()))
        if not add or highlighted is None or any(one.id == highlighted.id for one in self.chosen):
            return tuple(self.chosen)
        return (*self.chosen, highlighted)

    def compose(self) -> ComposeResult:
        """What is chosen, the filter, the lines, a remark."""
        yield Static("", classes="pick-chosen", markup=False)
        yield PickInput(self._placeholder, self._take, self.toggle if self._several else None)
        options = OptionList(classes="pick-options gives-way", markup=False)
        options.can_focus = False
        yield options
        yield Static("", classes="pick-note", markup=False)

    def on_mount(self) -> None:
        """Show what is known, and ask for the rest; the worker ends with the dialog."""
        self._begin()

    def on_resize(self) -> None:
        """Lay the lines anew."""
        self.show()

    def offer(self, source: Source[Value], placeholder: str) -> None:
        """Offer something else; what was chosen before is forgotten."""
        self._source, self.asking, self._remark, self._fault = source, True, "", ""
        self.chosen = []
        field = self.query_one(PickInput)
        field.placeholder, field.value = placeholder, ""
        self._begin()

    def toggle(self) -> None:
        """Choose the highlighted line, or no more; the filter is then free for the next.

        Nothing is highlighted after the last one was taken away: Enter does not bring it back.
        """
        self._catch_up()
        highlighted = self.highlighted
        if highlighted is None:
            return
        if any(one.id == highlighted.id for one in self.chosen):
            self.chosen = [one for one in self.chosen if one.id != highlighted.id]
        else:
            self.chosen.append(highlighted)
        self.query_one(PickInput).value = ""
        self.show(typed=not self.chosen)

    def action_move(self, by: int) -> None:
        """Highlight another line; at the end it goes on at the other end."""
        self._catch_up()
        options = self.query_one(OptionList)
        for _ in range(abs(by)):
            if by > 0:
                options.action_cursor_down()
            else:
                options.action_cursor_up()
        self.post_message(self.Changed())

    @on(Input.Changed, ".pick-filter")
    def filter_typed(self, event: Input.Changed) -> None:
        """Each letter filters, and the best match is highlighted."""
        event.stop()
        self._catch_up()

    @on(OptionList.OptionSelected)
    def clicked(self, event: OptionList.OptionSelected) -> None:
        """A click picks; where several may be, it chooses."""
        event.stop()
        if self._several:
            self.toggle()
        else:
            self._enter()

    def show(self, *, typed: bool = False) -> None:
        """Bring lines, remark and chosen ones up to date; the highlight stays with its line unless one `typed`."""
        before = None if typed else self.highlighted
        words = self._filtered_by = self.words
        fault = self._fault
        try:
            self._found = self._source.find(words)
        except UsageError as error:
            self._found, fault = (), str(error)
        self._draw_options(before, words)
        self._draw_note(words, fault)
        chosen = self.query_one(".pick-chosen", Static)
        chosen.display = bool(self.chosen)
        chosen.update(Content.styled("✓ " + ", ".join(one.name for one in self.chosen), "bold $success"))
        self.post_message(self.Changed())

    def _take(self) -> None:
        self._catch_up()
        self._enter()

    def _catch_up(self) -> None:
        """Filter by what is typed, where a key came faster than the input could tell."""
        if self.words != self._filtered_by:
            self.show(typed=True)

    def _begin(self) -> None:
        self.show(typed=True)
        self.run_worker(self._load(), group="pick", exclusive=True)

    async def _load(self) -> None:
        self._remark = await attempt(self._source.load(), self._failed) or ""
        self.asking = False
        self.show()

    def _failed(self, words: str) -> None:
        self._fault = words

    def _draw_options(self, before: Choice[Value] | None, words: str) -> None:
        options = self.query_one(OptionList)
        shown, self._more = self._found[:MOST], max(0, len(self._found) - MOST)
        self._found = shown
        room = max(10, options.scrollable_content_region.width or 70) - 2
        chosen = frozenset(one.id for one in self.chosen) if self._several else None
        options.set_options(map(Option, lines_of(shown, room, chosen, self._ground())))
        options.display = bool(shown)
        self._tallest = max(self._tallest, len(shown))
        options.styles.height = self._tallest
        kept = before.id if before is not None else None
        place = next((at for at, one in enumerate(shown) if one.id == kept), None)
        options.highlighted = place if place is not None else 0 if words.strip() and shown else None

    def _ground(self) -> Color | None:
        """That of a highlighted line: what can be read there can be read on the others."""
        own = not self.app.native_ansi_color
        return Color.parse(self.app.theme_variables["block-cursor-background"]) if own else None

    def _draw_note(self, words: str, fault: str) -> None:
        if fault:
            text, style = fault, "bold $error"
        elif self.asking and not self._found:
            text, style = ASKING, "$text-muted"
        elif not self._found:
            text, style = f"nothing matches {words.strip()!r}" if words.strip() else "there is none", "$warning"
        else:
            more = f"{self._more:,} more: type to find them" if self._more else ""
            text, style = "; ".join(part for part in (more, self._remark) if part), "$text-muted"
        note = self.query_one(".pick-note", Static)
        note.display = bool(text)
        note.styles.min_height = 1 if self._found else max(1, min(self._tallest, 5))
        note.update(Content.styled(text, style))
