"""Keys that arrive in one packet: each reaches what it would have reached if it had been typed slowly."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pdtui.core.commands import AddNote, AddOverride, Trigger
from pdtui.tui.screens import form
from pdtui.tui.screens.form import FormDialog, PickLine
from pdtui.tui.screens.pick import PickScreen
from tests.tui.conftest import Run, app_of, press, shown
from tests.tui.fake_engine import FakeEngine
from tests.tui.test_dialogs import burst

LETTERS = {" ": "space"}


def keys(text: str) -> list[str]:
    return [LETTERS.get(letter, letter) for letter in text]


@pytest.fixture
def settling(monkeypatch: pytest.MonkeyPatch) -> None:
    """The moment after a list never ends."""
    monkeypatch.setattr(form, "BOUNCE_SECONDS", 60.0)


def picked(form_screen: FormDialog[object], name: str) -> str:
    choice = form_screen.query_one(f"#{name}", PickLine).picked
    return choice.name if choice is not None else ""


@pytest.mark.usefixtures("settling")
@pytest.mark.parametrize(("opener", "line", "text", "wanted"), [
    ("t", "service", "postgr", "postgres"), ("P", "schedule", "databases p", "Databases primary"),
])  # fmt: skip
async def test_a_name_and_enter_at_once_pick_and_send_nothing(
    run: Run, engine: FakeEngine, opener: str, line: str, text: str, wanted: str
) -> None:
    async with run() as pilot:
        await press(pilot, opener)
        dialog = pilot.app.screen
        assert isinstance(dialog, FormDialog)
        dialog.query_one(f"#{line}").focus()
        await pilot.pause()
        burst(pilot, *keys(text), "x", "backspace", "enter", "enter", "a", "enter")
        await pilot.pause()
        assert app_of(pilot).screen is dialog
        assert picked(dialog, line) == wanted
        burst(pilot, "enter", "a")
        await pilot.pause()
        assert app_of(pilot).screen is dialog
        assert engine.submitted == []
        assert "came too soon" in shown(pilot)


async def test_one_list_opens_and_gets_every_letter(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "t", "tab")
        burst(pilot, *"paymen", "backspace")
        await pilot.pause()
        assert [type(screen) for screen in app_of(pilot).screen_stack].count(PickScreen) == 1
        assert isinstance(pilot.app.screen, PickScreen)
        assert pilot.app.screen.pick_list.words == "payme"
        burst(pilot, "backspace", "a", "escape", "enter")
        await pilot.pause()
        assert engine.submitted == []


async def test_a_whole_form_at_once(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "t")
        burst(pilot, *"DB", "tab", *"postgr", "enter")
        await pilot.pause()
        assert engine.submitted == []
        await press(pilot, "enter")
        (command,) = engine.submitted
        assert isinstance(command, Trigger)
        assert replace(command, key="").title == "DB"
        assert command.service.name == "postgres"


async def test_a_letter_taken_back_right_before_enter_is_not_sent(run: Run, engine: FakeEngine) -> None:
    engine.choose()
    async with run() as pilot:
        await press(pilot, "n")
        burst(pilot, *"up", "x", "backspace", "enter")
        await pilot.pause()
        assert engine.submitted == [AddNote("Q000003", "up")]


async def test_an_arrow_right_before_enter_moves_first(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "t", *"DB", "tab")
        burst(pilot, *"p", "down", "enter")
        await pilot.pause()
        dialog = pilot.app.screen
        assert isinstance(dialog, FormDialog)
        assert picked(dialog, "service") == "postgres"
        assert engine.submitted == []


async def test_the_old_schedule_is_not_overridden(run: Run, engine: FakeEngine) -> None:
    async with run() as pilot:
        await press(pilot, "P", *"pay", "enter")
        burst(pilot, *"databases", "enter")
        await pilot.pause()
        await press(pilot, "enter")
        (command,) = engine.submitted
        assert isinstance(command, AddOverride)
        assert command.schedule.name == "Databases primary"
