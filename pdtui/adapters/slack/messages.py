"""pdtui's posts as Block Kit.

Untrusted text travels in `rich_text` elements, which Slack takes literally, and in the top-level fallback
with the three characters escaped that could open a mention.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from pdtui.core.slack.port import Button, Part, PartKind, Piece, PieceKind, Post

EVENT_TYPE = "pdtui_action_mirrored"
BUTTONS = ":buttons"
"""Behind the marker, the id of the block that holds a post's buttons."""
FALLBACK = 2900
ELEMENT = 2900
"""Characters of one text element; Slack takes 3,000."""
LINES = 6000
"""Characters of a list; Slack takes some 13,000 in all blocks together."""
METADATA = 1000
"""Bytes; Slack has a limit, and does not say which."""
MOST_BUTTONS, LABEL, ACTION_ID, VALUE = 25, 75, 255, 2000
_INDENTS = {PartKind.ITEM: 0, PartKind.INNER: 1}
_ID = re.compile(r"[A-Z][A-Z0-9]{1,30}")
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s<>|]+")
_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}

Json = dict[str, object]


def blocks(post: Post) -> list[Json]:
    """One rich text block whose id is the post's marker, and one of buttons where there are any."""
    elements: list[Json] = [_group("section", _head(post))]
    if post.lines:
        items = [_group("section", [_literal(line)]) for line in _fitting(post.lines)]
        elements.append({"type": "rich_text_list", "style": "bullet", "elements": items})
    if post.quote:
        elements.append(_group("quote", [_literal(post.quote)]))
    elements += _parts(post.parts)
    made: list[Json] = [{"type": "rich_text", "block_id": post.marker, "elements": elements}]
    if post.buttons:
        row = [_button(button) for button in post.buttons[:MOST_BUTTONS]]
        made.append({"type": "actions", "block_id": post.marker + BUTTONS, "elements": row})
    return made


def fallback(post: Post) -> str:
    """The plain text for notifications and screen readers, cut where no mention and no sign is broken."""
    text = ""
    for part in _spelled(post):
        if len(text) + len(part) >= FALLBACK:
            return f"{text}…"
        text += part
    return text


def metadata(post: Post) -> Json:
    """The invisible marks; readable by every member, so it holds ids only. Marks that do not fit are left out."""
    payload: Json = {**post.facts, "marker": post.marker}
    made: Json = {"event_type": EVENT_TYPE, "event_payload": payload}
    marks = list(post.marks)
    while marks:
        payload["marks"] = marks
        if len(json.dumps(made)) < METADATA:
            return made
        marks = marks[:-1]
    return {"event_type": EVENT_TYPE, "event_payload": {**post.facts, "marker": post.marker}}


def _head(post: Post) -> list[Json]:
    if post.pieces:
        return [_element(piece) for piece in post.pieces if piece.text or piece.value] or [_literal("")]
    return [_element(Piece(post.headline, PieceKind.LINK, post.link) if post.link else Piece(post.headline))]


def _element(piece: Piece) -> Json:
    """A piece as Slack has it; one whose id or address cannot be one becomes plain text."""
    match piece.kind:
        case PieceKind.USER if _ID.fullmatch(piece.value):
            return {"type": "user", "user_id": piece.value}
        case PieceKind.CHANNEL if _ID.fullmatch(piece.value):
            return {"type": "channel", "channel_id": piece.value}
        case PieceKind.LINK if _ADDRESS.fullmatch(piece.value):
            return {"type": "link", "url": piece.value, "text": _cut(piece.text or piece.value, ELEMENT)}
        case _:
            return _literal(piece.text or piece.value)


def _literal(text: str) -> Json:
    return {"type": "text", "text": _cut(text, ELEMENT) or " "}


def _group(kind: str, elements: list[Json]) -> Json:
    return {"type": f"rich_text_{kind}", "elements": elements}


def _parts(parts: Sequence[Part]) -> Iterator[Json]:
    """Lines as rich text; items that follow one another are one list."""
    for kind, group in groupby(parts, key=lambda part: part.kind):
        if kind in _INDENTS:
            items = [_group("section", _line(part)) for part in group]
            yield {"type": "rich_text_list", "style": "bullet", "indent": _INDENTS[kind], "elements": items}
        else:
            yield from (_group("section", [*_line(part), _literal("\n")]) for part in group)


def _line(part: Part) -> list[Json]:
    made = [_element(piece) for piece in part.pieces]
    return [{**one, "style": {"bold": True}} for one in made] if part.kind is PartKind.HEADING else made


def _fitting(lines: Sequence[str]) -> Iterator[str]:
    """The lines that a message has room for, and how many it had none for."""
    room = LINES
    for place, line in enumerate(lines):
        room -= len(line)
        if room < 0 and place:
            yield f"… and {len(lines) - place} more"
            return
        yield line


def _button(button: Button) -> Json:
    made: Json = {
        "type": "button",
        "action_id": button.action_id[:ACTION_ID],
        "value": button.value[:VALUE],
        "text": {"type": "plain_text", "text": _cut(button.label, LABEL), "emoji": False},
    }
    return {**made, "style": button.style} if button.style in ("primary", "danger") else made


def _spelled(post: Post) -> Iterator[str]:
    """The whole post sign by sign, each escaped, and each mention in one."""
    for piece in post.pieces or (Piece(post.headline),):
        if piece.kind is PieceKind.USER and _ID.fullmatch(piece.value):
            yield f"<@{piece.value}>"
        else:
            yield from _escaped(piece.text or piece.value)
    for line in post.lines:
        yield from _escaped(f"\n• {line}")
    if post.quote:
        yield from _escaped(f"\n{post.quote}")
    for part in post.parts:
        yield from _escaped("\n" + "".join(piece.text or piece.value for piece in part.pieces))


def _escaped(text: str) -> Iterator[str]:
    return (_ESCAPED.get(sign, sign) for sign in text)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
