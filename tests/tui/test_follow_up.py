"""A follow-up on an incident: asked for by a key, kept by the desk, marked on the row, told in the overview."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pdtui.core.reminding.when import parse_timing
from pdtui.errors import JournalUnusable
from pdtui.tui.freshness import Word
from pdtui.tui.screens.follow_up import FollowUpScreen
from pdtui.tui.widgets.status_bar import Standing, compose_bar
from tests.tui.conftest import HOSTILE, Run, app_of, keys_in_view, press, shown
from tests.tui.fake_engine import NOW, FakeEngine, incident
from tests.tui.test_dialogs import burst


async def test_the_dialog_names_the_incident_and_says_what_enter_would_do(run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "j", "F", *"30m")
        text = shown(pilot)
        assert "Follow up  #2" in text
        assert "Checkout latency is above 2 s in region 2" in text
        assert "Reminds you at 03:42, in 30 min" in text
        assert keys_in_view(pilot)


async def test_what_is_typed_is_kept_and_told_and_marked(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    async with run((160, 45)) as pilot:
        await press(pilot, "F", *"30m", "tab", *"look", "enter")
        assert engine.reminders.done == [("add", "look", "at 03:42", "Q000003")]
        assert notices == ["information: : Reminds you of #3 at 03:42, in 30 min"]
        text = shown(pilot)
        assert sum("◷" in line for line in text.splitlines()) == 1
        assert "follow up    03:42: look" in text
        assert "next 03:42 follow up" in text


async def test_each_time_on_offer_can_be_chosen_by_the_arrows(run: Run, engine: FakeEngine) -> None:
    wanted = ("at 03:27", "at 03:42", "at 04:12", "at 04:00", "tomorrow 09:00", "every 30 min until resolved")
    for place, words in enumerate(wanted):
        engine.reminders.done.clear()
        async with run() as pilot:
            await press(pilot, "F", *["down"] * (place + 1))
            assert "Reminds you" in shown(pilot)
            await press(pilot, "enter")
            assert engine.reminders.done == [("add", "", words, "Q000003")]


async def test_nothing_is_kept_without_a_time_and_wrong_ones_say_why(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "F", "enter")
        assert "When? Type a time" in shown(pilot)
        await press(pilot, *"soonish")
        assert "'soonish' is not a time for a reminder" in shown(pilot)
        await press(pilot, "enter")
        assert engine.reminders.done == []
        assert isinstance(app_of(pilot).screen, FollowUpScreen)


async def test_a_whole_follow_up_in_one_packet_and_enter_in_the_next(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        burst(pilot, "F", *"1h", "tab", *"ask", "space", *"them", "x", "backspace")
        await pilot.pause()
        burst(pilot, "enter", "enter", "a", "r")
        await pilot.pause()
        assert engine.reminders.done == [("add", "ask them", "at 04:12", "Q000003")]
        assert engine.submitted == []


async def test_tab_goes_to_the_text_and_back_and_up_from_the_text_to_the_time(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "F")
        burst(pilot, "tab", *"b", "tab", *"1h", "shift+tab", *"c", "up", "5", "enter")
        await pilot.pause()
        assert engine.reminders.done == [("add", "bc", "at 04:17", "Q000003")]


async def test_the_incident_stays_the_one_that_was_highlighted(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "F", *"30m")
        engine.poll([incident(number) for number in (1, 2, 3, 9)])
        await pilot.pause()
        await press(pilot, "enter")
        assert engine.reminders.done == [("add", "", "at 03:42", "Q000003")]


async def test_a_draft_is_kept_by_escape_for_its_own_incident_and_forgotten_once_kept(
    run: Run, engine: FakeEngine
) -> None:
    async with run() as pilot:
        await press(pilot, "F", *"45m", "tab", *"look", "escape")
        assert engine.reminders.done == []
        await press(pilot, "j", "F")
        assert "look" not in shown(pilot)
        await press(pilot, "escape", "k", "F")
        assert "03:57" in shown(pilot)
        await press(pilot, "enter", "F")
        assert engine.reminders.done == [("add", "look", "at 03:57", "Q000003")]
        assert "what to do; may be empty" in shown(pilot)


async def test_what_cannot_be_kept_is_told_and_stays_a_draft(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    engine.reminders.refuses = JournalUnusable("the journal is locked", "close the other program")
    async with run() as pilot:
        await press(pilot, "F", *"45m", "tab", *"look", "enter")
        assert notices == ["error: Not done: the journal is locked; close the other program"]
        await press(pilot, "F")
        assert "look" in shown(pilot)


async def test_times_are_counted_anew_while_the_dialog_is_open(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "F", *"30m")
        engine.clock = NOW + timedelta(minutes=5)
        screen = app_of(pilot).screen
        assert isinstance(screen, FollowUpScreen)
        screen.pick_list.show()
        await pilot.pause()
        assert "at 03:47, in 30 min" in shown(pilot)


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_the_dialog_tells_of_the_follow_ups_that_there_are(
    run: Run, engine: FakeEngine, size: tuple[int, int]
) -> None:
    for words in ("in 1h", "in 2h"):
        engine.reminders.add("look", parse_timing(words, NOW), incident_id="Q000003", incident_name="#3 title")
    engine.reminders.add("", parse_timing("in 3h", NOW), incident_id="Q000002", incident_name="#2 title")
    async with run(size) as pilot:
        await press(pilot, "F")
        assert "It has 2 follow-ups already: 04:12 look; 05:12 look" in shown(pilot)
        assert keys_in_view(pilot)
        await press(pilot, "escape", "j", "F")
        assert "It has 1 follow-up already: 06:12" in shown(pilot)


async def test_hostile_words_stay_text(run: Run, engine: FakeEngine) -> None:
    timing = parse_timing("every 30m until resolved", NOW, on_incident=True)
    async with run((160, 45)) as pilot:
        engine.reminders.add(HOSTILE, timing, incident_id="Q000003", incident_name="#3 title")
        await pilot.pause()
        assert HOSTILE in shown(pilot)
        await press(pilot, "ctrl+r")
        assert HOSTILE in shown(pilot)


async def test_a_mark_is_shown_before_a_follow_up(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        engine.reminders.add("", parse_timing("in 1h", NOW), incident_id="Q000003", incident_name="#3 title")
        await pilot.pause()
        assert "▌◷" in shown(pilot)
        await press(pilot, "space")
        assert "▌◆" in shown(pilot)


def bar(width: int, reminder: tuple[str, ...] = ("next 04:12 reminder", "next 04:12")) -> str:
    standing = Standing(
        title="", on_call="on call: Payments primary L1 until 09:00", writing="",
        slack=Word("Slack on", "muted"), freshness=Word("LIVE 3s", "success"), reminder=reminder,
    )  # fmt: skip
    return compose_bar(standing, width).plain


def test_the_next_reminder_gives_way_to_all_else_in_the_bar() -> None:
    assert "next 04:12 reminder  Slack on  LIVE 3s" in bar(100)
    assert "next 04:12  Slack on  LIVE 3s" in bar(80)
    for width in range(20, 77):
        assert bar(width) == bar(width, ())


async def test_the_bar_tells_the_soonest_and_nothing_where_nothing_is_planned(run: Run, engine: FakeEngine) -> None:
    async with run((120, 24)) as pilot:
        assert "next 0" not in shown(pilot)
        engine.reminders.add("call", parse_timing("in 1h", NOW))
        await pilot.pause()
        assert "next 04:12 reminder" in shown(pilot)
