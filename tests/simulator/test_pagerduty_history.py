"""The account's history over HTTP: its order, its bounds, its pages, what it includes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from pdtui.simulator.pagerduty import Level, LogEntry
from tests.simulator.judged_server import Desk, judged_desk
from tests.simulator.pagerduty_world import START


@pytest.fixture
def desk() -> Iterator[Desk]:
    with judged_desk() as desk:
        yield desk


def test_entries_of_the_past_take_their_place_in_time(desk: Desk) -> None:
    new = desk.world.trigger("new")
    old = desk.pagerduty.trigger(desk.world.service.id, "old", created_at=START - timedelta(hours=2))
    desk.pagerduty.resolve(old.id, desk.world.bo.id, at=START - timedelta(hours=1))
    page = desk.get("/log_entries")
    assert page.each("log_entries", "incident", "id") == [new.id] * 3 + [old.id] * 4
    moments = [str(at) for at in page.each("log_entries", "created_at")]
    assert moments == sorted(moments, reverse=True)
    assert page.at("log_entries", 0, "type") == "notify_log_entry"
    assert page.at("log_entries", 3, "type") == "resolve_log_entry"


def test_bounds_take_in_their_own_second(desk: Desk) -> None:
    desk.world.trigger("first")
    desk.world.after(seconds=1)
    desk.world.trigger("second")

    def count(**query: str) -> int:
        return len(desk.get("/log_entries", query).each("log_entries"))

    first, second = "2026-08-03T09:00:00Z", "2026-08-03T09:00:01Z"
    assert (count(since=first), count(since=second), count(since="2026-08-03T09:00:02Z")) == (6, 3, 0)
    assert (count(since=first, until=first), count(since=first, until=second)) == (3, 6)


def test_pages_and_their_end(desk: Desk) -> None:
    for number in range(40):
        desk.world.trigger(f"n{number}")
    first = desk.get("/log_entries", {"limit": "100", "total": "true"})
    assert (len(first.each("log_entries")), first.at("more"), first.at("total")) == (100, True, 120)
    second = desk.get("/log_entries", {"limit": "100", "offset": "100"})
    assert (len(second.each("log_entries")), second.at("more"), second.at("total")) == (20, False, None)
    seen = [*first.each("log_entries", "id"), *second.each("log_entries", "id")]
    assert len(set(seen)) == 120
    assert desk.get("/log_entries", {"limit": "100", "offset": "9900"}).status == 200
    refused = desk.get("/log_entries", {"limit": "100", "offset": "9901"})
    assert (refused.status, refused.code) == (400, 2002)


def test_included_incidents_are_as_they_are_now(desk: Desk) -> None:
    incident = desk.world.trigger()
    desk.pagerduty.acknowledge(incident.id, desk.world.bo.id)
    included = desk.get("/log_entries", {"include[]": ["incidents", "channels"]})
    assert set(included.each("log_entries", "incident", "status")) == {"acknowledged"}
    assert included.at("log_entries", -1, "channel", "service_key") == "0" * 32
    plain = desk.get("/log_entries")
    assert set(plain.each("log_entries", "incident", "type")) == {"incident_reference"}
    channel = plain.at("log_entries", -1, "channel")
    assert isinstance(channel, dict)
    assert set(channel) == {"type", "summary"}


def test_teams_are_a_services_and_a_policys(desk: Desk) -> None:
    world = desk.world
    other = desk.pagerduty.add_team("Other")
    policy = desk.pagerduty.add_escalation_policy("O", [Level(5, (world.cy.id,))], team=other)
    theirs = world.trigger("theirs", desk.pagerduty.add_service("S", policy))
    world.trigger("ours")

    def incidents(*teams: str) -> set[object]:
        return set(desk.get("/log_entries", {"team_ids[]": list(teams)}).each("log_entries", "incident", "id"))

    assert incidents(other.id) == {theirs.id}
    assert len(incidents(other.id, world.team.id)) == 2
    assert incidents("PXXXXXX") == set()
    desk.pagerduty.switches.abilities.discard("teams")
    assert desk.call("GET", "/log_entries", {"team_ids[]": other.id}).status == 402


def test_a_refused_change_leaves_no_entry(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    incident = desk.world.trigger()
    before = desk.get("/log_entries").each("log_entries", "id")
    history = desk.pagerduty.state.history
    written: list[str] = []
    add = history.add

    def noted(entry: LogEntry) -> None:
        written.append(entry.id)
        add(entry)

    monkeypatch.setattr(history, "add", noted)
    refused = desk.change(incident, status="resolved", escalation_level=2)
    assert refused.code == 1006
    assert desk.get("/log_entries").each("log_entries", "id") == before
    for entry_id in before:
        assert desk.get(f"/log_entries/{entry_id}").at("log_entry", "id") == entry_id
    assert len(written) == 1
    assert desk.get(f"/log_entries/{written[0]}").status == 404


def test_history_lags_like_the_lists(desk: Desk) -> None:
    desk.world.trigger()
    desk.pagerduty.switches.list_lag = timedelta(seconds=5)
    assert desk.get("/log_entries").each("log_entries") == []
    desk.world.after(seconds=5)
    assert len(desk.get("/log_entries").each("log_entries")) == 3


def test_abilities(desk: Desk) -> None:
    assert "teams" in desk.get("/abilities").each("abilities")
    assert desk.get("/abilities/teams").status == 204
    desk.pagerduty.switches.abilities.discard("teams")
    assert desk.get("/abilities/teams").status == 402
    assert "teams" not in desk.get("/abilities").each("abilities")
    assert desk.get("/abilities/flying").status == 404
    assert desk.get("/abilities", token=desk.scoped("incidents.read")).status == 403
