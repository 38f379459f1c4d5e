"""Undo: what it says first, what it does, how its end is told."""

from __future__ import annotations

from dataclasses import replace

from pdtui.core.events import WriteDone, WriteRefused
from pdtui.core.undo import Undoing
from pdtui.errors import Refused
from pdtui.tui.screens.confirm import ConfirmScreen
from tests.tui.conftest import Run, app_of, press, shown
from tests.tui.fake_engine import FakeEngine

STAYS = Undoing("escalated #3 to level 2", "the people who were paged stay paged", intents={"Q000003": "U1"})


async def test_nothing_to_undo_is_said(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    engine.undoing = Refused("there is nothing to undo", "pdtui undoes what it did itself")
    async with run() as pilot:
        await press(pilot, "u")
        assert notices == [
            "warning: : there is nothing to undo; pdtui undoes what it did itself: nothing was done",
        ]


async def test_what_leaves_nothing_behind_is_undone_at_once(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    engine.undoing = Undoing("renamed #3", "", intents={"Q000003": "U1"})
    async with run() as pilot:
        await press(pilot, "u")
        assert engine.undone == 1
        engine.publish(WriteDone("U1", "Q000003", "Renamed #3 (undo)"))
        await pilot.pause()
        assert notices == ["information: : Renamed #3 (undo)"]


async def test_what_stays_is_said_before(run: Run, engine: FakeEngine) -> None:
    engine.undoing = STAYS
    async with run() as pilot:
        await press(pilot, "u")
        text = shown(pilot)
        assert "escalated #3 to level 2" in text
        assert "the people who were paged stay paged" in text
        assert engine.undone == 0
        await press(pilot, "escape")
        assert engine.undone == 0
        await press(pilot, "u", "enter")
        assert engine.undone == 1


async def test_only_what_was_confirmed_is_undone(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    engine.undoing = STAYS
    async with run() as pilot:
        await press(pilot, "u")
        engine.undoing = replace(STAYS, what="resolved #9")
        await press(pilot, "enter")
        assert engine.undone == 0
        assert "the last action is another one by now" in notices[-1]


async def test_letters_confirm_nothing(run: Run, engine: FakeEngine) -> None:
    engine.undoing = STAYS
    async with run() as pilot:
        await press(pilot, "u", "y", "u", "space", "a")
        assert isinstance(pilot.app.screen, ConfirmScreen)
        assert engine.undone == 0
        assert engine.submitted == []


async def test_undo_of_many_is_told_once(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    engine.undoing = Undoing("snoozed #3, #2", "", intents={"Q000003": "U1", "Q000002": "U2"})
    async with run() as pilot:
        await press(pilot, "u")
        engine.publish(WriteDone("U1", "Q000003", "Undone"))
        engine.publish(WriteRefused("U2", "Q000002", "#2 is resolved"))
        await pilot.pause()
        assert notices == ["warning: : Undo: 1 of 2 done, 1 refused: #2 is resolved"]
        assert app_of(pilot).screen is app_of(pilot).incidents
