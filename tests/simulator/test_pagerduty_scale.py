"""A very large account: pages, filters and the history cost what a page costs, and the cap holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from pdtui.simulator.pagerduty import Incident, Level, LogEntry
from tests.simulator.pagerduty_world import START, Query, World, build

OPEN = 12_000
STATUSES: Query = {"statuses[]": ["triggered", "acknowledged"], "date_range": "all", "limit": "100"}


@pytest.fixture(scope="module")
def crowd() -> World:
    """12,000 open incidents on three services of two teams, every fourth of low urgency."""
    world = build()
    pagerduty = world.pagerduty
    pagerduty.switches.rate_limit = 1_000_000
    team = pagerduty.add_team("Other")
    policy = pagerduty.add_escalation_policy("Other", [Level(30, (world.cy.id,))], team=team)
    services = [world.service, pagerduty.add_service("Second", world.policy), pagerduty.add_service("Third", policy)]
    for number in range(OPEN):
        pagerduty.trigger(
            services[number % 3].id,
            f"incident {number}",
            urgency="low" if number % 4 == 0 else "high",
            incident_key=f"key-{number}",
            created_at=START - timedelta(seconds=number * 7 % 90_001),
        )
    return world


def pages(world: World, **query: str) -> Iterator[list[dict[str, object]]]:
    offset, more = 0, True
    while more and offset < 10_000:
        answer = world.call("GET", "/incidents", {**STATUSES, **query, "offset": str(offset)})
        rows = answer.at("incidents")
        assert isinstance(rows, list)
        yield rows
        offset, more = offset + len(rows), bool(answer.at("more"))


def test_the_cap(crowd: World) -> None:
    answer = crowd.call("GET", "/incidents", {**STATUSES, "offset": "9900", "total": "true"})
    assert (len(answer.each("incidents")), answer.at("total"), answer.at("more")) == (100, OPEN, True)
    refused = crowd.call("GET", "/incidents", {**STATUSES, "offset": "9901"})
    assert (refused.status, refused.code) == (400, 2002)
    assert sum(len(rows) for rows in pages(crowd)) == 10_000


@pytest.mark.parametrize("field", ["incident_number", "created_at"])
@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_the_kept_orders_are_the_true_ones(crowd: World, field: str, direction: str) -> None:
    seen = [row[field] for rows in pages(crowd, sort_by=f"{field}:{direction}") for row in rows]
    assert seen == sorted(seen, reverse=direction == "desc")  # type: ignore[type-var]
    assert len(seen) == 10_000


def test_two_orders_together(crowd: World) -> None:
    first = next(pages(crowd, sort_by="urgency:desc,created_at:desc"))
    assert {row["urgency"] for row in first} == {"high"}
    moments = [str(row["created_at"]) for row in first]
    assert moments == sorted(moments, reverse=True)


def test_filters_find_what_is_there(crowd: World) -> None:
    def total(**query: str) -> object:
        named = {name.replace("__", "[]"): value for name, value in query.items()}
        return crowd.call("GET", "/incidents", {**STATUSES, "limit": "1", "total": "true", **named}).at("total")

    other = next(team for team in crowd.pagerduty.state.teams.values() if team.name == "Other")
    assert total(urgencies__="low") == OPEN // 4
    assert total(service_ids__=crowd.service.id) == OPEN // 3
    assert total(team_ids__=other.id) == OPEN // 3
    assert total(user_ids__=crowd.cy.id) == OPEN // 3
    assert total(urgencies__="low", user_ids__=crowd.cy.id) == OPEN // 12
    assert total(incident_key="key-77") == 1


def test_a_change_shows_on_the_next_page(crowd: World) -> None:
    incident = next(iter(crowd.pagerduty.incidents.values()))
    before = crowd.call("GET", "/incidents", {**STATUSES, "total": "true"}).at("total")
    crowd.pagerduty.resolve(incident.id, crowd.bo.id)
    after = crowd.call("GET", "/incidents", {**STATUSES, "total": "true"}).at("total")
    crowd.call("PUT", f"/incidents/{incident.id}", body={"incident": {"type": "incident", "status": "triggered"}})
    assert (before, after) == (OPEN, OPEN - 1)
    assert crowd.call("GET", "/incidents", {**STATUSES, "total": "true"}).at("total") == OPEN


class Counted(list[LogEntry]):
    """The entries by time, which counts how many are read from it."""

    reads = 0

    def __getitem__(self, place: object) -> object:  # type: ignore[override]
        found: object = super().__getitem__(place)  # type: ignore[call-overload]
        Counted.reads += len(found) if isinstance(found, list) else 1
        return found

    def __iter__(self) -> Iterator[LogEntry]:
        Counted.reads += len(self)
        return super().__iter__()


def test_the_history_is_read_from_since_on(crowd: World, monkeypatch: pytest.MonkeyPatch) -> None:
    history = crowd.pagerduty.state.history
    crowd.after(minutes=5)
    crowd.pagerduty.add_note(next(iter(crowd.pagerduty.incidents)), crowd.bo.id, "fresh")
    since = crowd.pagerduty.state.now().isoformat().replace("+00:00", "Z")
    monkeypatch.setattr(history, "_by_time", Counted(history._by_time))
    Counted.reads = 0
    answer = crowd.call("GET", "/log_entries", {"since": since, "include[]": ["incidents", "channels"]})
    assert answer.each("log_entries", "type") == ["annotate_log_entry"]
    assert len(history.written) > 36_000
    assert Counted.reads < 100


def test_nobody_walks_all_incidents_for_one(crowd: World) -> None:
    class Walked(dict[str, Incident]):
        walks = 0

        def values(self) -> object:  # type: ignore[override]
            Walked.walks += 1
            return super().values()

    state = crowd.pagerduty.state
    state.incidents = Walked(state.incidents)
    try:
        crowd.call("GET", "/services", {"limit": "100"})
        assert Walked.walks == 1
        crowd.call("GET", "/incidents/17")
        crowd.call("GET", "/log_entries", {"limit": "1"})
        assert Walked.walks == 1
    finally:
        state.incidents = state.index.by_id
