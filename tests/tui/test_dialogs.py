"""The dialogs: what they act on is fixed when they open, and a typed letter is only a letter."""

from __future__ import annotations

import asyncio

import pytest
from textual import events
from textual.widgets import OptionList, TextArea

from pdtui.core.commands import Acknowledge, AddNote, Escalate, Resolve
from pdtui.core.events import IncidentsChanged, Left, WriteRefused
from pdtui.errors import NotSent, Refused
from pdtui.tui import acting
from pdtui.tui.screens.escalate import EscalateScreen
from pdtui.tui.screens.prompt import PromptScreen
from tests.tui.conftest import Pressing, Run, app_of, keys_in_view, press, shown
from tests.tui.fake_engine import FakeEngine, incident


async def test_note_is_sent_by_enter(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "n")
        assert "#3" in shown(pilot)
        await press(pilot, *"arq", "ctrl+j", *"eo ", "question_mark", "enter")
        assert engine.submitted == [AddNote("Q000003", "arq\neo ?")]
        assert app_of(pilot).screen is app_of(pilot).incidents


async def test_typed_letters_trigger_nothing(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "n", *"aernqojkgG", "space", "slash", "f5")
        assert isinstance(pilot.app.screen, PromptScreen)
        assert engine.submitted == []
        assert engine.refreshed == 0
        assert pilot.app.is_running


async def test_empty_note_is_refused_in_place(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "n", "space", "enter")
        assert isinstance(pilot.app.screen, PromptScreen)
        assert "A note needs some text" in shown(pilot)
        assert engine.submitted == []


async def test_resolution_note_may_be_empty(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "r", "enter")
        assert engine.submitted == [Resolve("Q000003", "")]


async def test_pasted_newlines_do_not_send(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "n")
        pilot.app.post_message(events.Paste("one\rtwo\r\n\x1b[31mthree\n"))
        await pilot.pause()
        assert isinstance(pilot.app.screen, PromptScreen)
        assert pilot.app.screen.query_one(TextArea).text.split() == ["one", "two", "three"]
        await press(pilot, "enter")
        assert engine.submitted == [AddNote("Q000003", "one\ntwo\nthree")]


async def test_left_text_is_offered_again_for_its_own_incident_and_action(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "n", *"half", "escape", "j", "n")
        assert pilot.app.screen.query_one(TextArea).text == ""
        await press(pilot, "escape", "k", "r")
        assert pilot.app.screen.query_one(TextArea).text == ""
        await press(pilot, "escape", "n", *" more", "enter")
        assert engine.submitted == [AddNote("Q000003", "half more")]
        await press(pilot, "n")
        assert pilot.app.screen.query_one(TextArea).text == ""


async def test_text_of_a_refused_write_is_offered_again(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "n", *"long", "enter")
        engine.store.end("Q000003", "I1", "no")
        engine.publish(WriteRefused("I1", "Q000003", "#3 got no note"))
        await pilot.pause()
        await press(pilot, "n")
        assert pilot.app.screen.query_one(TextArea).text == "long"


