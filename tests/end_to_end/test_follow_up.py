"""Follow-ups as a person has them: made on the screen or by the verb, told by the scheduler, over real HTTP."""

from __future__ import annotations

import asyncio
from datetime import UTC, timedelta

import pytest

from pdtui.core.reminding.when import parse_timing
from pdtui.tui.app import PdtuiApp
from pdtui.tui.toasts import Toast, Toaster
from tests.reminding import TurnedClock, laptop, scheduler_at
from tests.world import PATIENCE, World

MINUTE = timedelta(minutes=1)


@pytest.fixture
def toasts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The words of all notices so far."""
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    said: list[str] = []
    original = Toaster.show

    def show(self: Toaster, toast: Toast) -> None:
        said.append(toast.words)
        original(self, toast)

    monkeypatch.setattr(Toaster, "show", show)
    return said


async def test_a_follow_up_by_key_is_told_when_it_is_due_and_then_leaves_the_row(
    world: World, toasts: list[str]
) -> None:
    world.trigger("Disk is full")
    world.laptop_clock = clock = TurnedClock(world)
    with scheduler_at(clock):
        async with world.engine() as engine:
            app = PdtuiApp(engine, time_zone=UTC)
            async with app.run_test(size=(160, 45)) as pilot, asyncio.timeout(3 * PATIENCE):
                while app.incidents.incidents.highlighted is None:
                    await pilot.pause(0.05)
                await pilot.press("F", *"30m", "tab", *"look again", "enter")
                await pilot.pause()
                (own,) = engine.reminders.own()
                assert (own.text, own.incident_name) == ("look again", "#1 Disk is full")
                assert toasts[-1].startswith("Reminds you of #1 at ")
                assert app.incidents.incidents.followed == {own.incident_id}
                world.clock.advance(31 * MINUTE)
                while not any("look again: #1 Disk is full" in words for words in toasts):
                    await pilot.pause(0.05)
                while app.incidents.incidents.followed:
                    await pilot.pause(0.05)
                assert engine.reminders.own() == ()
                assert sum("look again" in words for words in toasts) == 1


async def test_the_screen_shows_what_the_verb_made_beside_it(world: World, toasts: list[str]) -> None:
    incident = world.trigger("Disk is full")
    async with world.engine() as engine:
        app = PdtuiApp(engine, time_zone=UTC)
        async with app.run_test(size=(160, 45)) as pilot, asyncio.timeout(3 * PATIENCE):
            while app.incidents.incidents.highlighted is None:
                await pilot.pause(0.05)
            made = await asyncio.to_thread(world.run, "remind", "--on", incident.id, "ask", "in 2h")
            assert made.returncode == 0, made.stderr
            while incident.id not in app.incidents.incidents.followed:
                await pilot.pause(0.05)
            gone = await asyncio.to_thread(world.run, "remind", "rm", "1")
            assert gone.returncode == 0, gone.stderr
            while app.incidents.incidents.followed:
                await pilot.pause(0.05)


async def test_what_was_made_before_its_kind_was_switched_off_is_not_told_until_it_is_on_again(world: World) -> None:
    async with laptop(world) as machine:
        machine.engine.reminders.add("tea", parse_timing("in 30m", machine.engine.reminders.now()))
        await machine.settle()
    settings = world.settings
    world.settings += "[reminders]\nown = false\n"
    async with laptop(world) as machine:
        assert all(not one.reminder.own_id for one in machine.engine.reminders.planned())
        assert "tea" not in str(await machine.step(10 * MINUTE, times=4))
    world.settings = settings
    async with laptop(world) as machine:
        await machine.until_told("tea")
