"""What is not sent of a key press on many is cancelled: each was acted on once, or not at all, and it is said which."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from pdtui.core.commands import Acknowledge, AddNote, Command, Resolve
from pdtui.core.engine import Engine
from pdtui.core.events import Event, Progressed, WriteDone, WriteRefused, WritesCancelled
from pdtui.core.subscription import Subscription
from pdtui.errors import Refused
from pdtui.simulator.faults import Fault, Kind
from pdtui.simulator.pagerduty.model import Incident
from tests.world import PATIENCE, World, started, until

LOOKS = ("GET", "^/incidents/[^/]+$")
BULK = ("PUT", "^/incidents$")
NOTES = ("POST", "/notes$")
FAR = {"ratelimit-reset": "60", "content-type": "application/json"}
"""PagerDuty asks to wait for a minute."""


@pytest.fixture
def patient(world: World) -> World:
    """What is held does not time out before it is let go, and no rate limit is met but those of a test."""
    world.settings = world.settings.replace("timeout = 1.0", "timeout = 5.0", 1)
    world.pagerduty.switches.rate_limit = 1_000_000
    return world


def several(world: World, number: int) -> list[Incident]:
    return [world.trigger(f"Checkout {place} is slow") for place in range(number)]


def held_after(world: World, number: int, of: tuple[str, str], *, applied: bool = False) -> Fault:
    """So many requests of a kind pass, and the next ones wait."""
    method, path = of
    if number:
        world.faults.add(Fault(Kind.SLOW, method=method, path=path, times=number))
    return world.faults.add(Fault(Kind.HOLD, method=method, path=path, times=None, applied=applied))


def let_go(hold: Fault) -> None:
    hold.times = 0
    hold.release.set()


@dataclass
class Ends:
    """How every one ended."""

    done: set[str]
    cancelled: set[str]


async def ends(events: Subscription, intents: dict[str, str]) -> Ends:
    """Wait for all of them; ids of incidents. Each has one end."""
    incidents = {intent_id: incident_id for incident_id, intent_id in intents.items()}
    told: list[tuple[str, bool]] = []
    async with asyncio.timeout(PATIENCE):
        while len(told) < len(intents):
            event: Event = await events.next()
            assert not isinstance(event, WriteRefused) or event.intent_id not in incidents, event
            if isinstance(event, WriteDone) and event.intent_id in incidents:
                told.append((incidents[event.intent_id], True))
            elif isinstance(event, WritesCancelled):
                told += [(incidents[intent_id], False) for intent_id in event.intent_ids]
    assert len(dict(told)) == len(told)
    return Ends({one for one, done in told if done}, {one for one, done in told if not done})


async def idle(engine: Engine, events: Subscription) -> None:
    """Nothing is under way or owed."""
    async with asyncio.timeout(PATIENCE):
        while engine.in_flight or engine.slack_desk.rows():
            await events.next()


def writes(world: World) -> int:
    return sum(
        one.request.method in ("PUT", "POST") and "incidents" in one.request.path for one in world.server.exchanges
    )


Effects = Callable[[World, Incident], int]


def acknowledged(world: World, incident: Incident) -> int:
    return len(world.entries(incident, "acknowledge"))


def noted(world: World, incident: Incident) -> int:
    return len(world.notes(incident))


async def cancelled_at(
    world: World,
    incidents: Sequence[Incident],
    make: Callable[[str], Command],
    hold: Fault,
    effects: Effects,
    *,
    slack: str = "",
) -> Ends:
    """Ask for all, cancel where it is held, go on; then start again on the same journal. Checks what always holds."""
    async with world.engine(PDTUI_SLACK_TOKEN=slack) as engine:
        events = await started(engine)
        submitted = engine.submit_all([make(incident.id) for incident in incidents])
        assert await asyncio.to_thread(hold.reached.wait, PATIENCE)
        cancels = cancelled(engine)
        pending = {row.id for row in engine.store.rows if row.pending}
        assert engine.in_flight == len(pending)
        let_go(hold)
        ended = await ends(events, dict(submitted.intents))
        assert len(ended.cancelled) == cancels
        assert not pending & ended.cancelled
        assert not [row for row in engine.store.rows if row.failed]
        assert engine.writing is None
        await idle(engine, events)
    once = {incident.id: effects(world, incident) for incident in incidents}
    assert once == {one.id: int(one.id in ended.done) for one in incidents}
    assert ended.done | ended.cancelled == set(once)
    threads = [message.thread_ts for message in world.told() if message.is_reply]
    assert len(threads) == len(set(threads)) == (len(ended.done) if slack else 0)
    await assert_nothing_more_is_sent(world)
    assert {incident.id: effects(world, incident) for incident in incidents} == once
    return ended


def cancelled(engine: Engine) -> int:
    """How many were cancelled; none where all of it is sent, which is said."""
    try:
        undoing = engine.undo()
    except Refused as error:
        return 0 if "still under way" in str(error) else -1
    assert undoing.cancels > 0
    return undoing.cancels


async def assert_nothing_more_is_sent(world: World) -> None:
    """Another run on the same journal does what it is asked for then, and nothing else."""
    before = writes(world)
    probe = world.trigger("Another one")
    async with world.engine(PDTUI_SLACK_TOKEN="") as engine:
        events = await started(engine)
        intent_id = engine.submit(Acknowledge(probe.id), await engine.find(probe.id))
        await until(events, lambda event: isinstance(event, WriteDone) and event.intent_id == intent_id)
        await idle(engine, events)
    assert writes(world) == before + 1


@pytest.mark.parametrize("sent", range(9))
async def test_notes_on_many_cancelled_after_each_that_was_sent(patient: World, sent: int) -> None:
    incidents = several(patient, 9)
    hold = held_after(patient, sent, NOTES)
    slack = patient.environment["PDTUI_SLACK_TOKEN"]
    ended = await cancelled_at(patient, incidents, lambda one: AddNote(one, "looking"), hold, noted, slack=slack)
    assert sent < len(ended.done) <= sent + 4  # four at most are on their way at once


@pytest.mark.parametrize("sent", [0, 4])
async def test_a_pdtui_that_ends_right_after_the_cancelling_leaves_only_what_was_sent(
    patient: World, sent: int
) -> None:
    patient.settings = patient.settings.replace("timeout = 5.0", "timeout = 1.0", 1)  # what was lost is found sooner
    incidents = several(patient, 9)
    hold = held_after(patient, sent, NOTES, applied=True)
    async with patient.engine() as engine:
        await started(engine)
        submitted = engine.submit_all([AddNote(incident.id, "looking") for incident in incidents])
        assert await asyncio.to_thread(hold.reached.wait, PATIENCE)
        cancels = cancelled(engine)
    let_go(hold)
    async with patient.engine() as engine:
        events = await started(engine)
        while engine.in_flight or not sum(noted(patient, incident) for incident in incidents):
            await events.next()
        await idle(engine, events)
    notes = [noted(patient, incident) for incident in incidents]
    assert cancels >= len(submitted.intents) - sent - 4
    assert sorted(notes) == [0] * cancels + [1] * (9 - cancels)
    await assert_nothing_more_is_sent(patient)


@pytest.mark.parametrize(("looks", "done"), [(0, 0), (1, 0), (19, 0), (20, 0), (99, 0), (103, 100), (119, 100)])
async def test_a_bulk_cancelled_while_it_is_looked_at(patient: World, looks: int, done: int) -> None:
    hold = held_after(patient, looks, LOOKS)
    ended = await cancelled_at(patient, several(patient, 120), Acknowledge, hold, acknowledged)
    assert (len(ended.done), len(ended.cancelled)) == (done, 120 - done)


@pytest.mark.parametrize("applied", [True, False])
@pytest.mark.parametrize(("requests", "done"), [(0, 100), (1, 120)])
async def test_a_bulk_cancelled_while_a_request_is_on_its_way(
    patient: World, requests: int, done: int, applied: bool
) -> None:
    hold = held_after(patient, requests, BULK, applied=applied)
    ended = await cancelled_at(patient, several(patient, 120), Acknowledge, hold, acknowledged)
    assert (len(ended.done), len(ended.cancelled)) == (done, 120 - done)


@pytest.mark.parametrize("applied", [True, False])
async def test_a_bulk_whose_answer_is_lost_after_the_rest_was_cancelled_is_done_once(
    patient: World, applied: bool
) -> None:
    incidents = several(patient, 105)
    lost = patient.faults.add(Fault(Kind.HANG, method="PUT", path=BULK[1], applied=applied))
    ended = await cancelled_at(patient, incidents, Acknowledge, lost, acknowledged)
    assert (len(ended.done), len(ended.cancelled)) == (100, 5)


@pytest.mark.parametrize("status", [403, 429])
async def test_what_is_turned_away_after_the_rest_was_cancelled_is_not_tried_again(patient: World, status: int) -> None:
    incidents = several(patient, 105)
    hold = held_after(patient, 0, BULK)
    async with patient.engine(PDTUI_SLACK_TOKEN="") as engine:
        events = await started(engine)
        submitted = engine.submit_all([Acknowledge(incident.id) for incident in incidents])
        assert await asyncio.to_thread(hold.reached.wait, PATIENCE)
        assert cancelled(engine) == 5
        if status == 429:
            patient.pagerduty.switches.rate_limit = 0
        else:
            patient.me.role = "read_only_user"
        let_go(hold)
        ended = await ends(events, dict(submitted.intents))
        assert (len(ended.done), len(ended.cancelled)) == (0, 105)
    patient.pagerduty.switches.rate_limit, patient.me.role = 1_000_000, "admin"
    assert [acknowledged(patient, incident) for incident in incidents] == [0] * 105
    await assert_nothing_more_is_sent(patient)


async def test_a_single_action_that_waits_for_the_network_is_cancelled_and_another_one_goes_at_once(
    patient: World,
) -> None:
    incident = patient.trigger()
    async with patient.engine() as engine:
        events = await started(engine)
        gone = patient.faults.add(Fault(Kind.STATUS, path=f"/{incident.id}$", status=429, headers=FAR, times=None))
        intent_id = engine.submit(Acknowledge(incident.id))
        assert await asyncio.to_thread(gone.reached.wait, PATIENCE)
        undoing = engine.undo()
        assert (undoing.cancels, undoing.intents) == (1, {})
        event = await until(events, lambda one: isinstance(one, WritesCancelled))
        assert isinstance(event, WritesCancelled)
        assert event.intent_ids == (intent_id,)
        assert event.what == f"#{incident.number} was not acknowledged: cancelled before it was sent"
        assert engine.in_flight == 0
        with pytest.raises(Refused, match="there is nothing to undo"):
            engine.undo()
    assert acknowledged(patient, incident) == 0


async def test_what_was_done_before_the_cancelling_is_undone_by_the_next_undo(patient: World) -> None:
    incidents = several(patient, 105)
    hold = held_after(patient, 103, LOOKS)
    async with patient.engine(PDTUI_SLACK_TOKEN="") as engine:
        events = await started(engine)
        submitted = engine.submit_all([Acknowledge(incident.id) for incident in incidents])
        assert await asyncio.to_thread(hold.reached.wait, PATIENCE)
        assert cancelled(engine) == 5
        let_go(hold)
        await ends(events, dict(submitted.intents))
        undoing = engine.undo()
        assert undoing.what == "acknowledged 100 incidents"
        await ends(events, dict(undoing.intents))
    assert {incident.status for incident in incidents} == {"triggered"}
    assert sum(len(patient.entries(incident, "unacknowledge")) for incident in incidents) == 100


async def test_an_undo_of_many_is_counted_and_not_cancelled_by_a_second_press(patient: World) -> None:
    incidents = several(patient, 105)
    async with patient.engine(PDTUI_SLACK_TOKEN="") as engine:
        events = await started(engine)
        await ends(events, dict(engine.submit_all([Acknowledge(incident.id) for incident in incidents]).intents))
        hold = held_after(patient, 103, LOOKS)
        undoing = engine.undo()
        assert await asyncio.to_thread(hold.reached.wait, PATIENCE)
        assert str(engine.writing) == "undoing 100 of 105"
        assert cancelled(engine) == 0
        let_go(hold)
        assert len((await ends(events, dict(undoing.intents))).done) == 105
    assert {incident.status for incident in incidents} == {"triggered"}


async def test_another_action_on_a_cancelled_incident_takes_its_turn(patient: World) -> None:
    incidents = several(patient, 3)
    hold = held_after(patient, 0, LOOKS)
    async with patient.engine() as engine:
        events = await started(engine)
        engine.submit_all([Acknowledge(incident.id) for incident in incidents])
        engine.submit(AddNote(incidents[0].id, "first the note"))
        assert await asyncio.to_thread(hold.reached.wait, PATIENCE)
        assert cancelled(engine) == 1  # the last action is the note
        assert cancelled(engine) == 3
        note = engine.submit(AddNote(incidents[1].id, "then this"))
        let_go(hold)
        await until(events, lambda event: isinstance(event, WriteDone) and event.intent_id == note)
        assert engine.in_flight == 0
    assert [noted(patient, incident) for incident in incidents] == [0, 1, 0]
    assert [acknowledged(patient, incident) for incident in incidents] == [0, 0, 0]


async def test_the_counts_of_a_bulk_with_notes(patient: World) -> None:
    incidents = several(patient, 120)
    held = held_after(patient, 1, BULK)
    async with patient.engine(PDTUI_SLACK_TOKEN="") as engine:
        events = await started(engine)
        submitted = engine.submit_all([Resolve(incident.id, "pool exhausted") for incident in incidents])
        assert str(engine.writing) == "resolving 0 of 120"
        event = await until(events, lambda one: isinstance(one, Progressed))
        assert isinstance(event, Progressed)
        assert str(event.progress) == str(engine.writing) == "resolving 100 of 120"
        let_go(held)
        ended = await ends(events, dict(submitted.intents))
        assert len(ended.done) == 120
        assert engine.in_flight == 0
    assert [noted(patient, incident) for incident in incidents] == [1] * 120
