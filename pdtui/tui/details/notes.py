"""The notes, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual.content import Content

from pdtui.core.model import Note
from pdtui.tui.details.lines import Lines, when, wrapped

MOST = 100
"""Notes that are laid out."""


def notes(written: Sequence[Note], now: datetime, width: int) -> Lines:
    """Who wrote when, and what."""
    for number, note in enumerate(sorted(written, key=lambda note: note.created_at, reverse=True)[:MOST]):
        if number:
            yield Content("")
        yield from wrapped(f"{note.author.name or 'somebody'}, {when(note.created_at, now)}", width, "$text-muted")
        yield from wrapped(note.content, width, indent=2)
    if len(written) > MOST:
        yield from wrapped(f"and {len(written) - MOST} more in PagerDuty", width, "$text-muted")
