"""Others act while pdtui waits, settles or undoes: what they did stands, and nothing is done twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from pdtui.core import commands
from pdtui.core.commands import Command
from pdtui.core.events import Event, WriteDone, WriteRefused
from pdtui.core.model import Reference
from pdtui.core.subscription import Subscription
from pdtui.errors import Refused
from pdtui.simulator.faults import Fault, Kind
from pdtui.simulator.pagerduty import handing_on, transitions
from pdtui.simulator.pagerduty.model import Incident, User
from tests.end_to_end.test_kill import API, kill_during
from tests.world import HOUR, PATIENCE, World, started, until

JSON = {"content-type": "application/json"}


@pytest.fixture(autouse=True)
def impatient(world: World) -> None:
    """A short timeout, so that lost answers are settled soon."""
    world.settings = world.settings.replace("timeout = 1.0", "timeout = 0.5", 1)


async def end_of(events: Subscription, intent_id: str) -> Event:
    """How a write ended: done or refused."""
    return await until(events, lambda e: isinstance(e, WriteDone | WriteRefused) and e.intent_id == intent_id)


def bo_resolves(world: World, incident: Incident) -> None:
    with world.server.lock:
        world.pagerduty.resolve(incident.id, world.bo.id)


# -- while a write waits or is settled ----------------------------------------------------------


async def test_a_bulk_that_had_to_wait_does_not_reopen_what_was_resolved_meanwhile(world: World) -> None:
    incidents = [world.trigger(f"Checkout {place}") for place in range(3)]
    fault = world.faults.add(
        Fault(Kind.STATUS, method="PUT", path="^/incidents$", status=429, headers={"ratelimit-reset": "2", **JSON})
    )
    async with world.engine() as engine:
        events = await started(engine)
        submitted = engine.submit_all([commands.Acknowledge(incident.id) for incident in incidents])
        assert await asyncio.to_thread(fault.reached.wait, PATIENCE)
        bo_resolves(world, incidents[1])
        refused = await end_of(events, submitted.intents[incidents[1].id])
    assert isinstance(refused, WriteRefused)
    assert incidents[1].status == "resolved"


@pytest.mark.parametrize("renew", [False, True], ids=["un-acknowledge", "renew"])
async def test_what_was_lost_is_not_sent_again_onto_a_resolved_incident(world: World, renew: bool) -> None:
    incident = world.trigger()
    with world.server.lock:
        world.pagerduty.acknowledge(incident.id, world.me.id)
    fault = world.faults.add(Fault(Kind.DROP, method="PUT"))
    command: Command = commands.Acknowledge(incident.id, renew=True) if renew else commands.Unacknowledge(incident.id)
    async with world.engine() as engine:
        events = await started(engine)
        intent_id = engine.submit(command)
        assert await asyncio.to_thread(fault.reached.wait, PATIENCE)
        bo_resolves(world, incident)
        assert isinstance(await end_of(events, intent_id), WriteRefused)
    assert incident.status == "resolved"


def bo_reopens(world: World, incident: Incident) -> None:
    with world.server.lock:
        world.pagerduty.acknowledge(incident.id, world.bo.id)


def bo_takes_back(world: World, incident: Incident) -> None:
    with world.server.lock:
        transitions.unacknowledge(world.pagerduty.state, incident, world.bo.actor)


@pytest.mark.parametrize(
    ("verb", "colleague"),
    [("resolve", bo_reopens), ("reopen", bo_resolves), ("ack", bo_takes_back)],
    ids=["resolve", "reopen", "ack"],
)
async def test_what_was_applied_and_taken_back_by_a_colleague_is_not_done_again(
    world: World, verb: str, colleague: Callable[[World, Incident], None]
) -> None:
    incident = world.trigger()
    if verb == "reopen":
        with world.server.lock:
            world.pagerduty.resolve(incident.id, world.me.id, at=world.clock.now() - HOUR / 2)
    kill_during(world, "after", f"{API}.change", 1, [verb, incident.id])
    colleague(world, incident)
    status = incident.status
    async with world.engine() as engine:
        events = engine.subscribe()
        engine.start()
        await until(events, lambda e: isinstance(e, WriteDone))
    assert incident.status == status


async def test_a_service_that_resolves_it_is_not_told_as_me(world: World) -> None:
    incident = world.trigger()
    fault = world.faults.add(Fault(Kind.DROP, method="PUT"))
    async with world.engine() as engine:
        events = await started(engine)
        intent_id = engine.submit(commands.Resolve(incident.id))
        assert await asyncio.to_thread(fault.reached.wait, PATIENCE)
        with world.server.lock:
            service = world.pagerduty.state.services[world.service.id]
            transitions.resolve(world.pagerduty.state, incident, service.actor)
        assert isinstance(await end_of(events, intent_id), WriteRefused)
    assert world.told() == []


async def test_a_note_that_cannot_be_found_is_not_told_as_deleted(world: World) -> None:
    incident = world.trigger()
    with world.server.lock:
        note = world.pagerduty.add_note(incident.id, world.me.id, "a secret")
    gone = b'{"error":{"message":"Not Found","code":2100}}'
    world.faults.add(Fault(Kind.STATUS, method="DELETE", status=404, headers=JSON, body=gone))
    async with world.engine() as engine:
        events = await started(engine)
        ended = await end_of(events, engine.submit(commands.DeleteNote(incident.id, note.id)))
    assert isinstance(ended, WriteRefused)
    assert [one.id for one in world.notes(incident)] == [note.id]


async def test_an_override_that_has_begun_is_cut_off_and_told_as_done(world: World) -> None:
    now = world.clock.now().replace(microsecond=0)
    with world.server.lock:
        made = world.pagerduty.add_override(world.schedule.id, world.bo.id, now - HOUR, now + HOUR)
    schedule = Reference(world.schedule.id, world.schedule.name, "schedule")
    bo = Reference(world.bo.id, world.bo.name, "user")
    removal = commands.RemoveOverride(schedule, made.id, bo, now - HOUR, now + HOUR)
    async with world.engine() as engine:
        events = await started(engine)
        ended = await end_of(events, engine.submit(removal))
        shown = await engine.choices.overrides(schedule.id)
    assert isinstance(ended, WriteDone)
    assert all(one.end <= world.clock.now() for one in shown)


async def test_a_value_with_odd_spaces_is_found_again(world: World) -> None:
    with world.server.lock:
        field = world.pagerduty.add_custom_field("area", "Area", "string", "single_value")
    incident = world.trigger()
    world.faults.add(Fault(Kind.DROP, method="PUT", path="/custom_fields/", applied=True))
    async with world.engine() as engine:
        events = await started(engine)
        command = commands.SetField(incident.id, Reference(field.id, "Area"), "two  spaces\tand a tab")
        assert isinstance(await end_of(events, engine.submit(command)), WriteDone)


# -- while something is undone ------------------------------------------------------------------


async def test_nothing_else_is_undone_while_the_last_action_is_under_way(world: World) -> None:
    one, two = world.trigger("one"), world.trigger("two")
    async with world.engine() as engine:
        events = await started(engine)
        await end_of(events, engine.submit(commands.Acknowledge(one.id)))
        fault = world.faults.add(Fault(Kind.SLOW, method="PUT", path=two.id, seconds=0.4))
        intent_id = engine.submit(commands.Resolve(two.id))
        assert await asyncio.to_thread(fault.reached.wait, PATIENCE)
        with pytest.raises(Refused, match="still under way"):
            engine.undo()
        await end_of(events, intent_id)
    assert one.status == "acknowledged"


async def test_undo_twice_at_once_takes_back_once(world: World) -> None:
    incident = world.trigger()
    bo = Reference(world.bo.id, world.bo.name, "user")
    async with world.engine() as engine:
        events = await started(engine)
        await end_of(events, engine.submit(commands.Reassign(incident.id, (bo,))))
        before = len(world.entries(incident, "assign"))
        (intent_id,) = engine.undo().intents.values()
        with pytest.raises(Refused, match="an undo is still under way"):
            engine.undo()
        await end_of(events, intent_id)
    assert len(world.entries(incident, "assign")) == before + 1


async def test_two_processes_that_undo_take_back_once(world: World) -> None:
    incident = world.trigger()
    assert world.run("reassign", incident.id, "--to", "bo@acme.example").returncode == 0
    before = len(world.entries(incident, "assign"))
    both = await asyncio.gather(asyncio.to_thread(world.run, "undo"), asyncio.to_thread(world.run, "undo"))
    assert 0 in [ran.returncode for ran in both]
    assert len(world.entries(incident, "assign")) == before + 1


def cy_renames(world: World, incident: Incident, cy: User) -> None:
    transitions.set_field(world.pagerduty.state, incident, cy.actor, "title", "Cy knows better")


def cy_takes_it(world: World, incident: Incident, cy: User) -> None:
    handing_on.reassign(world.pagerduty.state, incident, cy.actor, [cy.id])


def cy_acknowledges(world: World, incident: Incident, cy: User) -> None:
    transitions.acknowledge(world.pagerduty.state, incident, cy)


@pytest.mark.parametrize(
    ("kind", "other"),
    [("title", cy_renames), ("reassign", cy_takes_it), ("escalate", cy_takes_it), ("acknowledge", cy_acknowledges)],
    ids=["title", "reassign", "escalate", "acknowledge"],
)
async def test_undo_leaves_what_somebody_else_did_since(
    world: World, kind: str, other: Callable[[World, Incident, User], None]
) -> None:
    incident = world.trigger()
    cy = world.pagerduty.add_user("Cy", "cy@acme.example")
    mine: dict[str, Command] = {
        "title": commands.SetTitle(incident.id, "Mine"),
        "reassign": commands.Reassign(incident.id, (Reference(world.bo.id, world.bo.name, "user"),)),
        "escalate": commands.Escalate(incident.id, 2),
        "acknowledge": commands.Acknowledge(incident.id),
    }
    async with world.engine() as engine:
        events = await started(engine)
        await end_of(events, engine.submit(mine[kind]))
        with world.server.lock:
            other(world, incident, cy)
        left = (incident.title, incident.status, tuple(incident.assignee_ids))
        (intent_id,) = engine.undo().intents.values()
        refused = await end_of(events, intent_id)
    assert isinstance(refused, WriteRefused)
    assert "nothing was undone" in refused.what
    assert (incident.title, incident.status, tuple(incident.assignee_ids)) == left


async def test_undo_goes_back_to_what_was_replaced_not_to_what_the_screen_showed(world: World) -> None:
    incident = world.trigger("Original")
    world.settings = world.settings.replace("seconds = 1", "seconds = 60")
    async with world.engine() as engine:
        events = await started(engine)
        with world.server.lock:
            transitions.set_field(world.pagerduty.state, incident, world.bo.actor, "title", "Bo's title")
        await end_of(events, engine.submit(commands.SetTitle(incident.id, "Mine")))
        (intent_id,) = engine.undo().intents.values()
        await end_of(events, intent_id)
    assert incident.title == "Bo's title"


async def test_of_many_that_were_done_together_the_others_are_undone_where_one_cannot_be(world: World) -> None:
    incidents = [world.trigger(f"Checkout {place}") for place in range(3)]
    with world.server.lock:
        world.pagerduty.acknowledge(incidents[0].id, world.bo.id)
    async with world.engine() as engine:
        events = await started(engine)
        submitted = engine.submit_all([commands.Acknowledge(incident.id) for incident in incidents])
        for intent_id in submitted.intents.values():
            await end_of(events, intent_id)
        undoing = engine.undo()
        assert "#1 was acknowledged before already" in undoing.stays
        for intent_id in undoing.intents.values():
            await end_of(events, intent_id)
    assert [incident.status for incident in incidents] == ["acknowledged", "triggered", "triggered"]


async def test_what_cannot_be_taken_back_is_passed_only_where_the_person_was_told(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        await end_of(events, engine.submit(commands.Acknowledge(incident.id)))
        await end_of(events, engine.submit(commands.SendStatusUpdate(incident.id, "we are on it")))
        preview = engine.preview_undo()
        assert (preview.what, preview.passed) == (
            "acknowledged #1",
            "PagerDuty cannot take back: sent a status update on #1",
        )
        with pytest.raises(Refused, match="cannot take back: sent a status update on #1"):
            engine.undo()
        (intent_id,) = engine.undo(passing=True).intents.values()
        await end_of(events, intent_id)
    assert incident.status == "triggered"


async def test_two_alerts_that_were_moved_together_are_both_moved_back(world: World) -> None:
    from pdtui.simulator.pagerduty.model import AlertSpec

    incident = world.trigger()
    with world.server.lock:
        alerts = [world.pagerduty.add_alert(incident.id, AlertSpec(name)) for name in ("one", "two", "three")]
        other = world.pagerduty.trigger(world.service.id, "target", alerts=[AlertSpec("x")])
    target = Reference(other.id, "#2 target")
    async with world.engine() as engine:
        events = await started(engine)
        for alert in alerts[:2]:
            await end_of(events, engine.submit(commands.MoveAlert(incident.id, Reference(alert.id, "a"), target)))
        for _ in range(2):
            (intent_id,) = engine.undo().intents.values()
            await end_of(events, intent_id)
    assert len(incident.alerts) == 3
