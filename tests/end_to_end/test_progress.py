"""A first list of thousands comes with counts, and going on, F5 or another scope leaves it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from pdtui.core.engine import Engine
from pdtui.core.events import IncidentsChanged, Polled, Progressed
from pdtui.core.progress import Progress
from pdtui.core.scope import Scope
from pdtui.core.subscription import Subscription
from pdtui.simulator.faults import Fault, Kind
from pdtui.simulator.pagerduty.model import Level
from tests.benchmarks.requests_per_minute import ShiftedClock, fill
from tests.world import World, started, until

LIST = "^/incidents$"
MANY = 1_200
FIRST = Progress("reading", 100, MANY)


@pytest.fixture
def crowded(world: World) -> World:
    """1,200 open incidents, and a laptop whose clock can be set forward; nothing times out by itself."""
    world.settings = world.settings.replace("timeout = 1.0", "timeout = 60.0", 1)
    world.laptop_clock = ShiftedClock()
    fill(world, MANY)
    return world


def held_after(world: World, pages: int) -> Fault:
    """So many pages come, and the ones behind them wait."""
    if pages:
        world.faults.add(Fault(Kind.SLOW, path=LIST, times=pages))
    return world.faults.add(Fault(Kind.HOLD, path=LIST, times=None))


def let_go(fault: Fault) -> None:
    fault.times = 0
    fault.release.set()


def offsets(world: World) -> list[int]:
    """Where the pages of lists began that were asked for, and answered."""
    asked = [one.request for one in list(world.server.exchanges) if one.request.path == "/incidents"]
    return [int(request.value("offset") or 0) for request in asked if request.method == "GET"]


def reading(engine: Engine) -> Progress | None:
    """How far it is now; mypy holds a property for the same as before."""
    return engine.reading


async def first_words(engine: Engine) -> tuple[Subscription, Progress]:
    events = engine.subscribe()
    engine.start()
    event = await until(events, lambda one: isinstance(one, Progressed))
    assert isinstance(event, Progressed)
    return events, event.progress


async def test_a_first_list_of_thousands_says_how_far_it_is_and_is_not_good_before_it_is_whole(crowded: World) -> None:
    held = held_after(crowded, 1)
    async with crowded.engine() as engine:
        events, progress = await first_words(engine)
        assert progress == reading(engine) == FIRST
        assert engine.last_poll is None
        assert engine.store.rows == ()
        let_go(held)
        seen = [FIRST]
        while not isinstance(event := await until(events, lambda _: True), Polled):
            seen += [event.progress] if isinstance(event, Progressed) else []
        assert reading(engine) is None
        assert len(engine.store.rows) == MANY
    assert [one.done for one in seen] == sorted(one.done for one in seen)
    assert {one.of for one in seen} == {MANY}


async def test_nobody_waits_for_the_readings_after_it(crowded: World) -> None:
    async with crowded.engine() as engine:
        await engine.poll()
        events, before = engine.subscribe(), len(offsets(crowded))
        assert isinstance(crowded.laptop_clock, ShiftedClock)
        crowded.laptop_clock.ahead += timedelta(minutes=10)
        await engine.poll()
        assert max(offsets(crowded)[before:]) > 1_000  # the whole list
        assert not [event for event in iter(events.poll, None) if isinstance(event, Progressed)]


async def test_cached_rows_are_there_and_can_be_acted_on_meanwhile(crowded: World) -> None:
    async with crowded.engine() as engine:
        await engine.poll()
    held = held_after(crowded, 1)
    async with crowded.engine() as engine:
        cached = len(engine.store.rows)
        assert cached > 0
        await first_words(engine)
        assert reading(engine) == FIRST
        assert len(engine.store.rows) == cached
        engine.look_at(engine.store.rows[0].id)
        assert (await engine.find(engine.store.rows[0].id)).is_open  # the person's requests go before it
        let_go(held)


async def test_f5_begins_anew_where_the_reading_is_not_young(crowded: World) -> None:
    assert isinstance(crowded.laptop_clock, ShiftedClock)
    held = held_after(crowded, 1)
    async with crowded.engine() as engine:
        events, _ = await first_words(engine)
        engine.refresh()
        assert reading(engine) == FIRST
        crowded.laptop_clock.ahead += timedelta(seconds=2)
        let_go(held)
        held = held_after(crowded, 1)
        engine.refresh()
        assert reading(engine) is None
        await until(events, lambda event: isinstance(event, Progressed))
        assert reading(engine) == FIRST
        assert offsets(crowded).count(0) == 2
        let_go(held)
        await until(events, lambda event: isinstance(event, Polled))
        assert len(engine.store.rows) == MANY


async def test_another_scope_abandons_it_and_no_page_of_it_is_asked_for_any_more(world: World) -> None:
    world.settings = world.settings.replace("timeout = 1.0", "timeout = 60.0", 1)
    mine = world.trigger()
    with world.server.lock:
        cy = world.pagerduty.add_user("Cy Nowak", "cy@acme.example")
        policy = world.pagerduty.add_escalation_policy("Search", [Level(30, (cy.id,))])
        service = world.pagerduty.add_service("Search API", policy)
        for number in range(MANY - 1):
            world.pagerduty.trigger(service.id, f"search {number}")
    async with world.engine() as engine:
        events = await started(engine)
        held = held_after(world, 1)
        engine.set_scope(Scope.EVERYTHING)
        await until(events, lambda event: isinstance(event, Progressed))
        assert reading(engine) == FIRST
        assert engine.switching_to is Scope.EVERYTHING
        assert await asyncio.to_thread(held.reached.wait, 10)
        let_go(held)
        before = len(offsets(world))
        engine.set_scope(Scope.MINE)
        assert reading(engine) is None
        await until(events, lambda event: isinstance(event, Polled))
        assert engine.scope is Scope.MINE
        assert [row.id for row in engine.store.rows] == [mine.id]
        assert sum(offset > 0 for offset in offsets(world)[before:]) <= 3  # those that hung when it was left
        engine.set_scope(Scope.EVERYTHING)
        await until(events, lambda event: isinstance(event, IncidentsChanged) and len(event.added) == MANY - 1)
