"""Undo: the last action is taken back once, in PagerDuty and in Slack, and it says what stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pdtui.core import commands
from pdtui.core.commands import Command
from pdtui.core.engine import Engine
from pdtui.core.events import Told, WriteDone, WriteRefused
from pdtui.core.model import Reference
from pdtui.core.subscription import Subscription
from pdtui.errors import Refused
from pdtui.simulator.faults import Fault, Kind
from pdtui.simulator.pagerduty.model import AlertSpec, Incident
from tests.world import World, started, until


async def done(events: Subscription, intent_id: str) -> None:
    """Wait for it; the store has the answer then."""
    event = await until(events, lambda e: isinstance(e, WriteDone | WriteRefused) and e.intent_id == intent_id)
    assert isinstance(event, WriteDone), event


async def undone(engine: Engine, events: Subscription) -> str:
    """Undo, to its end; what it says that stays."""
    undoing = engine.undo()
    for intent_id in undoing.intents.values():
        await done(events, intent_id)
    return undoing.stays


async def done_and_undone(world: World, incident: Incident, command: Command) -> str:
    async with world.engine() as engine:
        events = await started(engine)
        await done(events, engine.submit(command, await engine.find(incident.id)))
        return await undone(engine, events)


async def test_an_acknowledgement_is_taken_back_and_its_line_in_slack_says_so(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        first = engine.submit(commands.Acknowledge(incident.id))
        await until(events, lambda e: isinstance(e, Told) and e.intent_id == first)
        assert engine.preview_undo().what == f"acknowledged #{incident.number}"
        undoing = engine.undo()
        (intent_id,) = undoing.intents.values()
        await until(events, lambda e: isinstance(e, Told) and e.intent_id == intent_id)
    assert incident.status == "triggered"
    assert len(world.entries(incident, "unacknowledge")) == 1
    lines = [message.text for message in world.told() if message.is_reply]
    assert lines[0].startswith("Undone: Ada Moreau acknowledged #1")
    assert lines[1].startswith("Ada Moreau took the acknowledgement of #1 back (undo)")
    assert len(lines) == 2


async def test_a_resolved_one_is_acknowledged_again(world: World) -> None:
    incident = world.trigger()
    assert "acknowledged by you" in await done_and_undone(world, incident, commands.Resolve(incident.id))
    assert incident.status == "acknowledged"


async def test_a_note_is_deleted(world: World) -> None:
    incident = world.trigger()
    await done_and_undone(world, incident, commands.AddNote(incident.id, "wrong incident"))
    assert world.notes(incident) == []


async def test_values_are_as_before(world: World) -> None:
    incident = world.trigger("Checkout slow")
    await done_and_undone(world, incident, commands.SetTitle(incident.id, "Checkout down"))
    assert incident.title == "Checkout slow"
    await done_and_undone(world, incident, commands.SetUrgency(incident.id, "low"))
    assert incident.urgency == "high"


@pytest.mark.parametrize("escalated", [True, False])
async def test_it_is_with_whom_it_was_and_the_paged_stay_paged(world: World, escalated: bool) -> None:
    incident = world.trigger()
    bo = Reference(world.bo.id, world.bo.name, "user")
    command: Command = commands.Escalate(incident.id, 2) if escalated else commands.Reassign(incident.id, (bo,))
    stays = await done_and_undone(world, incident, command)
    assert list(incident.assignee_ids) == [world.me.id]
    assert "the people who were paged stay paged" in stays


async def test_a_snooze_ends(world: World) -> None:
    incident = world.trigger()
    with world.server.lock:
        world.pagerduty.acknowledge(incident.id, world.me.id)
    await done_and_undone(world, incident, commands.Snooze(incident.id, world.clock.now() + timedelta(hours=4)))
    async with world.engine() as engine:
        assert [a for a in (await engine.find(incident.id)).pending_actions if a.type == "unacknowledge"] == []
    assert incident.status == "acknowledged"


async def test_an_override_is_taken_away(world: World) -> None:
    now = world.clock.now()
    schedule = Reference(world.schedule.id, world.schedule.name, "schedule")
    bo = Reference(world.bo.id, world.bo.name, "user")
    incident = world.trigger()
    override = commands.AddOverride(schedule, bo, now + timedelta(hours=1), now + timedelta(hours=2))
    await done_and_undone(world, incident, override)
    assert world.schedule.overrides == []


async def test_an_alert_is_moved_back_and_the_words_name_both_incidents(world: World) -> None:
    incident = world.trigger("Checkout slow")
    with world.server.lock:
        alert = world.pagerduty.add_alert(incident.id, AlertSpec("Disk full"))
        world.pagerduty.add_alert(incident.id, AlertSpec("Disk slow"))
        other = world.pagerduty.trigger(world.service.id, "Queue full", alerts=[AlertSpec("x")])
    move = commands.MoveAlert(incident.id, Reference(alert.id, "Disk full"), Reference(other.id, "#2 Queue full"))
    async with world.engine() as engine:
        events = engine.subscribe()
        await engine.identify()
        engine.start(watch=False)
        await done(events, engine.submit(move, await engine.find(incident.id)))
        (intent_id,) = engine.undo().intents.values()
        back = await until(events, lambda e: isinstance(e, WriteDone) and e.intent_id == intent_id)
    assert isinstance(back, WriteDone)
    assert back.what == "Moved the alert Disk full from #2 to #1 Checkout slow (undo)"
    assert alert.id in [one.id for one in incident.alerts]


async def test_undo_goes_back_step_by_step_and_never_undoes_twice(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        await done(events, engine.submit(commands.Acknowledge(incident.id)))
        await done(events, engine.submit(commands.AddNote(incident.id, "looking")))
        await undone(engine, events)
        assert (world.notes(incident), incident.status) == ([], "acknowledged")
        await undone(engine, events)
        assert incident.status == "triggered"
        with pytest.raises(Refused, match="nothing to undo"):
            engine.undo()


async def test_many_that_were_done_together_are_undone_together(world: World) -> None:
    incidents = [world.trigger(f"Checkout {place}") for place in range(4)]
    async with world.engine() as engine:
        events = await started(engine)
        submitted = engine.submit_all([commands.Acknowledge(incident.id) for incident in incidents])
        for intent_id in submitted.intents.values():
            await done(events, intent_id)
        await undone(engine, events)
    assert {incident.status for incident in incidents} == {"triggered"}


async def test_what_pagerduty_cannot_take_back_is_said_and_nothing_is_done(world: World) -> None:
    incident = world.trigger()
    with world.server.lock:
        world.pagerduty.add_alert(incident.id, AlertSpec("full"))
        target = world.pagerduty.trigger(world.service.id, "target", alerts=[AlertSpec("x")])
    async with world.engine() as engine:
        events = await started(engine)
        await done(events, engine.submit(commands.Merge(incident.id, Reference(target.id, "#2 target"))))
        with pytest.raises(Refused, match="cannot take back: merged #1"):
            engine.undo()


@pytest.mark.parametrize("applied", [True, False])
async def test_an_undo_whose_answer_was_lost_is_done_once(world: World, applied: bool) -> None:
    world.settings = world.settings.replace("timeout = 1.0", "timeout = 0.5", 1)
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        await done(events, engine.submit(commands.Acknowledge(incident.id)))
        world.faults.add(Fault(Kind.DROP, method="PUT", applied=applied))
        await undone(engine, events)
    assert len(world.entries(incident, "unacknowledge")) == 1


async def test_the_last_action_of_another_run_is_not_undone_by_a_screen(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        await done(events, engine.submit(commands.Acknowledge(incident.id)))
    async with world.engine() as engine:
        await started(engine)
        with pytest.raises(Refused, match="nothing to undo"):
            engine.undo()


async def test_a_verb_undoes_the_last_action_of_whatever_process(world: World) -> None:
    incident = world.trigger()
    assert world.run("ack", incident.id).returncode == 0
    assert world.run("undo").returncode == 0
    assert incident.status == "triggered"
