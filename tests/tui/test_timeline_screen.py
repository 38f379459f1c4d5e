"""Who is on call over the next days, on the screen: drawn where there is room, in words where there is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from textual.widgets import OptionList

from pdtui.core.model import Reference
from pdtui.core.timeline import LevelLine, Stretch, Timeline
from pdtui.errors import NotSent
from pdtui.tui.screens.timeline import TimelineScreen
from pdtui.tui.widgets.on_call_chart import OnCallChart
from tests.tui.conftest import HOSTILE, Pressing, Run, keys_in_view, press, shown
from tests.tui.fake_engine import NOW, FakeEngine

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ME = Reference("PME", "Ada Moreau", "user")
BO = Reference("PBO", "Bo Larsen", "user")
WIDE, NARROW = (160, 45), (80, 24)


def stretch(start: float | None, end: float | None, *people: Reference) -> Stretch:
    return Stretch(
        people,
        None if start is None else NOW + start * HOUR,
        None if end is None else NOW + end * HOUR,
        ME.id if ME in people else "",
    )


def line(name: str, level: int, *stretches: Stretch) -> LevelLine:
    return LevelLine(Reference(f"P{name}", name, "escalation_policy"), level, stretches)


LINES = (
    line("Payments", 1, stretch(-30, 5, ME), stretch(5, 30, BO), stretch(30, 54), stretch(54, None, ME)),
    line("Payments", 2, stretch(None, None, BO)),
    line("Search", 1, stretch(-9, 12, BO), stretch(12, None)),
)


def reading(*lines: LevelLine) -> Timeline:
    return Timeline(NOW, NOW - 2 * DAY, NOW + 14 * DAY, lines)


@pytest.fixture
def engine(engine: FakeEngine) -> FakeEngine:
    engine.on_duty.timeline_answer = reading(*LINES)
    return engine


def rows(pilot: Pressing) -> list[str]:
    """The chart's lines, by their labels and cells."""
    return [text.strip(" │") for text in shown(pilot).splitlines() if any(sign in text for sign in "├━╳─")]


async def test_a_wide_terminal_draws_one_row_per_level_with_me_the_gaps_and_now(run: Run) -> None:
    async with run(WIDE) as pilot:
        await press(pilot, "ctrl+o")
        text = shown(pilot)
        assert "7 days, times in UTC  ·  as of 03:12 (0s ago)" in text
        assert "today, Sat 21 Nov" in text
        assert "now 03:12" in text
        first, second, third = (row for row in rows(pilot) if "L1" in row or "L2" in row)
        assert first.startswith("▌Payments L1")
        assert "★" in first.partition("├")[0]
        assert "├ Bo Larsen ┊──" in first
        assert "╳ nobody ╳╳" in first
        assert "┣ ★ you ━━" in first
        assert second.startswith("Payments L2  ──│ Bo Larsen ──")
        assert "Search   L1" in third
        now = {row.index("│", 12) for row in (first, f" {second}", f" {third}")}
        assert len(now) == 1
        assert keys_in_view(pilot)


async def test_the_highlighted_row_is_told_in_words_below(run: Run) -> None:
    async with run(WIDE) as pilot:
        await press(pilot, "ctrl+o")
        assert "now    ★ you until 08:12 (for 5 h)" in shown(pilot)
        assert "Bo Larsen 08:12 to Sun 09:12" in shown(pilot)
        assert "NOBODY Sun 09:12 to Mon 09:12" in shown(pilot)
        await press(pilot, "j", "down", "down")
        assert "now    Bo Larsen until 15:12 (for 12 h)" in shown(pilot)
        assert "then   NOBODY from 15:12 on" in shown(pilot)
        await press(pilot, "up")
        assert "now    Bo Larsen always" in shown(pilot)


async def test_the_days_are_zoomed_and_moved_and_now_is_found_again(run: Run) -> None:
    async with run(WIDE) as pilot:
        await press(pilot, "ctrl+o", "minus")
        assert "14 days" in shown(pilot)
        assert "Fri 4" in shown(pilot)
        await press(pilot, "plus", "plus")
        assert "3 days" in shown(pilot)
        await press(pilot, "plus", "plus")
        assert "1 day," in shown(pilot)
        assert "04:00" in shown(pilot)
        await press(pilot, "w", "right")
        assert "now 03:12" not in shown(pilot)
        assert "Sun 22 Nov" in shown(pilot)
        assert "Sat 21 Nov" not in shown(pilot)
        await press(pilot, "left", "left")
        assert "Fri 20 Nov" in shown(pilot)
        await press(pilot, "t")
        assert "Fri 20 Nov" not in shown(pilot)
        assert "now 03:12" in shown(pilot)
        await press(pilot, "d", *["right"] * 30)
        assert "·····" in shown(pilot)
        assert "5 Dec" in shown(pilot)


