"""What the tests of Slack's own features share: rows awaited, the messages of a place, a person in Slack."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from pdtui.core.engine import Engine
from pdtui.core.journal import OutboxRow, OutboxState
from pdtui.core.model import Incident
from pdtui.core.subscription import Subscription
from pdtui.simulator.slack.model import Message
from tests.world import PATIENCE, World


async def when(events: Subscription, true: Callable[[], object]) -> None:
    """Until something is so, looked at after each event."""
    async with asyncio.timeout(PATIENCE):
        while not true():
            await events.next()


async def ended(engine: Engine, events: Subscription, marker: str) -> OutboxRow:
    """A row that is done or parked."""

    def over() -> bool:
        row = engine.slack_desk.row(marker)
        return row is not None and row.state in (OutboxState.DONE, OutboxState.PARKED)

    await when(events, over)
    row = engine.slack_desk.row(marker)
    assert row is not None
    return row


async def done(engine: Engine, events: Subscription, marker: str) -> OutboxRow:
    """A row that is done."""
    row = await ended(engine, events, marker)
    assert row.state is OutboxState.DONE, row.reason
    return row


async def all_delivered(engine: Engine, events: Subscription) -> None:
    """Nothing is owed any more."""
    await when(events, lambda: not engine.slack_desk.rows())


def listed(engine: Engine, incident_id: str) -> Incident:
    """An incident as the engine has it."""
    row = engine.store.row(incident_id)
    assert row is not None
    return row.incident


def posted(world: World, channel_id: str, words: str) -> list[Message]:
    """The app's messages with these words, at the channel's top and in its threads."""
    with world.server.lock:
        tops = world.slack.messages(channel_id)
        every = [*tops, *(reply for top in tops for reply in world.slack.thread(channel_id, top.ts))]
        return [one for one in every if one.app is world.app and words in one.text]


@asynccontextmanager
async def laptop(world: World, name: str, **changes: str) -> AsyncIterator[Engine]:
    """Another person's pdtui: a journal and settings of its own, the same app in Slack."""
    home = world.home / name
    (home / "config").mkdir(parents=True, exist_ok=True)
    (home / "config" / "config.toml").write_text(world.settings, encoding="utf-8")
    async with world.engine(PDTUI_HOME=str(home), **changes) as engine:
        yield engine
