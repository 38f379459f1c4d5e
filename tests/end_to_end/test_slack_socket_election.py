"""One process at a time holds the connection to Slack, however it ends; and nothing holds it up."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from pdtui.core.commands import Acknowledge
from pdtui.core.engine import Engine
from pdtui.core.events import SlackRemark, Told
from pdtui.core.slack.listening import election
from pdtui.core.slack.socket_port import SocketState
from pdtui.core.subscription import Subscription
from pdtui.simulator.faults import Fault, Kind
from tests.slack_socket import SocketWorld, eventually
from tests.world import PATIENCE, started, until


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SocketWorld]:
    """A small world with Socket Mode, where the part is tried for often."""
    monkeypatch.setattr(election, "EVERY", 0.1)
    made = SocketWorld(tmp_path / "pdtui")
    with made:
        yield made
        assert made.server.errors == []


def opened(town: SocketWorld) -> int:
    """How often a connection was asked for."""
    return town.requests("POST", "/api/apps.connections.open")


async def works(town: SocketWorld) -> None:
    """A command is acknowledged, once the connection is there."""
    for _ in range(int(PATIENCE)):
        if await asyncio.to_thread(town.type(town.nils, "help").wait, 1):
            return
        await asyncio.to_thread(town.slack.wait_for_sockets, town.app, 1, PATIENCE)
    raise AssertionError("nothing is acknowledged")


def count_tries(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """How each try for the part went."""
    tries: list[bool] = []
    hold = engine._journal.hold

    def counted(name: str, now: datetime, seconds: float) -> bool:
        tries.append(hold(name, now, seconds))
        return tries[-1]

    monkeypatch.setattr(engine._journal, "hold", counted)
    return tries


async def all_done(town: SocketWorld, engine: Engine, events: Subscription) -> None:
    """A whole action and its reply: who listens would have begun to long before."""
    incident = await engine.find(town.trigger().id)
    engine.submit(Acknowledge(incident.id), incident)
    await until(events, lambda event: isinstance(event, Told))


async def test_two_engines_hold_one_connection_and_the_second_takes_over(
    town: SocketWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with town.engine() as second:
        async with town.listening() as first:
            tries = count_tries(second, monkeypatch)
            await started(second)
            await eventually(lambda: tries.count(False) >= 2)
            assert opened(town) == 1
            assert [one.state for one in first.listening.values()] == [SocketState.CONNECTED]
            assert [one.state for one in second.listening.values()] == [SocketState.OFF]
        await town.connected(1)
        await works(town)
        assert opened(town) == 2


async def test_a_killed_holder_is_replaced(town: SocketWorld) -> None:
    with town.holder() as process:
        await town.connected(1)
        async with town.engine() as engine:
            await started(engine)
            assert opened(town) == 1
            process.send_signal(signal.SIGKILL)
            await asyncio.to_thread(process.wait)
            await eventually(lambda: opened(town) == 2)
            await town.connected(1)
            await works(town)


async def test_a_holder_that_lost_the_part_disconnects(town: SocketWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    async with town.listening() as engine:
        monkeypatch.setattr(engine._journal, "hold", lambda name, now, seconds: False)
        await town.connected(0)
        monkeypatch.undo()
        await town.connected(1)


@pytest.mark.parametrize("reason", ["refresh_requested", "too_many_websockets", "cut"])
async def test_it_comes_back_when_the_connection_ends(town: SocketWorld, reason: str) -> None:
    async with town.listening():
        (before,) = town.slack.sockets.of(town.app)
        if reason == "cut":
            town.slack.cut_sockets(town.app)
        else:
            town.slack.disconnect_sockets(town.app, reason)
        await town.connected(1)
        await works(town)
        assert before not in town.slack.sockets.of(town.app)
        assert opened(town) == 2


async def test_a_mere_warning_ends_nothing(town: SocketWorld) -> None:
    async with town.listening():
        (before,) = town.slack.sockets.of(town.app)
        town.slack.disconnect_sockets(town.app, "warning")
        await works(town)
        assert town.slack.sockets.of(town.app) == [before]


async def test_socket_mode_turned_off_is_told(town: SocketWorld) -> None:
    async with town.listening() as engine:
        town.slack.disconnect_sockets(town.app, "link_disabled")
        await eventually(lambda: engine.listening[""].state is SocketState.REFUSED)
        assert "Socket Mode is off" in engine.listening[""].advice


async def test_a_refused_token_is_told_with_the_variable(town: SocketWorld) -> None:
    async with town.engine(PDTUI_SLACK_APP_TOKEN="xapp-wrong") as engine:
        events = engine.subscribe()  # it may be told before the first poll is done
        engine.start()
        remark = await until(events, lambda event: isinstance(event, SlackRemark))
        assert isinstance(remark, SlackRemark)
        assert remark.what.startswith("buttons and /pdtui in Slack do nothing here: ")
        assert "PDTUI_SLACK_APP_TOKEN" in remark.what
        assert engine.listening[""].state is SocketState.REFUSED


async def test_a_slack_that_cannot_be_reached_is_tried_again(town: SocketWorld) -> None:
    town.faults.add(Fault(Kind.DROP, path="apps.connections.open$", times=2))
    async with town.listening():
        await works(town)
        assert opened(town) == 3


@pytest.mark.parametrize("off", ["token", "setting"])
async def test_it_is_off_without_token_or_setting(town: SocketWorld, off: str) -> None:
    if off == "setting":
        town.settings = town.settings.replace("socket_mode = true\n", "")
    changes = {"PDTUI_SLACK_APP_TOKEN": ""} if off == "token" else {}
    async with town.engine(**changes) as engine:
        events = await started(engine)
        await all_done(town, engine, events)
        assert all(one.state is SocketState.OFF for one in engine.listening.values())
    assert opened(town) == 0


async def test_verbs_listen_to_nobody(town: SocketWorld) -> None:
    async with town.engine() as engine:
        engine.start(watch=False)
        await engine.identify()
        await all_done(town, engine, engine.subscribe())
    assert opened(town) == 0


@pytest.mark.parametrize("stuck", [False, True], ids=["connected", "connecting"])
def test_quitting_is_quick(town: SocketWorld, stuck: bool) -> None:
    if stuck:
        town.settings = town.settings.replace("timeout = 1.0\nparent", "timeout = 30.0\nparent")
        hang = town.faults.add(Fault(Kind.HANG, path="apps.connections.open$", times=None))
    with town.holder() as process:
        if stuck:
            assert hang.reached.wait(PATIENCE)
        else:
            town.slack.wait_for_sockets(town.app, 1, PATIENCE)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
        assert time.monotonic() - began < 2


@pytest.mark.parametrize("applied", [False, True], ids=["not applied", "applied"])
async def test_what_a_killed_pdtui_did_for_a_colleague_is_finished_in_their_name(
    town: SocketWorld, applied: bool
) -> None:
    town.with_account_key()
    incident = town.trigger(announced=False)
    with town.holder() as process:
        await town.connected(1)
        hang = town.faults.add(Fault(Kind.HANG, method="PUT", path="^/incidents/", applied=applied))
        await town.taken(town.type(town.slack_bo, "ack 1"))
        assert await asyncio.to_thread(hang.reached.wait, PATIENCE)
        process.kill()
        await asyncio.to_thread(process.wait)
        hang.release.set()
        async with town.engine() as engine:
            events = await started(engine)
            async with asyncio.timeout(PATIENCE):
                while not any(m.is_reply for m in town.told()):
                    await events.next()
    assert [entry.agent.id for entry in town.entries(incident, "acknowledge") if entry.agent] == [town.bo.id]
    assert [m.text.partition(" at ")[0] for m in town.told() if m.is_reply] == ["Bo Larsen acknowledged #1"]
