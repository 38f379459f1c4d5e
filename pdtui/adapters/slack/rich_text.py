"""A message's blocks read into pieces: rich text in its structure, other blocks by their texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from pdtui.adapters.slack.fields import mapping, mappings, number_of, text_of, unescaped
from pdtui.adapters.slack.mrkdwn import broadcast, link, literal, pieces_of
from pdtui.core.slack.port import Piece, PieceKind

Raw = Mapping[str, object]
NEWLINE = Piece("\n")
QUOTED = "> "


def pieces_of_blocks(blocks: Iterable[Raw]) -> Iterator[Piece]:
    """The pieces of all blocks, each block on lines of its own."""
    return _lines(_block(block) for block in blocks)


def joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Neighbouring texts as one, empty ones left out, and no blank line at either end."""
    found: list[Piece] = []
    for piece in pieces:
        if piece.kind is not PieceKind.TEXT:
            found.append(piece)
        elif found and found[-1].kind is PieceKind.TEXT:
            found[-1] = Piece(found[-1].text + piece.text)
        elif piece.text:
            found.append(piece)
    if found and found[0].kind is PieceKind.TEXT:
        found[0] = Piece(found[0].text.lstrip("\n"))
    if found and found[-1].kind is PieceKind.TEXT:
        found[-1] = Piece(found[-1].text.rstrip())
    return tuple(piece for piece in found if piece.kind is not PieceKind.TEXT or piece.text)


def _lines(groups: Iterable[Iterable[Piece]]) -> Iterator[Piece]:
    """Groups under each other; empty ones take no line."""
    begun = False
    for group in groups:
        pieces = [piece for piece in group if piece.text or piece.value]
        if pieces and begun:
            yield NEWLINE
        yield from pieces
        begun = begun or bool(pieces)


def _block(block: Raw) -> Iterator[Piece]:
    match block.get("type"):
        case "rich_text":
            return _lines(_group(group) for group in mappings(block.get("elements")))
        case "section":
            return _lines(map(_text, [mapping(block.get("text")), *mappings(block.get("fields"))]))
        case "header":
            return _text(mapping(block.get("text")))
        case "context":
            return _context(mappings(block.get("elements")))
        case "markdown":
            return iter((literal(_raw(block, "text")),))
        case "image" | "video":
            return iter((literal(_raw(block, "alt_text")),))
        case _:
            return iter(())


def _text(text: Raw) -> Iterator[Piece]:
    """A text object."""
    given = _raw(text, "text")
    return iter((literal(unescaped(given)),)) if text.get("type") == "plain_text" else pieces_of(given)


def _context(elements: Iterable[Raw]) -> Iterator[Piece]:
    for place, element in enumerate(elements):
        if place:
            yield Piece(" ")
        if element.get("type") == "image":
            yield literal(_raw(element, "alt_text"))
        else:
            yield from _text(element)


def _group(group: Raw) -> Iterator[Piece]:
    """A part of rich text."""
    elements = mappings(group.get("elements"))
    match group.get("type"):
        case "rich_text_list":
            return _list(group, elements)
        case "rich_text_quote":
            return _quote(_leaves(elements))
        case _:
            return _trimmed(_leaves(elements))


def _list(group: Raw, items: Iterable[Raw]) -> Iterator[Piece]:
    indent = "  " * min(number_of(group, "indent"), 8)
    ordered, first = group.get("style") == "ordered", number_of(group, "offset") + 1
    for place, item in enumerate(items):
        if place:
            yield NEWLINE
        yield Piece(f"{indent}{first + place}. " if ordered else f"{indent}• ")
        yield from _group(item)


def _quote(pieces: Iterator[Piece]) -> Iterator[Piece]:
    for piece in chain((Piece(QUOTED),), _trimmed(pieces)):
        yield Piece(piece.text.replace("\n", f"\n{QUOTED}")) if piece.kind is PieceKind.TEXT else piece


def _trimmed(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Without the line break that Slack's own editor leaves at the end of a part."""
    held = list(pieces)
    if held and held[-1].kind is PieceKind.TEXT and held[-1].text.endswith("\n"):
        held[-1] = Piece(held[-1].text[:-1])
    return iter(held)


def _leaves(elements: Iterable[Raw]) -> Iterator[Piece]:
    return map(_leaf, elements)


def _leaf(element: Raw) -> Piece:
    """One element of rich text. Its text is literal: nothing in it is escaped, and nothing markup."""
    match element.get("type"):
        case "link":
            return link(_raw(element, "url"), _raw(element, "text"))
        case "user":
            return Piece("", PieceKind.USER, text_of(element, "user_id"))
        case "channel":
            return Piece("", PieceKind.CHANNEL, text_of(element, "channel_id"))
        case "broadcast":
            return broadcast(text_of(element, "range"))
        case "usergroup":
            return Piece(f"@{text_of(element, 'usergroup_id')}")
        case "emoji":
            return Piece(f":{text_of(element, 'name')}:")
        case _:
            return literal(_raw(element, "text") or _raw(element, "fallback"))


def _raw(value: Raw, key: str) -> str:
    """A string as it came; `literal` and its like make it harmless."""
    found = value.get(key)
    return found if isinstance(found, str) else ""
