"""What somebody means by `/pdtui …`: the words read into values, or the sentence that puts them right. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pdtui.core.grammar import Readings, nearest, title_and_service
from pdtui.core.identifier import IncidentName, incident_name
from pdtui.errors import UsageError

COMMAND = "/pdtui"
USAGE: Mapping[str, tuple[str, str]] = {
    "help": ("help", "this list"),
    "trigger": ('trigger "Title" on Service', "make an incident"),
    "ack": ("ack ID", "acknowledge it"),
    "resolve": ("resolve ID [text]", "resolve it, with a note where there is a text"),
    "note": ("note ID text", "add a note"),
    "escalate": ("escalate ID", "page the next level of its policy"),
    "oncall": ("oncall [service or policy]", "who is on call now and next"),
    "invite": ("invite ID @who or e-mail …", "page people to help, as responders of the incident"),
}
"""Each word with its form and what it does."""
SAME = {
    "acknowledge": "ack",
    "on-call": "oncall",
    "comment": "note",
    "responders": "invite",
    "create": "trigger",
    "": "help",
}
"""Other words for the same."""


@dataclass(frozen=True, slots=True)
class AskHelp:
    """The list of words."""


@dataclass(frozen=True, slots=True)
class MakeIncident:
    """A new incident, in the ways in which it may be read."""

    readings: Readings


@dataclass(frozen=True, slots=True)
class OnIncident:
    """Something is to be done to an incident: `word` is `ack`, `resolve`, `note` or `escalate`."""

    word: str
    incident: IncidentName
    text: str = ""


@dataclass(frozen=True, slots=True)
class Invite:
    """People are to be asked for help, by `@name`, e-mail or name."""

    incident: IncidentName
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskOnCall:
    """Who is on call, of the own policies or of a named one."""

    name: str = ""


Wish = AskHelp | MakeIncident | OnIncident | Invite | AskOnCall


def wish_of(text: str) -> Wish:
    """What a command's text means. Raises `UsageError` with the right form, or the nearest word."""
    given, _, rest = text.strip().partition(" ")
    rest = rest.strip()
    word = SAME.get(given.casefold(), given.casefold())
    if word not in USAGE:
        near = nearest(word, [*USAGE, *filter(None, SAME)])
        form = USAGE[SAME.get(near, near)][0]
        raise UsageError(
            f"there is no {COMMAND} {given}", f"did you mean {COMMAND} {form}? {COMMAND} help lists them all"
        )
    reader = _READERS.get(word)
    return reader(rest) if reader is not None else _on_incident(word, rest)


def _trigger(rest: str) -> MakeIncident:
    readings = title_and_service(rest)
    if not readings:
        raise _wrong("trigger", "it needs a title and a service")
    return MakeIncident(readings)


def _on_incident(word: str, rest: str) -> OnIncident:
    name, text = _named(word, rest)
    if word == "note" and not text:
        raise _wrong(word, "the note has no text")
    if word in ("ack", "escalate") and text:
        raise _wrong(word, f"{word} takes one incident and nothing else")
    return OnIncident(word, name, text)


def _invite(rest: str) -> Invite:
    name, text = _named("invite", rest)
    people = tuple(one.strip(",") for one in text.split() if one.strip(","))
    if not people:
        raise _wrong("invite", "it names nobody")
    return Invite(name, people)


def _named(word: str, rest: str) -> tuple[IncidentName, str]:
    identifier, _, text = rest.partition(" ")
    if not identifier:
        raise _wrong(word, "it names no incident")
    try:
        return incident_name(identifier), text.strip()
    except UsageError as error:
        raise _wrong(word, f"{identifier!r} is no incident's number or id") from error


def _wrong(word: str, why: str) -> UsageError:
    return UsageError(why, f"write {COMMAND} {USAGE[word][0]}")


_READERS: Mapping[str, Callable[[str], Wish]] = {
    "help": lambda rest: AskHelp(),
    "trigger": _trigger,
    "invite": _invite,
    "oncall": AskOnCall,
}
