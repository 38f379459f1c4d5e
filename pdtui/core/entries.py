"""What the directory holds: services, policies, schedules, teams, users, priorities; and how one is found by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from pdtui.core.model import EscalationLevel, Priority, Reference
from pdtui.errors import NotFound, UsageError

IGNORE = "pdtui-ignore"
"""Who writes this into a name or a description keeps the thing out of pdtui's lists."""
SHOWN = 5
"""How many candidates a message names."""
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


class Kind(StrEnum):
    """What an entry is, in PagerDuty's own words."""

    SERVICE = "service"
    POLICY = "escalation_policy"
    SCHEDULE = "schedule"
    TEAM = "team"
    USER = "user"
    PRIORITY = "priority"

    @property
    def singular(self) -> str:
        """For a message: `escalation policy`."""
        return self.value.replace("_", " ")

    @property
    def plural(self) -> str:
        """For a message: `escalation policies`."""
        return self.singular[:-1] + "ies" if self.singular.endswith("y") else self.singular + "s"


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """One thing of the account, with what a picker, a name and a countdown need of it."""

    id: str
    name: str
    kind: Kind
    description: str = ""
    """A user's job title stands here as well."""
    email: str = ""
    url: str = ""
    teams: tuple[Reference, ...] = ()
    time_zone: str = ""
    """Of a schedule or a user, as PagerDuty names it; empty where it is the account's."""
    escalation_policy: Reference | None = None
    """Of a service."""
    status: str = ""
    """Of a service: `active`, `warning`, `critical`, `maintenance`, `disabled`."""
    acknowledgement_timeout: int | None = None
    """Of a service: seconds after which an acknowledgement lapses; None: never."""
    levels: tuple[EscalationLevel, ...] = ()
    """Of a policy, the first level first; who is on call at them is not part of it."""
    color: str = ""
    """Of a priority: six hex digits or empty."""

    @property
    def ignored(self) -> bool:
        """Whether it asks to be left out of lists."""
        return IGNORE in f"{self.name}\n{self.description}".casefold()

    @property
    def called(self) -> tuple[str, ...]:
        """What a person may call it."""
        return (self.name, self.email)

    @property
    def reference(self) -> Reference:
        """The same, as the rest of the model names it."""
        return Reference(self.id, self.name, self.kind, self.url)

    @property
    def priority(self) -> Priority:
        """The same, as an incident carries it; for priorities."""
        return Priority(self.id, self.name, self.color)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All entries of a kind as PagerDuty gave them at `read_at`, in its order."""

    kind: Kind
    entries: tuple[DirectoryEntry, ...]
    read_at: datetime
    absent: bool = False
    """Whether the account's plan has no such thing: no picker, no key."""
    stale: str = ""
    """Why it could not be read anew; empty where it is as fresh as it should be."""

    @property
    def listed(self) -> tuple[DirectoryEntry, ...]:
        """Those that do not ask to be left out."""
        return tuple(entry for entry in self.entries if not entry.ignored)


class Findable(Protocol):
    """What can be found by what a person calls it."""

    @property
    def id(self) -> str:
        """PagerDuty's own."""

    @property
    def called(self) -> tuple[str, ...]:
        """Its name first; empty ones count for nothing."""


Found = TypeVar("Found", bound=Findable)


def rank(entry: Findable, words: str) -> int | None:
    """How well a text fits an entry: 0 exactly, 1 its beginning, 2 beginnings of words, 3 parts; None: not."""
    wanted = " ".join(words.casefold().split())
    texts = [" ".join(text.casefold().split()) for text in entry.called if text]
    if wanted in texts or words.strip().casefold() == entry.id.casefold():
        return 0
    if any(text.startswith(wanted) for text in texts):
        return 1
    starts = [part for text in texts for part in _parts(text)]
    if all(any(start.startswith(word) for start in starts) for word in wanted.split()):
        return 2
    return 3 if all(any(word in text for text in texts) for word in wanted.split()) else None


def _parts(text: str) -> list[str]:
    """The words of a name or address, also behind a dot, a dash or the like."""
    return "".join(character if character.isalnum() else " " for character in text).split()


def search(entries: Iterable[Found], words: str) -> tuple[Found, ...]:
    """The entries that fit what is typed, the best fit first, else in their own order; all where nothing is typed."""
    if not words.strip():
        return tuple(entries)
    fits = [(fit, entry) for entry in entries if (fit := rank(entry, words)) is not None]
    return tuple(entry for _, entry in sorted(fits, key=lambda pair: pair[0]))


def matches(entries: Iterable[Found], text: str) -> tuple[Found, ...]:
    """The entries that a person may mean by a text: those of exactly that id, name or address, else all that fit."""
    found = search(entries, text) if text.strip() else ()
    exact = tuple(entry for entry in found if rank(entry, text) == 0)
    return exact or found


def only(found: tuple[DirectoryEntry, ...], text: str, kinds: tuple[Kind, ...]) -> DirectoryEntry:
    """The one that was meant. Raises `NotFound` for none and `UsageError` for several, which it names."""
    if len(found) == 1:
        return found[0]
    if not found:
        what = " or ".join(kind.singular for kind in kinds)
        raise NotFound(f"there is no {what} {text!r} that you may see", "check its name, or give its id")
    what = " or ".join(kind.plural for kind in kinds)
    raise several(what, text, [_told(entry, found) for entry in found])


def several(what: str, text: str, names: Sequence[str]) -> UsageError:
    """What to say where a text fits more than one: how many, and which."""
    number = _NUMBERS[len(names)] if len(names) < len(_NUMBERS) else str(len(names))
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    told = f"{number} {what} match {text!r}: {', '.join(names[:SHOWN])}{more}"
    return UsageError(told, "write more of the name, or give its id")


def _told(entry: DirectoryEntry, among: tuple[DirectoryEntry, ...]) -> str:
    """An entry among candidates, with what tells it from one of the same name."""
    same = [other for other in among if other.name == entry.name]
    apart = [entry.kind.singular] if len({other.kind for other in among}) > 1 else []
    if sum(other.kind is entry.kind for other in same) > 1:
        apart.append(entry.email or entry.id)
    return f"{entry.name} ({', '.join(apart)})" if apart else entry.name
