"""The border between list and details is drawn with the mouse, keeps its limits and is remembered."""

from __future__ import annotations

from pathlib import Path

import pytest

from pdtui.adapters.split_file import SplitFile
from tests.tui.conftest import Pressing, Run


async def drag(pilot: Pressing, start: tuple[int, int], end: tuple[int, int]) -> None:
    await pilot.mouse_down(offset=start)
    await pilot.hover(offset=end)
    await pilot.mouse_up(offset=end)
    await pilot.pause()


@pytest.mark.parametrize(("x", "width"), [(100, 100), (75, 75), (5, 60), (158, 124)])
async def test_side_by_side_it_is_drawn_within_limits_and_remembered(
    run: Run, tmp_path: Path, x: int, width: int
) -> None:
    kept = tmp_path / "state" / "split.json"
    async with run(size=(160, 45), split=SplitFile(kept)) as pilot:
        pane = pilot.app.screen.query_one("#detail").region
        await drag(pilot, (pane.x, 20), (x, 20))
        assert abs(pilot.app.screen.query_one("#incidents").region.width - width) <= 1
    assert kept.stat().st_mode & 0o777 == 0o600
    async with run(size=(160, 45), split=SplitFile(kept)) as pilot:
        assert abs(pilot.app.screen.query_one("#incidents").region.width - width) <= 1


async def test_one_below_the_other_it_is_drawn_as_well(run: Run, tmp_path: Path) -> None:
    kept = tmp_path / "split.json"
    async with run(size=(100, 40), split=SplitFile(kept)) as pilot:
        pane = pilot.app.screen.query_one("#detail").region
        await drag(pilot, (20, pane.y), (20, 12))
        assert pilot.app.screen.query_one("#detail").region.y == 12
    assert set(SplitFile(kept).read()) == {"tall"}


async def test_where_only_one_fits_nothing_of_it_is_left(run: Run, tmp_path: Path) -> None:
    SplitFile(tmp_path / "split.json").write({"wide": 50.0, "tall": 30.0})
    async with run(size=(140, 40), split=SplitFile(tmp_path / "split.json")) as pilot:
        assert abs(pilot.app.screen.query_one("#incidents").region.width - 70) <= 1
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert pilot.app.screen.query_one("#incidents").region.size == (80, 22)
        assert not pilot.app.screen.query_one("#detail").display


@pytest.mark.parametrize("text", ["", "[]", '{"wide": "x"}', '{"wide": true}', "\x00"])
def test_a_file_that_is_no_use_counts_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "split.json").write_text(text, encoding="utf-8")
    assert SplitFile(tmp_path / "split.json").read() == {}
