"""What a picker offers, and where it comes from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from pdtui.core.entries import DirectoryEntry, Kind, search
from pdtui.text import ago

if TYPE_CHECKING:
    from pdtui.core.directory import Directory

Value_co = TypeVar("Value_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Choice(Generic[Value_co]):
    """One line of a picker: `name` is what it is called, `note` tells it from its like."""

    id: str
    name: str
    value: Value_co
    note: str = ""
    color: str = ""
    """Six hex digits or empty."""


Entry = Choice[DirectoryEntry]


class Source(Protocol[Value_co]):
    """Where the lines of a picker come from."""

    def find(self, words: str) -> Sequence[Choice[Value_co]]:
        """What fits the words, best first, without asking anybody. Raises `UsageError` for words without sense."""

    async def load(self) -> str:
        """Ask for what is not known yet; returns a remark on it. Raises any error of `pdtui.errors`."""


class Fixed(Generic[Value_co]):
    """Choices that are known already."""

    def __init__(self, choices: Sequence[Choice[Value_co]]) -> None:
        self._choices = tuple(choices)

    def find(self, words: str) -> Sequence[Choice[Value_co]]:
        """Those that hold every word, in their own order."""
        wanted = words.casefold().split()
        return [one for one in self._choices if all(word in f"{one.name} {one.note}".casefold() for word in wanted)]

    async def load(self) -> str:
        """Nothing is to be asked for."""
        return ""


class Asked(Generic[Value_co]):
    """Choices that are asked for once, when the picker opens."""

    def __init__(self, ask: Callable[[], Awaitable[Sequence[Choice[Value_co]]]]) -> None:
        self._ask = ask
        self._found: Fixed[Value_co] = Fixed(())

    def find(self, words: str) -> Sequence[Choice[Value_co]]:
        """As `Fixed` does."""
        return self._found.find(words)

    async def load(self) -> str:
        """Ask."""
        self._found = Fixed(await self._ask())
        return ""


class FromDirectory:
    """Entries of the account's directory; what is known is there at once, and read anew where it is old."""

    def __init__(self, directory: Directory, *kinds: Kind, first: frozenset[str] = frozenset()) -> None:
        self._directory = directory
        self._kinds = kinds
        self._first = first
        """The ids that stand first while nothing is typed."""

    def find(self, words: str) -> Sequence[Entry]:
        """Best match first; several kinds are one list."""
        catalogues = [self._directory.known(kind) for kind in self._kinds]
        entries = [entry for one in catalogues if one is not None for entry in one.listed]
        found = search(entries, words)
        if not words.strip():
            found = tuple(sorted(found, key=lambda entry: entry.id not in self._first))
        return [choice_of(entry, several=len(self._kinds) > 1) for entry in found]

    async def load(self) -> str:
        """Read every kind; an old reading that must serve is remarked on."""
        remarks = []
        for kind in self._kinds:
            catalogue = await self._directory.read(kind)
            age = self._directory.age(kind)
            if catalogue.absent:
                remarks.append(f"this account has no {kind.plural}")
            elif catalogue.stale and age is not None:
                remarks.append(f"the {kind.plural} are as of {ago(age)} ago: {catalogue.stale}")
        return "; ".join(remarks)


def choice_of(entry: DirectoryEntry, *, several: bool = False) -> Entry:
    """An entry as a line; `several`: among entries of other kinds."""
    policy = f"policy {entry.escalation_policy.name}" if entry.escalation_policy else ""
    status = f"state {entry.status}" if entry.status not in ("", "active") else ""
    described = entry.description.split("\n")[0]
    parts = [
        entry.kind.singular if several and entry.kind is not Kind.USER else "",
        status,
        entry.email or policy or entry.time_zone,
        described if entry.kind in (Kind.USER, Kind.PRIORITY) else "",
    ]
    return Choice(entry.id, entry.name, entry, ", ".join(part for part in parts if part), entry.color)
