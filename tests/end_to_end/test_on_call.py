"""Who is on call, as the verbs say it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from pdtui.core.events import OnCallChanged, Polled
from pdtui.simulator.pagerduty.model import Level, Shift
from pdtui.text import stamp
from tests.world import HOUR, World, until


def test_each_level_of_my_policies_with_who_is_next_and_when_nobody_is(world: World) -> None:
    first, second = json.loads(world.run("oncall", "--json").stdout)
    assert (first["escalation_policy"], first["level"], second["level"]) == ("Payments", 1, 2)
    (now,), (later,), (gap,) = first["now"], first["next"], first["gaps"]
    assert (now["user"], now["schedule"], now["user_id"]) == ("Ada Moreau", "Primary", world.me.id)
    assert (later["user"], later["start"]) == ("Bo Larsen", now["end"])
    assert gap == {"start": later["end"], "end": None}
    assert [(one["user"], one["schedule"], one["start"], one["end"]) for one in second["now"]] == [
        ("Bo Larsen", None, None, None)
    ]
    assert (second["next"], second["gaps"]) == ([], [])
    assert world.requests("GET", "/oncalls") == 2


def test_the_spans_of_each_level_tell_who_when_and_which_are_mine(world: World) -> None:
    now = world.clock.now()
    world.schedule.shifts += [
        Shift(world.bo.id, now + 12 * HOUR, now + 20 * HOUR),
        Shift(world.me.id, now + 30 * HOUR, now + 40 * HOUR),
    ]
    first, second = json.loads(world.run("oncall", "--json").stdout)
    assert [(span["user"], span["mine"]) for span in first["spans"]] == [
        ("Ada Moreau", True), ("Bo Larsen", False), ("Ada Moreau", True),
    ]  # fmt: skip
    mine, bos, later = first["spans"]
    assert mine == {
        "user": "Ada Moreau",
        "user_id": world.me.id,
        "start": first["now"][0]["start"],
        "end": bos["start"],
        "mine": True,
    }
    assert first["gaps"] == [{"start": bos["end"], "end": later["start"]}, {"start": later["end"], "end": None}]
    assert (stamp(now + 20 * HOUR), stamp(now + 30 * HOUR)) == (bos["end"], later["start"])
    assert [(span["user"], span["start"], span["end"]) for span in second["spans"]] == [("Bo Larsen", None, None)]
    assert world.requests("GET", "/oncalls") == 2


def test_several_on_call_at_the_same_time_have_a_span_each(world: World) -> None:
    now = world.clock.now()
    shadow = world.pagerduty.add_schedule("Shadow", [Shift(world.me.id, now - HOUR, now + 2 * HOUR)])
    night = world.pagerduty.add_schedule("Night", [Shift(world.bo.id, now - HOUR, now + 2 * HOUR)])
    world.pagerduty.add_escalation_policy("Search", [Level(10, (night.id, shadow.id))])
    (level,) = json.loads(world.run("oncall", "Search", "--json").stdout)
    assert [(span["user"], span["mine"]) for span in level["spans"]] == [("Ada Moreau", True), ("Bo Larsen", False)]
    assert {(span["start"], span["end"]) for span in level["spans"]} == {(stamp(now - HOUR), stamp(now + 2 * HOUR))}


def test_the_next_days_are_printed_one_after_the_other(world: World) -> None:
    result = world.run("oncall", "--days", "1")
    assert result.returncode == 0, result.stderr
    _, _, table = result.stdout.partition("\n\n")
    heads, mine, bos, nobody, always = table.splitlines()
    assert heads.split() == ["POLICY", "LEVEL", "FROM", "UNTIL", "ON", "CALL"]
    assert mine.startswith("Payments  L1")
    assert mine.endswith("Ada Moreau  you")
    assert bos.endswith("Bo Larsen")
    assert "NOBODY" in nobody
    assert always.split()[1:4] == ["L2", "-", "always"]
    far = json.loads(world.run("oncall", "--days", "89", "--json").stdout)
    assert len(far) == 2


@pytest.mark.parametrize("days", ["0", "90"])
def test_days_that_pagerduty_does_not_tell_of_are_refused(world: World, days: str) -> None:
    result = world.run("oncall", "--days", days)
    assert (result.returncode, result.stdout) == (2, "")
    assert "PagerDuty tells of 1 to 89 days" in result.stderr


async def test_the_status_line_knows_who_is_next_and_asks_for_it_once(world: World) -> None:
    async with world.engine() as engine:
        events = engine.subscribe()
        engine.start()
        await until(events, lambda event: isinstance(event, OnCallChanged) and engine.on_duty.next != "")
        assert engine.on_duty.summary.startswith("on call: Primary L1 until ")
        assert engine.on_duty.next == "Bo Larsen"
        before = world.requests("GET", "/oncalls")
        for _ in range(3):
            await until(events, lambda event: isinstance(event, Polled))
        assert world.requests("GET", "/oncalls") == before


async def test_the_timeline_reaches_from_before_now_to_two_weeks_ahead(world: World) -> None:
    now = world.clock.now()
    world.schedule.shifts.insert(0, Shift(world.bo.id, now - 30 * HOUR, now - 20 * HOUR))
    async with world.engine() as engine:
        timeline = await engine.on_duty.timeline()
        first, second = timeline.lines
        assert (first.policy.name, first.level, second.level) == ("Payments", 1, 2)
        assert [[person.name for person in stretch.people] for stretch in first.stretches] == [
            [], ["Bo Larsen"], [], ["Ada Moreau"], ["Bo Larsen"], [],
        ]  # fmt: skip
        assert timeline.since < now - 40 * HOUR
        assert timeline.until > now + timedelta(days=13)
        assert [stamp(gap.start) for gap in first.gaps(now) if gap.start] == [stamp(now + 12 * HOUR)]


def test_the_table_marks_me(world: World) -> None:
    result = world.run("oncall")
    assert result.returncode == 0, result.stderr
    heads, first, second = result.stdout.splitlines()
    assert heads.split() == ["POLICY", "LEVEL", "ON", "CALL", "UNTIL", "NEXT", "FROM", "NOBODY"]
    assert "Ada Moreau (you)" in first
    assert "Bo Larsen" in first
    assert first.endswith(" on")
    assert "always" in second


def test_a_service_or_a_policy_is_asked_for_by_name_in_one_request(world: World) -> None:
    now = world.clock.now()
    night = world.pagerduty.add_schedule("Night", [Shift(world.bo.id, now - HOUR, now + HOUR)])
    policy = world.pagerduty.add_escalation_policy("Search", [Level(10, (night.id,)), Level(10, ())])
    world.pagerduty.add_service("Production API", policy)
    (by_service, empty) = json.loads(world.run("oncall", "production api", "--json").stdout)
    assert (by_service["escalation_policy"], by_service["now"][0]["user"]) == ("Search", "Bo Larsen")
    assert (empty["level"], empty["now"], empty["gaps"]) == (2, [], [])
    assert world.requests("GET", "/oncalls") == 1
    assert json.loads(world.run("oncall", "Search", "--json").stdout) == [by_service, empty]
    world.pagerduty.add_service("Search", policy)
    assert world.run("oncall", "search").returncode == 0


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("nothing of it", 1, "there is no service or escalation policy 'nothing of it' that you may see"),
        ("pay", 2, "two services or escalation policies match 'pay': Payout (service), Payments (escalation policy)"),
    ],
)
def test_a_name_that_means_nothing_or_too_much(world: World, name: str, code: int, words: str) -> None:
    other = world.pagerduty.add_escalation_policy("Search", [Level(10, (world.bo.id,))])
    world.pagerduty.add_service("Payout", other)
    result = world.run("oncall", name)
    assert (result.returncode, result.stdout) == (code, "")
    assert words in result.stderr


def test_nobody_on_call_is_said(world: World) -> None:
    empty = world.pagerduty.add_schedule("Empty", [])
    world.pagerduty.add_escalation_policy("Lonely", [Level(10, (empty.id,))])
    (level,) = json.loads(world.run("oncall", "Lonely", "--json").stdout)
    assert (level["now"], len(level["gaps"])) == ([], 1)
    assert "NOBODY" in world.run("oncall", "Lonely").stdout.splitlines()[1]


def test_my_shifts_of_the_next_30_days(world: World) -> None:
    now = world.clock.now()
    world.schedule.shifts += [
        Shift(world.me.id, now + timedelta(days=20), now + timedelta(days=21)),
        Shift(world.me.id, now + timedelta(days=40), now + timedelta(days=41)),
    ]
    current, later = json.loads(world.run("shifts", "--json").stdout)
    assert (current["schedule"], current["level"], current["escalation_policy"]) == ("Primary", 1, "Payments")
    assert later["start"] == f"{now + timedelta(days=20):%Y-%m-%dT%H:%M:%SZ}"
    lines = world.run("shifts").stdout.splitlines()
    assert [line.rsplit(maxsplit=1)[1] for line in lines] == ["WHEN", "now", "later"]
    assert world.requests("GET", "/oncalls") == 2


def test_who_has_no_shift_is_told_so(world: World) -> None:
    world.schedule.shifts.clear()
    result = world.run("shifts")
    assert (result.returncode, result.stdout) == (0, "")
    assert "no shifts of yours in the next 30 days" in result.stderr
    assert json.loads(world.run("shifts", "--json").stdout) == []
    assert json.loads(world.run("oncall", "--json").stdout) == []
