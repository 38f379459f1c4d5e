"""What somebody means by a line: a verb, the incidents it is about, and the rest as a value."""

from __future__ import annotations

from dataclasses import dataclass

from pdtui.core.command_line.verbs import Verb
from pdtui.core.grammar import Readings
from pdtui.core.identifier import IncidentName


@dataclass(frozen=True, slots=True)
class Text:
    """A note, a title, words of a filter, a span, or the name of something."""

    text: str


@dataclass(frozen=True, slots=True)
class Names:
    """People and policies, as they were called; `only_policies` where the line said so."""

    names: tuple[str, ...]
    only_policies: bool = False
    message: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """A level of an escalation policy; 1 is paged first."""

    number: int


@dataclass(frozen=True, slots=True)
class Into:
    """Another incident."""

    incident: IncidentName


@dataclass(frozen=True, slots=True)
class NewIncident:
    """A new incident; without readings it has a title only, and no service yet."""

    title: str
    readings: Readings = ()
    urgency: str = ""
    """Empty where nothing was said of it."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """What to be reminded of and when, word by word, as `split_timing` wants it."""

    words: tuple[str, ...]


Rest = Text | Names | Level | Into | NewIncident | Reminder | None
"""What stands behind the verb and the incidents; None: nothing."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One line, understood."""

    verb: Verb
    incidents: tuple[IncidentName, ...] = ()
    """Empty: those that the verb's key would act on."""
    rest: Rest = None
