"""What is offered to complete a line with, from the list and the directory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from pdtui.core.command_line.completion import Candidate, Thing, Want, verbs_for
from pdtui.core.command_line.reading import lead_of, named, split
from pdtui.core.command_line.verbs import known_verb
from pdtui.core.entries import Kind, matches, search
from pdtui.core.listing.filtering import matches as row_matches
from pdtui.core.model import Incident
from pdtui.errors import PdtuiError
from pdtui.tui.command.facts import Aim, Facts, Unread
from pdtui.tui.screens.choices import choice_of

if TYPE_CHECKING:
    from pdtui.core.engine import Engine

MOST = 40
"""Candidates that Tab goes through."""
KINDS = {
    Thing.PERSON: Kind.USER,
    Thing.POLICY: Kind.POLICY,
    Thing.SERVICE: Kind.SERVICE,
    Thing.PRIORITY: Kind.PRIORITY,
}


def candidates(want: Want, line: str, engine: Engine, facts: Facts, aim: Aim) -> tuple[Candidate, ...]:
    """What the end of the line may become, the likeliest first; what is not read yet is not offered."""
    return tuple(islice(_all(want, line, engine, facts, aim), MOST))


def kinds_of(want: Want) -> tuple[Kind, ...]:
    """What of the directory is needed for them."""
    return tuple(KINDS[thing] for thing in want.things if thing in KINDS)


def _all(want: Want, line: str, engine: Engine, facts: Facts, aim: Aim) -> Iterator[Candidate]:
    typed = want.typed.strip()
    if Thing.VERB in want.things:
        yield from verbs_for(typed)
    if Thing.INCIDENT in want.things:
        yield from _incidents(typed, engine)
    for word in want.keywords:
        if word.startswith(typed.casefold()):
            yield Candidate(word)
    kinds = kinds_of(want)
    catalogues = [engine.directory.known(kind) for kind in kinds]
    entries = [entry for one in catalogues if one is not None for entry in one.listed]
    for entry in search(entries, typed):
        yield Candidate(_name(entry.name), choice_of(entry, several=len(kinds) > 1).note)
    if Thing.SCOPE in want.things:
        yield from (Candidate(str(scope)) for scope in engine.scopes if str(scope).startswith(typed.casefold()))
    if Thing.WORKFLOW in want.things:
        yield from _workflows(want, line, facts, aim)


def _incidents(typed: str, engine: Engine) -> Iterator[Candidate]:
    """Those listed whose number begins so, or whose words hold what is typed."""
    number = typed.removeprefix("#")
    rows = [row for row in engine.store.rows if row.incident.number]
    if number.isdigit():
        rows = [row for row in rows if str(row.incident.number).startswith(number)]
    elif number:
        rows = [row for row in rows if row_matches(row, number.casefold().split())]
    for row in rows:
        yield Candidate(str(row.incident.number), f"{row.incident.title or '(no title)'} · {row.incident.status}")


def _workflows(want: Want, line: str, facts: Facts, aim: Aim) -> Sequence[Candidate]:
    """Those of the incident that the line is about, once they were read."""
    try:
        incident = subject_of(line, facts, aim)
        known = facts.workflows(incident) if incident is not None else ()
    except (Unread, PdtuiError):
        return ()
    found = matches(known, want.typed) if want.typed.strip() else known
    return [Candidate(_name(one.reference.name), "workflow") for one in found]


def subject_of(line: str, facts: Facts, aim: Aim) -> Incident | None:
    """The incident that a line is about as far as it is typed; raises `Unread` for one that is not listed."""
    word, rest = split(line[lead_of(line) :])
    verb = known_verb(word)
    names = named(verb, rest, facts.listed)[0] if verb is not None else ()
    return facts.incident(names[0]) if names else aim.highlighted


def _name(name: str) -> str:
    """A name as it can be read back: in quotation marks where a comma would part it."""
    return f'"{name}"' if "," in name else name
