"""What Slack is told without a key: new incidents by their route, parents that stay true, what others did."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from pdtui.core.commands import Acknowledge, AddNote, Resolve, SetPriority
from pdtui.core.engine import Engine
from pdtui.core.events import OutboxChanged, ThreadFound, Told
from pdtui.core.model import Priority
from pdtui.core.slack import watcher
from pdtui.core.slack.owed import OutboxState
from pdtui.core.subscription import Subscription
from pdtui.simulator.faults import Fault, Kind
from pdtui.simulator.pagerduty.model import Incident, LogEntry
from pdtui.simulator.slack.model import Message
from tests.world import PATIENCE, World, started, until

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def quick_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Laptops wait for one another as ever, but not for long."""
    monkeypatch.setattr(watcher, "TURNS", 0.3)
    monkeypatch.setattr(watcher, "DOER_FIRST", timedelta(seconds=0.6))


def fresh(world: World, priority: str, *, announced: bool = True, title: str = "Checkout is slow") -> Incident:
    """An incident of a minute ago with a priority."""
    with world.server.lock:
        known = world.pagerduty.add_priority(priority)
        incident = world.pagerduty.trigger(
            world.service.id, title, priority_id=known.id, created_at=world.clock.now() - MINUTE
        )
        if announced:
            world.announce(incident)
    return incident


def texts(world: World, channel_id: str) -> list[str]:
    """What pdtui's app has in a channel, threads included."""
    with world.server.lock:
        messages = world.slack.channels[channel_id].messages.values()
        return [message.text for message in messages if message.app is world.app]


def marks_of(message: Message) -> list[str]:
    """The marks of the actions that a message tells."""
    payload = (message.metadata or {}).get("event_payload")
    assert isinstance(payload, dict)
    return payload.get("marks") or [payload["marker"]]


async def all_told(world: World, engine: Engine, events: Subscription, done: Callable[[], bool]) -> None:
    """Until it is so and nothing is owed any more."""
    async with asyncio.timeout(PATIENCE):
        while not done() or engine.in_flight or engine.slack_desk.rows():
            await events.next()


@asynccontextmanager
async def laptop_of_bo(world: World, home: Path) -> AsyncIterator[Engine]:
    """A teammate's laptop: a journal and a PagerDuty token of its own, the same Slack app."""
    with world.server.lock:
        world.pagerduty.add_token("bo-token", world.bo)
    folder = home / "config"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(world.settings, encoding="utf-8")
    async with world.engine(PDTUI_HOME=str(home), PDTUI_PAGERDUTY_TOKEN="bo-token") as engine:
        yield engine


def with_slack(world: World, *lines: str) -> None:
    """Settings of the [slack] table."""
    world.settings = world.settings.replace("[slack]\n", "[slack]\n" + "".join(f"{line}\n" for line in lines))


async def test_a_new_p1_gets_its_thread_its_links_and_a_direct_message(world: World) -> None:
    with_slack(world, "checklist_for = []")
    with world.server.lock:
        first = world.slack.add_channel("incidents-p1", members=[world.app.user_id])
        ada = world.slack.add_person("Ada Moreau", "ada@acme.example")
    incident = fresh(world, "P1", announced=False)
    async with world.engine() as engine:
        events = await started(engine)
        await all_told(world, engine, events, lambda: bool(texts(world, world.channel.id)))
        link = engine.slack_desk.thread(incident.id)
    assert link is not None
    assert link.channel_id == first.id  # the first place of the route has the thread
    (pointer,) = texts(world, world.channel.id)
    assert "handled in #incidents-p1" in pointer
    with world.server.lock:
        (direct,) = [one for one in world.slack.channels.values() if one.id.startswith("D")]
        assert set(direct.members) == {ada.user_id, world.app.user_id}
        (message,) = direct.messages.values()
    assert message.text.startswith(f"P1 #{incident.number} Checkout is slow, Checkout API, is with you")
    assert link.permalink in str(message.blocks)


async def test_pagerdutys_message_is_the_thread_and_no_parent_is_made(world: World) -> None:
    with_slack(world, "checklist_for = []")
    incident = fresh(world, "P3")
    async with world.engine() as engine:
        events = engine.subscribe()
        engine.start()
        await until(events, lambda event: isinstance(event, ThreadFound))
        await all_told(world, engine, events, lambda: True)
        link = engine.slack_desk.thread(incident.id)
    assert link is not None
    assert link.origin == "pagerduty"
    assert world.told() == []


async def test_an_old_incident_is_not_announced(world: World) -> None:
    world.trigger(announced=False)
    async with world.engine() as engine:
        events = await started(engine)
        await all_told(world, engine, events, lambda: True)
    assert world.told() == []


