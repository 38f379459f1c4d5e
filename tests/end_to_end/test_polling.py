"""What polling costs, what it does when PagerDuty stumbles, and how long lists are followed, over HTTP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest

from pdtui.adapters.clock import SystemClock
from pdtui.bootstrap import open_engine
from pdtui.config import load
from pdtui.core.engine import Engine
from pdtui.core.events import Event, IncidentsChanged, Left, Polled, PollFailed
from pdtui.core.stream import FROM
from pdtui.core.subscription import Subscription
from pdtui.errors import BadCredential, NotSent, RateLimited
from pdtui.simulator.faults import Fault, Kind
from pdtui.simulator.pagerduty.model import Incident, Level
from pdtui.simulator.wire import Request
from tests.benchmarks.requests_per_minute import ShiftedClock, measure
from tests.world import World, started, until

JSON = {"content-type": "application/json"}


def told(events: Subscription) -> list[Event]:
    """What was published since the last look."""
    return list(iter(events.poll, None))


def paths(world: World, since: int) -> list[str]:
    """What was asked for since."""
    return [exchange.request.path for exchange in world.server.exchanges[since:]]


# -- short lists -----------------------------------------------------------------------------------


async def test_an_unchanged_poll_is_two_requests_and_no_change(world: World) -> None:
    for number in range(3):
        world.trigger(f"incident {number}")
    async with world.engine() as engine:
        await engine.poll()
        events, before = engine.subscribe(), len(world.server.exchanges)
        await engine.poll()
        assert paths(world, before) == ["/incidents", "/incidents"]
        assert [type(event) for event in told(events)] == [Polled]


async def test_a_row_that_a_list_lacks_is_read_and_stays_where_it_is_still_mine(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        await engine.poll()
        events, before = engine.subscribe(), len(world.server.exchanges)
        empty = b'{"incidents":[],"more":false,"total":0}'
        world.faults.add(Fault(Kind.STATUS, path="^/incidents$", status=200, headers=JSON, body=empty, times=2))
        await engine.poll()
        assert paths(world, before) == ["/incidents", "/incidents", f"/incidents/{incident.id}"]
        assert [type(event) for event in told(events)] == [Polled]
        assert [row.id for row in engine.store.rows] == [incident.id]


async def test_what_was_merged_is_told_as_merged(world: World) -> None:
    source, target = world.trigger("one"), world.trigger("two")
    async with world.engine() as engine:
        await engine.poll()
        events = engine.subscribe()
        with world.server.lock:
            request = Request(
                "PUT",
                f"/incidents/{target.id}/merge",
                headers={"authorization": "Token token=me-token"},
                body=json.dumps({"source_incidents": [{"id": source.id, "type": "incident_reference"}]}).encode(),
            )
            assert world.pagerduty.handle(request).status == 200
        await engine.poll()
        (left,) = [event for event in told(events) if isinstance(event, Left)]
    assert left.incident.id == source.id
    assert left.what == f"was merged into #{target.number}"


@pytest.mark.parametrize("kind", [Kind.STATUS, Kind.DROP, Kind.TRUNCATE])
async def test_a_reading_that_fails_twice_is_tried_a_third_time(world: World, kind: Kind) -> None:
    world.trigger()
    world.faults.add(Fault(kind, path="^/incidents$", status=502, times=2))
    async with world.engine() as engine:
        await engine.poll()
        assert len(engine.store.rows) == 1


async def test_a_rate_limit_in_the_middle_of_a_list_is_waited_for(world: World) -> None:
    for number in range(150):
        world.trigger(f"incident {number}", announced=False)
    async with world.engine() as engine:
        first = world.faults.add(Fault(Kind.SLOW, path="^/incidents$", seconds=0.3))
        polling = asyncio.create_task(engine.poll())
        assert await asyncio.to_thread(first.reached.wait, 10)
        limited = Fault(Kind.STATUS, path="^/incidents$", status=429, headers={"ratelimit-reset": "1"})
        world.faults.add(limited)
        await polling
        assert limited.reached.is_set()
        assert len(engine.store.rows) == 150


# -- a refused token -------------------------------------------------------------------------------


@pytest.mark.parametrize("bad_key", ["json", "empty", "html"])
async def test_a_refused_token_is_told_as_one_whatever_page_says_so(world: World, bad_key: str) -> None:
    world.pagerduty.switches.bad_key = bad_key
    async with world.engine(PDTUI_PAGERDUTY_TOKEN="wrong") as engine:
        with pytest.raises(BadCredential, match="refused the token"):
            await engine.poll()


async def test_a_refused_token_stops_polling_until_the_person_asks_again(world: World) -> None:
    async with world.engine(PDTUI_PAGERDUTY_TOKEN="mended-later", PDTUI_SLACK_TOKEN="") as engine:
        events = engine.subscribe()
        engine.start()
        failed = await until(events, lambda event: isinstance(event, PollFailed))
        assert isinstance(failed, PollFailed)
        assert failed.retry_at is None
        asked = len(world.server.exchanges)
        await asyncio.sleep(1.5 * engine.poll_seconds)  # that nothing comes can only be waited for
        assert len(world.server.exchanges) == asked
        world.pagerduty.add_token("mended-later", world.me)
        engine.refresh()
        await until(events, lambda event: isinstance(event, Polled))


async def test_a_token_that_is_revoked_later_stops_polling_too(world: World) -> None:
    world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        refused = world.faults.add(Fault(Kind.STATUS, path="^/incidents$", status=401, times=None))
        failed = await until(events, lambda event: isinstance(event, PollFailed))
        assert isinstance(failed, PollFailed)
        assert failed.retry_at is None
        assert len(engine.store.rows) == 1
        with pytest.raises(BadCredential):
            await engine.poll()
        refused.times = 0
        engine.refresh()
        await until(events, lambda event: isinstance(event, Polled))


# -- long lists ------------------------------------------------------------------------------------


OLD = 6


@pytest.fixture
def crowd(world: World) -> list[Incident]:
    """More incidents than are read as a list each time, made hours ago; the newest first."""
    made = world.clock.now() - timedelta(hours=OLD)
    with world.server.lock:
        return [
            world.pagerduty.trigger(world.service.id, f"incident {number}", created_at=made - timedelta(seconds=number))
            for number in range(FROM + 60)
        ]


@asynccontextmanager
async def following(world: World) -> AsyncIterator[tuple[Engine, ShiftedClock]]:
    """An engine that has read the list and whose clock can be set forward."""
    world.settle()
    clock = ShiftedClock()
    async with open_engine(load(None, world.environment), world.environment, clock) as engine:
        await engine.poll()
        yield engine, clock


async def polled(world: World, engine: Engine) -> tuple[list[str], list[Event]]:
    """What one poll asks for and tells."""
    events, before = engine.subscribe(), len(world.server.exchanges)
    await engine.poll()
    return paths(world, before), told(events)


async def test_a_long_list_is_followed_by_the_log_and_read_every_five_minutes(
    world: World, crowd: list[Incident]
) -> None:
    async with following(world) as (engine, clock):
        for _ in range(3):
            before = engine.store.taken_at
            clock.ahead += timedelta(seconds=15)
            asked, events = await polled(world, engine)
            assert asked == ["/log_entries"]
            assert [type(event) for event in events] == [Polled]
            assert before is not None
            assert engine.store.taken_at is not None
            assert engine.store.taken_at - before >= timedelta(seconds=15)
        clock.ahead += timedelta(minutes=5)
        asked, events = await polled(world, engine)
        assert asked.count("/incidents") == 7
        assert "/log_entries" not in asked
        assert [type(event) for event in events] == [Polled]
        assert len(engine.store.rows) == len(crowd)


async def test_the_log_brings_what_joins_what_changes_and_what_leaves(world: World, crowd: list[Incident]) -> None:
    resolved, reassigned, acknowledged, moved_off = crowd[:4]
    other = world.pagerduty.add_escalation_policy("Search", [Level(30, (world.bo.id,))])
    foreign = world.pagerduty.trigger(world.pagerduty.add_service("Search API", other).id, "foreign")
    async with following(world) as (engine, _):
        new = world.trigger("new", age=timedelta(), announced=False)
        with world.server.lock:
            world.pagerduty.resolve(resolved.id, world.bo.id)
            world.pagerduty.reassign(reassigned.id, world.bo.id, [world.bo.id])
            world.pagerduty.acknowledge(acknowledged.id, world.bo.id)
            world.pagerduty.reassign(foreign.id, world.bo.id, [world.me.id])
            moved = json.dumps({"incident": {"type": "incident", "escalation_policy": {"id": other.id, "type": "x"}}})
            headers = {"authorization": "Token token=me-token"}
            request = Request("PUT", f"/incidents/{moved_off.id}", headers=headers, body=moved.encode())
            assert world.pagerduty.handle(request).status == 200
        asked, events = await polled(world, engine)
        assert asked == ["/log_entries"]
        (changes,) = [event for event in events if isinstance(event, IncidentsChanged)]
        assert set(changes.added) == {new.id, foreign.id}
        assert set(changes.changed) == {reassigned.id, acknowledged.id}
        assert set(changes.removed) == {resolved.id, moved_off.id}
        assert {event.incident.id: event.what for event in events if isinstance(event, Left)} == {
            resolved.id: "was resolved by Bo Larsen",
            moved_off.id: "is with Bo Larsen now",
        }
        row = engine.store.row(reassigned.id)
        assert row is not None
        assert str(row.reason) == "on call L1"
        asked, events = await polled(world, engine)
        assert asked == ["/log_entries"]
        assert [type(event) for event in events] == [Polled]


async def test_what_the_log_brought_from_a_foreign_service_is_in_the_next_list_too(
    world: World, crowd: list[Incident]
) -> None:
    stranger = world.pagerduty.add_user("Cy Ito", "cy@acme.example")
    other = world.pagerduty.add_escalation_policy("Search", [Level(30, (stranger.id,))])
    foreign = world.pagerduty.trigger(world.pagerduty.add_service("Search API", other).id, "foreign")
    async with following(world) as (engine, clock):
        moved = json.dumps(
            {"incident": {"type": "incident", "escalation_policy": {"id": world.policy.id, "type": "x"}}}
        )
        request = Request(
            "PUT", f"/incidents/{foreign.id}", headers={"authorization": "Token token=me-token"}, body=moved.encode()
        )
        with world.server.lock:
            assert world.pagerduty.handle(request).status == 200
            world.pagerduty.reassign(foreign.id, world.bo.id, [stranger.id])
        await polled(world, engine)
        assert engine.store.row(foreign.id) is not None
        clock.ahead += timedelta(minutes=6)
        asked, _ = await polled(world, engine)
        assert "/incidents" in asked
        assert engine.store.row(foreign.id) is not None


async def test_a_log_that_holds_too_much_gives_way_to_the_list(
    world: World, crowd: list[Incident], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pdtui.core.lister.MOST", 3)
    async with following(world) as (engine, _):
        for _ in range(4):
            world.trigger(age=timedelta(), announced=False)
        asked, _ = await polled(world, engine)
        assert (asked.count("/log_entries"), asked.count("/incidents")) == (1, 7)
        assert len(engine.store.rows) == len(crowd) + 4


async def test_after_a_log_that_failed_the_list_is_read(world: World, crowd: list[Incident]) -> None:
    async with following(world) as (engine, _):
        world.faults.add(Fault(Kind.STATUS, path="^/log_entries$", status=500, times=3))
        with pytest.raises(NotSent):
            await engine.poll()
        asked, _ = await polled(world, engine)
        assert "/log_entries" not in asked
        assert len(engine.store.rows) == len(crowd)


async def test_a_rate_limited_log_is_followed_on_from_where_it_was(world: World, crowd: list[Incident]) -> None:
    async with following(world) as (engine, clock):
        limited = Fault(Kind.STATUS, path="^/log_entries$", status=429, headers={"ratelimit-reset": "1"})
        world.faults.add(limited)
        with pytest.raises(RateLimited):
            await engine.poll()
        with world.server.lock:
            world.pagerduty.resolve(crowd[0].id, world.bo.id)
        clock.ahead += timedelta(seconds=15)
        asked, _ = await polled(world, engine)
        assert asked == ["/log_entries"]
        assert engine.store.row(crowd[0].id) is None


async def test_an_entry_that_only_names_its_incident_has_it_read(world: World, crowd: list[Incident]) -> None:
    named = {
        "id": "R0NAMED",
        "type": "resolve_log_entry",
        "created_at": "2026-01-01T00:00:00Z",
        "incident": {"id": crowd[0].id, "type": "incident_reference"},
    }
    body = json.dumps({"log_entries": [named], "more": False, "total": 1}).encode()
    async with following(world) as (engine, _):
        with world.server.lock:
            world.pagerduty.resolve(crowd[0].id, world.bo.id)
        world.faults.add(Fault(Kind.STATUS, path="^/log_entries$", status=200, headers=JSON, body=body))
        asked, events = await polled(world, engine)
        assert asked == ["/log_entries", f"/incidents/{crowd[0].id}"]
        assert [event.what for event in events if isinstance(event, Left)] == ["was resolved by Bo Larsen"]


async def test_an_entry_that_cannot_be_read_makes_the_log_no_whole_story(world: World, crowd: list[Incident]) -> None:
    async with following(world) as (engine, _):
        body = b'{"log_entries":[{"incident":5}],"more":false,"total":1}'
        world.faults.add(Fault(Kind.STATUS, path="^/log_entries$", status=200, headers=JSON, body=body))
        asked, _ = await polled(world, engine)
        assert "/incidents" in asked


async def test_refreshing_reads_the_list_whatever_the_log_says(world: World, crowd: list[Incident]) -> None:
    async with following(world) as (engine, _):
        engine.refresh()
        asked, _ = await polled(world, engine)
        assert "/incidents" in asked
        assert "/log_entries" not in asked


async def test_a_shift_that_ends_has_the_list_read(world: World, crowd: list[Incident]) -> None:
    async with following(world) as (engine, clock):
        with world.server.lock:
            for incident in crowd:
                world.pagerduty.reassign(incident.id, world.bo.id, [world.bo.id])
        await polled(world, engine)
        assert len(engine.store.rows) == len(crowd)
        clock.ahead += timedelta(hours=7)
        asked, _ = await polled(world, engine)
        assert "/log_entries" not in asked
        assert engine.store.rows == ()


# -- clocks ----------------------------------------------------------------------------------------


class WrongClock(SystemClock):
    """A machine whose time of day is wrong; its stopwatch is right."""

    def __init__(self, wrong: timedelta) -> None:
        self._wrong = wrong

    def now(self) -> datetime:
        return super().now() + self._wrong


@pytest.mark.parametrize("ahead", [timedelta(minutes=4), timedelta(days=-1)], ids=["ahead", "a day behind"])
@pytest.mark.parametrize("dated", [True, False], ids=["with a date", "without a date"])
async def test_the_log_is_followed_by_pagerduty_s_clock_whatever_this_machine_s_says(
    world: World, crowd: list[Incident], ahead: timedelta, dated: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pdtui.core.lister.MOST", 500)  # fewer than there are from when the crowd came
    if not dated:
        monkeypatch.setattr("pdtui.adapters.pagerduty.client.dated", lambda headers: None)
        with world.server.lock:
            world.pagerduty.acknowledge(crowd[1].id, world.bo.id)  # so that the log's newest entry is of now
    world.settle()
    async with open_engine(load(None, world.environment), world.environment, WrongClock(ahead)) as engine:
        await engine.poll()
        new = world.trigger("new", age=timedelta(), announced=False)
        with world.server.lock:
            world.pagerduty.resolve(crowd[0].id, world.bo.id)
        asked, _ = await polled(world, engine)
        assert asked == ["/log_entries"]
        assert engine.store.row(new.id) is not None
        assert engine.store.row(crowd[0].id) is None


async def test_a_log_entry_that_shows_late_is_seen(world: World, crowd: list[Incident]) -> None:
    async with following(world) as (engine, _):
        with world.server.lock:
            world.pagerduty.acknowledge(crowd[0].id, world.bo.id)
        await polled(world, engine)
        with world.server.lock:
            world.pagerduty.resolve(crowd[1].id, world.bo.id)
            for entry in world.pagerduty.log_entries_of(crowd[1].id):
                if entry.type == "resolve_log_entry":
                    entry.created_at -= timedelta(seconds=30)
        asked, _ = await polled(world, engine)
        assert asked == ["/log_entries"]
        assert engine.store.row(crowd[1].id) is None


async def test_without_any_time_of_pagerduty_s_the_list_is_read_each_time(
    world: World, crowd: list[Incident], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pdtui.adapters.pagerduty.client.dated", lambda headers: None)
    world.faults.add(Fault(Kind.STATUS, path="^/log_entries$", status=403, headers=JSON, times=None))
    async with following(world) as (engine, _):
        asked, _ = await polled(world, engine)
        assert "/incidents" in asked
        assert len(engine.store.rows) == len(crowd)


# -- beyond the cap --------------------------------------------------------------------------------


@pytest.mark.parametrize("same_second", [False, True], ids=["over an hour", "within a second"])
async def test_all_twelve_thousand_are_held_unless_pagerduty_cannot_give_them_out(
    world: World, same_second: bool
) -> None:
    size, made = 12_000, world.clock.now() - timedelta(days=400)
    with world.server.lock:
        for number in range(size):
            age = timedelta() if same_second else timedelta(seconds=number // 4)
            world.pagerduty.trigger(world.service.id, f"incident {number}", created_at=made + age)
    async with following(world) as (engine, _):
        last = engine.last_poll
        assert isinstance(last, Polled)
        if same_second:
            assert len(engine.store.rows) == 10_000
            assert last.missing == "10,000+ are open, and PagerDuty does not give out 2,000 of them"
        else:
            assert len(engine.store.rows) == size
            assert last.missing == ""


# -- the figures -----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 100, 1_000])
async def test_a_quiet_minute_costs_no_more_than_agreed(size: int) -> None:
    result = await measure(size, minutes=5)
    assert result.listed == size
    assert result.mode == ("list" if size <= FROM else "stream")
    assert result.within, result
