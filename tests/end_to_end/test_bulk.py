"""Many incidents at once: one request, and one by one where it is refused; each once, whatever happens."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from pdtui.core.commands import Acknowledge, AddNote, Command, Escalate, Resolve, Snooze
from pdtui.core.events import Event, Told, WriteDone, WriteRefused
from pdtui.core.subscription import Subscription
from pdtui.errors import AlreadyDone
from pdtui.simulator.faults import Fault, Kind
from pdtui.simulator.pagerduty.model import Incident
from tests.world import HOUR, PATIENCE, World, started

BULK = "^/incidents$"
JSON = {"content-type": "application/json"}


def several(world: World, number: int) -> list[Incident]:
    return [world.trigger(f"Checkout {place} is slow") for place in range(number)]


async def ends(events: Subscription, intent_ids: Sequence[str]) -> dict[str, Event]:
    """How each ended: done or refused."""
    found: dict[str, Event] = {}
    async with asyncio.timeout(PATIENCE):
        while len(found) < len(intent_ids):
            event = await events.next()
            if isinstance(event, WriteDone | WriteRefused) and event.intent_id in intent_ids:
                found[event.intent_id] = event
    return found


async def carried_out(world: World, commands: Sequence[Command]) -> list[Event]:
    """All of them by one key press, to their ends."""
    async with world.engine() as engine:
        events = await started(engine)
        submitted = engine.submit_all(commands)
        assert not submitted.refused
        found = await ends(events, list(submitted.intents.values()))
        return [found[submitted.intents[command.incident_id]] for command in commands]


def bulk_requests(world: World) -> int:
    return world.requests("PUT", "/incidents")


async def test_many_are_acknowledged_by_one_request(world: World) -> None:
    incidents = several(world, 9)
    async with world.engine() as engine:
        events = await started(engine)
        before = len(world.server.exchanges)
        submitted = engine.submit_all([Acknowledge(incident.id) for incident in incidents])
        assert [row.pending[0].action_id for row in engine.store.rows] == ["acknowledge"] * 9
        ended = await ends(events, list(submitted.intents.values()))
        sent = [
            exchange.request for exchange in world.server.exchanges[before:] if "slack" not in exchange.request.path
        ]
    assert all(isinstance(event, WriteDone) for event in ended.values())
    assert [len(world.entries(incident, "acknowledge")) for incident in incidents] == [1] * 9
    assert bulk_requests(world) == 1
    assert sum(request.path.startswith("/incidents/") and request.method == "PUT" for request in sent) == 0


async def test_more_than_a_hundred_go_in_chunks(world: World) -> None:
    incidents = several(world, 130)
    ended = await carried_out(world, [Acknowledge(incident.id) for incident in incidents])
    assert all(isinstance(event, WriteDone) for event in ended)
    assert {incident.status for incident in incidents} == {"acknowledged"}
    assert bulk_requests(world) == 2


async def test_a_bulk_that_is_refused_goes_one_by_one_and_names_what_was_refused(world: World) -> None:
    incidents = several(world, 5)
    denied = b'{"error":{"message":"Access Denied","code":2010}}'
    world.faults.add(Fault(Kind.STATUS, method="PUT", path=BULK, status=403, headers=JSON, body=denied))
    world.faults.add(
        Fault(Kind.STATUS, method="PUT", path=f"^/incidents/{incidents[3].id}$", status=403, headers=JSON, body=denied)
    )
    ended = await carried_out(world, [Acknowledge(incident.id) for incident in incidents])
    assert [isinstance(event, WriteDone) for event in ended] == [True, True, True, False, True]
    assert isinstance(ended[3], WriteRefused)
    assert "Access Denied" in ended[3].what
    assert [len(world.entries(incident, "acknowledge")) for incident in incidents] == [1, 1, 1, 0, 1]


async def test_one_that_somebody_resolved_meanwhile_is_left_resolved_and_the_others_are_done(world: World) -> None:
    incidents = several(world, 4)
    async with world.engine() as engine:
        events = await started(engine)
        with world.server.lock:
            world.pagerduty.resolve(incidents[1].id, world.bo.id)
        submitted = engine.submit_all([Acknowledge(incident.id) for incident in incidents])
        ended = await ends(events, list(submitted.intents.values()))
    refused = ended[submitted.intents[incidents[1].id]]
    assert isinstance(refused, WriteRefused)
    assert "was resolved by Bo Larsen already" in refused.what
    assert [incident.status for incident in incidents] == ["acknowledged", "resolved", "acknowledged", "acknowledged"]


@pytest.mark.parametrize("applied", [True, False])
@pytest.mark.parametrize("kind", [Kind.DROP, Kind.STATUS, Kind.TRUNCATE])
async def test_a_bulk_whose_answer_was_lost_ends_in_one_effect_each(world: World, kind: Kind, applied: bool) -> None:
    world.settings = world.settings.replace("timeout = 1.0", "timeout = 0.5", 1)
    incidents = several(world, 4)
    fault = world.faults.add(Fault(kind, method="PUT", path=BULK, applied=applied))
    ended = await carried_out(world, [Escalate(incident.id, 2) for incident in incidents])
    assert fault.reached.is_set()
    assert all(isinstance(event, WriteDone) for event in ended)
    assert [len(world.entries(incident, "escalate")) for incident in incidents] == [1] * 4


async def test_a_bulk_that_must_wait_is_no_failed_action(world: World) -> None:
    incidents = several(world, 3)
    world.faults.add(Fault(Kind.STATUS, method="PUT", path=BULK, status=429, headers={"ratelimit-reset": "1", **JSON}))
    ended = await carried_out(world, [Acknowledge(incident.id) for incident in incidents])
    assert all(isinstance(event, WriteDone) for event in ended)
    assert [len(world.entries(incident, "acknowledge")) for incident in incidents] == [1] * 3


async def test_many_are_resolved_with_a_note_on_each(world: World) -> None:
    incidents = several(world, 3)
    await carried_out(world, [Resolve(incident.id, "pool exhausted") for incident in incidents])
    assert {incident.status for incident in incidents} == {"resolved"}
    assert [[note.content for note in world.notes(incident)] for incident in incidents] == [["pool exhausted"]] * 3
    assert bulk_requests(world) == 1


async def test_many_are_snoozed_after_one_acknowledging_request(world: World) -> None:
    incidents = several(world, 3)
    until = world.clock.now() + HOUR
    await carried_out(world, [Snooze(incident.id, until) for incident in incidents])
    assert [len(world.entries(incident, "snooze")) for incident in incidents] == [1] * 3
    assert bulk_requests(world) == 1


async def test_a_note_on_many_stands_once_on_each(world: World) -> None:
    incidents = several(world, 3)
    await carried_out(world, [AddNote(incident.id, "looking") for incident in incidents])
    assert [len(world.notes(incident)) for incident in incidents] == [1] * 3


async def test_each_incident_is_told_in_its_own_thread(world: World) -> None:
    incidents = several(world, 3)
    async with world.engine() as engine:
        events = await started(engine)
        submitted = engine.submit_all([Acknowledge(incident.id) for incident in incidents])
        waiting = set(submitted.intents.values())
        async with asyncio.timeout(PATIENCE):
            while waiting:
                event = await events.next()
                if isinstance(event, Told):
                    waiting.discard(event.intent_id)
    replies = [message for message in world.told() if message.is_reply]
    assert len({message.thread_ts for message in replies}) == len(replies) == 3


async def test_what_does_not_apply_is_left_out_and_named(world: World) -> None:
    incidents = several(world, 3)
    with world.server.lock:
        world.pagerduty.acknowledge(incidents[0].id, world.me.id)
    async with world.engine() as engine:
        events = await started(engine)
        submitted = engine.submit_all([Acknowledge(incident.id) for incident in incidents])
        assert isinstance(submitted.refused[incidents[0].id], AlreadyDone)
        await ends(events, list(submitted.intents.values()))
    assert [len(world.entries(incident, "acknowledge")) for incident in incidents] == [1] * 3
