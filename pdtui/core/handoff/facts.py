"""What a brief is made of, as it was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pdtui.core.handoff.span import Place, Span
from pdtui.core.model import Incident, LogEntry, Note, Person


@dataclass(frozen=True, slots=True)
class Case:
    """An incident with what happened to it in the span."""

    incident: Incident
    entries: tuple[LogEntry, ...]
    """In any order."""
    notes: tuple[Note, ...] | None = ()
    """Of one that is still open, oldest first; None where they could not be read."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Something that a person promised to come back to."""

    text: str
    due: datetime
    number: int = 0
    """Of the incident that it is about; 0 for none."""


@dataclass(frozen=True, slots=True)
class Successor:
    """Who takes over at a place; no names: nobody is known to."""

    place: Place
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """All that was read for one brief."""

    me: Person
    span: Span
    cases: tuple[Case, ...]
    successors: tuple[Successor, ...] = ()
    followups: tuple[FollowUp, ...] = ()
    left_out: int = 0
    """How many incidents could not be read, or were too many."""
