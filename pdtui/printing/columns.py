"""Aligned columns for people, as wide as the terminal lets them be."""

from __future__ import annotations

import shutil
import sys
import unicodedata
from collections.abc import Sequence


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], flexible: int | None = None) -> list[str]:
    """Aligned columns; on a terminal the `flexible` one gives way so that no line wraps."""
    widths = [max(cell_width(cell) for cell in column) for column in zip(heads, *rows, strict=True)]
    if flexible is not None and sys.stdout.isatty():
        room = shutil.get_terminal_size().columns - sum(widths) - 2 * (len(widths) - 1) + widths[flexible]
        widths[flexible] = max(12, min(widths[flexible], room))
    return [
        "  ".join(fit(cell, width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in (heads, *rows)
    ]


def cell_width(text: str) -> int:
    """How many columns a terminal gives to a text."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character) or character in "\u200c\u200d\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def fit(text: str, width: int) -> str:
    """A text padded or cut to exactly `width` columns, with an ellipsis where it was cut."""
    if cell_width(text) <= width:
        return text + " " * (width - cell_width(text))
    kept, used = [], 0
    for character in text:
        if used + _columns(character) > width - 1:
            break
        kept.append(character)
        used += _columns(character)
    return "".join(kept) + "…" + " " * (width - 1 - used)
