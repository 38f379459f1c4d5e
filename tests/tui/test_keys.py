"""Keys of the settings: they act, the old ones do not, and everything that names a key names the new one."""

from __future__ import annotations

import string

from textual.keys import _character_to_key

from pdtui.core.actions import BY_ID
from pdtui.core.events import PollFailed, PollFailure
from pdtui.core.keymap import key_name, read_keys
from pdtui.core.model import IncidentDetail
from pdtui.tui.widgets.key_bar import KeyBar
from tests.tui.conftest import Run, press, shown
from tests.tui.fake_engine import FakeEngine

REMAPPED = read_keys({"acknowledge": "ctrl+a", "resolve": "a", "undo": "", "help": "f1", "quit": "X"})


def test_signs_are_named_as_textual_names_them() -> None:
    signs = list(string.punctuation)
    assert [key_name("note", sign) for sign in signs] == [_character_to_key(sign) for sign in signs]


async def test_a_remapped_key_acts_and_the_old_one_does_not(run: Run, engine: FakeEngine) -> None:
    async with run(keys=REMAPPED) as pilot:
        await press(pilot, "r", "u")
        assert engine.submitted == []
        await press(pilot, "ctrl+a")
        assert [type(command).__name__ for command in engine.submitted] == ["Acknowledge"]
        await press(pilot, "a")
        assert "Resolve" in type(pilot.app.screen).__name__ or "resol" in shown(pilot).lower()
        assert len(pilot.app.screen_stack) == 2


async def test_the_footer_and_the_help_show_the_new_keys(run: Run) -> None:
    async with run(size=(160, 60), keys=REMAPPED) as pilot:
        bar = shown(pilot).splitlines()[-1]
        assert "^a Ack" in bar or "ctrl+a Ack" in bar
        assert "a Resolve" in bar
        assert "r Resolve" not in bar
        assert "Undo" not in bar
        await press(pilot, "question_mark")
        assert len(pilot.app.screen_stack) == 1
        await press(pilot, "f1")
        text = shown(pilot)
        assert BY_ID["resolve"].tooltip.rstrip(".") in text
        assert any("a " in line and BY_ID["resolve"].tooltip.rstrip(".") in line for line in text.splitlines())


async def test_ctrl_c_names_the_key_that_leaves(run: Run, notices: list[str]) -> None:
    async with run(keys=REMAPPED) as pilot:
        await press(pilot, "ctrl+c")
        assert any("Press X to leave" in notice for notice in notices)


async def test_with_nothing_highlighted_a_dimmed_key_says_why_by_key_and_by_mouse(
    run: Run, engine: FakeEngine, notices: list[str]
) -> None:
    engine.poll([])
    async with run() as pilot:
        bar = pilot.app.screen.query_one(KeyBar)
        laid = {hint.action_id: (hint, start) for hint, start, _ in bar._laid()}
        hint, start = laid["acknowledge"]
        assert hint.dimmed
        assert not laid["help"][0].dimmed
        await press(pilot, "a")
        assert len(notices) == 1
        assert await pilot.click(KeyBar, offset=(start, 0))
        await pilot.pause()
        assert notices[0].startswith("warning: ")
        assert set(notices) == {notices[0]}
        assert engine.submitted == []


async def test_a_click_on_a_key_is_the_same_as_the_key(run: Run, engine: FakeEngine) -> None:
    async with run(keys=REMAPPED) as pilot:
        laid = {hint.action_id: start for hint, start, _ in pilot.app.screen.query_one(KeyBar)._laid()}
        assert await pilot.click(KeyBar, offset=(laid["acknowledge"], 0))
        await pilot.pause()
        assert [type(command).__name__ for command in engine.submitted] == ["Acknowledge"]


async def test_sentences_name_the_keys_as_they_are(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    engine.details["Q000003"] = IncidentDetail("Q000003", notes=(), log_entries=(), alerts=())
    keys = read_keys({"note": "X", "refresh": "f6", "quit": "Q", "scope": ""})
    async with run((100, 44), keys=keys) as pilot:
        await press(pilot, "4")
        assert "No notes. X adds one." in shown(pilot)
        await press(pilot, "ctrl+c")
        assert "Press Q to leave pdtui" in notices[-1]
        engine.poll([])
        await pilot.pause()
        await press(pilot, "k")
        engine.last_poll = PollFailed("it refuses the token", None, PollFailure.REFUSED)
        engine.publish(engine.last_poll)
        await pilot.pause()
        assert "not asked again by itself: F6 asks" in " ".join(shown(pilot).split())
