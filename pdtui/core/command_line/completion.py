"""What the end of a line may be completed to. Pure: what is wanted there, and how a candidate is put in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pdtui.core.command_line.reading import is_name, lead_of, split
from pdtui.core.command_line.verbs import VERBS, Takes, Verb, known_verb
from pdtui.core.grammar import QUOTES

SPANS = ("30m", "1h", "4h", "until 09:00")
"""What a snooze is offered with."""
_KEYWORDS: Mapping[Takes, tuple[str, ...]] = {
    Takes.URGENCY: ("high", "low"),
    Takes.SPAN: SPANS,
    Takes.LEVEL: ("to",),
    Takes.ASSIGNEES: ("to", "policy"),
    Takes.TARGET: ("into",),
}
_TARGET = re.compile(r"(?:--)?into\s+(?P<all>(?P<typed>.*))", re.IGNORECASE)
_ONE = rf"(?P<all>[@{QUOTES}]?(?P<typed>[^,{QUOTES}]*))"
"""A name that is being typed, with what may stand before it and goes when it is completed."""
_LAST_NAME = re.compile(rf"(?:(?:to|--to|(?:--)?policy)\s+)?(?:[^,]*,\s*|[^,@]*\s(?=@))*{_ONE}", re.IGNORECASE)
_SERVICE = re.compile(rf"(?:[{QUOTES}][^{QUOTES}]+[{QUOTES}]|[^{QUOTES}]*\S)\s+on\s+{_ONE}")
_NAME = re.compile(_ONE)


class Thing(StrEnum):
    """What a candidate is."""

    VERB = "verb"
    INCIDENT = "incident"
    PERSON = "person"
    POLICY = "policy"
    SERVICE = "service"
    PRIORITY = "priority"
    WORKFLOW = "workflow"
    SCOPE = "scope"


_THINGS: Mapping[Takes, tuple[Thing, ...]] = {
    Takes.ASSIGNEES: (Thing.PERSON, Thing.POLICY),
    Takes.RESPONDERS: (Thing.PERSON, Thing.POLICY),
    Takes.PRIORITY: (Thing.PRIORITY,),
    Takes.WORKFLOW: (Thing.WORKFLOW,),
    Takes.SCOPE: (Thing.SCOPE,),
    Takes.DUTY: (Thing.SERVICE, Thing.POLICY),
    Takes.VERB: (Thing.VERB,),
}
_ENDS: Mapping[Takes, re.Pattern[str]] = {
    Takes.ASSIGNEES: _LAST_NAME,
    Takes.RESPONDERS: _LAST_NAME,
    Takes.TARGET: _TARGET,
    Takes.NEW: _SERVICE,
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to go on: the words put in, and what is said of them."""

    text: str
    note: str = ""
    more: bool = True
    """Whether a space follows it."""


@dataclass(frozen=True, slots=True)
class Want:
    """What kinds of things may stand where the line ends, and what is typed of one from `start` on."""

    things: tuple[Thing, ...] = ()
    start: int = 0
    typed: str = ""
    keywords: tuple[str, ...] = ()
    verb: Verb | None = None


def want_of(line: str, listed: Sequence[str] = ()) -> Want:
    """What the end of the line wants; nothing where words are free."""
    begin = lead_of(line)
    word, _ = split(line[begin:])
    if not line[begin + len(word) :]:
        return Want((Thing.VERB,), begin, word)
    verb = known_verb(word)
    if verb is None:
        return Want()
    start = begin + len(word)
    start += len(line[start:]) - len(line[start:].lstrip())
    return _behind(verb, line, start, listed)


def put_in(line: str, want: Want, candidate: Candidate) -> str:
    """The line with the candidate in the place of what was typed of it."""
    return line[: want.start] + candidate.text + (" " if candidate.more else "")


def verbs_for(typed: str) -> Iterator[Candidate]:
    """The verbs that begin so, each by the word that fits; then those that hold it."""
    given = typed.casefold()
    for verb in VERBS.values():
        words = [word for word in (verb.word, *verb.synonyms) if word.startswith(given)]
        if words:
            yield Candidate(words[0], verb.meaning)


def _behind(verb: Verb, line: str, start: int, listed: Sequence[str]) -> Want:
    """What stands behind a verb: incidents first, then what the verb takes."""
    number = 0
    if verb.on_incident:
        while True:
            token, _ = split(line[start:])
            end = start + len(token)
            if not token or not line[end:] or not is_name(token, listed):
                break
            start, number = end + len(line[end:]) - len(line[end:].lstrip()), number + 1
    rest = line[start:]
    want = _taken(verb, rest, start)
    more = verb.action.many and verb.takes is Takes.NOTHING
    if (number and not more) or not verb.on_incident or " " in rest.strip():
        return want
    if not want.things and not want.keywords and verb.takes is not Takes.NOTHING and rest and not _is_number(rest):
        return want  # the words of a note are no incident's
    if want.start != start:
        return want
    return Want((Thing.INCIDENT, *want.things), start, rest, want.keywords, verb)


def _is_number(text: str) -> bool:
    return text.lstrip("#")[:1].isdigit() or text == "#"


def _taken(verb: Verb, rest: str, start: int) -> Want:
    things = _THINGS.get(verb.takes, ())
    if verb.takes in (Takes.TARGET, Takes.NEW):
        things = (Thing.INCIDENT,) if verb.takes is Takes.TARGET else (Thing.SERVICE,)
        found = _ENDS[verb.takes].fullmatch(rest)
        if found is not None:
            return Want(things, start + found.start("all"), found["typed"], (), verb)
        return Want((), start, rest, _KEYWORDS.get(verb.takes, ()), verb)
    keywords = _KEYWORDS.get(verb.takes, ())
    found = _ENDS.get(verb.takes, _NAME).fullmatch(rest)
    if found is None or (not things and not keywords):
        return Want((), start, rest, (), verb)
    at = found.start("all")
    return Want(things, start + at, found["typed"], keywords if not at else (), verb)
