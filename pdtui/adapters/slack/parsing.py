"""Slack's messages as the model has them, made harmless."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping

from pdtui.adapters.slack.fields import mapping, mappings, number_of, text_of
from pdtui.adapters.slack.messages import BUTTONS, EVENT_TYPE
from pdtui.adapters.slack.mrkdwn import pieces_of
from pdtui.adapters.slack.rich_text import NEWLINE, joined, pieces_of_blocks
from pdtui.core.slack.marks import PREFIX
from pdtui.core.slack.port import Piece, PieceKind, Reaction, SlackMessage
from pdtui.text import clean

NO_TEXT = Piece("(no text)")
READABLE = {"text", "fallback", "pretext", "title", "title_link", "from_url", "original_url", "url", "value"}


def message_of(raw: Mapping[str, object]) -> SlackMessage:
    """A message of `conversations.history` or `conversations.replies`."""
    profile = mapping(raw.get("bot_profile"))
    payload = _payload(raw)
    files = tuple(filter(None, (text_of(one, "name") or text_of(one, "title") for one in mappings(raw.get("files")))))
    return SlackMessage(
        ts=text_of(raw, "ts"),
        thread_ts=text_of(raw, "thread_ts"),
        text=clean(html.unescape(" ".join(_strings(raw))), multiline=True),
        bot_id=text_of(raw, "bot_id"),
        app_id=text_of(raw, "app_id") or text_of(profile, "app_id"),
        markers=frozenset(_markers(raw, payload)),
        deleted=raw.get("subtype") == "tombstone",
        user_id=text_of(raw, "user"),
        author=text_of(raw, "username") or text_of(profile, "name"),
        pieces=_pieces(raw) or (() if files else (NO_TEXT,)),
        edited=bool(mapping(raw.get("edited"))),
        files=files,
        reactions=tuple(map(_reaction, mappings(raw.get("reactions")))),
        reply_count=number_of(raw, "reply_count"),
        facts={
            clean(key): clean(value) for key, value in payload.items() if isinstance(value, str) and key != "marker"
        },
    )


def _pieces(raw: Mapping[str, object]) -> tuple[Piece, ...]:
    """What a person reads: the blocks, else the text, else what the attachments say."""
    return (
        _readable(pieces_of_blocks(mappings(raw.get("blocks"))))
        or _readable(pieces_of(_raw_text(raw.get("text"))))
        or _readable(_attached(raw))
    )


def _readable(pieces: Iterator[Piece]) -> tuple[Piece, ...]:
    """Pieces put together; none where there is nothing but blanks."""
    found = joined(pieces)
    return found if any(piece.kind is not PieceKind.TEXT or piece.text.strip() for piece in found) else ()


def _attached(raw: Mapping[str, object]) -> Iterator[Piece]:
    """One line or more for each attachment: its fallback, else its title, else its text."""
    for attachment in mappings(raw.get("attachments")):
        said = (_raw_text(attachment.get(key)) for key in ("fallback", "title", "text"))
        yield from pieces_of(next(filter(None, said), ""))
        yield NEWLINE


def _reaction(raw: Mapping[str, object]) -> Reaction:
    users = raw.get("users")
    ids = tuple(clean(user) for user in users if isinstance(user, str)) if isinstance(users, list) else ()
    return Reaction(text_of(raw, "name"), number_of(raw, "count"), ids)


def _payload(raw: Mapping[str, object]) -> Mapping[str, object]:
    """The payload of pdtui's own metadata, and of nobody else's."""
    given = mapping(raw.get("metadata"))
    return mapping(given.get("event_payload")) if given.get("event_type") == EVENT_TYPE else {}


def _markers(raw: Mapping[str, object], payload: Mapping[str, object]) -> Iterator[str]:
    marks = payload.get("marks")
    for mark in (payload.get("marker"), *(marks if isinstance(marks, list) else ())):
        if isinstance(mark, str) and mark:
            yield mark
    for block in mappings(raw.get("blocks")):
        if (block_id := text_of(block, "block_id")).startswith(PREFIX):
            yield block_id.removesuffix(BUTTONS)


def _strings(value: object, key: str = "") -> Iterator[str]:
    """Every piece of text and every address in a message, wherever Slack put it."""
    if isinstance(value, str):
        if key in READABLE:
            yield value
    elif isinstance(value, dict):
        for inner_key, inner in value.items():
            if inner_key not in ("metadata", "bot_profile"):
                yield from _strings(inner, inner_key)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner, key)


def _raw_text(value: object) -> str:
    return value if isinstance(value, str) else ""
