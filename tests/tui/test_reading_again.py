"""The details that are shown are read anew: after one's own writes, and from time to time."""

from __future__ import annotations

import asyncio

import pytest

from pdtui.core.events import WriteDone
from pdtui.tui.screens import incidents
from tests.tui.conftest import Run, app_of, press
from tests.tui.fake_engine import FakeEngine


async def test_after_a_write_of_that_incident_and_no_other(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "enter")
        engine.looked_at.clear()
        engine.publish(WriteDone("I1", "Q000002", "added a note to #2"))
        await pilot.pause()
        assert engine.looked_at == []
        engine.publish(WriteDone("I2", "Q000003", "added a note to #3"))
        await pilot.pause()
        assert engine.looked_at == ["Q000003"]


async def test_while_they_are_not_shown_only_after_a_write(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        app_of(pilot).incidents._reading.again()
        assert not app_of(pilot).incidents.query_one("#detail").display
        assert engine.looked_at == []
        engine.publish(WriteDone("I2", "Q000003", "added a note to #3"))
        await pilot.pause()
        assert engine.looked_at == ["Q000003"]


async def test_from_time_to_time(run: Run, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incidents, "AGAIN_SECONDS", 0.02)
    async with run() as pilot:
        await press(pilot, "enter")
        engine.looked_at.clear()

        async def seen() -> None:
            while len(engine.looked_at) < 2:
                await pilot.pause()

        await asyncio.wait_for(seen(), 10)
        assert set(engine.looked_at) == {"Q000003"}
