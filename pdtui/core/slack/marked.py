"""Markdown as pdtui writes it, and as people edit it, taken apart for Slack: headings, lists, links, text. Pure.

Not a whole Markdown: what is not among these stays the text that it is, and nothing becomes markup of Slack's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pdtui.core.slack.port import Part, PartKind, Piece, PieceKind
from pdtui.text import count

MOST = 9_000
"""Characters of one message; Slack takes some 13,000 in all blocks together."""
MOST_PARTS = 180
LONGEST_PART = 2_500
_HEADING = re.compile(r"#{1,6}\s+(?P<text>.*)")
_ITEM = re.compile(r"(?P<indent>\s*)(?:[-*+]|\d{1,3}[.)])\s+(?P<text>.*)")
_INLINE = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|\[(?P<label>(?:\\.|[^\]\\])*)\]\((?P<url>(?:https?://|mailto:)[^\s()<>]+)\)"
    r"|<(?P<bare>https?://[^\s<>]+)>"
    r"|(?P<stress>\*\*|__)"
)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def title_of(text: str) -> str:
    """What its first heading says; empty where it begins with none."""
    found = _HEADING.fullmatch(_first_line(text))
    return _plain(found["text"]) if found else ""


def without_title(text: str) -> str:
    """All behind the first heading."""
    return text.strip().partition("\n")[2] if title_of(text) else text


def parts_of(text: str) -> tuple[Part, ...]:
    """The parts that one message has room for, and how many lines it had none for."""
    found: list[Part] = []
    room = MOST
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    for place, line in enumerate(lines):
        part = _part(line)
        room -= sum(len(piece.text) + len(piece.value) for piece in part.pieces)
        if found and (room < 0 or len(found) >= MOST_PARTS):
            found.append(Part(PartKind.TEXT, (Piece(f"… {count(len(lines) - place, 'more line')}"),)))
            break
        found.append(part)
    return tuple(found)


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0].strip()


def _part(line: str) -> Part:
    if heading := _HEADING.fullmatch(line.strip()):
        return Part(PartKind.HEADING, _pieces(heading["text"]))
    if item := _ITEM.fullmatch(line):
        kind = PartKind.INNER if len(item["indent"].expandtabs(4)) >= 2 else PartKind.ITEM
        return Part(kind, _pieces(item["text"]))
    return Part(PartKind.TEXT, _pieces(line.strip()))


def _pieces(text: str) -> tuple[Piece, ...]:
    text = text if len(text) <= LONGEST_PART else f"{text[: LONGEST_PART - 1]}…"
    return tuple(_joined(_inline(text))) or (Piece(" "),)


def _inline(text: str) -> Iterator[Piece]:
    at = 0
    for found in _INLINE.finditer(text):
        yield Piece(text[at : found.start()])
        at = found.end()
        if found["escaped"]:
            yield Piece(found["escaped"])
        elif found["url"]:
            yield Piece(_plain(found["label"]) or found["url"], PieceKind.LINK, found["url"])
        elif found["bare"]:
            yield Piece(found["bare"], PieceKind.LINK, found["bare"])
    yield Piece(text[at:])


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    held = ""
    for piece in pieces:
        if piece.kind is PieceKind.TEXT:
            held += piece.text
            continue
        if held:
            yield Piece(held)
            held = ""
        yield piece
    if held:
        yield Piece(held)


def _plain(text: str) -> str:
    return _ESCAPE.sub(r"\1", text.replace("**", "")).strip()
