"""What somebody answered in the direct conversation: which of their words are about which question. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pdtui.core.cover.request import CoverRequest
from pdtui.core.slack import marks
from pdtui.core.slack.port import PieceKind, SlackMessage, order_of
from pdtui.text import clean

YES = frozenset({"yes", "y", "ok", "okay", "sure", "yep", "👍", ":+1:", ":thumbsup:"})
NO = frozenset({"no", "n", "can't", "cant", "cannot", "i can't", "i cannot", "sorry", "nope", "👎", ":-1:",
                ":thumbsdown:"})  # fmt: skip
_SKIN = re.compile("[\U0001f3fb-\U0001f3ff\ufe0f]|:skin-tone-[2-6]:")


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said, and what it means; `yes` is None where only a person can tell."""

    ts: str
    text: str
    yes: bool | None


def meaning(text: str) -> bool | None:
    """Yes, no, or neither: only a word that stands alone is an answer."""
    said = _SKIN.sub("", text).casefold().replace("’", "'").strip().strip(".!,").strip()
    if said in YES:
        return True
    return False if said in NO else None


def answers(
    request: CoverRequest,
    user_id: str,
    top: Iterable[SlackMessage],
    thread: Iterable[SlackMessage] = (),
    names: Mapping[str, str] | None = None,
) -> tuple[Answer, ...]:
    """What the person who was asked (`user_id` in Slack) said about this request and nobody took notice of yet.

    `top`: the conversation from the question on, oldest first; `thread`: what stands under the question. A word at
    the top answers the last question above it; behind another message of the app it is shown, and means nothing.
    `names`: of those who are spoken to, by their Slack ids.
    """
    since = order_of(request.seen_ts or request.ts)
    known = names or {}
    found = [
        *_at_the_top(request, user_id, top, known),
        *(_said(one, True, known) for one in thread if _is_by(one, user_id)),
    ]
    return tuple(sorted((one for one in found if order_of(one.ts) > since), key=lambda one: order_of(one.ts)))


def spoken_to(messages: Iterable[SlackMessage]) -> frozenset[str]:
    """The Slack ids of the people whom messages of people mention."""
    by_people = (message for message in messages if not (message.bot_id or message.app_id))
    return frozenset(piece.value for one in by_people for piece in one.pieces if piece.kind is PieceKind.USER)


def _at_the_top(
    request: CoverRequest, user_id: str, messages: Iterable[SlackMessage], names: Mapping[str, str]
) -> Iterator[Answer]:
    mine = plain = True
    for message in messages:
        about = next(filter(None, map(marks.cover_of, sorted(message.markers))), None)
        if about is not None:
            mine, plain = about[0] == request.id, True
            for yes in (True, False):
                if marks.cover_answer(request.id, request.person.id, yes=yes) in message.markers:
                    yield Answer(message.ts, "yes" if yes else "no", yes)
        elif message.bot_id or message.app_id:
            plain = False
        elif mine and _is_by(message, user_id):
            yield _said(message, plain, names)


def _is_by(message: SlackMessage, user_id: str) -> bool:
    by_app = message.bot_id or message.app_id
    return message.user_id == user_id and not by_app and not message.deleted and bool(message.text.strip())


def _said(message: SlackMessage, plain: bool, names: Mapping[str, str]) -> Answer:
    parts = [
        f"@{names.get(piece.value, piece.text or piece.value)}" if piece.kind is PieceKind.USER else piece.text
        for piece in message.pieces
    ]
    text = clean("".join(parts) or message.text)
    return Answer(message.ts, text, meaning(text) if plain else None)