async def test_text_survives_a_refusing_engine(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    engine.refuses = NotSent("PagerDuty has not said yet who you are", "try again in a moment")
    async with run() as pilot:
        await press(pilot, "n", *"kept", "enter")
        assert "who you are" in notices[-1]
        await press(pilot, "n")
        assert pilot.app.screen.query_one(TextArea).text == "kept"


async def test_dialog_keeps_its_incident_while_the_list_changes(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "r", *"done")
        engine.poll([incident(9, minutes=0), incident(3), incident(1)])
        await pilot.pause()
        app_of(pilot).incidents.incidents.move(1)
        await press(pilot, "enter")
        assert engine.submitted == [Resolve("Q000003", "done")]


async def test_incident_that_left_meanwhile_is_not_resolved(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    async with run() as pilot:
        await press(pilot, "r", *"done")
        gone = incident(3, status="resolved")
        engine.poll([incident(2), incident(1)])
        engine.publish(Left(gone, "resolved by Bo"))
        await pilot.pause()
        assert "Meanwhile: resolved by Bo" in shown(pilot)
        await press(pilot, "enter")
        assert engine.submitted == []
        assert "#3 resolved by Bo: nothing was done" in notices[-1]


async def test_note_on_an_incident_that_left_is_still_sent(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "n", *"why")
        engine.poll([incident(2)])
        await pilot.pause()
        await press(pilot, "enter")
        assert engine.submitted == [AddNote("Q000003", "why")]


async def test_escalate_goes_to_the_highlighted_level(run: Run, engine: FakeEngine) -> None:
    engine.choose(current=1, next_level=2)
    async with run() as pilot:
        await press(pilot, "e")
        text = shown(pilot)
        assert "Bo Example" in text
        assert "nobody is on call" in text
        assert "the incident is here" in text
        await press(pilot, "enter")
        assert engine.submitted == [Escalate("Q000003", 2)]


async def test_escalate_by_hand_skips_empty_levels(run: Run, engine: FakeEngine) -> None:
    engine.choose(current=1, next_level=2, empty=(2,))
    async with run() as pilot:
        await press(pilot, "e")
        assert pilot.app.screen.query_one(OptionList).highlighted is None
        await press(pilot, "enter")
        assert engine.submitted == []
        await press(pilot, "j", "j", "enter")
        assert engine.submitted == [Escalate("Q000003", 3)]


async def test_nothing_is_chosen_while_the_next_level_is_unknown(run: Run, engine: FakeEngine) -> None:
    engine.choose(current=0, next_level=0, empty=())
    async with run() as pilot:
        await press(pilot, "e", "enter")
        assert isinstance(pilot.app.screen, EscalateScreen)
        assert engine.submitted == []
        await press(pilot, "j", "enter")
        assert engine.submitted == [Escalate("Q000003", 1)]


async def test_escalate_opens_at_once_and_can_be_left(run: Run, engine: FakeEngine) -> None:
    engine.choices.choice_ready.clear()
    engine.choose()
    async with run() as pilot:
        await press(pilot, "e")
        await asyncio.wait_for(engine.choices.choice_asked.wait(), 5)
        assert "asking PagerDuty…" in shown(pilot)
        await press(pilot, "enter", "escape")
        engine.choices.choice_ready.set()
        await pilot.pause()
        assert app_of(pilot).screen is app_of(pilot).incidents
        assert engine.submitted == []


async def test_escalate_tells_why_it_cannot_load(run: Run, engine: FakeEngine) -> None:
    engine.choices.choice = Refused("#3 has no escalation policy", "reassign it in PagerDuty")
    async with run() as pilot:
        await press(pilot, "e")
        assert "#3 has no escalation policy; reassign" in shown(pilot)
        await press(pilot, "enter", "escape")
        assert engine.submitted == []


async def test_help_lists_every_key(run: Run) -> None:
    async with run((100, 60)) as pilot:
        await press(pilot, "question_mark")
        assert "Acknowledge it at once" in shown(pilot)
        await press(pilot, "a", "escape")
        assert app_of(pilot).screen is app_of(pilot).incidents


@pytest.mark.parametrize("size", [(40, 12), (60, 20), (80, 24), (160, 45)])
async def test_dialogs_fit(run: Run, engine: FakeEngine, size: tuple[int, int]) -> None:
    engine.choose()
    async with run(size) as pilot:
        for key in ("n", "e", "question_mark"):
            await press(pilot, key)
            assert keys_in_view(pilot) or size[1] < 15
            await press(pilot, "escape")


async def test_keys_while_a_dialog_is_open_do_not_reach_the_list(run: Run, engine: FakeEngine) -> None:
    engine.choose()
    async with run() as pilot:
        await press(pilot, "e", "a", "r", "n", "q", "space")
        assert engine.submitted == []
        assert pilot.app.is_running
        await press(pilot, "escape", "a")
        assert engine.submitted == [Acknowledge("Q000003")]
        engine.publish(IncidentsChanged())


def burst(pilot: Pressing, *keys: str) -> None:
    """Keys that arrive in one packet: all are queued before the first one is handled."""
    for key in keys:
        character = {"enter": "\r", "space": " "}.get(key, key if len(key) == 1 else None)
        pilot.app.post_message(events.Key(key, character))


async def test_two_enters_at_once_send_once(run: Run, engine: FakeEngine) -> None:
    engine.choose()
    async with run() as pilot:
        await press(pilot, "n", "x")
        burst(pilot, "enter", "enter", "a", "enter")
        await pilot.pause()
        assert engine.submitted == [AddNote("Q000003", "x")]
        await press(pilot, "escape", "e")
        burst(pilot, "enter", "enter")
        await pilot.pause()
        assert engine.submitted[1:] == [Escalate("Q000003", 2)]
        await press(pilot, "question_mark")
        burst(pilot, "escape", "escape", "escape")
        await pilot.pause()
        assert app_of(pilot).screen is app_of(pilot).incidents


@pytest.mark.parametrize("opener", ["n", "r", "e"])
async def test_keys_behind_an_opening_dialog_act_on_nothing(run: Run, engine: FakeEngine, opener: str) -> None:
    engine.choose()
    async with run() as pilot:
        burst(pilot, opener, "a", "a", "q")
        await pilot.pause()
        await pilot.pause()
        assert engine.submitted == []
        assert pilot.app.is_running


async def test_rest_of_an_unmarked_paste_acts_on_nothing(
    run: Run, engine: FakeEngine, notices: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acting, "SETTLE_SECONDS", 60.0)
    async with run() as pilot:
        await press(pilot, "n", *"a", "enter", *"area")
        assert engine.submitted == [AddNote("Q000003", "a")]
        assert app_of(pilot).screen is app_of(pilot).incidents
        assert "too soon" in notices[-1]
