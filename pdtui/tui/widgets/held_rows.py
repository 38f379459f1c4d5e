"""Which rows are in view and which one is highlighted, held by incident id through every change. Pure.

A poll may add, change, reorder or remove any row; the highlighted incident then stays highlighted, as a
ghost if it left, and stays on its line of the screen unless rows would be hidden beside empty ground: an
incident that there is room for is always shown. Only the person's own acts move the highlight to another.
A group of incidents is a line as well, and its id is its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from pdtui.core.listing.folding import Entry, Group
from pdtui.core.model import Incident
from pdtui.core.store import Row

LEFT = "left the list"
HIDDEN = "no longer matches"


_NOTHING: Mapping[str, Sequence[str]] = {}
_GONE = " (gone)"


def _never_hidden(incident_id: str) -> bool:
    return False


class HeldRows:
    """The rows in order, the highlight, the marks, and the window of `height` lines over them."""

    def __init__(self) -> None:
        self.rows: list[Entry] = []
        """What is shown, the ghost among them."""
        self.highlighted: str | None = None
        """The id of an incident, or of a group."""
        self.gone = ""
        """What became of the highlighted incident if it left; empty while it is listed."""
        self.marks: frozenset[str] = frozenset()
        """The ids of the marked incidents, also of those that a filter hides."""
        self.top = 0
        """The place of the row on the first line."""
        self.height = 0
        self._index: dict[str, int] = {}
        self._told: dict[str, str] = {}
        self._unseen: set[str] = set()
        self._lost: int = 0
        self._marked: tuple[str, ...] | None = None

    @property
    def marked(self) -> tuple[str, ...]:
        """The marked incidents that are shown, in the list's order: what an action may be done to.

        A mark that a filter hides is kept and left out: nothing is done to what cannot be seen.
        """
        if self._marked is None:
            self._marked = tuple(one for one in self._incident_ids() if one in self.marks)
        return self._marked

    @property
    def marks_hidden(self) -> int:
        """How many marked incidents the filter hides."""
        return len(self.marks) - len(self.marked)

    def take_lost_marks(self) -> int:
        """How many marked incidents left the list since this was last asked."""
        lost, self._lost = self._lost, 0
        return lost

    @property
    def entry(self) -> Entry | None:
        """The highlighted line."""
        return None if self.highlighted is None else self.rows[self._index[self.highlighted]]

    @property
    def row(self) -> Row | None:
        """The highlighted incident as last known, also of one that left; None where a group is highlighted."""
        entry = self.entry
        return entry if isinstance(entry, Row) else None

    @property
    def group(self) -> Group | None:
        """The highlighted group, None where an incident is."""
        entry = self.entry
        return entry if isinstance(entry, Group) else None

    @property
    def aimed(self) -> tuple[str, ...]:
        """The ids of the incidents that a key means while none is marked: the highlighted one, or its group's."""
        if (group := self.group) is not None:
            return () if self.gone else group.incident_ids
        return () if self.highlighted is None else (self.highlighted,)

    @property
    def line(self) -> int | None:
        """On which line the highlighted row stands; None where it is out of sight."""
        if self.highlighted is None:
            return None
        line = self._index[self.highlighted] - self.top
        return line if 0 <= line < self.height else None

    @property
    def listed(self) -> int:
        """How many rows there are, incidents and groups, the ghost left out."""
        return len(self.rows) - (1 if self.gone else 0)

    def take(
        self,
        rows: Sequence[Entry],
        *,
        by_person: bool = False,
        afresh: bool = False,
        hidden: Callable[[str], bool] = _never_hidden,
        instead: Mapping[str, Sequence[str]] = _NOTHING,
    ) -> None:
        """Hold these rows in this order.

        `by_person`: the person's own filter caused it, so a highlight that it hides goes to the first match, or
        to the first that stands `instead` of it now. `afresh`: they are another list, and nothing of the one
        before stays. `hidden(id)` tells of an absent incident whether it is only filtered out and not gone.
        """
        before = self._index
        index = {row.id: place for place, row in enumerate(rows)}
        anchors = self._anchors()
        closed = [row for row in rows if isinstance(row, Group) and not row.opened]
        folded = {one for group in closed for one in group.incident_ids}
        self._keep_marks(lambda mark: mark in index or mark in folded or hidden(mark))
        moved = next((one for one in instead.get(self.highlighted or "", ()) if one in index), None)
        if by_person and self.highlighted not in index and moved is not None:
            self.highlighted, anchors = moved, ([moved], anchors[1])
        kept = self.highlighted
        drops = afresh or (by_person and kept is not None and kept not in index and hidden(kept))
        self._replace(list(rows), index, drops=drops, hidden=hidden)
        if self.highlighted is not None and self.highlighted != kept and kept in anchors[0]:
            anchors = ([self.highlighted], anchors[1])
        if self.highlighted is None and self.rows:
            self.highlighted, self.top = self.rows[0].id, 0
        else:
            self._hold(anchors)
        self._leave_no_room_unused()
        if by_person:
            self.clamp()
        elif before and self.height:
            bottom = self.top + self.height
            self._unseen.update(
                key for key, place in self._index.items() if key not in before and not self.top <= place < bottom
            )
        self._unseen.intersection_update(self._index)
        self._marked = None

    def _keep_marks(self, stays: Callable[[str], bool]) -> None:
        kept = frozenset(mark for mark in self.marks if stays(mark))
        self._lost += len(self.marks) - len(kept)
        self.marks = kept

    def _is_ghost(self, incident_id: str) -> bool:
        return bool(self.gone) and incident_id == self.highlighted

    def tell_gone(self, incident: Incident, what: str) -> None:
        """What became of the highlighted incident; it may come before or after the rows without it."""
        if incident.id != self.highlighted:
            return
        self._told = {incident.id: what}
        row = self.row
        if row is not None:
            self.rows[self._index[incident.id]] = replace(row, incident=incident)
        if self.gone and self.gone != HIDDEN:
            self.gone = what

    def move(self, by: int) -> None:
        """Highlight the row so many below (or, negative, above); moving against the end leaves a ghost."""
        if not self.rows:
            return
        here = self._index[self.highlighted] if self.highlighted is not None else 0
        there = min(max(here + by, 0), len(self.rows) - 1)
        if there == here and self.gone:
            there = here - 1 if here else here + 1
        self.go(there)

    def go(self, place: int, line: int | None = None) -> None:
        """Highlight the row at `place`, none where there is no such place; `line`: where it is to stand."""
        there = self.rows[place].id if 0 <= place < len(self.rows) else None
        if there != self.highlighted:
            if self.gone and self.highlighted is not None:
                del self.rows[self._index[self.highlighted]]
                self._index = {row.id: number for number, row in enumerate(self.rows)}
            self.gone, self._told, self.highlighted = "", {}, there
        if line is not None and there is not None:
            self.top = self._index[there] - line
        else:
            self.clamp()

    def toggle_mark(self) -> None:
        """Mark or unmark the highlighted incident, or all of its group; one that left cannot be marked."""
        aimed = frozenset(self.aimed)
        if aimed and not self.gone:
            self.mark(self.marks - aimed if aimed <= self.marks else self.marks | aimed)

    def toggle_marks(self) -> None:
        """Mark all that is shown, or unmark it if all of it is marked; what the filter hides stays as it is."""
        shown = frozenset(self._incident_ids())
        self.mark(self.marks - shown if shown <= self.marks else self.marks | shown)

    def mark(self, marks: frozenset[str]) -> None:
        """Have exactly these marked."""
        self.marks, self._marked = marks, None

    def scroll(self, lines: int) -> None:
        """Look further down or up; the highlight stays with its incident, in sight or not."""
        self.top += lines
        self._leave_no_room_unused()

    def clamp(self) -> None:
        """The highlighted row in sight: after the person's own acts only."""
        self._leave_no_room_unused()
        if self.highlighted is not None and self.height:
            here = self._index[self.highlighted]
            self.top = min(max(self.top, here - self.height + 1), here)

    def _leave_no_room_unused(self) -> None:
        self.top = min(max(self.top, 0), max(0, len(self.rows) - self.height))

    def window(self) -> list[Entry | None]:
        """What stands on each of the `height` lines."""
        total = len(self.rows)
        return [self.rows[place] if 0 <= place < total else None for place in range(self.top, self.top + self.height)]

    def unseen(self) -> tuple[int, int]:
        """How many rows came in above and below the window and were not looked at yet."""
        if self._unseen:
            visible = self.rows[max(self.top, 0) : max(self.top + self.height, 0)]
            self._unseen.difference_update(row.id for row in visible)
        above = sum(1 for key in self._unseen if self._index[key] < self.top)
        return above, len(self._unseen) - above

    def newest_unseen(self) -> int | None:
        """The place of the newest row that came in out of view and was not looked at yet."""
        self.unseen()
        places = [self._index[key] for key in self._unseen]
        return max(places, key=lambda place: _came_at(self.rows[place]), default=None)

    def _incident_ids(self) -> Iterator[str]:
        """Of all that is shown, one by one or folded; of an open group the rows below it stand for it."""
        for row in self.rows:
            if self._is_ghost(row.id):
                continue
            if isinstance(row, Row):
                yield row.id
            elif not row.opened:
                yield from row.incident_ids

    def _anchors(self) -> tuple[list[str], int]:
        """Ids to hold in place, best first, and the first one's line: the highlight, else what is in view."""
        line = self.line
        if line is not None and self.highlighted is not None:
            return [self.highlighted], line
        first = max(self.top, 0)
        return [row.id for row in self.rows[first : first + self.height]], first - self.top

    def _hold(self, anchors: tuple[list[str], int]) -> None:
        ids, line = anchors
        for offset, incident_id in enumerate(ids):
            if incident_id in self._index:
                self.top = self._index[incident_id] - line - offset
                return

    def _replace(self, rows: list[Entry], index: dict[str, int], *, drops: bool, hidden: Callable[[str], bool]) -> None:
        """Take the new rows; the highlighted one stays among them as a ghost where it is missing.

        The ghost of a group has an id of its own: others that are alike, and come later, are not what was meant.
        """
        kept = self.highlighted
        if kept is None or kept in index:
            if self.gone:
                self._told = {}
            self.gone = ""
        elif drops:
            self.highlighted, self.gone, self._told = None, "", {}
        else:
            before = self.rows[self._index[kept]]
            if not self.gone or isinstance(before, Row):
                self.gone = HIDDEN if hidden(kept) else self._told.get(kept, LEFT)
            ghost = _ghost(before)
            rows.insert(self._place_of_ghost(self._index[kept], index), ghost)
            index = {row.id: place for place, row in enumerate(rows)}
            self.highlighted = ghost.id
        self.rows, self._index = rows, index

    def _place_of_ghost(self, here: int, index: dict[str, int]) -> int:
        """Behind the nearest row above that is still there."""
        for place in range(here - 1, -1, -1):
            found = index.get(self.rows[place].id)
            if found is not None:
                return found + 1
        return 0


def _ghost(entry: Entry) -> Entry:
    if isinstance(entry, Row) or entry.id.endswith(_GONE):
        return entry
    return replace(entry, id=entry.id + _GONE)


def _came_at(entry: Entry) -> datetime:
    rows = entry.rows if isinstance(entry, Group) else (entry,)
    return max(row.incident.created_at for row in rows)