@pytest.mark.parametrize("line", ["notify_on = []", 'urgency = "high"'])
async def test_what_is_not_wanted_is_not_announced(world: World, line: str) -> None:
    with_slack(world, line)
    incident = fresh(world, "P3", announced=False)
    with world.server.lock:
        incident.urgency = "low"
    async with world.engine() as engine:
        events = await started(engine)
        await all_told(world, engine, events, lambda: True)
    assert world.told() == []


async def test_a_parent_of_pdtuis_own_follows_the_incident_in_place(world: World) -> None:
    with_slack(world, "checklist_for = []")
    incident = fresh(world, "P3", announced=False)

    def parent() -> Message:
        return next(message for message in world.told() if not message.is_reply)

    def state() -> str:
        told = world.told()
        return told[0].text if told else ""

    async with world.engine() as engine:
        events = await started(engine)
        await all_told(world, engine, events, lambda: "Triggered, P3, with Ada Moreau" in state())
        engine.submit(Acknowledge(incident.id))
        await all_told(world, engine, events, lambda: "Acknowledged by Ada Moreau" in state())
        p1 = Priority(world.pagerduty.add_priority("P1").id, "P1")
        engine.submit(SetPriority(incident.id, p1))
        await all_told(world, engine, events, lambda: "P1" in state())
        engine.submit(Resolve(incident.id))
        await all_told(world, engine, events, lambda: "Resolved by Ada Moreau" in state())
    assert parent().edited is not None
    assert sum(not message.is_reply for message in world.told()) == 1


async def test_two_laptops_that_both_make_a_parent_end_with_one(world: World, tmp_path: Path) -> None:
    with_slack(world, "checklist_for = []")
    incident = fresh(world, "P3", announced=False)
    with world.server.lock:
        world.pagerduty.reassign(incident.id, world.me.id, [world.me.id, world.bo.id])
    async with world.engine() as mine, laptop_of_bo(world, tmp_path / "bo") as bos:
        events, other = mine.subscribe(), bos.subscribe()
        slow = world.faults.add(Fault(Kind.SLOW, path="conversations.history$", seconds=0.2, times=8))
        mine.start()
        bos.start()
        assert await asyncio.to_thread(slow.reached.wait, PATIENCE)
        await all_told(world, mine, events, lambda: mine.slack_desk.thread(incident.id) is not None)
        await all_told(world, bos, other, lambda: bos.slack_desk.thread(incident.id) is not None)
        links = {mine.slack_desk.thread(incident.id).ts, bos.slack_desk.thread(incident.id).ts}  # type: ignore[union-attr]
    assert len(links) == 1
    assert len(world.told()) == 1


async def test_a_teammates_laptop_that_watches_posts_nothing_again(world: World, tmp_path: Path) -> None:
    with_slack(world, 'whose = "all"', "notify_on = []")
    incident = world.trigger()
    with world.server.lock:
        world.pagerduty.reassign(incident.id, world.me.id, [world.me.id, world.bo.id])
    async with world.engine() as mine, laptop_of_bo(world, tmp_path / "bo") as bos:
        events, other = await started(mine), await started(bos)
        mine.submit(Acknowledge(incident.id))
        await until(events, lambda event: isinstance(event, Told))
        mine.submit(AddNote(incident.id, "one"))
        mine.submit(AddNote(incident.id, "two"))

        def looked(engine: Engine) -> bool:
            rows = [engine.slack_desk.row(f"pdtui:{incident.id}:{entry.id}") for entry in done_entries()]
            return len(rows) == 3 and all(row is not None and row.state is OutboxState.DONE for row in rows)

        def done_entries() -> list[LogEntry]:
            return [*world.entries(incident, "acknowledge"), *world.entries(incident, "annotate")]

        await all_told(world, mine, events, lambda: looked(mine))
        await all_told(world, bos, other, lambda: looked(bos))
    told = [text for text in (message.text for message in world.told()) if not text.startswith("Assigned")]
    assert len(told) == 3, told


async def test_what_others_did_anywhere_is_told_once_by_two_laptops(world: World, tmp_path: Path) -> None:
    with_slack(world, 'whose = "all"', "notify_on = []")
    incident = world.trigger()
    with world.server.lock:
        world.pagerduty.reassign(incident.id, world.me.id, [world.me.id, world.bo.id])
        chen = world.pagerduty.add_user("Chen Wei", "chen@acme.example")
    async with world.engine() as mine, laptop_of_bo(world, tmp_path / "bo") as bos:
        events, other = await started(mine), await started(bos)
        with world.server.lock:
            world.pagerduty.acknowledge(incident.id, chen.id)
            world.pagerduty.add_note(incident.id, chen.id, "the pool is exhausted")

        def looked(engine: Engine) -> bool:
            entries = [*world.entries(incident, "acknowledge"), *world.entries(incident, "annotate")]
            rows = [engine.slack_desk.row(f"pdtui:{incident.id}:{entry.id}") for entry in entries]
            return all(row is not None and row.state is OutboxState.DONE for row in rows)

        await all_told(world, mine, events, lambda: looked(mine))
        await all_told(world, bos, other, lambda: looked(bos))
    told = sorted(text for text in (message.text for message in world.told()) if not text.startswith("Assigned"))
    assert len(told) == 2, told
    assert all("Chen Wei" in text for text in told)
    assert any(text.endswith("the pool is exhausted") for text in told)


