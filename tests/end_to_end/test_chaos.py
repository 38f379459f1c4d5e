"""Answers that lie, networks that wander and processes that sleep: found by attack, kept from coming back."""

from __future__ import annotations

import asyncio
import http.server
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pdtui.adapters.journal import LEASE, SqliteJournal
from pdtui.core.commands import Acknowledge, AddNote, Escalate, Resolve
from pdtui.core.events import (
    IncidentsChanged,
    Polled,
    PollFailed,
    SlackState,
    Told,
    WriteDone,
    WriteRefused,
    WriteUnknown,
)
from pdtui.core.journal import ClaimLost, OutboxState
from pdtui.errors import AlreadyDone, RateLimited
from pdtui.simulator.faults import Fault, Kind
from tests.core.builders import NOW
from tests.world import World, started, until

JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    "body", [b"", b"{}", b'{"incidents":null}', b'{"message":"sign in"}', b"[]", b"\xff", b"[" * 9999]
)
@pytest.mark.parametrize("path", ["^/incidents$", "^/oncalls$"])
async def test_a_good_status_without_the_list_is_not_an_empty_list(world: World, path: str, body: bytes) -> None:
    world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        world.faults.add(Fault(Kind.STATUS, path=path, status=200, headers=JSON, body=body, times=None))
        engine.refresh()
        await until(events, lambda event: isinstance(event, PollFailed))
        assert len(engine.store.rows) == 1


async def test_a_bad_incident_is_counted_and_the_others_are_shown(world: World) -> None:
    body = b'{"incidents":[null,{"id":5},{"id":"PGOOD","incident_number":null,"status":"triggered"}],"more":false}'
    async with world.engine() as engine:
        world.faults.add(Fault(Kind.STATUS, path="^/incidents$", status=200, headers=JSON, body=body, times=None))
        events = engine.subscribe()
        await engine.poll()
        polled = await until(events, lambda event: isinstance(event, Polled))
        assert isinstance(polled, Polled)
        assert [row.id for row in engine.store.rows] == ["PGOOD"]
        assert polled.missing == "4 incidents cannot be read"


