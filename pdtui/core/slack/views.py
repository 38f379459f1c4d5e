"""What a person sees of Slack: a thread with people's names, its checklist, what the outbox holds. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pdtui.core.model import ThreadLink
from pdtui.core.slack.port import Piece, Reaction


@dataclass(frozen=True, slots=True)
class ThreadMessage:
    """One message as it is shown; `pieces` carry people's names instead of ids."""

    ts: str
    author: str
    at: datetime
    pieces: tuple[Piece, ...]
    is_mine: bool = False
    """Whether this person wrote it in Slack."""
    by_pdtui: bool = False
    edited: bool = False
    deleted: bool = False
    files: tuple[str, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    is_parent: bool = False

    @property
    def text(self) -> str:
        """All pieces as one text."""
        return "".join(
            f"@{piece.text}" if piece.kind in ("user", "broadcast") else piece.text or piece.value
            for piece in self.pieces
        )


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One thing to do, and whether somebody did it."""

    number: int
    """Counted from 1."""
    text: str
    done: bool = False
    by: str = ""


@dataclass(frozen=True, slots=True)
class Checklist:
    """An incident's checklist as its message in Slack shows it."""

    items: tuple[ChecklistItem, ...]
    channel_id: str
    ts: str

    @property
    def done(self) -> int:
        """How many items are done."""
        return sum(item.done for item in self.items)


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A thread as it was read at `read_at`, the parent first."""

    link: ThreadLink
    messages: tuple[ThreadMessage, ...]
    read_at: datetime
    checklist: Checklist | None = None
    trouble: str = ""
    """Why it could not be read anew; the messages are as of `read_at` then."""
    never_read: bool = False
    """Whether nothing of it was read yet, so that no messages do not mean that there are none."""