async def test_a_flood_is_one_line_and_nothing_of_it_is_lost(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from pdtui.core.slack.errands import telling

    monkeypatch.setattr(telling, "FLOOD", timedelta(seconds=2))
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        ids = {engine.submit(AddNote(incident.id, f"note {number}")) for number in range(14)}
        told: set[str] = set()
        async with asyncio.timeout(PATIENCE):
            while told < ids:
                event = await events.next()
                if isinstance(event, Told):
                    told.add(event.intent_id)
    assert len(world.notes(incident)) == 14
    replies = [message.text for message in world.told()]
    digests = [text for text in replies if "actions on" in text]
    assert len(digests) == 1, replies
    alone = len(replies) - 1
    assert digests[0] == f"{14 - alone} actions on #{incident.number} at once: Ada Moreau: note ×{14 - alone}"
    entries = {f"pdtui:{incident.id}:{entry.id}" for entry in world.entries(incident, "annotate")}
    marks = [mark for message in world.told() for mark in marks_of(message)]
    assert sorted(marks) == sorted(entries)


async def test_many_incidents_at_once_are_a_line_in_each_thread(world: World) -> None:
    incidents = [world.trigger(f"Checkout {number} is slow") for number in range(12)]
    async with world.engine() as engine:
        events = await started(engine)
        engine.submit_all([Acknowledge(incident.id) for incident in incidents])
        await all_told(world, engine, events, lambda: len(world.told()) == 12)
    assert len({message.thread_ts for message in world.told()}) == 12


async def test_threads_do_not_wait_for_one_another(world: World) -> None:
    slow, quick = world.trigger("the slow one"), world.trigger("the quick one")
    async with world.engine() as engine:
        events = await started(engine)
        await engine.slack_desk.locate(next(row.incident for row in engine.store.rows if row.id == slow.id))
        hang = world.faults.add(Fault(Kind.SLOW, path="chat.postMessage$", seconds=0.9))
        engine.submit(Acknowledge(slow.id))
        assert await asyncio.to_thread(hang.reached.wait, PATIENCE)
        second = engine.submit(Acknowledge(quick.id))
        first_told = await until(events, lambda event: isinstance(event, Told))
        assert isinstance(first_told, Told)
        assert first_told.intent_id == second
        await until(events, lambda event: isinstance(event, Told))
    assert len(world.told()) == 2


async def test_beside_pagerdutys_app_only_the_rest_is_told(world: World) -> None:
    with_slack(world, 'beside_pagerduty = "rest"')
    incident = world.trigger()
    own = world.trigger("nobody announced this", announced=False)
    async with world.engine() as engine:
        events = await started(engine)
        engine.submit(Acknowledge(incident.id))
        engine.submit(Acknowledge(own.id))
        await all_told(world, engine, events, lambda: len(world.told()) == 2)
    assert sorted(message.is_reply for message in world.told()) == [False, True]
    assert f"#{own.number}" in world.told()[-1].text


async def test_what_is_switched_off_for_a_service_is_not_told(world: World) -> None:
    world.settings += '[slack.mirror_services]\n"Checkout API" = ["resolve"]\n'
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        engine.submit(Acknowledge(incident.id))
        engine.submit(Resolve(incident.id))
        await all_told(world, engine, events, lambda: bool(world.told()))
    assert [message.text for message in world.told()] == [f"Ada Moreau resolved #{incident.number}"]


async def test_what_is_parked_can_be_retried_and_dropped(world: World) -> None:
    first, second = world.trigger("one"), world.trigger("two")
    async with world.engine() as engine:
        events = await started(engine)
        world.slack.refuse("chat.postMessage", "restricted_action_thread_locked", 2)
        engine.submit(Acknowledge(first.id))
        engine.submit(Acknowledge(second.id))
        parked: list[str] = []
        async with asyncio.timeout(PATIENCE):
            while len(parked) < 2:
                await events.next()
                parked = [row.marker for row in engine.slack_desk.rows() if row.state is OutboxState.PARKED]
        assert engine.slack_desk.drop(parked[0])
        assert not engine.slack_desk.drop(parked[0])
        assert engine.slack_desk.retry(parked[1])
        await until(events, lambda event: isinstance(event, Told))
        await until(events, lambda event: isinstance(event, OutboxChanged))
        assert engine.slack_desk.rows() == ()
    assert len(world.told()) == 1
