"""What fails at the side of Slack's way must not lose, stop or strand what has nothing to do with it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from pdtui.adapters.journal import SqliteJournal
from pdtui.core.commands import Acknowledge, Resolve
from pdtui.core.events import SlackState, Told
from pdtui.core.slack import marks, watcher
from pdtui.core.slack.owed import Digest, OutboxState, Telling, owed
from pdtui.simulator.faults import Fault, Kind
from tests.core.builders import NOW, incident
from tests.end_to_end.test_slack_watching import fresh, with_slack
from tests.world import PATIENCE, World, started, until


@pytest.fixture(autouse=True)
def quick_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Laptops wait for one another as ever, but not for long."""
    monkeypatch.setattr(watcher, "TURNS", 0.1)


async def test_a_directory_that_cannot_be_read_delays_the_direct_message_alone(world: World) -> None:
    with_slack(world, "checklist_for = []")
    with world.server.lock:
        world.slack.add_person("Ada Moreau", "ada@acme.example")
    users = world.faults.add(Fault(Kind.STATUS, path="^/users$", status=503, times=None))
    new = fresh(world, "P2", announced=False)
    async with world.engine() as engine:
        events = await started(engine)
        async with asyncio.timeout(PATIENCE):
            while engine.slack_desk.thread(new.id) is None:
                await events.next()
            assert await asyncio.to_thread(users.reached.wait, PATIENCE)
            users.times = 0
            while engine.slack_desk.rows():
                await events.next()
    with world.server.lock:
        assert sum(len(one.messages) for one in world.slack.channels.values() if one.id.startswith("D")) == 1


async def test_a_no_about_one_thing_stops_nothing_else(world: World) -> None:
    first, second = world.trigger("one"), world.trigger("two")
    async with world.engine() as engine:
        events = await started(engine)
        rows = {row.id: row.incident for row in engine.store.rows}
        world.slack.refuse("reactions.add", "no_permission")
        marker = await engine.slack_desk.react(rows[first.id], "eyes")
        async with asyncio.timeout(PATIENCE):
            while (row := engine.slack_desk.row(marker)) is None or row.state is not OutboxState.PARKED:
                await events.next()
        assert "no_permission" in row.reason
        assert engine.slack.state is SlackState.LIVE
        engine.submit(Acknowledge(second.id))
        await until(events, lambda event: isinstance(event, Told))


async def test_a_token_that_is_refused_for_a_while_loses_no_new_incident(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pdtui.core.slack import outbox

    monkeypatch.setattr(outbox, "RECHECK", 0.2)
    with_slack(world, "checklist_for = []")
    old = world.trigger("an old one")
    async with world.engine() as engine:
        events = await started(engine)
        world.slack.refuse("chat.postMessage", "invalid_auth", 1)
        world.slack.refuse("auth.test", "invalid_auth", 8)
        engine.submit(Acknowledge(old.id))
        async with asyncio.timeout(PATIENCE):
            while engine.slack.state is not SlackState.STOPPED:
                await events.next()
        new = fresh(world, "P3", announced=False)
        async with asyncio.timeout(PATIENCE):
            while engine.slack_desk.thread(new.id) is None or engine.slack_desk.rows():
                await events.next()
    assert sum(message.is_reply for message in world.told()) == 1


async def test_a_channel_is_archived_though_resolutions_are_not_told(world: World) -> None:
    with_slack(world, 'mirror = ["note"]', "archive_after_hours = 1")
    known = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        (row,) = engine.store.rows
        marker = await engine.slack_desk.make_channel([row.incident])
        async with asyncio.timeout(PATIENCE):
            while (made := engine.slack_desk.row(marker)) is None or made.state is not OutboxState.DONE:
                await events.next()
        engine.submit(Resolve(known.id))
        async with asyncio.timeout(PATIENCE):
            while not any(marks.PREFIX + "archive" in one.marker for one in engine.slack_desk.rows()):
                await events.next()


def test_a_digest_that_is_dropped_takes_what_it_stands_for_along(tmp_path: Path) -> None:
    book = SqliteJournal(tmp_path / "journal.sqlite3")
    rows = [owed(Telling(incident(1), "note", f"note {n}"), f"pdtui:{n}", NOW, intent_id=f"i{n}") for n in range(3)]
    book.owe(*rows)
    digest = owed(Digest(incident(1), "3 actions"), marks.digest(rows[0].marker), NOW)
    book.release(book.fold(rows, digest))
    assert [row.marker for row in book.rows()] == [digest.marker]
    assert book.drop(digest.marker)
    assert book.rows() == ()
    assert {row.state for row in book.in_lane("PINC001", NOW - timedelta(days=1))} == {OutboxState.DROPPED}
    book.close()
