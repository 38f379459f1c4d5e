"""Slack's own markup, as it stands in a message's `text` and in section blocks, read into pieces.

Its tokens stand in angle brackets; everything else is text with three signs escaped. So tokens are looked
for first, and what lies between them is unescaped then: an escaped `<!channel>` is text, and stays so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pdtui.adapters.slack.fields import unescaped
from pdtui.core.slack.port import Piece, PieceKind
from pdtui.text import clean

_TOKEN = re.compile(r"<([^<>\s][^<>\n]*)>")
_ADDRESS = re.compile(r"(?:https?://|mailto:|tel:)\S+", re.IGNORECASE)
BROADCASTS = ("here", "channel", "everyone")


def pieces_of(markup: str) -> Iterator[Piece]:
    """The pieces of a text with Slack's markup."""
    place = 0
    for token in _TOKEN.finditer(markup):
        yield literal(unescaped(markup[place : token.start()]))
        yield _piece(token[1])
        place = token.end()
    yield literal(unescaped(markup[place:]))


def literal(text: str) -> Piece:
    """Plain text made harmless; the blanks at its ends stay, since pieces are put together again."""
    body = text.strip()
    begin = text.index(body)
    return Piece(_blanks(text[:begin]) + clean(body, multiline=True) + _blanks(text[begin + len(body) :]))


def link(address: str, label: str = "") -> Piece:
    """A link; what is no address of the web or of a mailbox is its label only."""
    url, shown = clean(address), clean(label)
    return Piece(shown or url, PieceKind.LINK, url) if is_address(url) else Piece(shown or url)


def is_address(given: str) -> bool:
    """Whether a link may lead there."""
    return _ADDRESS.fullmatch(given) is not None


def broadcast(audience: str) -> Piece:
    """A mention of everybody there is."""
    return Piece(f"@{audience}", PieceKind.BROADCAST, audience)


def _blanks(text: str) -> str:
    return "".join("\n" if sign == "\n" else " " for sign in text)


def _piece(token: str) -> Piece:
    inside, _, label = token.partition("|")
    name = clean(unescaped(label))
    match inside[:1]:
        case "@":
            return Piece(name.removeprefix("@"), PieceKind.USER, clean(inside[1:]))
        case "#":
            return Piece(name.removeprefix("#"), PieceKind.CHANNEL, clean(inside[1:]))
        case "!":
            return _special(clean(inside[1:]), name)
        case _ if label or is_address(clean(inside)):
            return link(unescaped(inside), unescaped(label))
        case _:
            return literal(unescaped(f"<{token}>"))


def _special(command: str, name: str) -> Piece:
    """What begins with an exclamation mark: everybody, a group, a date with a text of its own."""
    if command in BROADCASTS:
        return broadcast(command)
    kind, _, value = command.partition("^")
    if kind == "subteam":
        return Piece(name or f"@{value}")
    return Piece(name or kind)
