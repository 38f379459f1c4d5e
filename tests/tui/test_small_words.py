"""What is said where something cannot be, or would be lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pdtui.core.commands import AddResponders
from pdtui.core.model import Override, Reference, Responder
from pdtui.tui.addresses import has_browser
from pdtui.tui.widgets.row_line import columns_for
from tests.tui.conftest import Run, app_of, press, shown
from tests.tui.fake_engine import NOW, FakeEngine, incident

BO = Reference("PBO", "Bo Example", "user")


def title_width(width: int) -> int:
    return next(column.width for column in columns_for(width, 3) if column.key == "title")


async def test_quitting_with_a_draft_takes_two_presses(run: Run, engine: FakeEngine, notices: list[str]) -> None:
    async with run() as pilot:
        await press(pilot, "n", *"half", "escape", "q")
        assert notices == ["warning: : 1 text not sent yet, the last for #3: q again quits and loses that"]
        assert app_of(pilot).is_running
        await press(pilot, "q")
        assert not app_of(pilot).is_running


@pytest.mark.parametrize(("environment", "platform", "there"), [
    ({}, "linux", False), ({"DISPLAY": ":0"}, "linux", True), ({"BROWSER": "w3m"}, "linux", True), ({}, "darwin", True),
    ({"SSH_CONNECTION": "1"}, "darwin", False),
])  # fmt: skip
def test_a_browser_is_there_or_not(environment: dict[str, str], platform: str, there: bool) -> None:
    assert has_browser(environment, platform) is there


async def test_without_a_browser_the_address_is_said(
    run: Run, engine: FakeEngine, notices: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    async with run() as pilot:
        await press(pilot, "o")
    assert len(notices) == 1
    assert notices[0].startswith("warning: : no browser here: https://")


async def test_the_first_enter_ticks_and_the_second_pages(run: Run, engine: FakeEngine) -> None:
    engine.poll([replace(incident(3), responders=(Responder(BO, "pending"),))])
    async with run((100, 30)) as pilot:
        await press(pilot, "plus", *"bo")
        assert "asked already: pending" in shown(pilot)
        await press(pilot, "enter")
        assert engine.submitted == []
        assert "Enter pages Bo Example" in shown(pilot)
        await press(pilot, "enter")
        (command,) = engine.submitted
        assert isinstance(command, AddResponders)
        assert [user.id for user in command.users] == ["PBO"]


async def test_an_override_is_removed_from_wherever_one_stands(run: Run, engine: FakeEngine) -> None:
    engine.choices.the_overrides = (Override("O1", BO, NOW, NOW.replace(hour=9)),)
    async with run((80, 30)) as pilot:
        await press(pilot, "P")
        assert "on call from" not in shown(pilot)
        await press(pilot, "ctrl+r")
        assert "Pick a schedule: its overrides" in shown(pilot)
        await press(pilot, *"pay", "enter", "ctrl+r")
        assert "Which one?" in shown(pilot)
        await press(pilot, "enter")
        assert "Remove override" in shown(pilot)
        assert engine.submitted == []


def test_the_title_keeps_its_room() -> None:
    widths = [title_width(width) for width in range(100, 200)]
    assert min(widths) >= 40


async def test_beside_the_details_the_list_keeps_what_a_small_screen_has(run: Run, engine: FakeEngine) -> None:
    async with run((120, 30)) as pilot:
        assert "service" in shown(pilot).splitlines()[2]
        assert "Checkout latency" in shown(pilot)


async def test_narrow_with_marks_the_way_back_is_shown(run: Run, engine: FakeEngine) -> None:
    async with run((60, 20)) as pilot:
        await press(pilot, "space")
        assert "Esc Unmark" in shown(pilot)