async def test_a_narrow_terminal_says_the_same_in_words(run: Run) -> None:
    async with run(NARROW) as pilot:
        await press(pilot, "ctrl+o")
        text = shown(pilot)
        for words in (
            "Payments",
            "now    ★ you until 08:12 (for 5 h)",
            "then   Bo Larsen 08:12 to Sun 09:12",
            "gaps   Sun 09:12 to Mon 09:12",
            "you    from Mon 09:12 on",
            "now    Bo Larsen always",
            "then   NOBODY from 15:12 on",
        ):
            assert words in text, text
        assert not pilot.app.screen.query_one(OnCallChart).display
        assert keys_in_view(pilot)
        await press(pilot, "down", "down")
        levels = pilot.app.screen.query_one(OptionList)
        assert levels.highlighted == 2
        await pilot.resize_terminal(*WIDE)
        await pilot.pause()
        assert any(row.startswith("▌Search") for row in rows(pilot))


async def test_it_says_that_it_asks_and_then_that_nobody_answered(run: Run, engine: FakeEngine) -> None:
    engine.on_duty.timeline_ready.clear()
    async with run(WIDE) as pilot:
        await press(pilot, "ctrl+o")
        assert "Asking PagerDuty…" in shown(pilot)
        engine.on_duty.timeline_answer = NotSent("PagerDuty cannot be reached", "check the network")
        engine.on_duty.timeline_ready.set()
        await pilot.pause()
        assert "no answer from PagerDuty since 03:12: PagerDuty cannot be reached" in shown(pilot)
        engine.on_duty.timeline_answer = reading(*LINES)
        await press(pilot, "r")
        assert "no answer" not in shown(pilot)
        assert "as of 03:12" in shown(pilot)


async def test_an_old_reading_stays_in_view_with_its_age(run: Run, engine: FakeEngine) -> None:
    async with run(WIDE) as pilot:
        await press(pilot, "ctrl+o", "escape")
        engine.clock += timedelta(minutes=14)
        engine.on_duty.timeline_answer = NotSent("PagerDuty cannot be reached", "check the network")
        await press(pilot, "ctrl+o")
        assert "as of 03:12 (14m ago); no answer from PagerDuty since 03:26" in shown(pilot)
        assert any("Payments L1" in row for row in rows(pilot))
        assert "now 03:26" in shown(pilot)


async def test_it_is_not_asked_anew_within_a_minute_and_every_few_minutes_while_it_is_open(
    run: Run, engine: FakeEngine
) -> None:
    async with run(WIDE) as pilot:
        await press(pilot, "ctrl+o", "ctrl+o", "ctrl+o")
        assert len(engine.on_duty.timeline_asked) == 1
        screen = pilot.app.screen
        assert isinstance(screen, TimelineScreen)
        engine.clock += timedelta(minutes=6)
        screen.follow_time()
        await pilot.pause()
        assert len(engine.on_duty.timeline_asked) == 2
        screen.follow_time()
        await pilot.pause()
        assert len(engine.on_duty.timeline_asked) == 2


async def test_the_highlight_stays_with_its_level_when_another_comes_above(run: Run, engine: FakeEngine) -> None:
    async with run(WIDE) as pilot:
        await press(pilot, "ctrl+o", "j", "j")
        engine.on_duty.timeline_answer = reading(line("Accounts", 1, stretch(None, None, ME)), *LINES)
        await press(pilot, "r")
        assert any(row.startswith("▌Search   L1") for row in rows(pilot))


