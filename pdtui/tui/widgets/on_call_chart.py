"""Who is on call in time, drawn: draws the lines in view, however many levels there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from pdtui.core.timeline import LevelLine, Timeline
from pdtui.tui.cells import fit
from pdtui.tui.on_call.rows import Cells, Piece, blank_line, cells_of, days_line, hours_line, level_line, now_line
from pdtui.tui.on_call.window import Window

_HEAD = 3
"""Lines above the levels: days, hours, now."""
_LONGEST_NAME = 28
_LEVEL = 4
_WHEEL = 3
_PARTS = (
    "head", "today", "grid", "cursor", "repeated", "mine", "other", "another", "gap", "now", "now-word", "scrollbar",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Picture:
    """All that is drawn: equal pictures look the same."""

    timeline: Timeline
    window: Window
    now: datetime
    """To the minute."""


class OnCallChart(Widget, can_focus=True):
    """A row per level; the highlight stays with its level whatever is read anew."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"on-call-chart--{part}" for part in _PARTS}

    @dataclass
    class Pointed(Message):
        """The person clicked at a level."""

        place: int

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._picture: _Picture | None = None
        self._place = 0
        self._top = 0
        self._cells: Cells | None = None

    def show(self, timeline: Timeline, window: Window, now: datetime, place: int) -> None:
        """Draw this, with one line highlighted; `now` carries the zone in which clock times are written."""
        picture = _Picture(timeline, window, now.replace(second=0, microsecond=0))
        if picture != self._picture or place != self._place:
            self._picture, self._place, self._cells = picture, place, None
            self._reveal()
            self.refresh()

    def on_resize(self) -> None:
        """Another width has other cells."""
        self._cells = None
        self._reveal()
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Highlight the clicked level."""
        line = self._line_at(event.y)
        if line is not None:
            self.post_message(self.Pointed(line))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Look further down."""
        event.stop()
        self._scroll(_WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Look further up."""
        event.stop()
        self._scroll(-_WHEEL)

    @property
    def wanted(self) -> int:
        """The lines that show all levels, with air between them."""
        return _HEAD + 2 * len(self._lines)

    @property
    def least(self) -> int:
        """The lines below which it says nothing."""
        return _HEAD + 2

    @property
    def page(self) -> int:
        """How many levels are in view."""
        return max(1, (self.size.height - _HEAD) // self._row_height)

    def render_line(self, y: int) -> Strip:
        """One line: the scale, a level, or the ground between two."""
        picture, width = self._picture, self.size.width
        if picture is None or width <= self._label_width + 2:
            return Strip.blank(width, self.rich_style)
        cells = self._columns(picture)
        place = self._line_at(y)
        if place is not None:
            line = picture.timeline.lines[place]
            pieces = [*self._label(place), *level_line(line, picture.timeline, cells)]
        else:
            pieces = [Piece(" " * self._label_width, ""), *self._ground(y, picture, cells)]
        segments = [Segment(piece.text, self._style(piece.style)) for piece in pieces]
        bar = Segment("▐" if y in self._thumb() else " ", self._style("scrollbar"))
        return Strip([*segments, bar]).adjust_cell_length(width, self.rich_style)

    def _ground(self, y: int, picture: _Picture, cells: Cells) -> list[Piece]:
        if y == 0:
            return days_line(cells, picture.now)
        if y == 1:
            return hours_line(cells)
        if y == _HEAD - 1:
            return now_line(cells, picture.now)
        return blank_line(cells) if y < _HEAD + self._shown * self._row_height else []

    def _label(self, place: int) -> list[Piece]:
        lines = self._lines
        line, here = lines[place], place == self._place
        repeated = place > self._top and lines[place - 1].policy.id == line.policy.id
        name = fit(line.policy.name, self._label_width - _LEVEL - 3)
        text = f"{'▌' if here else ' '}{name} {f'L{line.level}'.ljust(_LEVEL)} "
        return [Piece(text[:-1], "cursor" if here else "repeated" if repeated else ""), Piece(" ", "")]

    def _columns(self, picture: _Picture) -> Cells:
        if self._cells is None:
            width = self.size.width - self._label_width - 1
            self._cells = cells_of(picture.window, width, picture.now)
        return self._cells

    @property
    def _lines(self) -> tuple[LevelLine, ...]:
        return self._picture.timeline.lines if self._picture is not None else ()

    @property
    def _label_width(self) -> int:
        longest = max((cell_len(line.policy.name) for line in self._lines), default=0)
        return min(_LONGEST_NAME, max(8, longest)) + _LEVEL + 3

    @property
    def _row_height(self) -> int:
        """With air between the rows where all have room for it."""
        return 2 if len(self._lines) * 2 <= self.size.height - _HEAD else 1

    @property
    def _shown(self) -> int:
        return min(len(self._lines), self.page)

    def _line_at(self, y: int) -> int | None:
        row, between = divmod(y - _HEAD, self._row_height)
        place = row + self._top
        return place if row >= 0 and not between and place < len(self._lines) else None

    def _reveal(self) -> None:
        self._top = min(self._top, self._place)
        self._top = max(self._top, self._place - self.page + 1)
        self._scroll(0)

    def _scroll(self, by: int) -> None:
        top = min(max(0, self._top + by), max(0, len(self._lines) - self.page))
        if top != self._top:
            self._top = top
            self.refresh()

    def _thumb(self) -> range:
        total, height = len(self._lines), self.page
        if total <= height:
            return range(0)
        size = max(1, height * height // total)
        start = _HEAD + (height - size) * self._top // (total - height)
        return range(start, start + size)

    def _style(self, part: str) -> Style:
        return self.get_component_rich_style(f"on-call-chart--{part}") if part else self.rich_style