async def test_a_poll_that_cannot_be_kept_for_the_next_start_is_shown_all_the_same(world: World) -> None:
    world.trigger("one")
    async with world.engine() as engine:
        events = await started(engine)
        with closing(sqlite3.connect(world.home / "state" / "journal.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            new = world.trigger("two")
            await until(events, lambda event: isinstance(event, IncidentsChanged) and new.id in event.added)
            assert isinstance(engine.last_poll, Polled)
            other.execute("ROLLBACK")


async def test_a_refusal_that_cannot_be_recorded_is_told_and_holds_up_nothing_for_good(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        world.faults.add(Fault(Kind.STATUS, path="^/incidents$", status=503, times=None))
        slow = world.faults.add(Fault(Kind.SLOW, method="GET", path=f"^/incidents/{incident.id}$", seconds=0.3))
        with world.server.lock:
            world.pagerduty.resolve(incident.id, world.bo.id)
        refused_id = engine.submit(Acknowledge(incident.id))
        note_id = engine.submit(AddNote(incident.id, "what it was"))
        assert await asyncio.to_thread(slow.reached.wait, 10)
        with closing(sqlite3.connect(world.home / "state" / "journal.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            refused = await until(events, lambda event: isinstance(event, WriteRefused | WriteUnknown))
            assert isinstance(refused, WriteRefused)
            assert refused.intent_id == refused_id
            other.execute("ROLLBACK")
        done = await until(events, lambda event: isinstance(event, WriteDone))
        assert isinstance(done, WriteDone)
        assert done.intent_id == note_id
    async with world.engine() as engine:
        engine.start()
        await until(engine.subscribe(), lambda event: isinstance(event, PollFailed))
        assert engine.in_flight == 0
    assert incident.status == "resolved"


async def test_an_acknowledgement_that_waited_looks_again_before_it_is_sent(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        limited = world.faults.add(Fault(Kind.STATUS, method="PUT", status=429, headers={"ratelimit-reset": "1"}))
        engine.submit(Acknowledge(incident.id))
        assert await asyncio.to_thread(limited.reached.wait, 10)
        with world.server.lock:
            world.pagerduty.resolve(incident.id, world.bo.id)
        refused = await until(events, lambda event: isinstance(event, WriteRefused | WriteDone))
        assert isinstance(refused, WriteRefused)
        assert "would reopen it" in refused.what
    assert incident.status == "resolved"


async def test_a_lost_acknowledgement_is_not_sent_again_when_it_was_resolved_meanwhile(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        lost = world.faults.add(Fault(Kind.HANG, method="PUT"))
        engine.submit(Acknowledge(incident.id))
        assert await asyncio.to_thread(lost.reached.wait, 10)
        with world.server.lock:
            world.pagerduty.resolve(incident.id, world.bo.id)
        refused = await until(events, lambda event: isinstance(event, WriteRefused | WriteDone))
        assert isinstance(refused, WriteRefused)
        assert "left resolved" in refused.what
    assert incident.status == "resolved"


async def test_what_somebody_else_resolved_is_not_told_as_mine(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        world.faults.add(Fault(Kind.STATUS, path="^/incidents$", status=503, times=None))
        with world.server.lock:
            world.pagerduty.resolve(incident.id, world.bo.id)
        engine.submit(Resolve(incident.id))
        refused = await until(events, lambda event: isinstance(event, WriteRefused | WriteDone))
        assert isinstance(refused, WriteRefused)
        assert "was resolved by Bo Larsen already" in refused.what
    assert world.told() == []


@pytest.mark.parametrize("status", [400, 402, 403, 404])
async def test_a_reading_that_is_refused_settles_nothing(world: World, status: int) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        world.faults.add(Fault(Kind.DROP, method="POST", path="/notes$", applied=True))
        reached = world.faults.add(Fault(Kind.STATUS, method="GET", path="/notes$", status=status, times=3))
        reached.times = 0
        engine.submit(AddNote(incident.id, "text"))
        await until(events, lambda event: isinstance(event, WriteUnknown))
        reached.times = 1
        done = await until(events, lambda event: isinstance(event, WriteRefused | WriteDone))
        assert isinstance(done, WriteDone)
        assert reached.reached.is_set()
    assert len(world.notes(incident)) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[" * 100_000,
        b'{"note":null}',
        b'{"note":{"id":5}}',
        b'{"note":{"id":"P1","content":"text","created_at":"0001-01-01T00:00:00+14:00"}}',
    ],
)
async def test_an_odd_answer_to_a_note_never_doubles_it(world: World, body: bytes) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        odd = Fault(Kind.STATUS, method="POST", path="/notes$", status=201, headers=JSON, body=body, applied=True)
        world.faults.add(odd)
        engine.submit(AddNote(incident.id, "text"))
        done = await until(events, lambda event: isinstance(event, WriteRefused | WriteDone))
        assert isinstance(done, WriteDone)
    assert len(world.notes(incident)) == 1


async def test_an_identical_note_of_before_does_not_pass_for_the_lost_one(world: World) -> None:
    incident = world.trigger()
    with world.server.lock:
        world.pagerduty.add_note(incident.id, world.me.id, "same")
        world.pagerduty.add_note(incident.id, world.bo.id, "same")
    async with world.engine() as engine:
        events = await started(engine)
        lost = world.faults.add(Fault(Kind.DROP, method="POST", path="/notes$"))
        engine.submit(AddNote(incident.id, "same"))
        assert await asyncio.to_thread(lost.reached.wait, 10)
        with world.server.lock:
            world.pagerduty.add_note(incident.id, world.bo.id, "same")
        await until(events, lambda event: isinstance(event, WriteDone))
    mine = [note for note in world.notes(incident) if note.content == "same" and note.author.id == world.me.id]
    assert len(mine) == 2


async def test_a_note_that_arrives_late_is_not_written_again(world: World) -> None:
    incident = world.trigger()
    path = f"/incidents/{incident.id}/notes"
    async with world.engine() as engine:
        events = await started(engine)
        world.faults.add(Fault(Kind.DROP, method="POST", path="/notes$"))
        engine.submit(AddNote(incident.id, "text"))

        def read_once() -> bool:
            return world.requests("GET", path) >= 2

        await asyncio.to_thread(world.server.wait_for, lambda exchange: read_once(), 10)
        with world.server.lock:
            world.pagerduty.add_note(incident.id, world.me.id, "text")
        await until(events, lambda event: isinstance(event, WriteDone))
    assert len(world.notes(incident)) == 1
    assert world.requests("POST", path) == 1


async def test_a_lost_acknowledgement_is_not_sent_again_for_somebody_elses_incident(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        lost = world.faults.add(Fault(Kind.HANG, method="PUT"))
        engine.submit(Acknowledge(incident.id))
        assert await asyncio.to_thread(lost.reached.wait, 10)
        with world.server.lock:
            world.pagerduty.reassign(incident.id, world.bo.id, [world.bo.id])
        refused = await until(events, lambda event: isinstance(event, WriteRefused | WriteDone))
        assert isinstance(refused, WriteRefused)
        assert "given to somebody else" in refused.what
    assert world.entries(incident, "acknowledge") == []


async def test_what_is_resolved_is_not_escalated(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        world.faults.add(Fault(Kind.STATUS, path="^/incidents$", status=503, times=None))
        with world.server.lock:
            world.pagerduty.resolve(incident.id, world.bo.id)
        engine.submit(Escalate(incident.id, 2))
        refused = await until(events, lambda event: isinstance(event, WriteRefused | WriteDone))
        assert isinstance(refused, WriteRefused)
    assert world.requests("PUT", f"/incidents/{incident.id}") == 0


async def test_a_rate_limit_pauses_every_request_of_the_credential(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        world.faults.add(Fault(Kind.STATUS, path="^/incidents$", status=429, headers={"ratelimit-reset": "2"}))
        await until(events, lambda event: isinstance(event, PollFailed))
        before = len(world.server.exchanges)
        with pytest.raises(RateLimited):
            await engine.find(incident.id)
        assert [e for e in world.server.exchanges[before:] if not e.request.path.startswith("/api/")] == []


async def test_acknowledging_twice_does_nothing_the_second_time(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        engine.submit(Acknowledge(incident.id))
        await until(events, lambda event: isinstance(event, WriteDone))
        with pytest.raises(AlreadyDone, match="acknowledged by you already"):
            engine.submit(Acknowledge(incident.id))


@pytest.mark.parametrize("asked", ["1764000000", "inf", "-1", "nan", "soon", "1e300"])
async def test_no_server_makes_pdtui_wait_for_ever_or_not_at_all(world: World, asked: str) -> None:
    async with world.engine() as engine:
        events = engine.subscribe()
        world.faults.add(Fault(Kind.STATUS, path="^/users/me$", status=429, headers={"ratelimit-reset": asked}))
        engine.start()
        failed = await until(events, lambda event: isinstance(event, PollFailed))
        assert isinstance(failed, PollFailed)
        assert failed.retry_at is not None
        assert timedelta(0) < failed.retry_at - engine.now() <= timedelta(seconds=121)
    for number in (float("inf"), float("nan"), -5.0, 0.0, 1e300):
        assert 1.0 <= RateLimited("x", retry_after=number).retry_after <= 120.0


# -- Slack -------------------------------------------------------------------------------------


@contextmanager
def elsewhere() -> Iterator[tuple[str, list[str]]]:
    """Another host that notes which credentials are brought to it."""
    seen: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(str(self.headers.get("Authorization")))
            body = b'{"ok":true,"team_id":"T0ACME001"}'
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, format: str, *arguments: object) -> None:
            """Nothing on stderr."""

    with http.server.ThreadingHTTPServer(("127.0.0.2", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.2:{server.server_address[1]}", seen
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_token_follows_a_redirect(world: World, status: int) -> None:
    with elsewhere() as (address, seen):
        redirect = Fault(Kind.STATUS, status=status, headers={"Location": f"{address}/x"}, times=None)
        world.faults.add(redirect)
        async with world.engine() as engine:
            events = engine.subscribe()
            engine.start()
            async with asyncio.timeout(10):
                while not isinstance(engine.last_poll, PollFailed) or engine.slack.state is SlackState.UNTRIED:
                    await events.next()
        assert seen == []


@pytest.mark.parametrize("body", [b'{"ok":true}', b'{"ok":true,"ts":"1.2","channel":"C1"}', b"{}", b'"text"'])
async def test_a_slack_that_says_ok_without_the_message_is_read_back(world: World, body: bytes) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        odd = Fault(Kind.STATUS, path="chat.postMessage$", status=200, headers=JSON, body=body, applied=True)
        world.faults.add(odd)
        engine.submit(Acknowledge(incident.id))
        await until(events, lambda event: isinstance(event, Told))
    assert len(world.told()) == 1


async def test_a_thread_that_reads_as_nothing_is_not_a_clean_reading(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        engine.look_at(incident.id)
        async with asyncio.timeout(10):
            while engine.slack_desk.thread(incident.id) is None:
                await events.next()
        world.faults.add(Fault(Kind.DROP, path="chat.postMessage$", applied=True))
        nothing = Fault(
            Kind.STATUS, path="conversations.replies$", status=200, headers=JSON, body=b'{"ok":true}', times=3
        )
        world.faults.add(nothing)
        engine.submit(Acknowledge(incident.id))
        await until(events, lambda event: isinstance(event, Told))
        assert nothing.times == 0
    assert len(world.told()) == 1


async def test_a_parent_deleted_between_the_look_and_the_post_leaves_no_stray(world: World) -> None:
    incident = world.trigger(announced=False)
    parent = world.announce(incident)
    async with world.engine() as engine:
        events = await started(engine)
        slow = world.faults.add(Fault(Kind.SLOW, path="chat.postMessage$", seconds=0.5))
        engine.submit(Acknowledge(incident.id))
        assert await asyncio.to_thread(slow.reached.wait, 10)
        with world.server.lock:
            world.slack.delete(world.channel.id, parent.ts)
        await until(events, lambda event: isinstance(event, Told))
    told = world.told()
    assert [message.is_reply for message in told] == [False, True]
    assert "acknowledged" not in told[0].text


async def test_the_scopes_of_the_readme_are_enough(world: World) -> None:
    with world.server.lock:
        app = world.slack.add_app(
            "small", token="xoxb-small", scopes=["chat:write", "channels:read", "channels:history", "channels:join"]
        )
    incident = world.trigger()
    async with world.engine(PDTUI_SLACK_TOKEN="xoxb-small") as engine:
        events = await started(engine)
        engine.submit(Acknowledge(incident.id))
        await until(events, lambda event: isinstance(event, Told))
    with world.server.lock:
        (top,) = world.slack.messages(world.channel.id)
        (reply,) = world.slack.thread(world.channel.id, top.ts)
    assert reply.app is app


async def test_without_a_slack_token_in_a_private_home_slack_is_off(world: World) -> None:
    async with world.engine(PDTUI_SLACK_TOKEN="") as engine:
        assert engine.slack.state is SlackState.OFF


async def test_a_claim_that_was_taken_over_changes_nothing_any_more(world: World) -> None:
    incident = world.trigger()
    fault = world.faults.add(Fault(Kind.STATUS, path="^/api/", status=503, times=None))
    async with world.engine() as engine:
        events = await started(engine)
        engine.submit(Acknowledge(incident.id))
        await until(events, lambda event: isinstance(event, WriteDone))
    fault.times = 0
    path = world.home / "state" / "journal.sqlite3"
    asleep, awake = SqliteJournal(path), SqliteJournal(path)
    now = datetime.now(UTC) + timedelta(hours=1)
    mine = asleep.claim(now)
    assert mine is not None
    assert awake.claim(now + LEASE / 2) is None
    theirs = awake.claim(now + LEASE * 2)
    assert theirs is not None
    for change in (asleep.save, asleep.release, asleep.renew):
        with pytest.raises(ClaimLost):
            change(replace(mine, state=OutboxState.SENDING, sent_at=NOW))
    awake.release(replace(theirs, state=OutboxState.DONE))
    asleep.close()
    awake.close()
