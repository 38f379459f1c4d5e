"""Reminders of incidents and of what a person wrote, over HTTP with a clock that the test turns."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from pdtui.core.commands import Acknowledge, AddNote, Resolve, Snooze
from pdtui.core.events import IncidentsChanged, WriteDone
from pdtui.core.reminding.kinds import ReminderKind
from pdtui.core.reminding.reminder import Due
from pdtui.core.reminding.when import parse_timing
from pdtui.simulator.clock import WorldClock
from pdtui.simulator.pagerduty.model import Incident, Shift
from tests.reminding import MINUTE, Laptop, laptop
from tests.world import HOUR, World, until

NIGHT = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
SETTINGS = """\
[reminders]
time_zone = "UTC"
gap = false
shift_changed = false
shift_ends = false
"""


def world_at(home: Path, settings: str = "") -> World:
    world = World(home, WorldClock(NIGHT))
    world.settings += SETTINGS + settings
    return world


async def seen(mine: Laptop, incident: Incident) -> None:
    """The list has it."""
    while mine.engine.store.row(incident.id) is None:
        await until(mine.events, lambda event: isinstance(event, IncidentsChanged))


async def acted(mine: Laptop, intent_id: str) -> None:
    await until(mine.events, lambda event: isinstance(event, WriteDone) and event.intent_id == intent_id)


def of(told: list[tuple[datetime, Due]], kind: ReminderKind) -> list[tuple[str, str, str]]:
    return [(f"{at:%H:%M}", due.title, due.text) for at, due in told if kind in due.kinds]


async def test_not_acknowledged_comes_after_5_and_10_minutes_and_then_every_10_until_somebody_acts(
    tmp_path: Path,
) -> None:
    with world_at(tmp_path) as world:
        incident = world.trigger("Checkout is slow", age=timedelta())
        async with laptop(world) as mine:
            await seen(mine, incident)
            told = of(await mine.step(MINUTE, 31), ReminderKind.UNACKNOWLEDGED)
            assert told == [
                ("02:05", "Not acknowledged for 5 min", "#1 Checkout is slow"),
                ("02:10", "Not acknowledged for 10 min", "#1 Checkout is slow"),
                ("02:20", "Not acknowledged for 20 min", "#1 Checkout is slow"),
                ("02:30", "Not acknowledged for 30 min", "#1 Checkout is slow"),
            ]
            await acted(mine, mine.engine.submit(Acknowledge(incident.id)))
            assert not of(await mine.step(MINUTE, 25), ReminderKind.UNACKNOWLEDGED)


async def test_what_is_dismissed_is_not_heard_of_again_and_what_is_snoozed_comes_once_more(tmp_path: Path) -> None:
    with world_at(tmp_path) as world:
        incident, other = (world.trigger(title, age=timedelta()) for title in ("One", "Two"))
        async with laptop(world) as mine:
            await seen(mine, incident)
            await seen(mine, other)
            first = of(await mine.step(MINUTE, 5), ReminderKind.UNACKNOWLEDGED)
            assert [text for _, _, text in first] == ["#1 One", "#2 Two"]
            keys = {one.reminder.subject: one.key for one in mine.engine.reminders.told()}
            assert mine.engine.reminders.dismiss(keys["#1 One"])
            assert mine.engine.reminders.snooze(keys["#2 Two"], mine.clock.now() + 3 * MINUTE)
            told = of(await mine.step(MINUTE, 6), ReminderKind.UNACKNOWLEDGED)
            assert told == [
                ("02:08", "Not acknowledged for 8 min", "#2 Two"),
                ("02:10", "Not acknowledged for 10 min", "#2 Two"),
            ]
            assert not mine.engine.reminders.dismiss("nothing of the kind")


async def test_before_it_escalates_with_where_to(tmp_path: Path) -> None:
    with world_at(tmp_path, "unacknowledged = false\n") as world:
        incident = world.trigger("Checkout is slow", age=timedelta())
        async with laptop(world) as mine:
            await seen(mine, incident)
            await mine.until_planned(lambda planned: any(p.reminder.kind == ReminderKind.ESCALATION for p in planned))
            told = await mine.step(MINUTE, 29)
            assert [(f"{at:%H:%M}", due.title) for at, due in told] == [("02:28", "Escalates in 2 min")]
            assert told[0][1].text.startswith("#1 Checkout is slow")
            assert told[0][1].incident_id == incident.id


async def test_before_a_snooze_ends(tmp_path: Path) -> None:
    with world_at(tmp_path, "unacknowledged = false\nescalation = false\nupdate_due = false\n") as world:
        incident = world.trigger("Checkout is slow", age=timedelta())
        async with laptop(world) as mine:
            await seen(mine, incident)
            until_then = mine.clock.now() + HOUR
            await acted(mine, mine.engine.submit(Snooze(incident.id, until_then)))
            await mine.until_planned(lambda planned: bool(planned))
            told = await mine.step(MINUTE, 58)
            assert [(f"{at:%H:%M}", due.title) for at, due in told] == [
                ("02:55", "Snooze ends in 5 min: it pages again")
            ]


async def test_an_update_is_due_when_nobody_said_anything_and_a_note_counts_as_one(tmp_path: Path) -> None:
    settings = 'unacknowledged = false\nescalation = false\nacknowledgement_timeout = false\npriorities = ["P1"]\n'
    with world_at(tmp_path, settings) as world:
        incident = world.trigger("Checkout is down", age=timedelta())
        with world.server.lock:
            incident.priority_id = world.pagerduty.add_priority("P1").id
        async with laptop(world, environment={"PDTUI_SLACK_TOKEN": ""}) as mine:
            await seen(mine, incident)
            await acted(mine, mine.engine.submit(Acknowledge(incident.id)))
            await mine.until_planned(lambda planned: any(p.reminder.kind == ReminderKind.UPDATE_DUE for p in planned))
            assert not of(await mine.step(MINUTE, 20), ReminderKind.UPDATE_DUE)
            await acted(mine, mine.engine.submit(AddNote(incident.id, "looking at the pool")))
            told = of(await mine.step(MINUTE, 35), ReminderKind.UPDATE_DUE)
            assert told == [("02:50", "No update for 30 min", "#1 Checkout is down")]


async def test_a_follow_up_until_resolved_ends_with_its_incident(tmp_path: Path) -> None:
    with world_at(tmp_path, "unacknowledged = false\nescalation = false\n") as world:
        incident = world.trigger("Checkout is slow", age=timedelta())
        async with laptop(world) as mine:
            await seen(mine, incident)
            timing = parse_timing("every 30m until resolved", mine.clock.now(), on_incident=True)
            mine.engine.reminders.add("ask the vendor", timing, incident_id=incident.id, incident_name="#1 Checkout")
            told = of(await mine.step(10 * MINUTE, 6), ReminderKind.FOLLOW_UP)
            assert told == [
                ("02:30", "Follow up", "ask the vendor: #1 Checkout"),
                ("03:00", "Follow up", "ask the vendor: #1 Checkout"),
            ]
            await acted(mine, mine.engine.submit(Resolve(incident.id)))
            assert not of(await mine.step(10 * MINUTE, 12), ReminderKind.FOLLOW_UP)
            assert mine.engine.reminders.own() == ()


async def test_a_gap_is_told_when_seen_and_again_when_it_has_begun(tmp_path: Path) -> None:
    with world_at(tmp_path, "") as world:
        world.settings = world.settings.replace("gap = false\n", "")
        world.schedule.shifts.append(Shift(world.me.id, NIGHT + 13 * HOUR, NIGHT + 300 * HOUR))
        async with laptop(world) as mine:
            due = await mine.until_told("Nobody will be on call")
            assert due.text == "Payments (level 1): 14:00 to 15:00"
            mine.told.clear()
            world.clock.advance(12 * HOUR + MINUTE)
            mine.engine.refresh()
            due = await mine.until_told("Nobody is on call")
            assert due.text == "Payments (level 1): since 14:00, until 15:00"


async def test_a_list_that_is_old_says_so(tmp_path: Path) -> None:
    with world_at(tmp_path) as world:
        incident = world.trigger("Checkout is slow", age=timedelta())
        async with laptop(world) as mine:
            await seen(mine, incident)
            await mine.until_planned(lambda planned: bool(planned))
            world.server.stop()
            await until(mine.events, lambda event: type(event).__name__ == "PollFailed")
            world.clock.advance(5 * MINUTE)
            due = await mine.until_told("Not acknowledged")
            assert due.text == "#1 Checkout is slow; as of 02:00, PagerDuty does not answer"


async def test_what_was_snoozed_lapses_when_it_is_not_so_any_more(tmp_path: Path) -> None:
    with world_at(tmp_path, "escalation = false\nupdate_due = false\nacknowledgement_timeout = false\n") as world:
        incident, other = (world.trigger(title, age=timedelta()) for title in ("One", "Two"))
        async with laptop(world) as mine:
            await seen(mine, incident)
            await seen(mine, other)
            assert len(of(await mine.step(MINUTE, 5), ReminderKind.UNACKNOWLEDGED)) == 2
            for one in mine.engine.reminders.told():
                assert mine.engine.reminders.snooze(one.key, mine.clock.now() + 22 * MINUTE)
            await acted(mine, mine.engine.submit(Acknowledge(incident.id)))
            told = of(await mine.step(MINUTE, 25), ReminderKind.UNACKNOWLEDGED)
            assert [text for _, _, text in told] == ["#2 Two"] * 4
            assert "02:27" in [at for at, _, _ in told]
