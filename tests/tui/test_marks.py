"""Marks: what a key is done to, and that nobody can overlook it."""

from __future__ import annotations

import pytest

from pdtui.core.actions import BY_ID, Feature
from pdtui.core.commands import Acknowledge
from pdtui.core.events import FeaturesChanged
from pdtui.tui.marking import REPEAT_SECONDS, Marking
from pdtui.tui.offers import Situation, chip, fitting, hints, offered
from pdtui.tui.toasts import Toaster
from pdtui.tui.widgets.incident_list import IncidentList
from pdtui.tui.widgets.key_bar import KeyBar
from tests.tui.conftest import Pressing, Run, app_of, press, shown
from tests.tui.fake_engine import NOW, FakeEngine, incident, row


def marked(pilot: Pressing) -> tuple[str, ...]:
    return app_of(pilot).incidents.marked


def last_line(pilot: Pressing) -> str:
    return shown(pilot).splitlines()[-1]


async def test_space_marks_and_unmarks_in_the_order_of_the_list(run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "j", "j", "space", "k", "k", "space")
        assert marked(pilot) == ("Q000003", "Q000001")
        await press(pilot, "space")
        assert marked(pilot) == ("Q000001",)


async def test_star_marks_all_and_then_none(run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "space", "asterisk")
        assert len(marked(pilot)) == 3
        await press(pilot, "asterisk")
        assert marked(pilot) == ()


async def test_the_bar_says_what_the_keys_will_be_done_to(run: Run) -> None:
    async with run() as pilot:
        bar = pilot.app.screen.query_one(KeyBar)
        assert "Ack" in last_line(pilot)
        assert not bar.has_class("-marked")
        await press(pilot, "space", "j", "space")
        assert "2 marked" in last_line(pilot)
        assert "Ack 2" in last_line(pilot)
        assert "Resolve 2" in last_line(pilot)
        assert bar.has_class("-marked")
        await press(pilot, "escape")
        assert "marked" not in last_line(pilot)
        assert not bar.has_class("-marked")


async def test_a_key_is_done_to_the_marked_ones_and_not_to_the_highlighted(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "space", "j", "space", "j", "a")
        assert engine.submitted == [Acknowledge("Q000003"), Acknowledge("Q000002")]


async def test_escape_leaves_details_then_filter_then_marks(run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "space", "slash", *"region", "enter", "enter")
        screen = app_of(pilot).incidents
        assert "Esc Back" in last_line(pilot)
        await press(pilot, "escape")
        assert screen.query_one("#filter-bar").display
        await press(pilot, "escape")
        assert not screen.query_one("#filter-bar").display
        assert len(marked(pilot)) == 1
        await press(pilot, "escape")
        assert marked(pilot) == ()


async def test_a_mark_that_the_filter_hides_is_kept_told_and_not_acted_on(run: Run, engine: FakeEngine) -> None:
    engine.poll([incident(1, "alpha"), incident(2, "beta"), incident(3, "gamma")])
    async with run((100, 24)) as pilot:
        await press(pilot, "asterisk", "slash", *"beta", "enter")
        assert marked(pilot) == ("Q000002",)
        assert "3 marked, 2 hidden" in last_line(pilot)
        assert "Ack 1" in last_line(pilot)
        await press(pilot, "a")
        assert engine.submitted == [Acknowledge("Q000002")]
        await press(pilot, "escape")
        assert set(marked(pilot)) >= {"Q000001", "Q000003"}


async def test_all_marks_hidden_by_the_filter_is_said(run: Run, engine: FakeEngine) -> None:
    engine.poll([incident(1, "alpha"), incident(2, "beta")])
    async with run((100, 24)) as pilot:
        await press(pilot, "space", "slash", *"alpha", "enter")
        assert "1 marked, all hidden" in last_line(pilot)
        assert "Ack 1" not in last_line(pilot)
        await press(pilot, "a")
        assert engine.submitted == [Acknowledge("Q000001")]


async def test_star_leaves_what_the_filter_hides_as_it_is(run: Run, engine: FakeEngine) -> None:
    engine.poll([incident(1, "alpha"), incident(2, "beta"), incident(3, "beta")])
    async with run() as pilot:
        await press(pilot, "slash", *"beta", "enter", "asterisk", "escape")
        assert marked(pilot) == ("Q000003", "Q000002")


