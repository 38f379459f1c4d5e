"""A dialog stands by the row that it is about, wherever that is, and covers neither it nor the details."""

from __future__ import annotations

import pytest

from tests.tui.conftest import Pressing, Run, app_of, keys_in_view, press
from tests.tui.fake_engine import FakeEngine, incident


def line_of_row(pilot: Pressing) -> int:
    rows = app_of(pilot).incidents.incidents
    assert rows.held.line is not None
    return rows.region.y + 1 + rows.held.line


@pytest.fixture
def long(engine: FakeEngine) -> FakeEngine:
    engine.choose()
    engine.poll([incident(number) for number in range(1, 60)])
    return engine


@pytest.mark.parametrize("key", ["r", "n", "e", "s", "R", "E", "p", "F"])
@pytest.mark.parametrize(
    ("size", "moves", "side"),
    [
        ((80, 24), "j", "below"),
        ((80, 24), "jjjjjjjjj", "middle"),
        ((160, 45), "jjj", "below"),
        ((160, 45), "G", "above"),
        ((200, 50), "jjj", "below"),
        ((60, 20), "", "middle"),
    ],
)
async def test_it_stands_by_its_row(
    long: FakeEngine, run: Run, key: str, size: tuple[int, int], moves: str, side: str
) -> None:
    async with run(size) as pilot:
        await press(pilot, *moves, key)
        await pilot.pause()
        frame, line = pilot.app.screen.query_one(".dialog").region, line_of_row(pilot)
        assert keys_in_view(pilot)
        if side == "below":
            assert frame.y == line + 1
        elif side == "above":
            assert frame.bottom == line
        else:
            assert abs(frame.y - (size[1] - frame.bottom)) <= 1
        detail = app_of(pilot).incidents.query_one("#detail")
        if detail.display:
            assert frame.right <= detail.region.x


async def test_of_many_it_stands_in_the_middle(long: FakeEngine, run: Run) -> None:
    async with run((80, 24)) as pilot:
        await press(pilot, "space", "j", "space", "r")
        await pilot.pause()
        frame = pilot.app.screen.query_one(".dialog").region
        assert abs(frame.y - (24 - frame.bottom)) <= 1


async def test_it_stays_on_the_screen_when_that_becomes_small(long: FakeEngine, run: Run) -> None:
    async with run((160, 45)) as pilot:
        await press(pilot, "G", "r")
        for size in ((80, 24), (60, 20), (120, 40)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            await pilot.pause()
            assert keys_in_view(pilot)
