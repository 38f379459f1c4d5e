"""What an incident's own channel says of itself, and the message that leads to it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from pdtui.core.model import Incident, ThreadLink
from pdtui.core.slack.mirror import cut
from pdtui.core.slack.parent import state_of
from pdtui.core.slack.port import Piece, PieceKind, Post

SIGN = 250
"""Characters of a topic or a purpose."""


def purpose_of(incidents: Sequence[Incident]) -> str:
    """By whose ids pdtui knows the channel again: `Incident #12 PINC001 https://…, and #13`."""
    first, *others = incidents
    told = f"Incident #{first.number} {first.id}{f' {first.url}' if first.url else ''}"
    if len(told) > SIGN:
        told = f"Incident #{first.number} {first.id}"
    for other in others:
        longer = f"{told}, #{other.number} {other.id}"
        if len(longer) > SIGN:
            break
        told = longer
    return told


def names_it(purpose: str, incident: Incident) -> bool:
    """Whether a purpose is of this incident's channel."""
    return incident.id in purpose.replace(",", " ").split()


def topic_of(incidents: Sequence[Incident]) -> str:
    """The state in words: `#12 Acknowledged by Ada, P1, with Ada`."""
    told = " | ".join(f"#{one.number} {state_of(one)}" for one in incidents)
    return told if len(told) <= SIGN else told[: SIGN - 1] + "…"


def summary(incidents: Sequence[Incident], channel_id: str, marker: str, author: str, *, opened: bool = True) -> Post:
    """The message that is pinned; `opened`: the channel was made for it."""
    first = incidents[0]
    pieces: list[Piece] = []
    for one in incidents:
        words = f"#{one.number} {cut(one.title)}"
        linked = one.url.startswith("https://")
        pieces.append(Piece(words, PieceKind.LINK, one.url) if linked else Piece(words))
        pieces.append(Piece(f"\n{one.service.name}, {state_of(one)}\n"))
    did = "opened" if opened else "chosen"
    pieces.append(Piece(f"This channel was {did} for it by {author or 'pdtui'}."))
    return Post(
        channel_id, marker, f"#{first.number} {cut(first.title)}, {first.service.name}",
        pieces=tuple(pieces), facts={"incident_id": first.id, "role": "summary"},
    )  # fmt: skip


def leading_to(channel_id: str, name: str, link: ThreadLink, marker: str, author: str, *, opened: bool = True) -> Post:
    """The message in the incident's thread that leads to its channel."""
    words = f"{author or 'pdtui'} {'opened a channel' if opened else 'chose the channel'} for this: "
    return Post(
        link.channel_id, marker, f"{words}#{name}", thread_ts=link.ts,
        pieces=(Piece(words), Piece(name, PieceKind.CHANNEL, channel_id)),
        facts={"incident_id": link.incident_id, "role": "channel"},
    )  # fmt: skip
