"""Long work on the screen: its counts, and that the person need not wait for it."""

from __future__ import annotations

import pytest

from pdtui.core.events import Progressed
from pdtui.core.progress import Progress
from pdtui.core.scope import Scope
from tests.tui.conftest import Pressing, Run, press, shown
from tests.tui.fake_engine import FakeEngine, incident

SIZES = [(60, 18), (80, 24), (160, 45)]


async def reads(pilot: Pressing, engine: FakeEngine, done: int) -> None:
    """A page came."""
    engine.reading = Progress("reading", done, 12_000)
    engine.publish(Progressed(engine.reading))
    await pilot.pause()


def bar(pilot: Pressing) -> str:
    return shown(pilot).splitlines()[0]


@pytest.mark.parametrize("size", SIZES)
async def test_the_first_list_is_counted_in_the_bar_and_where_the_rows_will_be(
    run: Run, engine: FakeEngine, size: tuple[int, int]
) -> None:
    engine.store.clear()
    engine.last_poll = None
    async with run(size) as pilot:
        for done, words in ((100, "100 of 12,000"), (1_200, "1,200 of 12,000")):
            await reads(pilot, engine, done)
            assert f"reading {words}" in bar(pilot)
            assert f"Reading {words}" in shown(pilot)
            assert "LIVE" not in shown(pilot)
        engine.reading = None
        engine.poll([incident(number) for number in (1, 2, 3)])
        await pilot.pause()
        assert "reading" not in bar(pilot)
        assert "LIVE 0s" in bar(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_another_scope_is_counted_and_the_old_rows_can_be_acted_on(
    run: Run, engine: FakeEngine, size: tuple[int, int]
) -> None:
    async with run(size) as pilot:
        engine.set_scope(Scope.EVERYTHING)
        await reads(pilot, engine, 1_200)
        assert "reading 1,200 of 12,000" in bar(pilot)
        assert "LIVE" not in bar(pilot)
        assert "switching to everything" in bar(pilot) or size[0] < 80
        await press(pilot, "a", "f5")
        assert len(engine.submitted) == 1
        assert engine.refreshed == 1
        engine.arrive([incident(number) for number in (1, 2)])
        await pilot.pause()
        assert "LIVE" in bar(pilot)
