"""The scope: chosen with its size in view, named where it is not the usual one, and never mixed with another."""

from __future__ import annotations

import pytest

from pdtui.core.events import ScopeChanged
from pdtui.core.scope import Scope, Tally
from pdtui.errors import NotSent
from pdtui.tui.screens.scope import ScopeScreen
from tests.tui.conftest import Pressing, Run, app_of, press, shown
from tests.tui.fake_engine import FakeEngine, incident


def line_of(pilot: Pressing, word: str) -> str:
    return next(line for line in shown(pilot).splitlines() if word in line)


async def test_the_chooser_tells_how_much_each_scope_holds(run: Run, engine: FakeEngine) -> None:
    engine.counts_ready.clear()
    engine.counts = {
        Scope.MINE: Tally(3), Scope.ON_CALL: Tally(1234), Scope.TEAMS: None, Scope.EVERYTHING: Tally(10_000),
    }  # fmt: skip
    async with run() as pilot:
        await press(pilot, "v")
        assert shown(pilot).count("counting…") == 4
        engine.counts_ready.set()
        await pilot.pause()
        assert line_of(pilot, "assigned to me").rstrip(" │").endswith("3")
        assert "1,234" in line_of(pilot, "open on my policies")
        assert "unknown" in line_of(pilot, "open in my teams")
        assert "10,000+" in line_of(pilot, "everything")


async def test_in_a_narrow_terminal_each_number_stands_beside_its_scope(run: Run) -> None:
    async with run((60, 20)) as pilot:
        await press(pilot, "v")
        for words in ("assigned to me", "on my policies", "in my teams", "everything"):
            assert line_of(pilot, words).rstrip(" │").endswith("7")


async def test_counts_that_fail_bar_no_choice(run: Run, engine: FakeEngine) -> None:
    engine.counts = NotSent("PagerDuty cannot be reached")
    async with run() as pilot:
        await press(pilot, "v")
        assert "Not counted: PagerDuty cannot be reached" in shown(pilot)
        assert shown(pilot).count("unknown") == 4
        await press(pilot, "k", "enter")
        assert engine.switching_to is Scope.MINE


async def test_numbers_that_come_do_not_move_the_choice(run: Run, engine: FakeEngine) -> None:
    engine.counts_ready.clear()
    async with run() as pilot:
        await press(pilot, "v", "j", "j")
        engine.counts_ready.set()
        await pilot.pause()
        await press(pilot, "enter")
        assert engine.switching_to is Scope.EVERYTHING


async def test_while_switching_the_rows_are_named_as_what_they_are(run: Run, engine: FakeEngine) -> None:
    async with run((110, 24)) as pilot:
        assert "scope:" not in shown(pilot)
        await press(pilot, "v", "j", "j", "enter")
        assert "on call, switching to everything…" in shown(pilot)
        engine.arrive([incident(9), incident(8)])
        await pilot.pause()
        text = shown(pilot)
        assert "switching" not in text
        assert "scope: everything" in text
        assert "#9" in text
        assert "#3" not in text


async def test_another_scope_leaves_no_ghost_and_no_mark_behind(
    run: Run, engine: FakeEngine, notices: list[str]
) -> None:
    async with run((110, 24)) as pilot:
        screen = app_of(pilot).incidents
        await press(pilot, "space", "v", "j", "enter")
        engine.arrive([incident(9), incident(2)])
        await pilot.pause()
        assert screen.incidents.held.gone == ""
        assert screen.incidents.highlighted == "Q000009"
        assert screen.marked == ()
        assert "1 marked incident left the list" in notices[-1]


async def test_an_empty_scope_is_named(run: Run, engine: FakeEngine) -> None:
    engine.scope = Scope.MINE
    engine.poll([])
    async with run() as pilot:
        text = shown(pilot)
        assert "Mine: nothing open is assigned to you" in text
        assert "v lists more" in text


async def test_a_switch_that_was_given_up_says_why(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    async with run() as pilot:
        engine.publish(ScopeChanged(Scope.ON_CALL, None, "on call is listed instead of teams: you are in no team"))
        await pilot.pause()
        assert "you are in no team" in notices[-1]


@pytest.mark.parametrize("key", ["escape", "q", "v"])
async def test_leaving_the_chooser_changes_nothing(run: Run, engine: FakeEngine, key: str) -> None:
    async with run() as pilot:
        await press(pilot, "v")
        assert isinstance(pilot.app.screen, ScopeScreen)
        await press(pilot, key)
        assert app_of(pilot).screen is app_of(pilot).incidents
        assert engine.switching_to is None


async def test_what_is_not_on_offer_is_not_shown(run: Run, engine: FakeEngine) -> None:
    engine.scopes = (Scope.MINE, Scope.ON_CALL, Scope.EVERYTHING)
    async with run((60, 20)) as pilot:
        await press(pilot, "v")
        assert "my teams" not in shown(pilot)
        assert "everything" in shown(pilot)


async def test_a_scope_that_comes_by_itself_moves_no_highlight(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "j")
        engine.switching_to = Scope.MINE
        engine.arrive([incident(number) for number in (7, 8)])
        await pilot.pause()
        rows = app_of(pilot).incidents.incidents
        assert (rows.highlighted, rows.held.gone) == ("Q000002", "left the list")


async def test_one_that_the_person_chose_begins_at_its_top(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "j", "v", "up", "enter")
        engine.arrive([incident(number) for number in (7, 8)])
        await pilot.pause()
        assert app_of(pilot).incidents.incidents.highlighted == "Q000008"
