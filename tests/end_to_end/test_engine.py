"""The engine on the simulator's real HTTP: sees, acts, and is right whatever the network does."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta

import pytest

from pdtui.core.commands import Acknowledge, AddNote, Command, Escalate, Resolve
from pdtui.core.engine import Engine
from pdtui.core.events import (
    Event,
    IncidentsChanged,
    Left,
    Polled,
    PollFailed,
    ReminderDue,
    Told,
    WriteDone,
    WriteRefused,
    WriteUnknown,
)
from pdtui.core.subscription import Subscription
from pdtui.errors import Refused
from pdtui.simulator.faults import Fault, Kind
from pdtui.simulator.pagerduty.model import Level, Shift
from tests.world import HOUR, World, started, until


async def done(engine: Engine, events: Subscription, command: Command) -> WriteDone:
    """A command carried out to its end."""
    intent_id = engine.submit(command)
    event = await until(
        events, lambda event: isinstance(event, WriteDone | WriteRefused) and event.intent_id == intent_id
    )
    assert isinstance(event, WriteDone), event
    return event


async def test_it_sees_what_is_assigned_and_what_is_on_call_for_however_old(world: World) -> None:
    pagerduty = world.pagerduty
    mine = world.trigger("on my service", age=timedelta(days=200))
    elsewhere = pagerduty.add_escalation_policy("Other", [Level(30, (world.bo.id,))])
    other = pagerduty.add_service("Search", elsewhere)
    assigned = pagerduty.trigger(other.id, "assigned to me by hand", assignee_ids=[world.me.id])
    reassigned = world.trigger("on my service, with Bo")
    pagerduty.reassign(reassigned.id, world.bo.id, [world.bo.id])
    pagerduty.trigger(other.id, "none of mine")
    async with world.engine() as engine:
        await engine.poll()
        found = {row.incident.title: str(row.reason) for row in engine.store.rows}
    assert found == {
        "on my service": "assigned, on call L1",
        "assigned to me by hand": "assigned",
        "on my service, with Bo": "on call L1",
    }
    assert mine.id
    assert assigned.id


async def test_all_pages_are_read(world: World) -> None:
    for number in range(230):
        world.trigger(f"incident {number}", announced=False)
    async with world.engine() as engine:
        await engine.poll()
        assert len(engine.store.rows) == 230


async def test_the_on_call_list_is_asked_for_once_not_per_poll(world: World) -> None:
    async with world.engine() as engine:
        events = await started(engine)
        for _ in range(3):
            await until(events, lambda event: isinstance(event, Polled))
    assert world.requests("GET", "/users/me") == 1
    mine = [e for e in world.server.exchanges if e.request.path == "/oncalls" and e.request.value("user_ids[]")]
    assert len(mine) == 1


async def test_a_failed_poll_leaves_the_rows_and_says_so(world: World) -> None:
    world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        taken_at = engine.store.taken_at
        fault = world.faults.add(Fault(Kind.STATUS, path="^/incidents$", status=500, times=None))
        failed = await until(events, lambda event: isinstance(event, PollFailed))
        assert isinstance(failed, PollFailed)
        assert "HTTP 500" in failed.advice
        assert len(engine.store.rows) == 1
        fault.times = 0
        await until(events, lambda event: isinstance(event, Polled))
        assert engine.store.taken_at is not None
        assert taken_at is not None
        assert engine.store.taken_at > taken_at


@pytest.mark.parametrize("kind", [Kind.HTML, Kind.DROP, Kind.TRUNCATE, Kind.HANG])
async def test_no_kind_of_failure_is_taken_for_calm(world: World, kind: Kind) -> None:
    world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        world.faults.add(Fault(kind, path="^/incidents$", status=200, times=None))
        await until(events, lambda event: isinstance(event, PollFailed))
        assert len(engine.store.rows) == 1
        assert isinstance(engine.last_poll, PollFailed)


async def test_a_refused_token_is_told_with_what_to_do(world: World) -> None:
    async with world.engine(PDTUI_PAGERDUTY_TOKEN="wrong") as engine:
        events = engine.subscribe()
        engine.start()
        failed = await until(events, lambda event: isinstance(event, PollFailed))
        assert isinstance(failed, PollFailed)
        assert "refused the token" in failed.advice
        assert "region" in failed.advice
        assert "wrong" not in failed.advice


async def test_the_next_start_shows_the_last_rows_with_their_age(world: World) -> None:
    world.trigger()
    async with world.engine() as engine:
        await engine.poll()
        taken_at = engine.store.taken_at
    world.faults.add(Fault(Kind.DROP, times=None))
    async with world.engine() as engine:
        assert len(engine.store.rows) == 1
        assert engine.store.taken_at == taken_at
        assert engine.last_poll is None


async def test_what_left_the_list_is_explained_not_guessed(world: World) -> None:
    resolved, reassigned = world.trigger("one"), world.trigger("two")
    elsewhere = world.pagerduty.add_escalation_policy("Other", [Level(30, (world.bo.id,))])
    other = world.pagerduty.add_service("Search", elsewhere)
    mine = world.pagerduty.trigger(other.id, "three", assignee_ids=[world.me.id])
    async with world.engine() as engine:
        events = await started(engine)
        with world.server.lock:
            world.pagerduty.resolve(resolved.id, world.bo.id)
            world.pagerduty.reassign(mine.id, world.bo.id, [world.bo.id])
        said: dict[str, str] = {}
        while len(said) < 2:
            event = await until(events, lambda event: isinstance(event, Left))
            assert isinstance(event, Left)
            said[event.incident.id] = event.what
    assert said == {resolved.id: "was resolved by Bo Larsen", mine.id: "is with Bo Larsen now"}
    assert reassigned.id not in said


async def test_an_action_shows_at_once_and_then_as_pagerduty_has_it(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        intent_id = engine.submit(Acknowledge(incident.id))
        row = engine.store.row(incident.id)
        assert row is not None
        assert [pending.intent_id for pending in row.pending] == [intent_id]
        await until(events, lambda event: isinstance(event, WriteDone))
        row = engine.store.row(incident.id)
        assert row is not None
        assert (row.incident.status, row.pending) == ("acknowledged", ())
    assert incident.status == "acknowledged"
    assert len(world.entries(incident, "acknowledge")) == 1


async def test_each_action_reaches_pagerduty(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        await done(engine, events, AddNote(incident.id, "two\nlines"))
        await done(engine, events, Escalate(incident.id, 2))
        engine.submit(Resolve(incident.id, "a rollback"))
        left = await until(events, lambda event: isinstance(event, Left))
        assert isinstance(left, Left)
        assert (left.incident.id, left.what) == (incident.id, "resolved by you")
    assert [note.content for note in world.notes(incident)] == ["two\nlines", "a rollback"]
    assert len(world.entries(incident, "escalate")) == 1
    assert incident.status == "resolved"


async def test_an_acknowledgement_never_reopens(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        world.faults.add(Fault(Kind.STATUS, path="^/incidents$", status=503, times=None))
        with world.server.lock:
            world.pagerduty.resolve(incident.id, world.bo.id)
        engine.submit(Acknowledge(incident.id))
        refused = await until(events, lambda event: isinstance(event, WriteRefused))
        assert isinstance(refused, WriteRefused)
        assert "resolved by Bo Larsen" in refused.what
        assert "would reopen" in refused.what
    assert incident.status == "resolved"
    assert world.requests("PUT", f"/incidents/{incident.id}") == 0


async def test_a_refusal_takes_the_pending_state_back_with_the_reason(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        body = b'{"error":{"message":"Access Denied","code":2010}}'
        world.faults.add(Fault(Kind.STATUS, method="PUT", status=403, body=body))
        engine.submit(Acknowledge(incident.id))
        refused = await until(events, lambda event: isinstance(event, WriteRefused))
        assert isinstance(refused, WriteRefused)
        assert "Access Denied" in refused.what
        row = engine.store.row(incident.id)
        assert row is not None
        assert (row.incident.status, row.pending) == ("triggered", ())
        assert "Access Denied" in row.failed
        assert engine.slack_desk.rows() == ()


COMMANDS: dict[str, Callable[[str], Command]] = {
    "acknowledge": lambda incident_id: Acknowledge(incident_id),
    "resolve": lambda incident_id: Resolve(incident_id, "why"),
    "escalate": lambda incident_id: Escalate(incident_id, 2),
    "annotate": lambda incident_id: AddNote(incident_id, "text"),
}


@pytest.mark.parametrize("applied", [False, True], ids=["not applied", "applied"])
@pytest.mark.parametrize("kind", [Kind.DROP, Kind.STATUS, Kind.HTML, Kind.TRUNCATE, Kind.HANG])
@pytest.mark.parametrize("entry", list(COMMANDS))
async def test_a_lost_answer_is_settled_and_nothing_is_done_twice(
    world: World, entry: str, kind: Kind, applied: bool
) -> None:
    incident = world.trigger()
    method = "POST" if entry == "annotate" else "PUT"
    async with world.engine() as engine:
        events = await started(engine)
        world.faults.add(Fault(kind, method=method, path="^/incidents/", applied=applied, status=502))
        await done(engine, events, COMMANDS[entry](incident.id))
    assert len(world.entries(incident, entry)) == 1
    if entry in ("annotate", "resolve"):
        assert len(world.notes(incident)) == 1


async def test_the_note_of_a_resolution_is_settled_by_itself(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        world.faults.add(Fault(Kind.DROP, method="POST", path="/notes$", applied=True))
        await done(engine, events, Resolve(incident.id, "why"))
    assert len(world.notes(incident)) == 1
    assert len(world.entries(incident, "resolve")) == 1


async def test_a_resolution_whose_note_is_refused_is_a_resolution_with_a_warning(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        world.faults.add(
            Fault(Kind.STATUS, method="POST", path="/notes$", status=400, body=b'{"error":{"message":"Invalid"}}')
        )
        event = await done(engine, events, Resolve(incident.id, "why"))
        assert "note was not added" in event.warning
    assert incident.status == "resolved"


async def test_a_write_waits_for_the_rate_limit_and_is_sent_once(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        world.faults.add(Fault(Kind.STATUS, method="PUT", status=429, headers={"ratelimit-reset": "1"}))
        await done(engine, events, Acknowledge(incident.id))
    assert len(world.entries(incident, "acknowledge")) == 1


async def test_a_dead_network_is_not_an_unknown_outcome(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        world.server.stop()
        engine.submit(Acknowledge(incident.id))
        event = await until(events, lambda event: isinstance(event, WriteRefused | WriteUnknown | WriteDone))
        assert isinstance(event, WriteRefused)
        assert not event.answered
        assert "cannot be reached" in event.what
    world.server.start()
    assert incident.status == "triggered"


async def test_writes_on_one_incident_keep_their_order_and_others_do_not_wait(world: World) -> None:
    slow, quick = world.trigger("slow"), world.trigger("quick")
    async with world.engine() as engine:
        events = await started(engine)
        fault = world.faults.add(Fault(Kind.SLOW, method="PUT", path=slow.id, seconds=0.6))
        first = engine.submit(Acknowledge(slow.id))
        second = engine.submit(Resolve(slow.id))
        other = engine.submit(Acknowledge(quick.id))
        order: list[str] = []
        while len(order) < 3:
            event = await until(events, lambda event: isinstance(event, WriteDone))
            assert isinstance(event, WriteDone)
            order.append(event.intent_id)
        assert fault.reached.is_set()
    assert order == [other, first, second]


async def test_what_does_not_apply_is_refused_before_anything_is_sent(world: World) -> None:
    incident = world.trigger()
    with world.server.lock:
        incident.urgency = "low"
    async with world.engine() as engine:
        await started(engine)
        with pytest.raises(Refused, match="low urgency"):
            engine.submit(Escalate(incident.id, 2))
        with pytest.raises(Refused, match="not on the list"):
            engine.submit(Acknowledge("PNOTHERE"))


async def test_the_escalate_dialog_knows_levels_people_and_the_next(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        await started(engine)
        choice = await engine.choices.levels(incident.id)
    assert [(level.number, [person.name for person in level.on_call]) for level in choice.levels] == [
        (1, ["Ada Moreau"]),
        (2, ["Bo Larsen"]),
    ]
    assert (choice.current, choice.next_level) == (1, 2)


async def test_the_handoff_is_announced_before_the_shift_ends_with_who_takes_over(world: World) -> None:
    now = world.clock.now()
    end = now + timedelta(minutes=15, seconds=2)
    schedule = world.pagerduty.add_schedule(
        "Night", [Shift(world.me.id, now - HOUR, end), Shift(world.bo.id, end, end + HOUR)]
    )
    policy = world.pagerduty.add_escalation_policy("Night", [Level(30, (schedule.id,))])
    world.pagerduty.add_service("Night API", policy)
    async with world.engine() as engine:
        events = engine.subscribe()
        engine.start()
        event = await until(events, lambda event: isinstance(event, ReminderDue) and event.due.keys[0].endswith(":15"))
        assert isinstance(event, ReminderDue)
        assert event.due.title.startswith("Your shift ends at ")
        assert "Night (level 1): Bo Larsen takes over" in event.due.text
        assert event.due.late == timedelta()
    async with world.engine() as engine:
        events = await started(engine)
        engine.refresh()
        await until(events, lambda event: isinstance(event, Polled))
        again = [event for event in _rest(events) if isinstance(event, ReminderDue)]
    assert again == []


async def test_a_reminder_that_came_due_while_pdtui_was_closed_is_told_with_how_late(world: World) -> None:
    now = world.clock.now()
    end = now - timedelta(minutes=10)
    schedule = world.pagerduty.add_schedule(
        "Late", [Shift(world.me.id, now - 8 * HOUR, end), Shift(world.bo.id, end, end + 8 * HOUR)]
    )
    world.pagerduty.add_escalation_policy("Late", [Level(30, (schedule.id,))])
    async with world.engine() as engine:
        events = engine.subscribe()
        engine.start()
        event = await until(events, lambda event: isinstance(event, ReminderDue))
        assert isinstance(event, ReminderDue)
    assert event.due.title.startswith("Your shift ended at ")
    assert "Late (level 1): Bo Larsen takes over; due " in event.due.text
    assert ", 10 min ago" in event.due.text


def _rest(events: Subscription) -> list[Event]:
    """What is in the queue already."""
    found: list[Event] = []
    while (event := events.poll()) is not None:
        found.append(event)
    return found


async def test_the_details_are_read_whole_and_a_part_that_fails_is_not_shown_as_empty(world: World) -> None:
    incident = world.trigger()
    world.pagerduty.add_note(incident.id, world.bo.id, "seen")
    async with world.engine() as engine:
        await engine.poll()
        row = engine.store.rows[0]
        detail = await engine.read_detail(row.incident)
        assert detail.notes is not None
        assert [note.content for note in detail.notes] == ["seen"]
        assert detail.log_entries
        world.faults.add(Fault(Kind.STATUS, path="/alerts$", status=403, body=b"{}", times=None))
        detail = await engine.read_detail(row.incident)
        assert detail.alerts is None


async def test_changes_by_others_are_seen(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        with world.server.lock:
            world.pagerduty.acknowledge(incident.id, world.bo.id)
        await until(events, lambda event: isinstance(event, IncidentsChanged) and incident.id in event.changed)
        row = engine.store.row(incident.id)
        assert row is not None
        assert row.incident.status == "acknowledged"
        assert [who.name for who in row.incident.acknowledgers] == ["Bo Larsen"]


async def test_a_journal_that_fails_in_the_middle_is_told_and_made_up_for(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        fault = world.faults.add(Fault(Kind.SLOW, method="PUT", seconds=0.3, applied=True))
        engine.submit(Acknowledge(incident.id))
        await asyncio.to_thread(fault.reached.wait, 10)
        with closing(sqlite3.connect(world.home / "state" / "journal.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            await until(
                events,
                lambda event: (
                    isinstance(event, WriteUnknown) and "acknowledged, but the team is not told yet" in event.what
                ),
            )
            other.execute("ROLLBACK")
        await until(events, lambda event: isinstance(event, WriteDone))
        await until(events, lambda event: isinstance(event, Told))
    assert len(world.entries(incident, "acknowledge")) == 1
    assert len(world.told()) == 1


async def test_closing_is_quick_whatever_is_in_flight(world: World) -> None:
    incident = world.trigger()
    fault = world.faults.add(Fault(Kind.HANG, method="PUT", times=None))
    async with world.engine() as engine:
        await started(engine)
        engine.submit(Acknowledge(incident.id))
        await asyncio.to_thread(fault.reached.wait, 10)
        began = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - began < 1.0
