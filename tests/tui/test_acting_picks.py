"""The dialogs that pick: the right command out, nothing by accident, the target fixed at the key."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pdtui.core.commands import (
    AddResponders,
    Command,
    Merge,
    Reassign,
    Reopen,
    RunWorkflow,
    SendStatusUpdate,
    SetPriority,
    SetTitle,
    SetUrgency,
    Snooze,
    Unacknowledge,
    cleaned,
)
from pdtui.core.entries import Kind
from pdtui.core.events import Left, WriteRefused
from pdtui.core.model import Priority, Reference
from pdtui.errors import NotPermitted, NotSent
from pdtui.tui import acting
from pdtui.tui.screens.dialog import Dialog
from pdtui.tui.screens.pick_list import PickList
from tests.tui.conftest import HOSTILE, Pressing, Run, app_of, keys_in_view, press, shown
from tests.tui.fake_choices import person
from tests.tui.fake_engine import NOW, FakeEngine, incident
from tests.tui.test_dialogs import burst

ANN = Reference("PANN", "Ann Example", "user")
BO = Reference("PBO", "Bo Example", "user")
DATABASES = Reference("PDB", "Databases", "escalation_policy")


def closed(pilot: Pressing) -> bool:
    return app_of(pilot).screen is app_of(pilot).incidents


def at(hour: int, minute: int = 0, day: int = 21) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


CASES: list[tuple[str, list[str], Command]] = [
    ("s", ["down", "enter"], Snooze("Q000003", NOW + timedelta(minutes=30))),
    ("s", ["up", "enter"], Snooze("Q000003", at(8))),
    ("s", [*"2h30", "enter"], Snooze("Q000003", NOW + timedelta(hours=2, minutes=30))),
    ("s", [*"until 14:00", "enter"], Snooze("Q000003", at(14))),
    ("s", [*"tomorrow 09:00", "enter"], Snooze("Q000003", at(9, day=22))),
    ("R", [*"ann", "enter"], Reassign("Q000003", (ANN,))),
    ("R", [*"ann", "space", *"bo", "enter"], Reassign("Q000003", (ANN, BO))),
    ("R", ["down", "down", "space", "down", "space", "enter"], Reassign("Q000003", (ANN, BO))),
    ("R", ["tab", *"data", "enter"], Reassign("Q000003", policy=DATABASES)),
    ("R", [*"ann", "space", "tab", "tab", *"bo", "enter"], Reassign("Q000003", (BO,))),
    ("p", [*"P2", "enter"], SetPriority("Q000003", Priority("P2", "P2", "eb6016"))),
    ("p", [*"none", "enter"], SetPriority("Q000003", None)),
    ("p", ["down", "ctrl+n", "ctrl+p", "enter"], SetPriority("Q000003", Priority("P1", "P1", "a8171c"))),
    ("exclamation_mark", ["enter"], SetUrgency("Q000003", "low")),
    ("exclamation_mark", ["k", "enter"], SetUrgency("Q000003", "high")),
    ("E", [*["backspace"] * 9, "enter"], SetTitle("Q000003", "Checkout latency is above 2 s in")),
    ("S", [*"we know", "ctrl+j", *"wait", "enter"], SendStatusUpdate("Q000003", "we know\nwait")),
    ("w", [*"cust", "enter"], RunWorkflow("Q000003", Reference("W2", "Tell customers"))),
    (
        "plus", [*"bo", "space", *"data", "space", "tab", *"help", "enter"],
        AddResponders("Q000003", (BO,), (DATABASES,), "help"),
    ),
]  # fmt: skip


@pytest.fixture
def engine() -> FakeEngine:
    made = FakeEngine()
    made.poll([incident(number) for number in (1, 2, 3)])
    made.on_duty.shift_ends = at(8)
    return made


@pytest.mark.parametrize(("opener", "keys", "command"), CASES)
async def test_right_command_comes_out(
    run: Run, engine: FakeEngine, opener: str, keys: list[str], command: Command
) -> None:
    async with run() as pilot:
        await press(pilot, opener, *keys)
        assert engine.submitted == [command]
        assert closed(pilot)


OPENERS = ["s", "R", "p", "exclamation_mark", "E", "m", "plus", "S", "w", "t", "P", "c", "l"]


@pytest.mark.parametrize("opener", OPENERS)
async def test_escape_does_nothing(run: Run, engine: FakeEngine, opener: str) -> None:
    async with run() as pilot:
        await press(pilot, opener)
        assert isinstance(pilot.app.screen, Dialog)
        await press(pilot, *"ab", "escape", *(["escape"] if opener == "P" else []))
        assert closed(pilot)
        assert engine.submitted == []


@pytest.mark.parametrize("opener", ["s", "R", "p", "m", "plus", "w"])
async def test_enter_alone_picks_nothing(run: Run, engine: FakeEngine, opener: str) -> None:
    async with run() as pilot:
        await press(pilot, opener, "enter", "enter")
        assert isinstance(pilot.app.screen, Dialog)
        assert engine.submitted == []
        assert "arrows" in shown(pilot)


@pytest.mark.parametrize("opener", OPENERS)
@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_every_dialog_fits_and_shows_hostile_text_as_it_is(
    run: Run, engine: FakeEngine, opener: str, size: tuple[int, int]
) -> None:
    engine.poll([incident(3, HOSTILE, service=HOSTILE), incident(2, HOSTILE)])
    users = [replace(person(f"P{number}", f"{HOSTILE} {number}"), description=HOSTILE) for number in range(30)]
    engine.directory.entries[Kind.USER] = tuple(users)
    engine.choices.the_workflows = [Reference("W1", HOSTILE)]
    async with run(size) as pilot:
        await press(pilot, opener, "down")
        text = shown(pilot)
        assert keys_in_view(pilot)
        if opener not in ("t", "P"):
            assert HOSTILE in text
        assert isinstance(pilot.app.screen, Dialog)


@pytest.mark.parametrize(("opener", "keys", "kind"), [
    ("s", [*"2h"], Snooze), ("R", [*"ann"], Reassign), ("p", [*"P2"], SetPriority), ("m", [*"#1"], Merge),
    ("plus", [*"ann", "space"], AddResponders), ("w", [*"cust"], RunWorkflow), ("exclamation_mark", [], SetUrgency),
])  # fmt: skip
async def test_target_is_the_one_of_the_key_whatever_the_list_does(
    run: Run, engine: FakeEngine, opener: str, keys: list[str], kind: type[Command]
) -> None:
    async with run() as pilot:
        await press(pilot, opener, *keys)
        engine.poll([incident(9, minutes=0), incident(3), incident(1)])
        await pilot.pause()
        app_of(pilot).incidents.incidents.move(1)
        await press(pilot, "enter")
        assert [(type(one), one.incident_id) for one in engine.submitted] == [(kind, "Q000003")]


async def test_nothing_is_done_to_what_was_resolved_meanwhile(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    async with run() as pilot:
        await press(pilot, "s", *"2h")
        engine.poll([incident(1)])
        engine.publish(Left(incident(3, status="resolved"), "was resolved by Bo"))
        await pilot.pause()
        assert "Meanwhile: was resolved by Bo" in shown(pilot)
        await press(pilot, "enter")
        assert engine.submitted == []
        assert notices == ["warning: : #3 was resolved by Bo: nothing was done"]


async def test_snooze_says_what_a_text_means_or_what_is_wrong(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "s", *"14:0")
        assert "'14:0' is neither a span nor a time" in shown(pilot)
        await press(pilot, "enter")
        assert engine.submitted == []
        await press(pilot, "0")
        assert "until 14:00, in 10 h 47 min" in shown(pilot)
        await press(pilot, *["backspace"] * 5, *"8d")
        assert "more than 7 days away" in shown(pilot)
        await press(pilot, "enter")
        assert engine.submitted == []


async def test_snooze_follows_the_clock_while_it_is_open(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "s", "down")
        engine.clock += timedelta(minutes=5)
        pilot.app.screen.query_one(PickList).show()
        await pilot.pause()
        assert "until 03:47" in shown(pilot)
        await press(pilot, "enter")
        assert engine.submitted == [Snooze("Q000003", NOW + timedelta(minutes=35))]


async def test_snooze_of_a_triggered_one_says_that_it_is_acknowledged_first(run: Run, engine: FakeEngine) -> None:
    engine.poll([incident(3), incident(2, status="acknowledged")])
    async with run() as pilot:
        await press(pilot, "s")
        assert "It is acknowledged first." in shown(pilot)
        await press(pilot, "escape", "j", "s")
        assert "acknowledged first" not in shown(pilot)


async def test_only_one_policy_is_given(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "R", "tab", "down", "space", "down", "space", "enter")
        assert engine.submitted == []
        assert "one escalation policy only" in shown(pilot)
        await press(pilot, "space", "enter")
        assert engine.submitted == [Reassign("Q000003", policy=Reference("PPOL", "Payments", "escalation_policy"))]


async def test_i_stand_first_among_the_people(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "R", "down", "enter")
        assert engine.submitted == [Reassign("Q000003", (Reference("PME", "Me Self", "user"),))]


async def test_picker_opens_before_pagerduty_answered(run: Run, engine: FakeEngine) -> None:
    engine.directory.known_already = False
    engine.directory.ready.clear()
    async with run() as pilot:
        await press(pilot, "R")
        assert "asking PagerDuty…" in shown(pilot)
        await press(pilot, *"bo", "enter")
        assert engine.submitted == []
        assert "Still asking PagerDuty…" in shown(pilot)
        engine.directory.ready.set()
        await pilot.pause()
        await press(pilot, "enter")
        assert engine.submitted == [Reassign("Q000003", (BO,))]


async def test_highlight_stays_with_its_entry_when_the_answer_comes(run: Run, engine: FakeEngine) -> None:
    engine.directory.ready.clear()
    async with run() as pilot:
        await press(pilot, "R", "down", "down")
        engine.directory.entries[Kind.USER] = (person("PAA", "Aaron New"), *engine.directory.entries[Kind.USER])
        engine.directory.ready.set()
        await pilot.pause()
        assert "Aaron New" in shown(pilot)
        await press(pilot, "enter")
        assert engine.submitted == [Reassign("Q000003", (ANN,))]


async def test_picker_tells_why_it_is_empty_or_old(run: Run, engine: FakeEngine) -> None:
    engine.directory.known_already = False
    engine.directory.failure = NotSent("PagerDuty could not be reached", "check the network")
    async with run() as pilot:
        await press(pilot, "R")
        assert "PagerDuty could not be reached; check the network" in shown(pilot)
        await press(pilot, "escape")
        engine.directory.failure = None
        engine.directory.stale = "no network"
        await press(pilot, "R")
        assert "the users are as of 2h ago: no network" in shown(pilot)
        await press(pilot, *"zzz")
        assert "nothing matches 'zzz'" in shown(pilot)


async def test_no_more_lines_than_can_be_drawn_are_offered(run: Run, engine: FakeEngine) -> None:
    engine.directory.entries[Kind.USER] = tuple(person(f"P{number}", f"User {number:05}") for number in range(5000))
    async with run() as pilot:
        await press(pilot, "R")
        assert "4,800 more" in shown(pilot)
        await press(pilot, *"04999", "enter")
        assert engine.submitted == [Reassign("Q000003", (Reference("P4999", "User 04999", "user"),))]


async def test_merge_asks_pagerduty_for_what_is_not_listed(run: Run, engine: FakeEngine) -> None:
    engine.elsewhere["77"] = incident(77, "elsewhere")
    async with run() as pilot:
        await press(pilot, "m", *"#77")
        assert "Enter asks PagerDuty for it" in shown(pilot)
        await press(pilot, "enter")
        assert engine.submitted == []
        assert "#77 elsewhere" in shown(pilot)
        await press(pilot, "enter")
        into = Reference("Q000077", "#77 elsewhere", "incident", incident(77).url)
        assert engine.submitted == [Merge("Q000003", into)]


@pytest.mark.parametrize(("other", "why"), [
    (incident(77, status="resolved"), "#77 is resolved"),
    (incident(3), "#3 is one of those that this is about"),
    (None, "there is no incident 77"),
])  # fmt: skip
async def test_merge_refuses_what_it_cannot_go_into(run: Run, engine: FakeEngine, other: object, why: str) -> None:
    if other is not None:
        engine.elsewhere["77"] = other  # type: ignore[assignment] # an incident
    async with run() as pilot:
        await press(pilot, "m", *"77", "enter", "enter")
        assert why in shown(pilot)
        assert engine.submitted == []


async def test_merge_takes_no_address_of_another_account(run: Run, engine: FakeEngine) -> None:
    engine.elsewhere["77"] = incident(77, "elsewhere")
    async with run() as pilot:
        await press(pilot, "m", *"https://other.pagerduty.com/incidents/77", "enter", "enter")
        assert "that address belongs to other.pagerduty.com" in shown(pilot)
        assert engine.submitted == []


async def test_unacknowledging_says_that_it_pages(run: Run, engine: FakeEngine) -> None:
    engine.poll([incident(3, status="acknowledged")])
    async with run() as pilot:
        await press(pilot, "A")
        assert "pages the people assigned again" in shown(pilot)
        await press(pilot, *"yaA", "escape")
        assert engine.submitted == []
        await press(pilot, "A", "enter")
        assert engine.submitted == [Unacknowledge("Q000003")]


@pytest.mark.parametrize(("keys", "mine"), [(["enter"], False), (["j", "enter"], True)])
async def test_what_was_resolved_while_it_was_highlighted_can_be_reopened(
    run: Run, engine: FakeEngine, keys: list[str], mine: bool
) -> None:
    async with run() as pilot:
        engine.poll([incident(2), incident(1)])
        engine.publish(Left(incident(3, status="resolved"), "was resolved by you"))
        await pilot.pause()
        await press(pilot, "B")
        assert "Payments pages anew" in shown(pilot)
        await press(pilot, *keys)
        assert engine.submitted == [Reopen("Q000003", acknowledge=mine)]


async def test_what_only_left_the_list_is_not_reopened(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    async with run() as pilot:
        engine.poll([incident(2), incident(1)])
        engine.publish(Left(incident(3), "is with Bo now"))
        await pilot.pause()
        await press(pilot, "B")
        assert notices == ["warning: : #3 is with Bo now: nothing was done"]


async def test_title_must_be_another_one(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "E", "enter")
        assert "That is its title already" in shown(pilot)
        await press(pilot, "ctrl+u", "enter")
        assert "An incident needs a title" in shown(pilot)
        assert engine.submitted == []


async def test_responders_without_words_get_some(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "plus", *"bo", "enter", "enter")
        asked = AddResponders("Q000003", (BO,), (), "")
        assert engine.submitted == [asked]
    message = "Please help with #3 Checkout latency is above 2 s in region 3"
    assert cleaned(asked, incident(3)) == replace(asked, message=message)
    assert cleaned(replace(asked, message=" do "), incident(3)) == replace(asked, message="do")


async def test_responders_are_kept_with_their_message(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "plus", *"bo", "space", "tab", *"please", "escape", "plus")
        text = shown(pilot)
        assert "✓ Bo Example" in text
        assert "please" in text
        await press(pilot, "enter")
        assert engine.submitted == [AddResponders("Q000003", (BO,), (), "please")]
        engine.publish(WriteRefused("I1", "Q000003", "#3: nobody was asked"))
        engine.store.end("Q000003", "I1", "no")
        await pilot.pause()
        await press(pilot, "plus")
        assert "please" in shown(pilot)


async def test_status_update_needs_words_and_keeps_them(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "S", "enter")
        assert "needs some text" in shown(pilot)
        await press(pilot, *"half", "escape", "S")
        assert "half" in shown(pilot)
        assert engine.submitted == []


async def test_workflows_that_cannot_be_read_say_why(run: Run, engine: FakeEngine) -> None:
    engine.choices.failure = NotPermitted("workflows are for managers", "ask one")
    async with run() as pilot:
        await press(pilot, "w")
        assert "workflows are for managers; ask one" in shown(pilot)
        await press(pilot, "enter")
        assert engine.submitted == []


async def test_palette_does_not_open_over_a_dialog(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "R", "ctrl+p")
        assert isinstance(pilot.app.screen, Dialog)
        await press(pilot, "escape")
        assert closed(pilot)


async def test_letters_behind_the_opening_key_go_into_the_filter(
    run: Run, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acting, "SETTLE_SECONDS", 60.0)
    async with run() as pilot:
        burst(pilot, "R", "b", "o")
        await pilot.pause()
        await pilot.pause()
        assert pilot.app.screen.query_one(PickList).words == "bo"
        burst(pilot, "enter", "enter", "a", "a")
        await pilot.pause()
        assert engine.submitted == [Reassign("Q000003", (BO,))]
