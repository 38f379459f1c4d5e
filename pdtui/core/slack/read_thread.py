"""A thread as read so far: new messages by themselves, now and then all of it, since edits show only then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pdtui.core.model import ThreadLink
from pdtui.core.slack.port import Piece, PieceKind, SlackIdentity, SlackMessage, instant_of, order_of
from pdtui.core.slack.views import ThreadMessage

WHOLE_EVERY = 10
"""Edits and deletions of older replies are seen by reading all of them, each tenth time."""
GONE = Piece("This message was deleted.")
_NOBODY = "somebody"


@dataclass(slots=True)
class ReadThread:
    """The messages by `ts`, oldest first, those that were deleted since as what remains of them."""

    link: ThreadLink
    messages: dict[str, SlackMessage] = field(default_factory=dict)
    readings: int = 0
    whole: bool = True
    """Whether the next reading is of all of it."""

    @property
    def newest(self) -> str:
        """The `ts` of the last message; empty before the first reading."""
        return max(self.messages, key=order_of, default="")

    def take(self, found: Sequence[SlackMessage], *, whole: bool) -> None:
        """Put a reading in, of all of it or of its end; the parent's count tells whether something older is gone."""
        before = self.messages.get(self.link.ts)
        after = {message.ts: message for message in found}
        if whole:
            lost = {ts: _remains(message) for ts, message in self.messages.items() if ts not in after}
            self.messages = lost | after
        else:
            fresh = sum(ts not in self.messages and ts != self.link.ts for ts in after)
            self.messages = self.messages | after
        self.messages = {ts: self.messages[ts] for ts in sorted(self.messages, key=order_of)}
        self.readings += 1
        parent = after.get(self.link.ts)
        missing = (
            not whole and before is not None and parent is not None and parent.reply_count != before.reply_count + fresh
        )
        self.whole = missing or self.readings % WHOLE_EVERY == 0

    def people(self) -> Iterator[str]:
        """Everybody whose name is needed."""
        for message in self.messages.values():
            yield message.user_id
            yield from (piece.value for piece in message.pieces if piece.kind is PieceKind.USER)
            yield from (one for reaction in message.reactions for one in reaction.user_ids[:1])

    def channels(self) -> Iterator[str]:
        """Every channel that is named by its id only."""
        for message in self.messages.values():
            yield from (one.value for one in message.pieces if one.kind is PieceKind.CHANNEL and not one.text)


def is_pdtuis(message: SlackMessage, me: SlackIdentity | None) -> bool:
    """Whether pdtui's app wrote it, on whatever laptop."""
    if message.markers:
        return True
    return me is not None and bool(message.bot_id) and message.bot_id == me.bot_id


def shown(
    messages: Iterable[SlackMessage], link: ThreadLink, names: Mapping[str, str], my_id: str, me: SlackIdentity | None
) -> tuple[ThreadMessage, ...]:
    """The messages as a person sees them."""
    return tuple(
        ThreadMessage(
            ts=one.ts,
            author=one.author or names.get(one.user_id, one.user_id) or _NOBODY,
            at=instant_of(one.ts),
            pieces=(GONE,) if one.deleted else _named(one.pieces, names),
            is_mine=bool(my_id) and one.user_id == my_id and not one.bot_id,
            by_pdtui=is_pdtuis(one, me),
            edited=one.edited,
            deleted=one.deleted,
            files=one.files,
            reactions=one.reactions,
            is_parent=one.ts == link.ts,
        )
        for one in messages
    )


def _named(pieces: Iterable[Piece], names: Mapping[str, str]) -> tuple[Piece, ...]:
    return tuple(
        replace(piece, text=names.get(piece.value, piece.text or piece.value))
        if piece.kind in (PieceKind.USER, PieceKind.CHANNEL)
        else piece
        for piece in pieces
    )


def _remains(message: SlackMessage) -> SlackMessage:
    """Who wrote it and when; what it said was taken back."""
    return replace(message, deleted=True, pieces=(), text="", files=(), reactions=(), facts={}, markers=frozenset())
