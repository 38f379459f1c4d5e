"""What is taken for told already, and what is not: log entries by time and words, marks by whose app they are."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest

from pdtui.core.commands import Acknowledge, AddNote, Resolve
from pdtui.core.engine import Engine
from pdtui.core.events import Told
from pdtui.core.slack import watcher
from pdtui.core.slack.errands import telling
from pdtui.core.slack.owed import OutboxState
from pdtui.core.subscription import Subscription
from pdtui.simulator.pagerduty.model import Incident
from pdtui.simulator.slack.model import Message
from tests.world import PATIENCE, World, started, until


@pytest.fixture(autouse=True)
def quick_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """What others did is told after what was done here, as ever, but soon."""
    monkeypatch.setattr(watcher, "TURNS", 0.2)
    monkeypatch.setattr(watcher, "DOER_FIRST", timedelta(seconds=1.0))
    monkeypatch.setattr(telling, "FLOOD", timedelta(seconds=0.5))


@pytest.fixture
def of_all(world: World) -> World:
    """pdtui tells what everybody does."""
    world.settings = world.settings.replace("[slack]\n", '[slack]\nwhose = "all"\nnotify_on = []\n')
    return world


def marks_in(messages: list[Message]) -> Iterator[str]:
    """Every mark that messages carry."""
    for message in messages:
        payload = (message.metadata or {}).get("event_payload")
        assert isinstance(payload, dict)
        yield from payload.get("marks") or [payload["marker"]]


def entries_of(world: World, incident: Incident) -> set[str]:
    """The marks of what somebody did with the incident."""
    kinds = ("acknowledge", "annotate", "resolve")
    return {f"pdtui:{incident.id}:{entry.id}" for kind in kinds for entry in world.entries(incident, kind)}


async def all_settled(world: World, engine: Engine, events: Subscription, incident: Incident, count: int) -> None:
    """Until each of so many log entries has been told or was found told."""
    async with asyncio.timeout(PATIENCE):
        while True:
            found = entries_of(world, incident)
            rows = [engine.slack_desk.row(mark) for mark in found]
            settled = [row is not None and row.state is OutboxState.DONE for row in rows]
            if len(found) == count and all(settled) and not engine.slack_desk.rows():
                return
            await events.next()


async def test_a_resolution_with_its_note_is_told_once(of_all: World) -> None:
    incident = of_all.trigger()
    async with of_all.engine() as engine:
        events = await started(engine)
        engine.submit(Resolve(incident.id, "rolled back"))
        await until(events, lambda event: isinstance(event, Told))
        await all_settled(of_all, engine, events, incident, 2)
    (reply,) = of_all.told()
    assert "resolved" in reply.text
    assert reply.text.endswith("rolled back")


async def test_two_notes_of_one_minute_are_each_told_as_themselves(of_all: World) -> None:
    incident = of_all.trigger()
    async with of_all.engine() as engine:
        events = await started(engine)
        for text in ("the first", "the second"):
            engine.submit(AddNote(incident.id, text))
        for _ in range(2):
            await until(events, lambda event: isinstance(event, Told))
        await all_settled(of_all, engine, events, incident, 2)
    texts = [one.text.splitlines()[-1] for one in of_all.told()]
    assert sorted(texts) == ["the first", "the second"]
    written = {f"pdtui:{incident.id}:{one.id}": one.channel["summary"] for one in of_all.entries(incident, "annotate")}
    for message in of_all.told():
        (mark,) = marks_in([message])
        assert message.text.splitlines()[-1] == written[mark]


async def test_a_digest_of_many_is_not_told_again_by_the_watcher(of_all: World) -> None:
    incident = of_all.trigger()
    async with of_all.engine() as engine:
        events = await started(engine)
        for number in range(14):
            engine.submit(AddNote(incident.id, f"note {number}"))
        await all_settled(of_all, engine, events, incident, 14)
    assert sorted(marks_in(of_all.told())) == sorted(entries_of(of_all, incident))


async def test_a_mark_counts_only_from_the_own_app(world: World) -> None:
    incident = world.trigger(announced=False)
    parent = world.announce(incident)
    with world.server.lock:
        foreign = world.slack.add_app("copycat", token="xoxb-copy", scopes=())
        for number in range(1, 40):
            payload = {"marker": f"pdtui:{incident.id}:R{number:06d}", "incident_id": incident.id}
            metadata = {"event_type": "pdtui_action", "event_payload": payload}
            world.slack.post(world.channel.id, foreign, "not pdtui", thread_ts=parent.ts, metadata=metadata)
    async with world.engine() as engine:
        events = await started(engine)
        engine.submit(Acknowledge(incident.id))
        told = await until(events, lambda event: isinstance(event, Told))
        assert isinstance(told, Told)
    (reply,) = world.told()
    assert reply.thread_ts == parent.ts


async def test_a_title_that_links_to_another_incident_is_not_its_thread(world: World) -> None:
    incident = world.trigger("the true one", announced=False)
    link = f"https://acme.pagerduty.com/incidents/{incident.id}"
    decoy = world.trigger(f"see {link}", announced=False)
    async with world.engine() as engine:
        events = await started(engine)
        engine.submit(Acknowledge(decoy.id))
        await until(events, lambda event: isinstance(event, Told))
        engine.submit(Acknowledge(incident.id))
        await until(events, lambda event: isinstance(event, Told))
        first, second = engine.slack_desk.thread(decoy.id), engine.slack_desk.thread(incident.id)
    assert first is not None
    assert second is not None
    assert first.ts != second.ts


async def test_the_parent_that_an_acknowledgement_makes_shows_it_acknowledged(world: World) -> None:
    incident = world.trigger(announced=False)
    async with world.engine() as engine:
        events = await started(engine)
        engine.submit(Acknowledge(incident.id))
        await until(events, lambda event: isinstance(event, Told))
    parent = next(one for one in world.told() if not one.is_reply)
    assert "Acknowledged by Ada Moreau" in parent.text
    assert "Triggered," not in parent.text


async def test_what_is_owed_to_a_workspace_that_is_gone_waits_and_says_so(world: World) -> None:
    world.settings += f'[slack.workspaces.emea]\nfor = ["Checkout API"]\nurl = "{world.server.slack_url}"\n'
    incident = world.trigger()
    async with world.engine(PDTUI_SLACK_EMEA_TOKEN="xoxb-nobody") as engine:
        events = await started(engine)
        engine.submit(Acknowledge(incident.id))
        async with asyncio.timeout(PATIENCE):
            while not engine.slack_desk.rows():
                await events.next()
    world.settings = world.settings.split("[slack.workspaces")[0]
    async with world.engine() as engine:
        await started(engine)
        (row,) = engine.slack_desk.rows()
        assert (row.state, row.workspace) == (OutboxState.PARKED, "emea")
        assert "not in the settings any more" in row.reason
        assert engine.slack_desk.drop(row.marker)
        assert engine.slack_desk.rows() == ()
    assert world.told() == []
