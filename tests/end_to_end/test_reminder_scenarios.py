"""The scenarios of time: each with the real engine, journal, HTTP and APScheduler, and a clock that the test turns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pdtui.core.events import Polled
from pdtui.core.reminding.kinds import ReminderKind
from pdtui.core.reminding.reminder import Due
from pdtui.core.reminding.store import Planned
from pdtui.core.reminding.when import parse_timing
from pdtui.simulator.clock import WorldClock
from pdtui.simulator.pagerduty.model import Level, Schedule, Shift
from tests.reminding import MINUTE, TurnedClock, laptop
from tests.world import HOUR, World, until

DAY = timedelta(days=1)
MONDAY = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
UTC_ZONE = '[reminders]\ntime_zone = "UTC"\n'
QUIET = UTC_ZONE + "gap = false\nshift_changed = false\n"
"""Nothing but what a test is about."""


def world_at(home: Path, start: datetime, settings: str = QUIET) -> World:
    world = World(home, WorldClock(start))
    world.settings += settings
    return world


def duty(world: World, *turns: tuple[timedelta, timedelta], name: str = "Nights") -> Schedule:
    """A schedule of a policy of its own in which these turns, from now on, are mine and Bo has what is between."""
    now = world.clock.now()
    world.schedule.shifts.clear()
    mine = [Shift(world.me.id, now + start, now + end) for start, end in turns]
    bounds = [now - DAY, *(bound for one in mine for bound in (one.start, one.end)), now + 120 * DAY]
    others = [Shift(world.bo.id, start, end) for start, end in zip(bounds[::2], bounds[1::2], strict=True)]
    schedule = world.pagerduty.add_schedule(name, mine + others)
    policy = world.pagerduty.add_escalation_policy(name, [Level(30, (schedule.id,))])
    world.pagerduty.add_service(f"{name} API", policy)
    return schedule


def titles(told: Sequence[Due]) -> list[str]:
    return [due.title for due in told]


def with_names(planned: Sequence[Planned]) -> int:
    """How many say already who hands over or takes over."""
    return sum(bool(one.reminder.detail) for one in planned)


def of(told: Sequence[tuple[datetime, Due]], *kinds: ReminderKind) -> list[tuple[datetime, Due]]:
    return [(at, due) for at, due in told if due.kinds & set(kinds)]


async def test_plain_each_lead_of_a_shift_comes_once_and_says_who_and_what(tmp_path: Path) -> None:
    with world_at(tmp_path, MONDAY) as world:
        duty(world, (26 * HOUR, 34 * HOUR))
        service = list(world.pagerduty.state.services)[-1]
        world.pagerduty.trigger(service, "Checkout is slow", created_at=world.clock.now() - MINUTE)
        async with laptop(world) as mine:
            await mine.until_planned(lambda planned: with_names(planned) >= 8)
            for lead, words in ((2 * HOUR, "in 1 d"), (23 * HOUR, "in 1 h"), (45 * MINUTE, "in 15 min")):
                world.clock.advance(lead)
                due = await mine.until_told("Your shift starts at")
                assert due.title.endswith(words)
                assert due.text == "Nights (level 1): you take over from Bo Larsen; nothing open in your list"
                assert due.late == timedelta()
            world.clock.advance(15 * MINUTE)
            assert (await mine.until_told("Your shift started")).title == "Your shift started at 10:00"
            mine.engine.refresh()
            while not mine.engine.store.rows:
                await until(mine.events, lambda event: isinstance(event, Polled))
            world.clock.advance(8 * HOUR - 15 * MINUTE)
            due = await mine.until_told("Your shift ends")
            assert due.title == "Your shift ends at 18:00, in 15 min"
            assert due.text.endswith("Bo Larsen takes over; 1 incident open in your list, 1 not acknowledged")
            world.clock.advance(15 * MINUTE)
            due = await mine.until_told("Your shift ended")
            assert due.text == "Nights (level 1): Bo Larsen takes over"
            mine.told.clear()
            assert not [one for one in await mine.settle() if ReminderKind.SHIFT_ENDS in one.kinds]


async def test_a_shift_that_moved_is_told_and_reminded_of_at_its_new_hour_only(tmp_path: Path) -> None:
    with world_at(tmp_path, MONDAY, UTC_ZONE + "gap = false\n") as world:
        schedule = duty(world, (26 * HOUR, 34 * HOUR))
        async with laptop(world) as mine:
            await mine.until_planned(lambda planned: len(planned) == 8)
            start = MONDAY + 26 * HOUR
            with world.server.lock:
                schedule.shifts[0] = Shift(world.me.id, start + 2 * HOUR, start + 10 * HOUR)
                schedule.shifts.append(Shift(world.bo.id, start, start + 2 * HOUR))
            mine.engine.refresh()
            due = await mine.until_told("Your shifts changed")
            assert due.text == "Nights (level 1): now Tue 12:00 to Tue 20:00, was Tue 10:00 to Tue 18:00"
            await mine.until_planned(lambda planned: all(one.reminder.instant != start for one in planned))
            told = await mine.step(HOUR, 27)
            assert [due.title for _, due in of(told, ReminderKind.SHIFT_STARTS)] == [
                "Your shift starts at Tue 12:00, in 1 d",
                "Your shift starts at 12:00, in 1 h",
            ]


async def test_an_override_that_comes_and_goes_is_told_both_times(tmp_path: Path) -> None:
    with world_at(tmp_path, MONDAY, UTC_ZONE + "gap = false\n") as world:
        schedule = duty(world, (26 * HOUR, 34 * HOUR))
        async with laptop(world) as mine:
            await mine.until_planned(lambda planned: len(planned) == 8)
            for turn in range(2):
                with world.server.lock:
                    world.pagerduty.add_override(schedule.id, world.bo.id, MONDAY + 28 * HOUR, MONDAY + 30 * HOUR)
                mine.engine.refresh()
                due = await mine.until_told("Your shifts changed")
                assert due.text == (
                    "Nights (level 1): now Tue 10:00 to Tue 12:00 and Tue 14:00 to Tue 18:00,"
                    " was Tue 10:00 to Tue 18:00"
                )
                await mine.until_planned(lambda planned: len(planned) == 16)
                world.clock.advance(MINUTE)
                with world.server.lock:
                    schedule.overrides.clear()
                mine.engine.refresh()
                due = await mine.until_told("Your shifts changed")
                assert due.text.startswith("Nights (level 1): now Tue 10:00 to Tue 18:00, was Tue 10:00"), turn
                await mine.until_planned(lambda planned: len(planned) == 8)
                world.clock.advance(MINUTE)


async def test_a_shift_that_went_to_somebody_else_and_a_new_one(tmp_path: Path) -> None:
    with world_at(tmp_path, MONDAY, UTC_ZONE + "gap = false\n") as world:
        schedule = duty(world, (26 * HOUR, 34 * HOUR))
        async with laptop(world) as mine:
            await mine.until_planned(lambda planned: len(planned) == 8)
            with world.server.lock:
                world.pagerduty.add_override(schedule.id, world.bo.id, MONDAY + 26 * HOUR, MONDAY + 34 * HOUR)
                world.pagerduty.add_override(schedule.id, world.me.id, MONDAY + 50 * HOUR, MONDAY + 52 * HOUR)
            mine.engine.refresh()
            due = await mine.until_told("Your shifts changed")
            assert due.text == (
                "Nights (level 1): not yours any more: Tue 10:00 to Tue 18:00;"
                " Nights (level 1): new: Wed 10:00 to Wed 12:00"
            )


async def test_who_is_always_on_call_is_reminded_of_no_shift(tmp_path: Path) -> None:
    with world_at(tmp_path, MONDAY) as world:
        world.schedule.shifts.clear()
        world.pagerduty.add_escalation_policy("Always", [Level(30, (world.me.id,))])
        async with laptop(world) as mine:
            assert await mine.step(DAY, 5) == []
            assert mine.engine.reminders.planned() == ()


async def test_shifts_of_mine_that_touch_are_one(tmp_path: Path) -> None:
    with world_at(tmp_path, MONDAY) as world:
        duty(world, (-2 * HOUR, 8 * HOUR))
        now = world.clock.now()
        schedule = world.pagerduty.state.schedules[next(reversed(world.pagerduty.state.schedules))]
        schedule.shifts[:] = [
            Shift(world.me.id, now - 2 * HOUR, now + 8 * HOUR),
            Shift(world.me.id, now + 8 * HOUR, now + 16 * HOUR),
            Shift(world.bo.id, now + 16 * HOUR, now + 40 * HOUR),
        ]
        async with laptop(world) as mine:
            await mine.until_planned(lambda planned: len(planned) == 3)
            told = await mine.step(15 * MINUTE, 4 * 18)
            assert [due.title for _, due in of(told, ReminderKind.SHIFT_ENDS)] == [
                "Your shift ends at Tue 00:00, in 1 h",
                "Your shift ends at Tue 00:00, in 15 min",
                "Your shift ended at 00:00",
            ]
            assert not of(told, ReminderKind.SHIFT_STARTS)


@pytest.mark.parametrize(("zone", "start", "at", "wanted"), [
    ("Europe/Berlin", datetime(2026, 3, 28, 0, 0, tzinfo=UTC), "02:30",
     ["2026-03-28T01:30Z", "2026-03-29T01:00Z", "2026-03-30T00:30Z"]),
    ("Europe/Berlin", datetime(2026, 10, 24, 0, 0, tzinfo=UTC), "02:30",
     ["2026-10-24T00:30Z", "2026-10-25T00:30Z", "2026-10-26T01:30Z"]),
    ("America/New_York", datetime(2026, 3, 7, 6, 0, tzinfo=UTC), "02:30",
     ["2026-03-07T07:30Z", "2026-03-08T07:00Z", "2026-03-09T06:30Z"]),
    ("America/New_York", datetime(2026, 10, 31, 5, 0, tzinfo=UTC), "01:30",
     ["2026-10-31T05:30Z", "2026-11-01T05:30Z", "2026-11-02T06:30Z"]),
    ("Europe/Berlin", datetime(2026, 10, 24, 0, 0, tzinfo=UTC), "09:00",
     ["2026-10-24T07:00Z", "2026-10-25T08:00Z", "2026-10-26T08:00Z"]),
])  # fmt: skip
async def test_a_change_of_the_clocks_moves_nothing_and_repeats_nothing(
    tmp_path: Path, zone: str, start: datetime, at: str, wanted: list[str]
) -> None:
    from zoneinfo import ZoneInfo

    settings = f'[reminders]\ntime_zone = "{zone}"\ngap = false\nshift_changed = false\nshift_ends = false\n'
    with world_at(tmp_path, start, settings) as world:
        async with laptop(world) as mine:
            local = world.clock.now().astimezone(ZoneInfo(zone))
            mine.engine.reminders.add("look at the graphs", parse_timing(f"every day at {at}", local))
            told = of(await mine.step(15 * MINUTE, 4 * 24 * 3 - 4), ReminderKind.OWN)
            assert [f"{moment:%Y-%m-%dT%H:%MZ}" for moment, _ in told] == wanted
            assert {due.title for _, due in told} == {"look at the graphs"}


async def test_a_clock_that_is_set_forth_and_back_repeats_nothing(tmp_path: Path) -> None:
    with world_at(tmp_path, MONDAY) as world:
        duty(world, (3 * HOUR, 9 * HOUR))
        async with laptop(world) as mine:
            await mine.until_planned(lambda planned: with_names(planned) == 6)
            mine.clock.wrong_by = 2 * HOUR
            assert (await mine.until_told("Your shift starts at")).title == "Your shift starts at 11:00, in 1 h"
            mine.told.clear()
            mine.clock.wrong_by = -HOUR
            assert await mine.settle() == []
            mine.clock.wrong_by = timedelta()
            assert await mine.settle() == []
            world.clock.advance(2 * HOUR)
            assert await mine.settle() == []
            world.clock.advance(45 * MINUTE)
            assert (await mine.until_told("Your shift starts at")).title == "Your shift starts at 11:00, in 15 min"


async def test_after_nine_hours_of_sleep_each_is_told_once_oldest_first_with_how_late(tmp_path: Path) -> None:
    with world_at(tmp_path, MONDAY) as world:
        duty(world, (3 * HOUR, 5 * HOUR))
        async with laptop(world) as mine:
            await mine.until_planned(lambda planned: with_names(planned) >= 6)
            now = mine.clock.now()
            mine.engine.reminders.add("call the vendor", parse_timing("in 90m", now))
            await mine.until_planned(lambda planned: any(one.reminder.own_id for one in planned))
            world.clock.advance(9 * HOUR)
            last = await mine.until_told("Your shift ended")
            assert [(due.title, due.text) for due in mine.told] == [
                ("call the vendor", "due 09:30, 7 h 30 min ago"),
                (
                    "Your shift started at 11:00",
                    "Nights (level 1): you take over from Bo Larsen; due 11:00, 6 h ago; nothing open in your list",
                ),
                (
                    "Your shift ended at 13:00",
                    "Nights (level 1): Bo Larsen takes over; due 13:00, 4 h ago",
                ),
            ]
            assert last.late == 4 * HOUR
            mine.told.clear()
            assert await mine.settle() == []


async def test_what_came_due_while_pdtui_was_closed_is_told_at_the_next_start_once(tmp_path: Path) -> None:
    with world_at(tmp_path, MONDAY) as world:
        duty(world, (3 * HOUR, 5 * HOUR))
        async with laptop(world) as mine:
            await mine.until_planned(lambda planned: with_names(planned) >= 6)
        world.clock.advance(4 * DAY)
        async with laptop(world) as mine:
            await mine.until_told("Your shift ended")
            assert titles(mine.told) == ["Your shift started at Mon 11:00", "Your shift ended at Mon 13:00"]
            assert "due Mon 13:00, 3 d 19 h ago" in mine.told[-1].text
        async with laptop(world) as mine:
            assert await mine.settle() == []


async def test_of_two_processes_one_tells_each(tmp_path: Path) -> None:
    with world_at(tmp_path, MONDAY) as world:
        duty(world, (3 * HOUR, 5 * HOUR))
        clock = TurnedClock(world)
        async with laptop(world, clock) as one, laptop(world, clock) as other:
            await one.until_planned(lambda planned: len(planned) >= 6)
            for number in range(40):
                one.engine.reminders.add(f"number {number}", parse_timing(f"in {90 + number}m", clock.now()))
            for running in (one, other):
                await running.until_planned(lambda planned: sum(bool(p.reminder.own_id) for p in planned) == 40)
            told = []
            for _ in range(26):
                world.clock.advance(5 * MINUTE)
                told += await one.settle() + await other.settle()
            keys = [key for due in told for key in due.keys]
            assert len(keys) == len(set(keys))
            assert sum(key.startswith("own:") for key in keys) == 40


async def test_a_thousand_at_once_are_one_announcement_and_all_are_told(tmp_path: Path) -> None:
    with world_at(tmp_path, MONDAY) as world:
        async with laptop(world) as mine:
            now = mine.clock.now()
            for number in range(1000):
                mine.engine.reminders.add(f"number {number}", parse_timing("in 90m", now))
            await mine.until_planned(lambda planned: sum(bool(one.reminder.own_id) for one in planned) == 1000)
            world.clock.advance(90 * MINUTE)
            due = await mine.until_told("1,000 reminders came due")
            assert len(due.keys) == 1000
            assert due.text.endswith("and 995 more on the list of reminders")
            assert [one for one in await mine.settle() if one is not due] == []
            assert len(mine.engine.reminders.told()) == 1000
            assert mine.engine.reminders.own() == ()
