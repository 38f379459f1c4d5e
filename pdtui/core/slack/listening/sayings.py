"""What pdtui answers to one person in Slack, as pieces that are taken literally there. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from pdtui.core.model import Incident, OnCall
from pdtui.core.on_call import RosterLevel
from pdtui.core.slack.listening.wishes import COMMAND, USAGE
from pdtui.core.slack.parent import parent
from pdtui.core.slack.port import Piece, PieceKind

Answer = tuple[Piece, ...]
MOST_LEVELS = 20


def said(*lines: str, link: str = "") -> Answer:
    """Lines of text, and an address below them."""
    pieces = [Piece("\n".join(line for line in lines if line))]
    if link.startswith(("https://", "http://")):
        pieces += [Piece("\n"), Piece(link, PieceKind.LINK, link)]
    return tuple(pieces)


def help_text() -> Answer:
    """All that can be typed."""
    lines = [f"{COMMAND} {form}: {what}" for form, what in USAGE.values()]
    return said(
        *lines,
        "ID is an incident's number, id or address. You act as yourself in PagerDuty, or are told why not.",
    )


def summary(incident: Incident) -> Answer:
    """How an incident stands."""
    shown = parent(incident, "", "")
    return said(shown.headline, *shown.lines, link=shown.link)


def rosters(levels: Sequence[RosterLevel]) -> Answer:
    """Who is on call now and next, level by level."""
    lines = [f"{level.policy.name}, level {level.number}: {_now(level.now)}{_then(level.next)}" for level in levels]
    more = len(lines) - MOST_LEVELS
    return said(*lines[:MOST_LEVELS], f"… and {more} more levels" if more > 0 else "")


def _now(entries: Sequence[OnCall]) -> str:
    names = dict.fromkeys(entry.user.name for entry in entries)
    ends = [entry.end for entry in entries if entry.end is not None]
    until = f" until {min(ends):%a %H:%M} UTC" if ends else ""
    return f"{', '.join(names)}{until}" if names else "NOBODY"


def _then(entries: Sequence[OnCall]) -> str:
    names = dict.fromkeys(entry.user.name for entry in entries)
    return f", then {', '.join(names)}" if names else ""
