"""Exactly one reply in the right thread, whatever Slack and the network do."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from pdtui.core.commands import Acknowledge, AddNote, Escalate, Resolve
from pdtui.core.engine import Engine
from pdtui.core.events import SlackChanged, SlackState, Told, WriteDone
from pdtui.core.journal import OutboxState
from pdtui.core.subscription import Subscription
from pdtui.simulator.faults import Fault, Kind
from pdtui.simulator.pagerduty.model import Channel as NamedChannel
from pdtui.simulator.pagerduty.model import Incident
from pdtui.simulator.slack.model import Message
from tests.world import HOUR, World, started, until

POST = "chat.postMessage$"


async def told(engine: Engine, events: Subscription, incident: Incident) -> Told:
    """An acknowledgement and its reply in Slack."""
    intent_id = engine.submit(Acknowledge(incident.id))
    event = await until(events, lambda event: isinstance(event, Told) and event.intent_id == intent_id)
    assert isinstance(event, Told)
    return event


def thread(world: World, parent: Message) -> list[str]:
    """The texts of pdtui's replies under a parent."""
    with world.server.lock:
        replies = world.slack.thread(world.channel.id, parent.ts)
    return [reply.text for reply in replies if reply.app is world.app]


async def test_each_action_is_one_reply_under_pagerdutys_message(world: World) -> None:
    incident = world.trigger(announced=False)
    parent = world.announce(incident)
    async with world.engine() as engine:
        events = await started(engine)
        await told(engine, events, incident)
        for command in (AddNote(incident.id, "two\nlines"), Escalate(incident.id, 2), Resolve(incident.id, "fixed")):
            engine.submit(command)
            await until(events, lambda event: isinstance(event, Told))
    texts = thread(world, parent)
    assert [text.splitlines()[0].split(" at ")[0] for text in texts] == [
        f"Ada Moreau acknowledged #{incident.number}",
        f"Ada Moreau added a note to #{incident.number}",
        f"Ada Moreau escalated #{incident.number} to level 2 (Bo Larsen)",
        f"Ada Moreau resolved #{incident.number}",
    ]
    assert texts[1].endswith("two\nlines")
    assert texts[3].endswith("fixed")
    assert len(world.told()) == 4


async def test_without_a_parent_one_is_posted_and_remembered(world: World) -> None:
    incident = world.trigger(announced=False)
    async with world.engine() as engine:
        events = await started(engine)
        event = await told(engine, events, incident)
        assert event.link.origin == "pdtui"
        engine.submit(AddNote(incident.id, "more"))
        await until(events, lambda event: isinstance(event, Told))
    with world.server.lock:
        (parent,) = [m for m in world.slack.messages(world.channel.id) if m.app is world.app]
    assert incident.title in parent.text
    assert len(thread(world, parent)) == 2


async def test_a_young_incident_waits_for_pagerdutys_own_message(world: World) -> None:
    world.settings = world.settings.replace("parent_wait = 0.1", "parent_wait = 30")
    incident = world.trigger(announced=False, age=timedelta(seconds=28))
    async with world.engine() as engine:
        events = await started(engine)
        engine.submit(Acknowledge(incident.id))
        await until(events, lambda event: isinstance(event, WriteDone))
        await until(events, lambda event: isinstance(event, SlackChanged) and event.waiting >= 1)
        parent = world.announce(incident)
        event = await until(events, lambda event: isinstance(event, Told))
        assert isinstance(event, Told)
        assert event.link.ts == parent.ts


async def test_the_dedicated_channel_comes_before_the_configured_one(world: World) -> None:
    incident = world.trigger()
    team = "T0ACME001"
    own = world.slack.add_channel("inc-1", members=[world.app.user_id])
    world.pagerduty.set_dedicated_channel(incident.id, own.id, "inc-1", team)
    async with world.engine() as engine:
        events = await started(engine)
        event = await told(engine, events, incident)
    # PagerDuty's message lies in #incidents: a thread that exists wins over one that would have to be made
    assert event.link.channel_id == world.channel.id
    other = world.trigger("no message anywhere", announced=False)
    world.pagerduty.set_dedicated_channel(other.id, own.id, "inc-1", team)
    async with world.engine() as engine:
        events = await started(engine)
        event = await told(engine, events, other)
    assert event.link.channel_id == own.id


async def test_a_notification_channel_is_found_without_any_setting(world: World) -> None:
    world.settings = world.settings.replace('channel = "#incidents"\n', "")
    incident = world.trigger()
    world.pagerduty.set_notification_channels(incident.id, [NamedChannel(world.channel.id, "incidents", "T0ACME001")])
    async with world.engine() as engine:
        events = await started(engine)
        event = await told(engine, events, incident)
    assert event.link.origin == "pagerduty"


