"""The list of incidents on the screen: draws the lines in view, repaints only those that differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from pdtui.core.listing.folding import Entry, Group
from pdtui.core.store import Row
from pdtui.tui.cells import fit
from pdtui.tui.widgets.held_rows import HeldRows
from pdtui.tui.widgets.row_line import (
    FOLLOWED,
    MARKED,
    PARTLY,
    PARTS,
    Column,
    Line,
    column_at,
    columns_for,
    draw,
    draw_head,
    line_of,
)

_WHEEL = 3
_SCROLLBAR = 1


@dataclass(frozen=True, slots=True)
class _Drawn:
    """One line below the head: a row or a piece of the empty list's message, and the scroll bar's piece."""

    line: Line | None
    text: str
    thumb: bool


class IncidentList(Widget, can_focus=True):
    """A virtual list over `held`, which alone decides what is highlighted and in view."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"incident-list--{part}" for part in PARTS}

    @dataclass
    class Highlighted(Message):
        """Another incident is highlighted, or none."""

        incident_id: str | None

    @dataclass
    class Opened(Message):
        """The person asked for the details of an incident, or to open a group, by a double click."""

    @dataclass
    class HeadPressed(Message):
        """The name of a column was clicked."""

        column: str

    def __init__(self, now: Callable[[], datetime], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.held = HeldRows()
        self.followed: frozenset[str] = frozenset()
        """The ids of the incidents with a follow-up."""
        self.signs: Callable[[str], str] = lambda incident_id: ""
        """What stands behind the title of an incident."""
        self.ordered = ("", "")
        """The column that the order goes by, and the sign behind its name."""
        self._inside: frozenset[str] = frozenset()
        self._now = now
        self._empty = ""
        self._columns: tuple[Column, ...] = ()
        self._number_width = 5
        self._drawn: list[_Drawn] = []
        self._news = ""
        self._drawn_order = self.ordered
        self._announced: str | None = None

    @property
    def highlighted(self) -> str | None:
        """The id of the highlighted incident, listed or gone, or of the highlighted group."""
        return self.held.highlighted

    def set_rows(
        self,
        rows: Sequence[Entry],
        *,
        by_person: bool = False,
        afresh: bool = False,
        hidden: Callable[[str], bool] = lambda incident_id: False,
        instead: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Show these rows in this order; see `HeldRows.take`."""
        self.held.take(rows, by_person=by_person, afresh=afresh, hidden=hidden, instead=instead or {})
        open_groups = [one for one in rows if isinstance(one, Group) and one.opened]
        self._inside = frozenset(one for group in open_groups for one in group.incident_ids)
        largest = max((row.incident.number for row in _incidents(rows)), default=0)
        self._number_width = max(5, len(str(largest)) + 1)
        self.sync()

    def set_empty(self, text: str) -> None:
        """What an empty list says; lines are separated by newlines."""
        if text != self._empty:
            self._empty = text
            self.sync()

    def move(self, by: int) -> None:
        """Go so many rows down (or, negative, up)."""
        self.held.move(by)
        self.sync()

    def move_page(self, pages: int) -> None:
        """Go by whole windows of rows."""
        self.move(pages * max(1, self.held.height - 1))

    def move_to_end(self, *, last: bool) -> None:
        """Go to the first or the last row."""
        self.move(len(self.held.rows) if last else -len(self.held.rows))

    def move_to_newest(self) -> bool:
        """Highlight the newest of those that came in out of view; False where none did."""
        place = self.held.newest_unseen()
        if place is None:
            return False
        self.held.go(place)
        self.sync()
        return True

    def go_to(self, incident_id: str) -> bool:
        """Highlight an incident and bring it into sight; False where it is not shown."""
        place = next((at for at, row in enumerate(self.held.rows) if row.id == incident_id), None)
        if place is None:
            return False
        self.held.go(place)
        self.reveal()
        return True

    def reveal(self) -> None:
        """Bring the highlighted row into sight."""
        self.held.clamp()
        self.sync()

    def sync(self) -> None:
        """Work out what each line shows now, and repaint those that differ.

        To be called after every change of `held`, and with the clock, so that ages go on.
        """
        width = self.size.width
        columns = columns_for(max(0, width - 2 - _SCROLLBAR), self._number_width)
        if columns != self._columns:
            self._columns, self._drawn = columns, []
            self.refresh()
        news = self._head_news()
        if (news, self.ordered) != (self._news, self._drawn_order):
            self._news, self._drawn_order = news, self.ordered
            self.refresh(Region(0, 0, width, 1))
        drawn = self._look()
        for y, new in enumerate(drawn):
            if y >= len(self._drawn) or self._drawn[y] != new:
                self.refresh(Region(0, y + 1, width, 1))
        self._drawn = drawn
        if self.held.highlighted != self._announced:
            self._announced = self.held.highlighted
            self.post_message(self.Highlighted(self._announced))

    def render_line(self, y: int) -> Strip:
        """One line: the head, a row, or empty ground."""
        width = self.size.width
        if y == 0:
            return draw_head(self._columns, width, self._news, self._style("head"), self._style("news"), self.ordered)
        if y > len(self._drawn):
            return Strip.blank(width, self.rich_style)
        drawn = self._drawn[y - 1]
        if drawn.line is None:
            text = fit(drawn.text, width - _SCROLLBAR)
            strip = Strip([Segment(text, self._style("empty"))])
        else:
            strip = draw(drawn.line, self._columns, width - _SCROLLBAR, self._ground(drawn.line), self._part)
        bar = Segment("▐" if drawn.thumb else " ", self._style("scrollbar"))
        return Strip([*strip, bar]).adjust_cell_length(width, self.rich_style)

    def on_resize(self) -> None:
        """Lay the columns and the window anew."""
        self.held.height = max(0, self.size.height - 1)
        self.held.clamp()
        self._drawn = []
        self.sync()
        self.refresh()

    def on_focus(self) -> None:
        """Show that the keys go here."""
        self.refresh()

    def on_blur(self) -> None:
        """Show that the keys go elsewhere."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Highlight the clicked row, which stays where it was clicked; a column's name orders the list."""
        if event.y == 0 and (column := column_at(self._columns, event.x)):
            self.post_message(self.HeadPressed(column))
        place = event.y - 1 + self.held.top
        if event.y < 1 or not 0 <= place < len(self.held.rows):
            return
        self.held.go(place, line=event.y - 1)
        self.sync()
        if event.chain == 2:
            self.post_message(self.Opened())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Look further down; the highlight stays with its incident."""
        event.stop()
        self.held.scroll(_WHEEL)
        self.sync()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Look further up."""
        event.stop()
        self.held.scroll(-_WHEEL)
        self.sync()

    def _look(self) -> list[_Drawn]:
        held, now = self.held, self._now()
        thumb = self._thumb()
        message = self._empty.split("\n") if not held.listed and self._empty else []
        drawn = []
        for y, row in enumerate(held.window()):
            line, text = None, ""
            if row is not None:
                here = row.id == held.highlighted
                gone = held.gone if here else ""
                line = line_of(
                    row,
                    now,
                    self._columns,
                    highlighted=here,
                    mark=self._mark_of(row),
                    gone=gone,
                    inside=row.id in self._inside,
                    signs=self.signs(row.id) if isinstance(row, Row) and not gone else "",
                )
            elif 0 <= (part := y + held.top - len(held.rows) - 1) < len(message):
                text = f"  {message[part]}"
            drawn.append(_Drawn(line, text, y in thumb))
        return drawn

    def _mark_of(self, entry: Entry) -> str:
        if isinstance(entry, Row):
            return MARKED if entry.id in self.held.marks else FOLLOWED if entry.id in self.followed else ""
        marked = self.held.marks.intersection(entry.incident_ids) if self.held.marks else ()
        if not marked:
            return "" if self.followed.isdisjoint(entry.incident_ids) else FOLLOWED
        return MARKED if len(marked) == len(entry.rows) else PARTLY

    def _thumb(self) -> range:
        total, height = len(self.held.rows), self.held.height
        if not total > height > 0:
            return range(0)
        size = max(1, height * height // total)
        top = min(max(self.held.top, 0), total - height)
        start = (height - size) * top // (total - height)
        return range(start, start + size)

    def _head_news(self) -> str:
        above, below = self.held.unseen()
        parts = [f"▲ {above} new"] if above else []
        if below:
            parts.append(f"▼ {below} new")
        if self.held.marks:
            hidden = f", {self.held.marks_hidden} hidden" if self.held.marks_hidden else ""
            parts.append(f"◆ {len(self.held.marks)} marked{hidden}")
        return "  ".join(parts)

    def _style(self, part: str) -> Style:
        return self.get_component_rich_style(f"incident-list--{part}")

    def _part(self, part: str) -> Style:
        return self.get_component_rich_style(f"incident-list--{part}", partial=True)

    def _ground(self, line: Line) -> Style:
        if not line.highlighted:
            return self._style("marked") if line.marked else self.rich_style
        return self._style("cursor" if self.has_focus else "cursor-blurred")


def _incidents(entries: Iterable[Entry]) -> Iterable[Row]:
    """Each incident of the lines once or more."""
    for entry in entries:
        yield from entry.rows if isinstance(entry, Group) else (entry,)
