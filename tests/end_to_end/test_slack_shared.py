"""What several laptops may post: the oldest stands, the others go, and nothing else with them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pdtui.core.engine import Engine
from pdtui.core.journal import OutboxRow, OutboxState
from pdtui.core.slack.errands.errand import Astray, Conversation
from pdtui.core.slack.owed import Pointer, owed
from pdtui.core.slack.port import Post
from pdtui.simulator.slack.model import Message
from tests.end_to_end.slack_desk import listed
from tests.world import World, started

MARK = "pdtui:shared"


def says(world: World, text: str, thread_ts: str, *marks: str) -> Message:
    """A message of the app from some laptop; of several marks the first is its own."""
    payload = {"marker": marks[0], "marks": list(marks[1:])}
    metadata = {"event_type": "pdtui_action_mirrored", "event_payload": payload}
    return world.slack.post(world.channel.id, world.app, text, thread_ts=thread_ts or None, metadata=metadata)


async def claimed(engine: Engine, world: World, incident_id: str) -> tuple[Conversation, OutboxRow]:
    """A row of this process whose message others may have posted."""
    await started(engine)
    office = engine.slack_desk.offices[""]
    await office.workspace.identified.wait()
    row = owed(Pointer(listed(engine, incident_id), world.channel.id), MARK, engine.now())
    return office.conversation, office.workspace.journal.claim_beside(replace(row, alone=False))


async def test_of_several_the_oldest_stands_and_a_digest_is_no_twin(world: World) -> None:
    incident = world.trigger(announced=False)
    parent = world.announce(incident)
    with world.server.lock:
        first = says(world, "first", parent.ts, MARK)
        says(world, "second", parent.ts, MARK)
        says(world, "digest of more", parent.ts, "pdtui:digest", MARK, "pdtui:other")
    async with world.engine() as engine:
        conversation, row = await claimed(engine, world, incident.id)
        posted = await conversation.shared(row, Post(world.channel.id, MARK, "third", thread_ts=parent.ts))
        kept = engine.slack_desk.row(MARK)
    assert posted.ts == first.ts
    assert kept is not None
    assert (kept.state, kept.ts) == (OutboxState.DONE, first.ts)
    assert [message.text for message in world.told()] == ["first", "digest of more"]


async def test_one_that_lands_outside_its_thread_is_taken_back(world: World) -> None:
    incident = world.trigger(announced=False)
    async with world.engine() as engine:
        conversation, row = await claimed(engine, world, incident.id)
        with pytest.raises(Astray):
            await conversation.shared(row, Post(world.channel.id, MARK, "stray", thread_ts="1700000000.000001"))
        kept = engine.slack_desk.row(MARK)
    assert kept is not None
    assert kept.state is OutboxState.WAITING
    assert world.told() == []
