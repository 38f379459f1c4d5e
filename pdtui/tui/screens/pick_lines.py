"""The lines of a picker, each exactly as wide as there is room. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from textual.color import Color
from textual.content import Content

from pdtui.tui.cells import fit
from pdtui.tui.colors import readable
from pdtui.tui.screens.choices import Choice

LEAST = 16
"""Cells that a name gets at least, beside its note."""


def lines_of(
    choices: Sequence[Choice[object]], room: int, chosen: frozenset[str] | None, ground: Color | None
) -> list[Content]:
    """Name and note in columns; `chosen`: the ids that are ticked, None where only one can be taken.

    `ground` is the one on which a colour is the hardest to read; None where no colours but the terminal's are sent.
    """
    wide = min(max((len(one.name) for one in choices), default=0), max(LEAST, room // 2))
    return [_line(one, wide, room, chosen, ground) for one in choices]


def _line(one: Choice[object], wide: int, room: int, chosen: frozenset[str] | None, ground: Color | None) -> Content:
    mark = " " if chosen is None else "✓ " if one.id in chosen else "  "
    name = fit(one.name, wide if one.note else room - len(mark))
    note = fit(one.note, room - wide - len(mark) - 2) if one.note else ""
    color = readable(one.color, ground) if one.color and ground else None
    return Content.assemble((mark, "bold $success"), (name, f"bold {color.hex6}" if color else "bold"), "  ", note)
