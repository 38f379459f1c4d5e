"""Acting on the marked incidents: which ones, with one request, and one notice in the end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pdtui.core.actions import ON_INCIDENTS, OTHERS, Asks, Feature
from pdtui.core.commands import Acknowledge, AddNote, Escalate, Merge, Resolve, SetTitle, Snooze
from pdtui.core.events import Left, WriteDone, WriteRefused, WriteUnknown
from pdtui.core.model import Reference
from pdtui.errors import AlreadyDone, JournalUnusable, NotFound
from pdtui.tui import acting
from pdtui.tui.screens.dialog import Dialog
from tests.tui.conftest import Pressing, Run, app_of, keys_in_view, press, shown
from tests.tui.fake_engine import NOW, FakeEngine, incident


def marks(pilot: Pressing) -> frozenset[str]:
    return app_of(pilot).incidents.incidents.held.marks


async def test_all_marked_are_acknowledged_at_once_and_not_the_highlighted(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "space", "j", "space", "j", "a")
        assert engine.submitted == [Acknowledge("Q000003"), Acknowledge("Q000002")]
        assert engine.bulks == 1
        assert marks(pilot) == frozenset()


async def test_more_than_ten_are_asked_about_first(run: Run, engine: FakeEngine) -> None:
    engine.poll([incident(number) for number in range(1, 12)])
    async with run() as pilot:
        await press(pilot, "asterisk", "a")
        assert "All 11 are acknowledged by you" in shown(pilot)
        assert engine.submitted == []
        await press(pilot, "escape")
        assert engine.submitted == []
        await press(pilot, "a", "enter")
        assert len(engine.submitted) == 11


async def test_the_end_is_one_notice(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    engine.refuses_of = {"Q000001": NotFound("#1 is gone", "nothing was done")}
    async with run() as pilot:
        await press(pilot, "asterisk", "r", *"same", "enter")
        assert engine.submitted == [Resolve("Q000003", "same"), Resolve("Q000002", "same")]
        engine.publish(WriteDone("I1", "Q000003", "Resolved #3"))
        await pilot.pause()
        assert notices == []
        engine.publish(WriteRefused("I2", "Q000002", "#2 was refused"))
        await pilot.pause()
        assert notices == [
            "warning: : Resolve: 1 of 3 done, 2 refused: #1 is gone; #2 was refused",
        ]


async def test_a_refused_one_of_many_gets_its_text_back(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "asterisk", "n", *"why", "enter")
        assert [type(command) for command in engine.submitted] == [AddNote] * 3
        engine.store.end("Q000002", "I2", "no")
        engine.publish(WriteRefused("I2", "Q000002", "#2 got no note"))
        await pilot.pause()
        await press(pilot, "j", "n")
        assert "why" in shown(pilot)
        await press(pilot, "escape", "k", "n")
        assert "why" not in shown(pilot)


async def test_unknown_answers_are_told_once_and_again_when_they_are_known(
    run: Run, engine: FakeEngine, notices: list[str]
) -> None:
    async with run() as pilot:
        await press(pilot, "space", "j", "space", "a")
        engine.publish(WriteUnknown("I1", "Q000003", "#3: the answer was lost"))
        engine.publish(WriteDone("I2", "Q000002", "Acknowledged #2"))
        await pilot.pause()
        assert notices == ["warning: : Ack: 1 of 2 done, 1 not known yet: #3: the answer was lost"]
        engine.publish(WriteRefused("I1", "Q000003", "#3 was not acknowledged"))
        await pilot.pause()
        assert notices[1:] == ["error: Not done: #3 was not acknowledged"]


async def test_what_is_so_already_is_no_alarm(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    engine.refuses_of = {"Q000003": AlreadyDone("#3 is acknowledged by you already")}
    async with run() as pilot:
        await press(pilot, "space", "j", "space", "a")
        engine.publish(WriteDone("I1", "Q000002", "Acknowledged #2"))
        await pilot.pause()
        assert notices == ["information: : Ack: 1 of 2 done, 1 was yours already"]


async def test_a_long_list_of_refusals_is_cut(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    engine.poll([incident(number) for number in range(1, 10)])
    engine.refuses_of = {f"Q{number:06}": NotFound(f"#{number} is gone") for number in range(1, 10)}
    async with run() as pilot:
        await press(pilot, "asterisk", "a")
        assert notices == ["warning: : Ack: 0 of 9 done, 9 refused: #1 is gone; #2 is gone; #3 is gone; +6 more"]
        assert len(marks(pilot)) == 9


async def test_those_it_does_not_apply_to_are_left_out_by_name(run: Run, engine: FakeEngine) -> None:
    engine.poll([incident(1), incident(2), incident(3, urgency="low"), incident(4, mergeable=False)])
    engine.choose()
    async with run() as pilot:
        await press(pilot, "asterisk", "e")
        text = shown(pilot)
        assert "Escalate  3 incidents" in text
        assert "1 left out: #3 is of low urgency" in text
        await press(pilot, "enter")
        assert engine.submitted == [Escalate("Q000004", 2), Escalate("Q000002", 2), Escalate("Q000001", 2)]
        assert marks(pilot) == {"Q000003"}


async def test_the_dialog_names_the_first_and_counts_the_rest(run: Run, engine: FakeEngine) -> None:
    engine.poll([incident(number, f"title {number}") for number in range(1, 12)])
    async with run() as pilot:
        await press(pilot, "asterisk", "n")
        text = shown(pilot)
        assert "Note  11 incidents" in text
        assert all(f"#{number}  title {number}" in text for number in range(4, 12))
        assert "and 3 more" in text


@pytest.mark.parametrize(("size", "many", "more"), [((60, 20), 4, ""), ((60, 20), 5, "and 2 more"), ((80, 24), 9, "")])
async def test_no_line_says_one_more_where_it_could_name_it(
    run: Run, engine: FakeEngine, size: tuple[int, int], many: int, more: str
) -> None:
    engine.poll([incident(number, f"title {number}") for number in range(1, many + 1)])
    async with run(size) as pilot:
        await press(pilot, "asterisk", "r")
        await pilot.pause()
        assert keys_in_view(pilot)
        assert (" more" in shown(pilot).replace(more, "") if more else " more" in shown(pilot)) is False


async def test_targets_stay_as_they_were_at_the_key(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    async with run() as pilot:
        await press(pilot, "space", "j", "space", "s", *"2h")
        engine.poll([incident(9, minutes=0), incident(2), incident(1)])
        engine.publish(Left(incident(3, status="resolved"), "was resolved by Bo"))
        app_of(pilot).incidents.incidents.held.mark(frozenset({"Q000001", "Q000009"}))
        await pilot.pause()
        assert "Meanwhile: #3 was resolved by Bo" in shown(pilot)
        await press(pilot, "enter")
        assert engine.submitted == [Snooze("Q000002", NOW + timedelta(hours=2))]
        engine.publish(WriteDone("I1", "Q000002", "Snoozed #2"))
        await pilot.pause()
        assert notices == ["warning: : Snooze: 1 of 2 done, 1 refused: #3 left the list"]
        assert marks(pilot) == {"Q000001", "Q000009"}


async def test_escalating_many_leaves_out_where_there_is_no_next_level(run: Run, engine: FakeEngine) -> None:
    engine.choose(current=3, next_level=0)
    assert engine.choices.choice is not None
    engine.choices.choices_of = {"Q000003": engine.choices.choice, "Q000002": NotFound("#2 has no escalation policy")}
    engine.choose()
    async with run() as pilot:
        await press(pilot, "asterisk", "e")
        text = shown(pilot)
        assert "nobody is on call above its level" in text
        assert "#2 has no escalation policy" in text
        await press(pilot, "enter")
        assert engine.submitted == [Escalate("Q000001", 2)]


async def test_merging_many_never_offers_one_of_them(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "space", "j", "space", "m")
        text = shown(pilot)
        assert "These 2 are resolved" in text
        assert "cannot be undone" in text
        await press(pilot, "down", "down", "enter")
        into = Reference("Q000001", "#1 Checkout latency is above 2 s in region 1", "incident", incident(1).url)
        assert engine.submitted == [Merge("Q000003", into), Merge("Q000002", into)]


async def test_what_is_for_one_acts_on_the_highlighted_one_and_says_so(
    run: Run, engine: FakeEngine, notices: list[str]
) -> None:
    async with run() as pilot:
        await press(pilot, "space", "j", "space", "j", "E", "X", "enter")
        assert engine.submitted == [SetTitle("Q000001", "Checkout latency is above 2 s in region 1X")]
        assert marks(pilot) == {"Q000002", "Q000003"}
        await press(pilot, "B")
        assert notices == ["warning: : #1 is open (it acts on the highlighted incident only): nothing was done"]


async def test_nothing_is_begun_where_nothing_can_be_recorded(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    engine.refuses = JournalUnusable("the journal is full", "make room")
    async with run() as pilot:
        await press(pilot, "space", "j", "space", "n", *"kept", "enter")
        assert notices == ["error: Not done: the journal is full; make room"]
        assert len(marks(pilot)) == 2
        await press(pilot, "n")
        assert "kept" in shown(pilot)


async def test_what_the_plan_lacks_is_refused_in_words(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    engine.missing = frozenset({Feature.WORKFLOWS})
    async with run() as pilot:
        await press(pilot, "w")
        assert notices == ["warning: : your PagerDuty plan has no incident workflows: nothing was done"]
        assert not isinstance(pilot.app.screen, Dialog)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
@pytest.mark.parametrize("key", ["n", "s", "R", "p", "exclamation_mark", "m", "e"])
async def test_dialogs_about_many_fit(run: Run, engine: FakeEngine, size: tuple[int, int], key: str) -> None:
    engine.choose()
    engine.poll([incident(number, urgency="low" if number == 4 else "high") for number in range(1, 20)])
    async with run(size) as pilot:
        await press(pilot, *["space", "j"] * 12, key)
        assert isinstance(pilot.app.screen, Dialog)
        assert keys_in_view(pilot)


def test_only_what_is_meant_to_acts_without_a_question() -> None:
    unasked = {action.id for action in (*ON_INCIDENTS, *OTHERS) if action.asks in (Asks.NOTHING, Asks.ONLY_MANY)}
    assert unasked == {*acting.UNASKED, "undo"}
    assert acting.UNASKED["acknowledge"]("Q1") == Acknowledge("Q1")
