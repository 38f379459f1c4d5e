"""Overrides of a schedule over HTTP: made one by one, ended, and followed by the on-calls at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.simulator.judged_server import Desk, judged_desk, reference
from tests.simulator.pagerduty_world import START, Answer, Query

DAY: Query = {"since": "2026-08-03T00:00:00Z", "until": "2026-08-04T00:00:00Z"}


@pytest.fixture
def desk() -> Iterator[Desk]:
    with judged_desk() as desk:
        yield desk


def path(desk: Desk) -> str:
    return f"/schedules/{desk.world.schedule.id}/overrides"


def turn(user_id: str, start: str, end: str) -> dict[str, object]:
    return {"start": f"2026-08-03T{start}:00Z", "end": f"2026-08-03T{end}:00Z", "user": reference(user_id, "user")}


def make(desk: Desk, *turns: dict[str, object], token: str = "ada") -> Answer:
    return desk.post(path(desk), {"overrides": list(turns)}, token=token)


def made(desk: Desk, *turns: dict[str, object]) -> list[str]:
    rows = make(desk, *turns).json()
    assert isinstance(rows, list)
    assert [row["status"] for row in rows] == [201] * len(turns)
    return [row["override"]["id"] for row in rows]


def on_call(desk: Desk) -> list[object]:
    """Who is on call now, as PagerDuty says."""
    query = {"schedule_ids[]": desk.world.schedule.id}
    return desk.get("/oncalls", query).each("oncalls", "user", "id")


def test_each_of_them_stands_or_falls_alone(desk: Desk) -> None:
    bo = desk.world.bo.id
    answer = make(
        desk,
        turn(bo, "10:00", "11:00"),
        turn(bo, "11:00", "11:00"),
        turn(bo, "07:00", "08:00"),
        turn("PXXXXXX", "10:00", "11:00"),
    )
    rows = answer.json()
    assert answer.status == 201
    assert isinstance(rows, list)
    assert [row["status"] for row in rows] == [201, 400, 400, 400]
    assert ["errors" in row for row in rows] == [False, True, True, True]
    assert desk.get(path(desk), DAY).each("overrides", "user", "id") == [bo]
    assert desk.post(path(desk), {"overrides": []}).status == 400


def test_on_calls_follow_at_once(desk: Desk) -> None:
    world = desk.world
    assert on_call(desk) == [world.ada.id]
    (override,) = made(desk, turn(world.bo.id, "09:00", "12:00"))
    assert on_call(desk) == [world.bo.id]
    made(desk, turn(world.cy.id, "09:00", "10:00"))
    assert on_call(desk) == [world.cy.id]
    world.after(hours=1)
    assert on_call(desk) == [world.bo.id]
    assert desk.call("DELETE", f"{path(desk)}/{override}").status == 200
    assert on_call(desk) == [world.ada.id]


def test_what_begins_now_or_later_is_taken_away_and_what_runs_is_cut_short(desk: Desk) -> None:
    later, running = made(desk, turn(desk.world.bo.id, "11:00", "12:00"), turn(desk.world.cy.id, "08:00", "10:00"))
    assert desk.call("DELETE", f"{path(desk)}/{later}").status == 204
    assert desk.call("DELETE", f"{path(desk)}/{later}").status == 404
    assert desk.call("DELETE", f"{path(desk)}/{running}").status == 200
    listed = desk.get(path(desk), DAY)
    assert listed.each("overrides", "end") == ["2026-08-03T09:00:00Z"]
    assert desk.call("DELETE", f"{path(desk)}/{running}").code == 4004


def test_the_past_stays(desk: Desk) -> None:
    (override,) = made(desk, turn(desk.world.bo.id, "08:00", "10:00"))
    desk.world.after(hours=2)
    refused = desk.call("DELETE", f"{path(desk)}/{override}")
    assert (refused.status, refused.code) == (400, 4004)
    assert len(desk.world.schedule.overrides) == 1


def test_an_override_of_the_web_ui_is_like_any_other(desk: Desk) -> None:
    override = desk.pagerduty.add_override(desk.world.schedule.id, desk.world.bo.id, START, START + timedelta(hours=1))
    assert on_call(desk) == [desk.world.bo.id]
    assert desk.get(path(desk), DAY).each("overrides", "id") == [override.id]
    with pytest.raises(ValueError, match="ends after its start"):
        desk.pagerduty.add_override(desk.world.schedule.id, desk.world.bo.id, START, START)


def test_the_list_needs_both_bounds_and_is_cut_at_them(desk: Desk) -> None:
    made(desk, turn(desk.world.bo.id, "08:00", "12:00"))
    for missing in ("since", "until"):
        query = {name: str(value) for name, value in DAY.items() if name != missing}
        refused = desk.call("GET", path(desk), query, lawful=False)
        assert (refused.status, refused.code) == (400, 2001)
    hour: Query = {"since": "2026-08-03T09:00:00Z", "until": "2026-08-03T10:00:00Z"}
    assert desk.get(path(desk), hour).at("overrides", 0, "start") == "2026-08-03T09:00:00Z"
    whole = desk.get(path(desk), {**hour, "overflow": "true"})
    assert (whole.at("overrides", 0, "start"), whole.at("overrides", 0, "end")) == (
        "2026-08-03T08:00:00Z",
        "2026-08-03T12:00:00Z",
    )
    backwards = {"since": "2026-08-04T00:00:00Z", "until": "2026-08-03T00:00:00Z"}
    assert desk.get(path(desk), backwards).code == 2005


def test_editable_ones_are_told_by_their_ids_only(desk: Desk) -> None:
    _, later = made(desk, turn(desk.world.bo.id, "08:00", "10:00"), turn(desk.world.bo.id, "11:00", "12:00"))
    # The description asks for the other fields, and says in its own text that only the id is there.
    answer = desk.world.call("GET", path(desk), {**DAY, "editable": "true"})
    assert answer.json() == {"overrides": [{"id": later}]}


def test_responders_and_above_change_schedules(desk: Desk) -> None:
    (override,) = made(desk, turn(desk.world.bo.id, "11:00", "12:00"))
    for token in (
        desk.guest("read_only_user", "stakeholder"),
        desk.guest("observer", "observer"),
        desk.reader(),
        desk.scoped("schedules.read"),
    ):
        assert make(desk, turn(desk.world.bo.id, "10:00", "11:00"), token=token).status == 403
        assert desk.call("DELETE", f"{path(desk)}/{override}", token=token).status == 403
    assert len(desk.world.schedule.overrides) == 1
    assert make(desk, turn(desk.world.bo.id, "10:00", "11:00"), token="bo").status == 201
