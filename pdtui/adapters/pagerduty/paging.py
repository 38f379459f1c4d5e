"""All rows of a list whose rows come and go while it is read: none lost, each once, pages side by side.

Neighbouring pages overlap by a row. A row that both hold proves that nothing slipped through between
them; where there is none, one more page across the seam has to bridge it. Lists must be asked for in
an order that no row changes its place in.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Generic, TypeVar

from pdtui.adapters.pagerduty.client import MOST_ROWS, PAGE

OVERLAP = 1
BRIDGES = 20
"""Seams of one look that are bridged; more of them mean that the list runs away from the reader."""
LOOKS = 2

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One answer: rows by id; `received` counts also those that could not be read, or came twice."""

    rows: dict[str, T]
    received: int
    more: bool
    total: int | None = None
    unreadable: int = 0
    at: datetime | None = None
    """When, by the clock of PagerDuty's side."""


@dataclass(slots=True)
class Whole(Generic[T]):
    """All rows that can be had."""

    rows: dict[str, T] = field(default_factory=dict)
    total: int = 0
    """How many PagerDuty counts; at least as many as there are rows."""
    unreadable: int = 0
    beyond: int = 0
    """How many PagerDuty counts that cannot be had."""
    unsure: bool = False
    """Whether a row may have slipped through between two pages."""
    at: datetime | None = None
    """When the first page was given, by the clock of PagerDuty's side: no row is older than that."""

    def take(self, pages: Iterable[Page[T]]) -> None:
        """Add pages; a later one describes a row better."""
        for page in pages:
            self.rows.update(page.rows)


Read = Callable[[int, int], Awaitable[Page[T]]]
"""Reads a page: offset, limit."""


async def whole(read: Read[T], enough: Callable[[Page[T]], bool] = lambda page: False) -> Whole[T]:
    """All rows, up to PagerDuty's cap. `enough` is asked after the first page whether the rest is known already."""
    found: Whole[T] = Whole()
    for look in range(LOOKS):
        first = await read(0, PAGE)
        found.at = found.at or first.at
        found.total = max(first.received, first.total or 0)
        found.unreadable = first.unreadable
        found.take([first])
        if not first.more or not first.received or enough(first):
            found.unsure = False
            break
        quick = look == 0 and first.total is not None and first.received == PAGE
        pages = await _side_by_side(read, first) if quick else [first]
        await _one_by_one(read, pages)
        found.take(pages)
        found.unreadable = sum(page.unreadable for page in pages)
        found.unsure = not await _bridged(read, pages, found) or _lacks(pages, len(found.rows))
        if not found.unsure:
            break
    found.total = max(found.total, len(found.rows) + found.unreadable)
    return found


async def _side_by_side(read: Read[T], first: Page[T]) -> list[Page[T]]:
    """The client holds back what is too much at once."""
    step = PAGE - OVERLAP
    end = min(first.total or 0, MOST_ROWS)
    offsets = [offset for offset in range(step, end, step) if offset + OVERLAP < end]
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(_read(read, offset)) for offset in offsets]
    except BaseExceptionGroup as failed:
        raise failed.exceptions[0] from None
    return [first, *(task.result() for task in tasks)]


async def _one_by_one(read: Read[T], pages: list[Page[T]]) -> None:
    """What is left: all, for a server that gives smaller pages or does not count, else what was pushed to the end."""
    offset = sum(page.received - OVERLAP for page in pages[:-1])
    while pages[-1].more and pages[-1].received > OVERLAP:
        offset += pages[-1].received - OVERLAP
        if offset + OVERLAP >= MOST_ROWS:
            return
        pages.append(await _read(read, offset))


async def _read(read: Read[T], offset: int) -> Page[T]:
    return await read(offset, min(PAGE, MOST_ROWS - offset))


async def _bridged(read: Read[T], pages: Sequence[Page[T]], found: Whole[T]) -> bool:
    """Whether every two neighbours are joined, where need be by a page across their seam."""
    offset, bridges = 0, 0
    for before, after in pairwise(pages):
        offset += before.received - OVERLAP
        if _joined(before, after):
            continue
        bridges += 1
        if bridges > BRIDGES:
            return False
        bridge = await _read(read, max(0, min(offset, MOST_ROWS - PAGE) - PAGE // 2))
        found.take([bridge])
        if not (_joined(before, bridge) and _joined(bridge, after)):
            return False
    return True


def _joined(one: Page[T], other: Page[T]) -> bool:
    """Whether nothing lies between a page and the one after it."""
    if not other.received:
        return not one.more
    return not one.rows.keys().isdisjoint(other.rows)


def _lacks(pages: Sequence[Page[T]], distinct: int) -> bool:
    """Whether fewer rows came than PagerDuty counted before and after, beyond those that came twice or unreadable."""
    counts = [page.total for page in (pages[0], pages[-1]) if page.total is not None]
    if not counts:
        return False
    doubled = sum(page.received - len(page.rows) for page in pages)
    return distinct + doubled < min(*counts, MOST_ROWS)
