"""Who is on call, as the verbs say it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from pdtui.simulator.pagerduty.model import Level, Shift
from tests.world import HOUR, World


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
