"""The border between list and details is drawn with the mouse, keeps its limits and is remembered."""

from __future__ import annotations

from pathlib import Path

import pytest

from pdtui.adapters.preferences_file import PreferencesFile
from pdtui.core.preferences import Preferences
from tests.tui.conftest import Pressing, Run, press


async def drag(pilot: Pressing, start: tuple[int, int], end: tuple[int, int]) -> None:
    await pilot.mouse_down(offset=start)
    await pilot.hover(offset=end)
    await pilot.mouse_up(offset=end)
    await pilot.pause()


@pytest.mark.parametrize(("x", "width"), [(100, 100), (75, 75), (5, 60), (158, 124)])
async def test_side_by_side_it_is_drawn_within_limits_and_remembered(
    run: Run, tmp_path: Path, x: int, width: int
) -> None:
    kept = tmp_path / "state" / "screen.json"
    async with run(size=(160, 45), preferences=PreferencesFile(kept)) as pilot:
        pane = pilot.app.screen.query_one("#detail").region
        await drag(pilot, (pane.x, 20), (x, 20))
        assert abs(pilot.app.screen.query_one("#incidents").region.width - width) <= 1
    assert kept.stat().st_mode & 0o777 == 0o600
    async with run(size=(160, 45), preferences=PreferencesFile(kept)) as pilot:
        assert abs(pilot.app.screen.query_one("#incidents").region.width - width) <= 1


async def test_one_below_the_other_it_is_drawn_as_well(run: Run, tmp_path: Path) -> None:
    kept = tmp_path / "screen.json"
    async with run(size=(100, 40), preferences=PreferencesFile(kept)) as pilot:
        pane = pilot.app.screen.query_one("#detail").region
        await drag(pilot, (20, pane.y), (20, 12))
        assert pilot.app.screen.query_one("#detail").region.y == 12
    assert set(PreferencesFile(kept).read().shares) == {"tall"}


async def test_where_only_one_fits_nothing_of_it_is_left(run: Run, tmp_path: Path) -> None:
    PreferencesFile(tmp_path / "screen.json").change(lambda kept: Preferences(shares={"wide": 50.0, "tall": 30.0}))
    async with run(size=(140, 40), preferences=PreferencesFile(tmp_path / "screen.json")) as pilot:
        assert abs(pilot.app.screen.query_one("#incidents").region.width - 70) <= 1
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert pilot.app.screen.query_one("#incidents").region.size == (80, 22)
        assert not pilot.app.screen.query_one("#detail").display


@pytest.mark.parametrize("text", ["", "[]", '{"shares": {"wide": "x"}}', '{"order": true}', "\x00", "\xff"])
def test_a_file_that_is_no_use_counts_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "screen.json").write_text(text, encoding="utf-8")
    assert PreferencesFile(tmp_path / "screen.json").read() == Preferences()


async def test_two_keys_move_it_and_it_stays_there(run: Run, tmp_path: Path) -> None:
    kept = PreferencesFile(tmp_path / "screen.json")
    async with run(size=(160, 45), preferences=kept) as pilot:
        before = pilot.app.screen.query_one("#incidents").region.width
        await press(pilot, "less_than_sign", "less_than_sign", "greater_than_sign")
        after = pilot.app.screen.query_one("#incidents").region.width
        assert before - 5 <= after <= before - 3
    async with run(size=(160, 45), preferences=kept) as pilot:
        assert pilot.app.screen.query_one("#incidents").region.width == after


async def test_where_only_one_fits_the_keys_do_nothing(run: Run, tmp_path: Path) -> None:
    kept = PreferencesFile(tmp_path / "screen.json")
    async with run(size=(80, 24), preferences=kept) as pilot:
        await press(pilot, "less_than_sign", "greater_than_sign")
    assert kept.read() == Preferences()
