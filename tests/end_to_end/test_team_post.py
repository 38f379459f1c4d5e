"""Who is on call today, posted to a channel: once a day, over laptops, restarts and lost answers."""

from __future__ import annotations

from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pdtui.core.events import OutboxChanged, Polled, SlackRemark
from pdtui.simulator.clock import WorldClock
from pdtui.simulator.faults import Fault, Kind
from tests.reminding import MINUTE, Laptop, TurnedClock, laptop
from tests.world import HOUR, World, until

EARLY = datetime(2026, 6, 1, 8, 30, tzinfo=UTC)  # a Monday
SETTINGS = """\
[reminders]
time_zone = "UTC"
gap = false
shift_changed = false
shift_starts = false
shift_ends = false
team_post = { channel = "#incidents", when = "every weekday at 09:00" }
"""


def world_at(home: Path, start: datetime = EARLY) -> World:
    world = World(home, WorldClock(start))
    world.settings += SETTINGS
    world.slack.add_person("Ada Moreau", "ada@acme.example")
    return world


def posts(world: World) -> list[str]:
    return [message.text for message in world.told()]


async def posted(mine: Laptop) -> None:
    while not posts(mine.world):
        await until(mine.events, lambda event: isinstance(event, OutboxChanged))


async def test_it_names_primary_and_secondary_with_a_real_mention_at_nine(tmp_path: Path) -> None:
    with world_at(tmp_path) as world:
        async with laptop(world) as mine:
            await mine.until_planned(lambda planned: bool(planned))
            await mine.settle()
            assert posts(world) == []
            world.clock.advance(30 * MINUTE)
            await posted(mine)
        (text,) = posts(world)
        ada = next(one for one in world.slack.people if one.email == "ada@acme.example")
        assert text == (
            f"On call today, Monday 1 June:\nPayments: primary <@{ada.user_id}> until 14:30, secondary @Bo Larsen"
        )


async def test_of_three_laptops_one_posts_and_the_next_day_one_again(tmp_path: Path) -> None:
    with world_at(tmp_path / "0") as world:
        clock = TurnedClock(world)
        async with AsyncExitStack() as stack:
            laptops = []
            for number in range(3):
                world.home = tmp_path / str(number)
                laptops.append(await stack.enter_async_context(laptop(world, clock)))
            for one in laptops:
                await one.until_planned(lambda planned: bool(planned))
            for days in (1, 2):
                world.clock.advance(30 * MINUTE if days == 1 else timedelta(days=1))
                for one in laptops:
                    await one.settle()
                    while one.engine.slack_desk.rows():
                        await until(one.events, lambda event: isinstance(event, OutboxChanged))
                assert len(posts(world)) == days


async def test_a_lost_answer_and_a_restart_post_it_once(tmp_path: Path) -> None:
    with world_at(tmp_path) as world:
        world.faults.add(Fault(Kind.DROP, path="/api/chat.postMessage", applied=True))
        world.clock.advance(30 * MINUTE)
        async with laptop(world) as mine:
            await posted(mine)
        world.clock.advance(HOUR)
        async with laptop(world) as mine:
            await mine.settle()
            while mine.engine.slack_desk.rows():
                world.clock.advance(MINUTE)
                await until(mine.events, lambda event: isinstance(event, OutboxChanged))
        assert len(posts(world)) == 1


async def test_on_a_weekend_and_hours_late_nothing_is_posted(tmp_path: Path) -> None:
    with world_at(tmp_path, EARLY - timedelta(days=1)) as world:
        async with laptop(world) as mine:
            assert await mine.step(HOUR, 20) == []
            assert posts(world) == []
        world.clock.advance(9 * HOUR)
        async with laptop(world) as mine:
            await mine.settle()
            assert mine.engine.slack_desk.rows() == ()
            assert posts(world) == []


async def test_without_slack_it_says_so_once(tmp_path: Path) -> None:
    with world_at(tmp_path) as world:
        world.clock.advance(30 * MINUTE)
        async with laptop(world, environment={"PDTUI_SLACK_TOKEN": ""}) as mine:
            event = await until(mine.events, lambda event: isinstance(event, SlackRemark))
            assert isinstance(event, SlackRemark)
            assert event.what.startswith("Not posted to #incidents: who is on call could not be posted: Slack is off")


async def test_a_reminder_goes_by_direct_message_where_that_is_wanted_once_from_two_laptops(tmp_path: Path) -> None:
    with world_at(tmp_path / "0") as world:
        world.settings = world.settings.replace(
            "shift_ends = false", 'shift_ends = { ways = ["slack"], times = ["15m"] }'
        )
        clock = TurnedClock(world)
        async with AsyncExitStack() as stack:
            laptops = []
            for number in range(2):
                world.home = tmp_path / str(number)
                laptops.append(await stack.enter_async_context(laptop(world, clock)))
            for one in laptops:
                await one.until_planned(lambda planned: any(p.reminder.kind == "shift_ends" for p in planned))
            world.clock.advance(5 * HOUR + 45 * MINUTE)
            for one in laptops:
                await one.settle()
                while one.engine.slack_desk.rows():
                    await until(one.events, lambda event: isinstance(event, OutboxChanged))
        direct = [
            message.text
            for channel in world.slack.channels.values()
            if channel.id.startswith("D")
            for message in world.slack.messages(channel.id)
        ]
        (text,) = [one for one in direct if one.startswith("Reminder: ")]
        assert text.startswith("Reminder: Your shift ends at 14:30, in 15 min: Primary (level 1): Bo Larsen takes over")


async def test_what_is_due_and_cannot_go_is_not_tried_without_a_pause(tmp_path: Path) -> None:
    with world_at(tmp_path) as world:
        world.clock.advance(30 * MINUTE)
        async with laptop(world, environment={"PDTUI_SLACK_TOKEN": ""}) as mine:
            await until(mine.events, lambda event: isinstance(event, SlackRemark))
            before = world.requests("GET", "/oncalls")
            for _ in range(3):
                await until(mine.events, lambda event: isinstance(event, Polled))
            assert world.requests("GET", "/oncalls") - before <= 6