async def test_marks_that_leave_are_told(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    async with run() as pilot:
        await press(pilot, "asterisk")
        engine.poll([incident(1), incident(2)])
        await pilot.pause()
        assert marked(pilot) == ("Q000002", "Q000001")
        assert "1 marked incident left the list" in notices[-1]
        assert "Ack 2" in last_line(pilot)


async def test_when_all_marks_left_the_first_key_is_not_done_to_the_highlighted(
    run: Run, engine: FakeEngine, notices: list[str]
) -> None:
    async with run() as pilot:
        await press(pilot, "space", "j")
        engine.poll([incident(1), incident(2)])
        await pilot.pause()
        await press(pilot, "a")
        assert engine.submitted == []
        assert "acts on the highlighted" in notices[-1]
        await press(pilot, "a")
        assert engine.submitted == [Acknowledge("Q000002")]


async def test_a_key_that_repeats_does_not_go_on_to_the_highlighted(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "space", "j", "a", "a", "a")
        assert engine.submitted == [Acknowledge("Q000003")]


def test_the_same_key_is_trusted_again_after_a_while() -> None:
    clock = [0.0]

    class Notes:
        def notify(self, message: str, **options: object) -> None: ...

    rows = IncidentList(lambda: NOW)
    rows.held.take([row(1), row(2)])
    marking = Marking(rows, Toaster(Notes()), lambda: clock[0])
    acknowledge = BY_ID["acknowledge"]
    marking.served(acknowledge, before=1)
    assert marking.untrusted(acknowledge)
    assert not marking.untrusted(BY_ID["resolve"])
    clock[0] = REPEAT_SECONDS + 0.1
    assert not marking.untrusted(acknowledge)


async def test_a_key_that_applies_to_none_of_the_marked_is_dimmed(run: Run, engine: FakeEngine) -> None:
    engine.poll([incident(1, urgency="low"), incident(2, urgency="low"), incident(3)])
    async with run() as pilot:
        screen = app_of(pilot).incidents
        assert not screen.refusal(BY_ID["escalate"])
        await press(pilot, "j", "space", "j", "space")
        assert screen.refusal(BY_ID["escalate"])
        await press(pilot, "g", "space")
        assert not screen.refusal(BY_ID["escalate"])


async def test_what_the_plan_lacks_is_not_offered_and_the_help_says_why(run: Run, engine: FakeEngine) -> None:
    async with run((200, 60)) as pilot:
        assert "Priority" in last_line(pilot)
        engine.missing = frozenset({Feature.PRIORITIES})
        engine.publish(FeaturesChanged(engine.missing))
        await pilot.pause()
        assert "Priority" not in last_line(pilot)
        await press(pilot, "question_mark")
        assert "Set its urgency" in shown(pilot)
        assert "Set its priority, or take it away — not now: your" in shown(pilot)
        await press(pilot, "escape", "ctrl+p", *"priority")
        await pilot.pause(0.2)
        assert "Set its priority" not in shown(pilot)


@pytest.mark.parametrize("width", range(30, 260, 7))
@pytest.mark.parametrize(
    "situation",
    [Situation(), Situation(marked=12_000, hidden=3), Situation(reading=True), Situation(typing=True)],
    ids=["list", "marks", "reading", "typing"],
)
def test_the_bar_holds_help_and_quit_at_any_width(situation: Situation, width: int) -> None:
    wanted = hints(situation)
    laid = fitting(wanted, width, 2)
    assert sum(hint.width + 2 for hint in laid) - 2 <= width
    assert [hint.action_id for hint in laid[-2:]] == (["keep_filter", "back"] if situation.typing else ["help", "quit"])
    shown_first = [hint for hint in laid if not hint.stays]
    others = [hint for hint in wanted if not hint.stays]
    assert shown_first[:3] == others[: min(3, len(shown_first))]
    assert shown_first == [hint for hint in others if hint in shown_first]
    spare = width - sum(hint.width + 2 for hint in laid) + 2
    left = [hint for hint in others if hint not in shown_first]
    assert len(shown_first) < 3 or all(hint.width + 2 > spare for hint in left)


def test_the_bar_has_each_key_once_and_only_what_is_offered() -> None:
    for situation in (Situation(), Situation(marked=2), Situation(missing=frozenset(Feature))):
        ids = [hint.action_id for hint in hints(situation)]
        assert len(ids) == len(set(ids))
        assert set(ids) <= {action.id for action in offered(situation.missing)}


def test_what_does_not_apply_is_dimmed_or_left_out() -> None:
    found = {hint.action_id: hint for hint in hints(Situation(refused=frozenset({"acknowledge", "reopen"})))}
    assert found["acknowledge"].dimmed
    assert not found["resolve"].dimmed
    assert "reopen" not in found


def test_while_letters_go_to_the_filter_no_letter_is_offered() -> None:
    assert [hint.key for hint in hints(Situation(typing=True))] == ["Enter", "Esc"]


def test_escape_is_named_by_what_it_does_next() -> None:
    def label(situation: Situation) -> str:
        return next(hint.label for hint in hints(situation) if hint.action_id == "back")

    assert label(Situation(reading=True, filtered=True, marked=1)) == "Back"
    assert label(Situation(filtered=True, marked=1)) == "Clear filter"
    assert label(Situation(marked=1)) == "Unmark"


def test_chip() -> None:
    assert chip(Situation()) == ""
    assert chip(Situation(marked=2)) == "2 marked"
    assert chip(Situation(marked=2, hidden=1)) == "3 marked, 1 hidden"
    assert chip(Situation(hidden=1)) == "1 marked, all hidden"
