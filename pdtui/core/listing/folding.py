"""Rows that say the same of one service, folded into groups: what makes a storm readable. Pure.

Two titles are the same where they differ in numbers only: `disk 91 % full on db-12` and `… 97 % full on db-3`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pdtui.core.model import TRIGGERED
from pdtui.core.store import Row

_NUMBERS = re.compile(r"\d+(?:[.,:]\d+)*")
ANY_NUMBER = "‥"


@dataclass(frozen=True, slots=True)
class Group:
    """Several incidents as one line; `rows` are in the list's order."""

    id: str
    title: str
    """What their titles have in common; a sign stands where their numbers differ."""
    rows: tuple[Row, ...]
    opened: bool = False
    """Whether its rows stand below it."""
    gone: str = ""
    """What became of all of them; empty while one is listed."""

    @property
    def incident_ids(self) -> tuple[str, ...]:
        """Its incidents."""
        return tuple(row.id for row in self.rows)

    @property
    def triggered(self) -> int:
        """How many of them wait for somebody."""
        return sum(row.incident.status == TRIGGERED for row in self.rows)


Entry = Row | Group
"""A line of the list."""


def key_of(row: Row) -> str:
    """What rows of one group share; no incident's id."""
    return _key(row.incident.service.id, row.incident.title)


def fold(
    rows: Sequence[Row], *, opened: Collection[str] = (), kept: Collection[str] = (), apart: Collection[str] = ()
) -> tuple[Entry, ...]:
    """The rows with each group at the place of its first; a group of one is none, unless it is among the `kept`.

    `opened`: the ids of the groups whose rows follow them. `apart`: incidents that stay by themselves, such as
    the highlighted one, unless their group is open.
    """
    members: dict[str, list[Row]] = {}
    keys = [key_of(row) for row in rows]
    for row, key in zip(rows, keys, strict=True):
        if row.id not in apart or key in opened:
            members.setdefault(key, []).append(row)
    groups = {key: found for key, found in members.items() if len(found) > 1 or key in kept}
    return tuple(_entries(zip(rows, keys, strict=True), groups, opened, apart))


def _entries(
    rows: Iterable[tuple[Row, str]], groups: dict[str, list[Row]], opened: Collection[str], apart: Collection[str]
) -> Iterator[Entry]:
    done: set[str] = set()
    for row, key in rows:
        if key not in groups or (row.id in apart and key not in opened):
            yield row
        elif key not in done:
            done.add(key)
            yield Group(key, common_title(groups[key]), tuple(groups[key]), key in opened)
            if key in opened:
                yield from groups[key]


def common_title(rows: Sequence[Row]) -> str:
    """Their title, where they have one; else what it is but for the numbers."""
    titles = {row.incident.title for row in rows}
    first = rows[0].incident.title
    return first if len(titles) == 1 else _NUMBERS.sub(ANY_NUMBER, first)


@lru_cache(maxsize=50_000)
def _key(service_id: str, title: str) -> str:
    return f"{service_id}/{_NUMBERS.sub('0', title).casefold()}"
