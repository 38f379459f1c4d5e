"""The form that asks for cover: it says exactly what Enter does, and does that."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pdtui.core.commands import AddOverride
from pdtui.core.cover.request import CoverRequest, CoverState
from pdtui.core.model import Reference
from pdtui.errors import JournalUnusable
from tests.tui.conftest import HOSTILE, Pressing, Run, app_of, keys_in_view, press, shown
from tests.tui.fake_engine import NOW, FakeEngine

START = NOW.replace(microsecond=0)
PRIMARY = Reference("PS2", "Payments primary", "schedule")
ME = Reference("PME", "Me", "user")
BO = Reference("PBO", "Bo Example", "user")
TO_WHO = ("tab", "tab", "tab")
PICKED = ("V", *"pay", "enter", *TO_WHO, *"bo", "enter")


def asked(name: str = "Bo Example", state: CoverState = CoverState.ASKED, answer: str = "") -> CoverRequest:
    start = NOW + timedelta(hours=6)
    made = CoverRequest("0a1b2c3d", PRIMARY, start, start + timedelta(hours=4), replace(BO, name=name), ME, "", NOW)
    return replace(made, state=state, answer=answer)


def closed(pilot: Pressing) -> bool:
    return app_of(pilot).screen is app_of(pilot).incidents


def words(pilot: Pressing) -> str:
    """What is shown, whatever was wrapped where."""
    return " ".join(shown(pilot).replace("│", " ").replace("┃", " ").replace("█", " ").split())


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_a_colleague_is_asked(run: Run, engine: FakeEngine, notices: list[str], size: tuple[int, int]) -> None:
    async with run(size) as pilot:
        await press(pilot, "V")
        assert "nobody is asked before" in words(pilot)
        await press(pilot, *"pay", "enter", *TO_WHO, *"bo", "enter")
        assert "Enter asks Bo Example in Slack to be on call from 03:12 to 04:12 (1 h)" in words(pilot)
        assert keys_in_view(pilot)
        await press(pilot, "tab", *"dentist", "enter")
        assert engine.covers.asked == [(PRIMARY, BO, START, START + timedelta(hours=1), "dentist")]
        assert closed(pilot)
    assert engine.submitted == []
    assert notices == ["information: : The question to Bo Example is on its way to Slack"]


async def test_who_cannot_be_asked_is_put_on_call_as_the_form_says(run: Run, engine: FakeEngine) -> None:
    engine.covers.refusals["PBO"] = "Slack is off: there is no token for it"
    async with run() as pilot:
        await press(pilot, *PICKED)
        text = words(pilot)
        assert "Enter puts Bo Example on call at once from 03:12 to 04:12 (1 h). Slack is off" in text
        await press(pilot, "enter")
        assert engine.submitted == [AddOverride(PRIMARY, BO, START, START + timedelta(hours=1))]
    assert engine.covers.asked == []


async def test_nothing_is_done_before_it_is_said_what(run: Run, engine: FakeEngine) -> None:
    engine.covers.ready.clear()
    async with run() as pilot:
        await press(pilot, *PICKED)
        assert "asking Slack whether Bo Example can be asked" in words(pilot)
        await press(pilot, "enter")
        assert "press Enter again in a moment" in words(pilot)
        assert not closed(pilot)
        engine.covers.ready.set()
        await press(pilot, "enter")
        assert len(engine.covers.asked) == 1


async def test_oneself_and_a_span_without_sense_are_told_in_place(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "V", *"pay", "enter", *TO_WHO, *"me", "enter")
        assert "that is you" in words(pilot)
        await press(pilot, "enter")
        assert not closed(pilot)
        await press(pilot, *"bo", "enter", "shift+tab", "ctrl+u", *"soon")
        assert "'soon' is neither a span nor a time" in words(pilot)
        await press(pilot, "enter")
        assert (engine.covers.asked, engine.submitted) == ([], [])


async def test_requests_are_listed_and_withdrawn(run: Run, engine: FakeEngine) -> None:
    over = replace(asked(HOSTILE, CoverState.DECLINED, "sorry"), id="00000002")
    engine.covers.requests = (asked(), over)
    engine.covers.waits["0a1b2c3d"] = "Slack does not answer"
    async with run((80, 30)) as pilot:
        await press(pilot, "V")
        await pilot.pause()
        text = words(pilot)
        assert "asked Bo Example 09:12 to 13:12 Payments primary (Slack does not answer)" in text
        assert f"declined {HOSTILE} 09:12 to 13:12 Payments primary: sorry" in text
        await press(pilot, "ctrl+r", "ctrl+r")
        assert "is told that it is not needed any more" in words(pilot)
        assert engine.covers.withdrawn == []
        await press(pilot, "enter")
        assert engine.covers.withdrawn == ["0a1b2c3d"]
        assert closed(pilot)


async def test_what_is_over_is_not_withdrawn(run: Run, engine: FakeEngine) -> None:
    engine.covers.requests = (asked(state=CoverState.COVERED),)
    async with run() as pilot:
        await press(pilot, "V", "ctrl+r", "ctrl+r")
        assert "It is covered already" in words(pilot)
        assert engine.covers.withdrawn == []


async def test_a_journal_that_fails_ends_nothing_and_keeps_the_message(
    run: Run, engine: FakeEngine, notices: list[str]
) -> None:
    engine.covers.refuses = JournalUnusable("the journal cannot be used", "free the disk")
    async with run() as pilot:
        await press(pilot, "V")
        assert "What was asked before cannot be listed: the journal cannot be used" in words(pilot)
        await press(pilot, *PICKED[1:], "tab", *"dentist", "enter")
        assert notices == ["error: Cover me: not done: the journal cannot be used; free the disk"]
        engine.covers.refuses = None
        await press(pilot, "V")
        await pilot.pause()
        assert "dentist" in words(pilot)
