"""The structured filter and the order: chosen in dialogs, shown on the bar, remembered."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from pdtui.adapters.preferences_file import PreferencesFile
from pdtui.core.preferences import ForgetfulPreferences, Preferences
from tests.tui.conftest import Pressing, Run, app_of, keys_in_view, press, shown
from tests.tui.fake_engine import FakeEngine, incident


@pytest.fixture
def mixed(engine: FakeEngine) -> FakeEngine:
    engine.poll(
        [
            incident(1, "Login is slow", service="auth", minutes=5),
            incident(2, "Disk full", service="Search, EU", minutes=90, urgency="low", priority=""),
            incident(3, "Timeouts", service="auth", minutes=200, status="acknowledged", priority="P2"),
        ]
    )
    return engine


def numbers(pilot: Pressing) -> list[str]:
    return [row.id[-1] for row in app_of(pilot).incidents.incidents.held.rows]


async def test_a_part_is_found_by_typing_and_enter_lists_it(mixed: FakeEngine, run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "f", *"search")
        assert '1 of 3: service:"Search, EU"' in shown(pilot)
        await press(pilot, "enter")
        assert numbers(pilot) == ["2"]
        assert 'service:"Search, EU"' in shown(pilot)
        await press(pilot, "escape")
        assert len(numbers(pilot)) == 3


async def test_several_parts_narrow_and_several_of_one_kind_widen(mixed: FakeEngine, run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "f", *"auth", "space", *"acknow", "enter")
        assert numbers(pilot) == ["3"]
        await press(pilot, "f", *"triggered", "enter")
        assert sorted(numbers(pilot)) == ["1", "3"]


async def test_a_chosen_part_is_taken_away_again(mixed: FakeEngine, run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "slash", *"status:acked", "enter", "f")
        assert "✓ status:acknowledged" in shown(pilot)
        await press(pilot, *"acknow", "space", "enter")
        assert len(numbers(pilot)) == 3


async def test_a_part_that_was_typed_can_be_taken_away_too(mixed: FakeEngine, run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "slash", *"-service:sea who:me", "enter", "f", *"sea", "space", "enter")
        assert app_of(pilot).incidents.query_one("#filter").value == "who:me"  # type: ignore[attr-defined]


async def test_words_stay_beside_the_parts(mixed: FakeEngine, run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "slash", *"time", "enter", "f", *"auth", "enter")
        assert app_of(pilot).incidents.query_one("#filter").value == "service:auth time"  # type: ignore[attr-defined]
        assert numbers(pilot) == ["3"]


async def test_a_filter_is_saved_by_name_taken_again_and_removed(mixed: FakeEngine, run: Run, tmp_path: Path) -> None:
    kept = PreferencesFile(tmp_path / "screen.json")
    async with run(preferences=kept) as pilot:
        await press(pilot, "f", *"auth", "space", *"acknow", "ctrl+s", *"night", "enter")
        assert numbers(pilot) == ["3"]
    assert PreferencesFile(tmp_path / "screen.json").read().filters == {"night": "service:auth status:acknowledged"}
    async with run(preferences=kept) as pilot:
        await press(pilot, "f", *"night", "enter")
        assert numbers(pilot) == ["3"]
        await press(pilot, "f", *"night", "ctrl+r")
        assert "The filter night is removed" in shown(pilot)
    assert kept.read().filters == {}


async def test_two_processes_keep_both_their_filters(tmp_path: Path) -> None:
    one, other = (PreferencesFile(tmp_path / "screen.json") for _ in range(2))
    one.read()
    other.change(lambda kept: Preferences(filters={**kept.filters, "b": "who:me"}))
    one.change(lambda kept: Preferences(filters={**kept.filters, "a": "age:>1h"}))
    assert other.read().filters == {"a": "age:>1h", "b": "who:me"}


async def test_nothing_is_saved_without_a_name_or_a_part(mixed: FakeEngine, run: Run) -> None:
    kept = ForgetfulPreferences()
    async with run(preferences=kept) as pilot:
        await press(pilot, "f", "ctrl+s")
        assert "There is nothing to save" in shown(pilot)
        await press(pilot, *"auth", "ctrl+s", "enter")
        assert "needs a name" in shown(pilot)
        await press(pilot, "escape", "escape")
    assert kept.read().filters == {}


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (200, 50)])
async def test_the_keys_are_in_view(mixed: FakeEngine, run: Run, size: tuple[int, int]) -> None:
    async with run(size=size) as pilot:
        for key in ("f", "O"):
            await press(pilot, key)
            assert keys_in_view(pilot)
            await press(pilot, "escape")


async def test_what_cannot_be_understood_is_said_beside_the_filter(mixed: FakeEngine, run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "slash", *"age:x")
        assert "write age:>2h or age:<30m" in shown(pilot)
        assert len(numbers(pilot)) == 3


async def test_time_alone_lets_an_incident_into_an_age(mixed: FakeEngine, run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "slash", *"age:>10m", "enter")
        assert sorted(numbers(pilot)) == ["2", "3"]
        mixed.clock += timedelta(minutes=6)
        app_of(pilot).incidents.tick()
        await pilot.pause()
        assert sorted(numbers(pilot)) == ["1", "2", "3"]


async def test_an_order_is_chosen_shown_at_its_column_and_remembered(mixed: FakeEngine, run: Run) -> None:
    kept = ForgetfulPreferences()
    async with run(preferences=kept) as pilot:
        assert numbers(pilot) == ["1", "3", "2"]
        await press(pilot, "j", "O", "j", "j", "enter")
        assert numbers(pilot) == ["3", "2", "1"]
        assert "age▾" in shown(pilot)
        assert app_of(pilot).incidents.incidents.highlighted == "Q000003"
    async with run(preferences=kept) as pilot:
        assert numbers(pilot) == ["3", "2", "1"]


async def test_a_click_on_a_columns_name_orders_by_it(mixed: FakeEngine, run: Run) -> None:
    async with run() as pilot:
        for expected in (["1", "2", "3"], ["3", "2", "1"], ["1", "3", "2"]):
            await pilot.click("#incidents", offset=(76, 0))
            await pilot.pause()
            assert numbers(pilot) == expected


async def test_the_colours_that_were_chosen_are_those_of_the_next_start(mixed: FakeEngine, run: Run) -> None:
    kept = ForgetfulPreferences()
    async with run(preferences=kept) as pilot:
        pilot.app.theme = "pdtui-light"
        await pilot.pause()
    async with run(preferences=kept) as pilot:
        assert pilot.app.theme == "pdtui-light"
