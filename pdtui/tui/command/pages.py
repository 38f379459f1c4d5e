"""What `help` and `oncall` show, as lines of so many cells."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from pdtui.core.actions import Feature
from pdtui.core.command_line.verbs import VERBS, Verb
from pdtui.tui.bindings import keys_of
from pdtui.tui.details.lines import hanging
from pdtui.tui.on_call.words import level_words, nothing
from pdtui.tui.screens.pages import Page

if TYPE_CHECKING:
    from pdtui.core.engine import Engine

_INDENT = "    "
_WORDS = (
    "Without an ID it acts on the incident that was highlighted, or on those marked, when : was typed.",
    "An ID is #123, 123, PT4KHLK or an incident's address. /pd before a verb changes nothing.",
)


def help_page(word: str, missing: frozenset[Feature]) -> Callable[[], Awaitable[Page]]:
    """All verbs that the account's plan has, or one with all that is known of it."""

    async def load() -> Page:
        return (lambda width: _one(VERBS[word], width)) if word else (lambda width: _all(missing, width))

    return load


def on_call_page(engine: Engine, name: str, now: Callable[[], datetime]) -> Callable[[], Awaitable[Page]]:
    """Who is on call now and next at each level."""

    async def load() -> Page:
        timeline = await engine.on_duty.timeline(name)

        def page(width: int) -> Iterator[Content]:
            if not timeline.lines:
                yield from Content(nothing(timeline, now(), name)).wrap(width)
            for number, line in enumerate(timeline.lines):
                yield from [Content("")] if number else []
                yield from level_words(line, timeline, now(), width)

        return page

    return load


def _all(missing: frozenset[Feature], width: int) -> Iterator[Content]:
    for words in _WORDS:
        yield from Content.styled(words, "$text-muted").wrap(width)
    yield Content("")
    for verb in VERBS.values():
        if verb.action.feature is Feature.NONE or verb.action.feature not in missing:
            yield from _entry(verb, width)


def _entry(verb: Verb, width: int) -> Iterator[Content]:
    also = f"  also {', '.join(verb.synonyms)}" if verb.synonyms else ""
    form = Content.assemble((f":{verb.form}", "bold $primary"), (also, "$text-muted"))
    yield from form.wrap(width)
    yield from hanging(Content(_INDENT), Content(verb.meaning), width)


def _one(verb: Verb, width: int) -> Iterator[Content]:
    yield from _entry(verb, width)
    yield Content("")
    yield from hanging(Content.styled("such as  ", "$text-muted"), Content.styled(verb.example, "bold"), width)
    keys = " ".join(keys_of(verb.action))
    if keys:
        yield from hanging(Content.styled("key      ", "$text-muted"), Content(keys), width)