async def test_no_channel_at_all_parks_the_row_and_says_what_to_set(world: World) -> None:
    world.settings = world.settings.replace('channel = "#incidents"\n', 'channel = "#nowhere"\n')
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        engine.submit(Acknowledge(incident.id))
        await until(events, lambda event: isinstance(event, SlackChanged) and event.parked == 1)
        (row,) = engine.slack_desk.rows()
        assert row.state is OutboxState.PARKED
        assert "slack.channel" in row.reason
    world.settings = world.settings.replace("#nowhere", "incidents")
    async with world.engine() as engine:
        events = await started(engine)
        await until(events, lambda event: isinstance(event, Told))
    assert len(world.told()) == 1


@pytest.mark.parametrize("applied", [False, True], ids=["not applied", "applied"])
@pytest.mark.parametrize("kind", [Kind.DROP, Kind.STATUS, Kind.HTML, Kind.TRUNCATE, Kind.HANG])
async def test_a_lost_post_is_settled_by_reading_the_thread(world: World, kind: Kind, applied: bool) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        world.faults.add(Fault(kind, path=POST, applied=applied, status=502))
        await told(engine, events, incident)
    assert len(world.told()) == 1


@pytest.mark.parametrize("applied", [False, True], ids=["not applied", "applied"])
async def test_a_lost_parent_is_settled_as_well(world: World, applied: bool) -> None:
    incident = world.trigger(announced=False)
    async with world.engine() as engine:
        events = await started(engine)
        world.faults.add(Fault(Kind.DROP, path=POST, applied=applied))
        await told(engine, events, incident)
    with world.server.lock:
        tops = world.slack.messages(world.channel.id)
    assert len([top for top in tops if top.app is world.app]) == 1
    assert len(world.told()) == 2


async def test_a_workspace_that_drops_metadata_is_settled_by_the_block_id(world: World) -> None:
    world.slack.drops_metadata = True
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        world.faults.add(Fault(Kind.DROP, path=POST, applied=True))
        await told(engine, events, incident)
    assert len(world.told()) == 1


async def test_too_many_requests_wait_as_long_as_slack_says(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        body = b'{"ok":false,"error":"ratelimited"}'
        headers = {"Retry-After": "1", "content-type": "application/json"}
        world.faults.add(Fault(Kind.STATUS, path=POST, status=429, headers=headers, body=body))
        await told(engine, events, incident)
    assert len(world.told()) == 1


async def test_a_revoked_token_stops_the_queue_and_loses_nothing(world: World) -> None:
    incident = world.trigger()
    with world.server.lock:
        world.slack.revoke("xoxb-me")
    async with world.engine() as engine:
        events = await started(engine)
        engine.submit(Acknowledge(incident.id))
        await until(events, lambda event: isinstance(event, WriteDone))
        if engine.slack.state is not SlackState.STOPPED:
            await until(events, lambda event: isinstance(event, SlackChanged) and event.state is SlackState.STOPPED)
        assert "token" in engine.slack.advice
        assert len(engine.slack_desk.rows()) == 1


async def test_a_deleted_parent_never_sends_the_reply_to_the_channels_top(world: World) -> None:
    incident = world.trigger(announced=False)
    parent = world.announce(incident)
    async with world.engine() as engine:
        events = await started(engine)
        engine.look_at(incident.id)
        async with asyncio.timeout(10):
            while engine.slack_desk.thread(incident.id) is None:
                await events.next()
        with world.server.lock:
            world.slack.delete(world.channel.id, parent.ts)
        event = await told(engine, events, incident)
        assert event.link.origin == "pdtui"
    with world.server.lock:
        tops = [m for m in world.slack.messages(world.channel.id) if m.app is world.app]
    assert world.requests("POST", "/api/chat.delete") == 0  # it was seen before anything was posted
    assert len(tops) == 1
    assert thread(world, tops[0]) != []


async def test_an_archived_channel_parks_with_the_reason(world: World) -> None:
    incident = world.trigger()
    with world.server.lock:
        world.slack.archive(world.channel.id)
    async with world.engine() as engine:
        events = await started(engine)
        engine.submit(Acknowledge(incident.id))
        await until(events, lambda event: isinstance(event, SlackChanged) and event.parked == 1)
        assert engine.slack_desk.rows()[0].state is OutboxState.PARKED
    assert incident.status == "acknowledged"


async def test_a_slack_that_hangs_does_not_delay_pagerduty(world: World) -> None:
    incident = world.trigger()
    world.faults.add(Fault(Kind.HANG, path="^/api/", times=None))
    async with world.engine() as engine:
        events = await started(engine)
        engine.submit(Acknowledge(incident.id))
        async with asyncio.timeout(3):
            await until(events, lambda event: isinstance(event, WriteDone))
    assert incident.status == "acknowledged"


async def test_two_engines_on_one_journal_tell_once(world: World) -> None:
    incidents = [world.trigger(f"incident {number}", age=HOUR) for number in range(3)]
    async with world.engine() as first, world.engine() as second:
        events = await started(first)
        await started(second)
        intents = {first.submit(Acknowledge(incident.id)) for incident in incidents[:2]}
        intents.add(second.submit(Acknowledge(incidents[2].id)))
        async with asyncio.timeout(20):
            while any((row := first.told(intent)) is None or row.state is not OutboxState.DONE for intent in intents):
                await events.next()
    assert len(world.told()) == 3