async def test_another_service_or_policy_is_looked_at_and_mine_again(run: Run, engine: FakeEngine) -> None:
    async with run(WIDE) as pilot:
        await press(pilot, "ctrl+o", "slash", *"databases")
        assert "Shows who is on call for Databases." in shown(pilot)
        engine.on_duty.timeline_answer = reading(line("Databases", 1, stretch(None, None, BO)))
        await press(pilot, "enter")
        assert engine.on_duty.timeline_asked == ["", "PDB"]
        assert "On call  Databases  (m: mine)" in shown(pilot)
        assert next(row for row in rows(pilot) if "L1" in row).startswith("▌Databases L1")
        engine.on_duty.timeline_answer = NotSent("PagerDuty cannot be reached", "check the network")
        await press(pilot, "m")
        assert engine.on_duty.timeline_asked == ["", "PDB", ""]
        assert "Databases" not in shown(pilot)
        assert "no answer from PagerDuty since" in shown(pilot)
        await press(pilot, "escape")
        engine.on_duty.timeline_answer = reading(*LINES)
        await press(pilot, "ctrl+o")
        assert any("Payments L1" in row for row in rows(pilot))


async def test_a_policy_without_a_level_is_said(run: Run, engine: FakeEngine) -> None:
    async with run(NARROW) as pilot:
        await press(pilot, "ctrl+o", "slash", *"databases")
        engine.on_duty.timeline_answer = reading()
        await press(pilot, "enter")
        assert "Databases pages nobody: its escalation policy has no level." in shown(pilot)


async def test_on_call_for_nothing_is_said(run: Run, engine: FakeEngine) -> None:
    engine.on_duty.timeline_answer = reading()
    for size in (WIDE, NARROW):
        async with run(size) as pilot:
            await press(pilot, "ctrl+o", "j", "right", "minus", "pagedown")
            assert "You are on call for nothing until Sat 5 Dec 03:12." in shown(pilot)
            await press(pilot, "escape")
            assert len(pilot.app.screen_stack) == 1


async def test_many_levels_scroll_with_the_highlight(run: Run, engine: FakeEngine) -> None:
    engine.on_duty.timeline_answer = reading(
        *(line(f"Policy {number:03}", 1, stretch(None, None, ME)) for number in range(300))
    )
    async with run(WIDE) as pilot:
        await press(pilot, "ctrl+o")
        assert "Policy 000" in shown(pilot)
        for _ in range(40):
            await pilot.press("pagedown")
        await pilot.pause()
        assert any(row.startswith("▌Policy 299") for row in rows(pilot))
        assert "Policy 000" not in shown(pilot)
        assert keys_in_view(pilot)
        await press(pilot, *["pageup"] * 40)
        assert any(row.startswith("▌Policy 000") for row in rows(pilot))


@pytest.mark.parametrize("size", [(160, 45), (100, 24), (100, 18), (80, 24), (60, 16)])
async def test_the_keys_are_in_view_and_foreign_names_stay_text(
    run: Run, engine: FakeEngine, size: tuple[int, int]
) -> None:
    nasty = Reference("PX", HOSTILE, "user")
    hostile = line(HOSTILE, 1, stretch(-9, 100, nasty), stretch(100, None))
    engine.on_duty.timeline_answer = reading(hostile, *LINES)
    async with run(size) as pilot:
        await press(pilot, "ctrl+o")
        assert keys_in_view(pilot)
        assert "[/foo] [@click" in shown(pilot)


async def test_a_click_highlights_a_level(run: Run) -> None:
    async with run(WIDE) as pilot:
        await press(pilot, "ctrl+o")
        await pilot.click(OnCallChart, offset=(60, 7))
        await pilot.pause()
        assert any(row.startswith("▌Search   L1") for row in rows(pilot))


async def test_the_status_bar_says_who_is_next_where_there_is_room(run: Run, engine: FakeEngine) -> None:
    engine.on_duty.next = "Bo Larsen"
    async with run(WIDE) as pilot:
        assert "on call: Payments primary L1 until 09:00, then Bo Larsen" in shown(pilot).splitlines()[0]
    async with run((72, 24)) as pilot:
        top = shown(pilot).splitlines()[0]
        assert "on call: Payments primary L1 until 09:00" in top
        assert "then" not in top


async def test_the_bar_says_whether_i_am_on_call_also_beside_bad_news(run: Run, engine: FakeEngine) -> None:
    engine.fail()
    engine.slack = replace(engine.slack, waiting=12)
    async with run(NARROW) as pilot:
        top = shown(pilot).splitlines()[0]
        assert "on call" in top
        assert "OFFLINE" in top
