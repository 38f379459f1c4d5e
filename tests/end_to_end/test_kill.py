"""SIGKILL between any two steps of a write and of a Slack post; a restart; then: once each.

The first run is a real process that dies inside a named step. The second is the screen's engine, which
takes over what the dead one left.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pdtui.core.journal import OutboxState
from pdtui.simulator.faults import Fault, Kind
from pdtui.simulator.pagerduty.model import Incident
from tests.world import PATIENCE, World, started, until

JOURNAL = "pdtui.adapters.journal:SqliteJournal"
API = "pdtui.adapters.pagerduty.api:PagerDutyApi"
SLACK = "pdtui.adapters.slack.client:SlackClient"
STEPS = [
    (f"{JOURNAL}.begin", 1),
    (f"{JOURNAL}.update", 1),
    (f"{JOURNAL}.done", 1),
    (f"{JOURNAL}.claim", 1),
    (f"{JOURNAL}.link", 1),
    (f"{JOURNAL}.save", 1),
    (f"{JOURNAL}.release", 1),
    (f"{SLACK}.join", 1),
    (f"{SLACK}.history", 1),
    (f"{SLACK}.post", 1),
]
WRITES = {
    "ack": ("acknowledge", f"{API}.change", ["ack", "ID"]),
    "resolve": ("resolve", f"{API}.change", ["resolve", "ID"]),
    "escalate": ("escalate", f"{API}.change", ["escalate", "ID"]),
    "note": ("annotate", f"{API}.add_note", ["note", "ID", "the text"]),
    "snooze": ("snooze", f"{API}.snooze", ["snooze", "ID", "2h"]),
    "reassign": ("assign", f"{API}.change", ["reassign", "ID", "--to", "bo@acme.example"]),
    "title": ("field_value_change", f"{API}.change", ["title", "ID", "the text"]),
    "urgency": ("urgency_change", f"{API}.change", ["urgency", "ID", "low"]),
}
"""Each with the log entry that it leaves, its request, and its verb."""
BEFORE = {"reassign": 1}
"""How many such entries there are already."""


def kill_during(world: World, when: str, target: str, number: int, arguments: list[str]) -> None:
    """The first run: it must die by SIGKILL, not end."""
    world.settle()
    result = subprocess.run(
        [sys.executable, "-m", "tests.end_to_end.victim", when, target, str(number), *arguments],
        env={**os.environ, **world.environment},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == -signal.SIGKILL, (result.stdout, result.stderr)


async def restart(world: World, settled: Callable[[], bool]) -> None:
    """The second run, until everything is settled and nothing is owed."""
    async with world.engine() as engine:
        events = await started(engine)
        async with asyncio.timeout(PATIENCE):
            while not (settled() and engine.in_flight == 0 and engine.slack_desk.rows() == ()):
                await events.next()


def arguments_for(verb: list[str], incident: Incident) -> list[str]:
    """The command line of a verb on an incident."""
    return [incident.id if word == "ID" else word for word in verb]


def assert_once(world: World, incident: Incident, entry: str, before: int = 0) -> None:
    """Applied once at PagerDuty, told once in Slack, under the one parent that PagerDuty posted."""
    assert len(world.entries(incident, entry)) == before + 1
    told = world.told()
    assert len(told) == 1
    assert told[0].is_reply


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("target", "number"), STEPS, ids=[step.partition(":")[2] for step, _ in STEPS])
async def test_a_kill_at_each_step_of_an_acknowledgement(world: World, when: str, target: str, number: int) -> None:
    incident = world.trigger()
    kill_during(world, when, target, number, ["ack", incident.id])
    if (when, target) == ("before", f"{JOURNAL}.begin"):
        assert world.entries(incident, "acknowledge") == []  # nothing was recorded, so nothing may be done
        return
    await restart(world, lambda: incident.status == "acknowledged" and len(world.told()) >= 1)
    assert_once(world, incident, "acknowledge")


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("verb", list(WRITES))
async def test_a_kill_around_the_request_of_each_write(world: World, when: str, verb: str) -> None:
    entry, target, command = WRITES[verb]
    incident = world.trigger()
    kill_during(world, when, target, 1, arguments_for(command, incident))
    await restart(world, lambda: len(world.told()) >= 1)
    assert_once(world, incident, entry, BEFORE.get(verb, 0))


@pytest.mark.parametrize("applied", [False, True], ids=["not applied", "applied"])
@pytest.mark.parametrize("verb", list(WRITES))
async def test_a_kill_while_pagerduty_has_the_request(world: World, verb: str, applied: bool) -> None:
    entry, _, command = WRITES[verb]
    incident = world.trigger()
    method, path = {"note": ("POST", "/notes$"), "snooze": ("POST", "/snooze$")}.get(verb, ("PUT", "^/incidents/"))
    kill_while(world, Fault(Kind.HANG, method=method, path=path, applied=applied), arguments_for(command, incident))
    await restart(world, lambda: len(world.told()) >= 1)
    assert_once(world, incident, entry, BEFORE.get(verb, 0))


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("target", [f"{JOURNAL}.begin", f"{JOURNAL}.update", f"{API}.change_all", f"{JOURNAL}.done"])
async def test_a_kill_at_each_step_of_a_bulk(world: World, when: str, target: str) -> None:
    incidents = [world.trigger(f"Checkout {place} is slow") for place in range(3)]
    kill_during(world, when, target, 1, ["ack", *(incident.id for incident in incidents)])
    if (when, target) == ("before", f"{JOURNAL}.begin"):
        assert [world.entries(incident, "acknowledge") for incident in incidents] == [[], [], []]
        return
    await restart(world, lambda: len(world.told()) >= 3)
    assert [len(world.entries(incident, "acknowledge")) for incident in incidents] == [1, 1, 1]
    assert len({message.thread_ts for message in world.told()}) == len(world.told()) == 3


@pytest.mark.parametrize("applied", [False, True], ids=["not applied", "applied"])
async def test_a_kill_while_pagerduty_has_a_bulk(world: World, applied: bool) -> None:
    incidents = [world.trigger(f"Checkout {place} is slow") for place in range(3)]
    hang = Fault(Kind.HANG, method="PUT", path="^/incidents$", applied=applied)
    kill_while(world, hang, ["escalate", *(incident.id for incident in incidents)])
    await restart(world, lambda: len(world.told()) >= 3)
    assert [len(world.entries(incident, "escalate")) for incident in incidents] == [1, 1, 1]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("target", [f"{SLACK}.update", f"{SLACK}.post", f"{JOURNAL}.release"])
async def test_a_kill_while_an_undone_action_is_marked(world: World, when: str, target: str) -> None:
    incident = world.trigger()
    assert world.run("ack", incident.id).returncode == 0
    kill_during(world, when, target, 1, ["undo"])
    await restart(world, lambda: len(world.told()) >= 2)
    assert len(world.entries(incident, "unacknowledge")) == 1
    assert [message.text.startswith("Undone: ") for message in world.told()] == [True, False]


@pytest.mark.parametrize("applied", [False, True], ids=["not applied", "applied"])
@pytest.mark.parametrize("announced", [True, False], ids=["reply", "parent"])
async def test_a_kill_while_slack_has_the_post(world: World, announced: bool, applied: bool) -> None:
    incident = world.trigger(announced=announced)
    kill_while(world, Fault(Kind.HANG, path="chat.postMessage$", applied=applied), ["ack", incident.id])
    await restart(world, lambda: any(message.is_reply for message in world.told()))
    told = world.told()
    assert len([message for message in told if message.is_reply]) == 1
    assert len([message for message in told if not message.is_reply]) == (0 if announced else 1)
    assert len(world.entries(incident, "acknowledge")) == 1


def kill_while(world: World, fault: Fault, arguments: list[str]) -> None:
    """Kill the first run while its request hangs at the server."""
    world.settle()
    world.faults.add(fault)
    process = subprocess.Popen(
        [sys.executable, "-m", "pdtui", *arguments],
        env={**os.environ, **world.environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert fault.reached.wait(PATIENCE)
    process.kill()
    process.wait()
    fault.release.set()


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_kill_between_the_two_steps_of_a_resolution_with_a_note(world: World, when: str, number: int) -> None:
    incident = world.trigger()
    kill_during(world, when, f"{JOURNAL}.update", number, ["resolve", incident.id, "-m", "a rollback"])
    await restart(world, lambda: len(world.told()) >= 1)
    assert_once(world, incident, "resolve")
    assert [note.content for note in world.notes(incident)] == ["a rollback"]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", ["claim_beside", "link", "permalink"])
async def test_a_kill_while_the_parent_is_made(world: World, when: str, step: str) -> None:
    incident = world.trigger(announced=False)
    owner = SLACK if step == "permalink" else JOURNAL
    kill_during(world, when, f"{owner}.{step}", 1, ["ack", incident.id])
    await restart(world, lambda: any(message.is_reply for message in world.told()))
    assert [message.is_reply for message in world.told()] == [False, True]


async def test_an_intent_that_was_left_for_long_is_not_sent_any_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    from pdtui.core import intents
    from pdtui.core.events import WriteRefused

    incident = world.trigger()
    kill_during(world, "after", f"{JOURNAL}.begin", 1, ["ack", incident.id])
    monkeypatch.setattr(intents, "RESUME_WITHIN", timedelta(seconds=0))
    async with world.engine() as engine:
        events = engine.subscribe()
        engine.start()
        refused = await until(events, lambda event: isinstance(event, WriteRefused))
        assert isinstance(refused, WriteRefused)
    assert "never sent" in refused.what
    assert incident.status == "triggered"


async def test_what_a_living_process_has_in_hand_is_left_to_it(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as first:
        events = await started(first)
        fault = world.faults.add(Fault(Kind.SLOW, method="PUT", seconds=0.5))
        from pdtui.core.commands import Acknowledge

        intent_id = first.submit(Acknowledge(incident.id))
        async with world.engine() as second:
            second.start()
            assert await asyncio.to_thread(fault.reached.wait, PATIENCE)
            async with asyncio.timeout(PATIENCE):
                while (row := first.told(intent_id)) is None or row.state is not OutboxState.DONE:
                    await events.next()
    assert_once(world, incident, "acknowledge")
