"""Folding on the screen: what a key on a group does, and that no storm moves what the person looks at."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pdtui.core.commands import Acknowledge, AddNote
from pdtui.core.model import Incident
from pdtui.tui.widgets.incident_list import IncidentList
from tests.tui.conftest import Pressing, Run, app_of, press, shown
from tests.tui.fake_engine import NOW, FakeEngine, incident


def alike(first: int, many: int, *, minutes: float = 30.0) -> list[Incident]:
    return [
        incident(first + number, f"Pod checkout-{number} restarts", service="checkout", minutes=minutes)
        for number in range(many)
    ]


def the_list(pilot: Pressing) -> IncidentList:
    return app_of(pilot).incidents.incidents


def line_with(pilot: Pressing, words: str) -> str:
    return next(line.rstrip("▐ ") for line in shown(pilot).split("\n") if words in line)


@pytest.fixture
def folded(engine: FakeEngine) -> FakeEngine:
    """Three that differ in a number, and four of another service."""
    engine.poll([*(incident(number) for number in (1, 2, 3)), *alike(10, 4)])
    return engine


async def test_a_fold_is_one_line_with_how_many_and_what_they_share(folded: FakeEngine, run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "z")
        assert "4×" in line_with(pilot, "▸ Pod checkout-‥ restarts")
        assert "3×" in line_with(pilot, "▸ Checkout latency")
        assert "7 incidents on 2 lines" in shown(pilot)


async def test_the_highlight_goes_into_the_group_and_comes_out_at_its_first(folded: FakeEngine, run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "j", "j", "z")
        assert the_list(pilot).held.aimed == ("Q000013", "Q000012", "Q000011", "Q000010")
        await press(pilot, "z")
        assert the_list(pilot).highlighted == "Q000013"


async def test_a_key_acts_on_all_of_a_group_as_it_is_then(folded: FakeEngine, run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "z", "a")
        assert folded.submitted == [Acknowledge(f"Q0000{number}") for number in (13, 12, 11, 10)]
        assert "… 4 of 4" in shown(pilot)


async def test_what_comes_into_the_group_while_its_dialog_is_open_is_not_touched(folded: FakeEngine, run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "z", "n", *"seen")
        folded.poll([*(incident(number) for number in (1, 2, 3)), *alike(10, 6)])
        await pilot.pause()
        assert "6×" in shown(pilot)
        await press(pilot, "enter")
        assert sorted(map(repr, folded.submitted)) == sorted(
            repr(AddNote(f"Q0000{number}", "seen")) for number in (10, 11, 12, 13)
        )


async def test_what_is_for_one_incident_says_how_to_get_at_one(
    folded: FakeEngine, run: Run, notices: list[str]
) -> None:
    async with run() as pilot:
        await press(pilot, "z", "E")
        assert len(pilot.app.screen_stack) == 1
        assert "Title is for one incident: Enter opens the group: nothing was done" in notices[-1]


async def test_enter_opens_the_group_and_its_incidents_are_incidents(folded: FakeEngine, run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "z", "enter")
        assert "▾ Pod checkout-‥ restarts" in shown(pilot)
        await press(pilot, "j", "j", "a")
        assert folded.submitted == [Acknowledge("Q000012")]
        await press(pilot, "k", "k", "enter")
        assert "▸ Pod checkout-‥ restarts" in shown(pilot)


async def test_a_double_click_opens_it_too(folded: FakeEngine, run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "z")
        await pilot.click("#incidents", offset=(30, 1), times=2)
        await pilot.pause()
        assert the_list(pilot).held.listed == 6


async def test_marks_are_the_incidents_folded_or_not(folded: FakeEngine, run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "j", "space", "z", "k")
        assert "◇" in shown(pilot)
        assert app_of(pilot).incidents.marked == ("Q000012",)
        await press(pilot, "space")
        assert "◆" in shown(pilot)
        assert len(app_of(pilot).incidents.marked) == 4
        await press(pilot, "space")
        assert app_of(pilot).incidents.marked == ()
        await press(pilot, "asterisk")
        assert len(app_of(pilot).incidents.marked) == 7


async def test_a_group_whose_incidents_all_left_says_so_and_acts_on_none(folded: FakeEngine, run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "z")
        folded.poll([incident(number) for number in (1, 2, 3)])
        await pilot.pause()
        assert "× left the list" in shown(pilot)
        await press(pilot, "a")
        assert folded.submitted == []


async def test_nothing_to_fold_is_said_and_leaves_the_list_as_it_is(
    engine: FakeEngine, run: Run, notices: list[str]
) -> None:
    engine.poll([incident(1, "Login"), incident(2, "Search")])
    async with run() as pilot:
        await press(pilot, "z")
        assert "Nothing to fold" in notices[-1]
        engine.poll([incident(1, "Login"), incident(2, "Search"), incident(3, "Search")])
        await pilot.pause()
        assert "2×" not in shown(pilot)


async def test_a_storm_folds_itself_but_never_what_is_highlighted(
    engine: FakeEngine, run: Run, notices: list[str]
) -> None:
    async with run() as pilot:
        await press(pilot, "j")
        calm = [incident(number) for number in (1, 2, 3)]
        engine.poll([*calm, *alike(100, 40, minutes=0.5)])
        await pilot.pause()
        assert the_list(pilot).highlighted == "Q000002"
        assert "40×" in shown(pilot)
        assert "Storm: 40 incidents within a minute" in notices[-1]
        await press(pilot, "a")
        assert engine.submitted == [Acknowledge("Q000002")]
        told = len(notices)
        engine.poll([*calm, *alike(100, 60, minutes=0.5)])
        await pilot.pause()
        assert "60×" in shown(pilot)
        assert not [one for one in notices[told:] if "Storm" in one]


async def test_a_storm_that_was_unfolded_stays_so(engine: FakeEngine, run: Run) -> None:
    async with run(size=(80, 60)) as pilot:
        engine.poll(alike(100, 40, minutes=0.5))
        await pilot.pause()
        await press(pilot, "z")
        engine.poll(alike(100, 45, minutes=0.5))
        await pilot.pause()
        assert the_list(pilot).held.listed == 45


async def test_the_details_of_a_group_say_what_it_is_made_of(folded: FakeEngine, run: Run) -> None:
    async with run(size=(140, 40)) as pilot:
        await press(pilot, "z")
        text = shown(pilot)
        assert "4 incidents" in text
        assert "A key acts on all of them" in text
        assert "#13" in text
        assert "checkout" in text


async def test_a_command_without_a_number_means_the_group(folded: FakeEngine, run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "z", "colon", *"ack", "enter")
        assert {command.incident_id for command in folded.submitted} == {f"Q0000{number}" for number in range(10, 14)}


async def test_the_palette_means_the_group_that_was_highlighted(folded: FakeEngine, run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "z", "ctrl+p", *"Ack")
        await pilot.pause(0.2)
        folded.poll([*(incident(number) for number in (1, 2, 3)), *alike(10, 6)])
        await press(pilot, "enter")
        assert {command.incident_id for command in folded.submitted} == {f"Q0000{number}" for number in range(10, 14)}


async def test_a_group_is_as_old_as_its_oldest_and_as_urgent_as_its_worst(engine: FakeEngine, run: Run) -> None:
    rows = [
        incident(1, "Lag 1", urgency="low", priority="P3", minutes=5, status="acknowledged"),
        incident(2, "Lag 2", urgency="high", priority="P2", minutes=90),
    ]
    engine.poll(rows)
    async with run() as pilot:
        await press(pilot, "z")
        line = line_with(pilot, "Lag ‥")
        assert all(sign in line for sign in ("●1 ○1", "P2", "↑", "2×"))
        assert line.endswith("1h")
        engine.clock = NOW + timedelta(minutes=60)
        app_of(pilot).incidents.paint()
        await pilot.pause()
        assert line_with(pilot, "Lag ‥").endswith("2h")


async def test_the_command_line_filters_and_folds_as_the_keys_do(folded: FakeEngine, run: Run) -> None:
    async with run((100, 24)) as pilot:
        await press(pilot, "colon", *"filter age:x", "enter")
        assert "write age:>2h or age:<30m" in shown(pilot)
        await press(pilot, "escape", "colon", "ctrl+u", *'filter service:"checkout" pod', "enter")
        assert the_list(pilot).held.listed == 4
        await press(pilot, "colon", *"fold", "enter")
        assert the_list(pilot).held.listed == 1
