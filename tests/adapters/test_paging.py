"""Reading a list whose rows come and go meanwhile: what was there all the time is found, once."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable

import pytest

from pdtui.adapters.pagerduty.paging import Page, whole


class Moving:
    """A list, newest first, that changes before each answer as a test says."""

    def __init__(self, size: int, change: Callable[[list[int]], None], *, counts: bool = True, most: int = 100) -> None:
        self.rows = list(range(size, 0, -1))
        self.change = change
        self.counts = counts
        self.most = most
        self.reads = 0

    async def read(self, offset: int, limit: int) -> Page[int]:
        await asyncio.sleep(0)
        self.reads += 1
        shown = self.rows[offset : offset + min(limit, self.most)]
        more = offset + len(shown) < len(self.rows)
        page = Page({str(row): row for row in shown}, len(shown), more, len(self.rows) if self.counts else None)
        self.change(self.rows)
        return page


def still(rows: list[int]) -> None:
    """Nothing moves."""


@pytest.mark.parametrize(("size", "reads"), [(0, 1), (1, 1), (100, 1), (101, 2), (199, 2), (200, 3), (1_000, 11)])
async def test_a_quiet_list_is_read_once_and_whole(size: int, reads: int) -> None:
    moving = Moving(size, still)
    found = await whole(moving.read)
    assert sorted(found.rows.values()) == sorted(moving.rows)
    assert (moving.reads, found.unsure, found.total) == (reads, False, size)


@pytest.mark.parametrize("seed", range(60))
async def test_rows_that_leave_and_arrive_hide_no_other(seed: int) -> None:
    chance = random.Random(seed)
    ever = iter(range(10_000, 20_000))

    def change(rows: list[int]) -> None:
        for _ in range(chance.choice([0, 0, 1, 3])):
            del rows[chance.randrange(len(rows))]
        for _ in range(chance.choice([0, 0, 1])):
            rows.insert(0, next(ever))

    moving = Moving(900, change)
    before = set(moving.rows)
    found = await whole(moving.read)
    lasting = before & set(moving.rows)
    assert lasting <= set(found.rows.values())
    assert not found.unsure


async def test_a_list_that_runs_away_is_told_as_unsure() -> None:
    def run_away(rows: list[int]) -> None:
        del rows[:120]
        rows.extend(range(rows[-1] - 1, rows[-1] - 121, -1))

    found = await whole(Moving(900, run_away).read)
    assert found.unsure


async def test_what_is_pushed_beyond_the_last_page_is_still_read() -> None:
    def push(rows: list[int]) -> None:
        if len(rows) < 1_500:
            rows[:0] = range(rows[0] + 60, rows[0], -1)

    moving = Moving(900, push)
    assert set(range(1, 901)) <= set((await whole(moving.read)).rows.values())


@pytest.mark.parametrize("most", [10, 37, 99])
async def test_a_server_that_gives_smaller_pages_is_followed_by_what_it_gives(most: int) -> None:
    moving = Moving(250, still, most=most)
    assert len((await whole(moving.read)).rows) == 250


async def test_a_server_that_does_not_count_is_read_page_by_page() -> None:
    found = await whole(Moving(550, still, counts=False).read)
    assert (len(found.rows), found.unsure) == (550, False)


async def test_a_server_that_says_more_and_gives_nothing_ends_it() -> None:
    async def read(offset: int, limit: int) -> Page[int]:
        return Page({}, 0, more=True, total=500)

    assert (await whole(read)).rows == {}


async def test_no_row_beyond_the_cap_is_asked_for() -> None:
    asked: list[int] = []
    moving = Moving(12_000, still)

    async def read(offset: int, limit: int) -> Page[int]:
        asked.append(offset + limit)
        return await moving.read(offset, limit)

    found = await whole(read)
    assert max(asked) == 10_000
    assert (len(found.rows), found.total) == (10_000, 12_000)


async def test_what_is_known_already_is_not_read_again() -> None:
    moving = Moving(900, still)
    found = await whole(moving.read, lambda page: page.total == 900)
    assert (moving.reads, len(found.rows)) == (1, 100)


async def test_the_failure_of_one_page_is_the_failure_of_the_list() -> None:
    moving = Moving(900, still)

    async def read(offset: int, limit: int) -> Page[int]:
        if offset == 495:
            raise LookupError("that page")
        return await moving.read(offset, limit)

    with pytest.raises(LookupError, match="that page"):
        await whole(read)
