"""Where a dialog stands: right below the row that it is about, or right above it, over the list. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from textual.geometry import Region, Size

ROOM = 18
"""Lines that a dialog wants; where neither side of its row has them it stands in the middle of the screen."""
WIDTH = 76
"""Columns of a dialog."""


@runtime_checkable
class HasRows(Protocol):
    """A screen with a list of incidents."""

    def place_of(self, incident_ids: tuple[str, ...]) -> Place | None:
        """Where the row of these stands; None where it is out of sight, or they have no row of their own."""


@dataclass(frozen=True, slots=True)
class Place:
    """The region of the list, and the line of the screen on which the row stands."""

    rows: Region
    line: int


@dataclass(frozen=True, slots=True)
class Spot:
    """Which edge of the screen a dialog is laid against, how far from it, from which column on, and its most lines."""

    below: bool
    distance: int
    left: int | None
    """None: in the middle."""
    room: int


def spot(place: Place | None, size: Size) -> Spot | None:
    """Below the row if there is room, else above it; None: in the middle of the screen."""
    if place is None or not 0 < place.line < size.height:
        return None
    below, above = size.height - place.line - 1, place.line
    if max(below, above) < ROOM:
        return None
    rows = place.rows
    beside = WIDTH <= rows.width < size.width and rows.right <= size.width
    left = rows.x + (rows.width - WIDTH) // 2 if beside else None
    if below >= ROOM:
        return Spot(True, place.line + 1, left, below)
    return Spot(False, size.height - place.line, left, above)
