"""Several calls at a time, each given up in its time, and none that nobody waits for any longer."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest

from pdtui.adapters.slack.client import SlackClient
from pdtui.adapters.slack.crew import MOST, Crew, Overdue
from pdtui.config import Secret
from pdtui.errors import NotSent, OutcomeUnknown
from pdtui.simulator.faults import Kind
from tests.adapters.slack_line import Line

PATIENCE = 20.0
SHORT = 0.05


class Gate:
    """Work that goes on until it is let go, and counts how often it was begun."""

    def __init__(self) -> None:
        self.begun = threading.Semaphore(0)
        self.opened = threading.Event()
        self.times = 0

    def pass_through(self) -> str:
        self.times += 1
        self.begun.release()
        assert self.opened.wait(PATIENCE)
        return "through"


@pytest.fixture
def gate() -> Iterator[Gate]:
    made = Gate()
    yield made
    made.opened.set()


async def begun(gate: Gate, times: int) -> None:
    for _ in range(times):
        assert await asyncio.to_thread(gate.begun.acquire, timeout=PATIENCE)


async def test_work_gives_its_result_or_raises() -> None:
    crew = Crew()
    assert await crew.run(lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        await crew.run(lambda: 1 // 0)


async def test_one_that_is_slow_holds_up_no_other(gate: Gate) -> None:
    crew = Crew()
    slow = [asyncio.create_task(crew.run(gate.pass_through, PATIENCE)) for _ in range(MOST - 1)]
    await begun(gate, MOST - 1)
    assert [await crew.run(lambda: 7, PATIENCE) for _ in range(3)] == [7, 7, 7]
    gate.opened.set()
    assert await asyncio.gather(*slow) == ["through"] * (MOST - 1)


async def test_no_more_threads_than_that(gate: Gate) -> None:
    crew = Crew()
    waiting = [asyncio.create_task(crew.run(gate.pass_through, PATIENCE)) for _ in range(MOST + 3)]
    await begun(gate, MOST)
    assert not gate.begun.acquire(timeout=SHORT)
    gate.opened.set()
    assert await asyncio.gather(*waiting) == ["through"] * (MOST + 3)


async def test_threads_are_daemons_and_are_used_again() -> None:
    crew = Crew()
    first = await crew.run(threading.current_thread)
    assert first.daemon
    used = {first, *[await crew.run(threading.current_thread) for _ in range(50)]}
    assert len(used) <= MOST


async def test_what_does_not_end_is_given_up_and_its_thread_replaced(gate: Gate) -> None:
    crew = Crew(most=1)
    with pytest.raises(Overdue) as caught:
        await crew.run(gate.pass_through, SHORT)
    assert caught.value.begun
    assert await crew.run(lambda: 7, PATIENCE) == 7


async def test_what_waits_behind_it_is_begun_by_the_thread_that_replaces_it(gate: Gate) -> None:
    crew = Crew(most=1)
    stuck = asyncio.create_task(crew.run(gate.pass_through, SHORT))
    await begun(gate, 1)
    assert await crew.run(lambda: 7, PATIENCE) == 7
    with pytest.raises(Overdue):
        await stuck


async def test_what_was_never_begun_never_will_be(gate: Gate) -> None:
    crew = Crew(most=1)
    stuck = asyncio.create_task(crew.run(gate.pass_through, PATIENCE))
    await begun(gate, 1)
    done: list[str] = []
    with pytest.raises(Overdue) as caught:
        await crew.run(lambda: done.append("late"), SHORT)
    assert not caught.value.begun
    cancelled = asyncio.create_task(crew.run(lambda: done.append("cancelled"), PATIENCE))
    await asyncio.sleep(0)
    cancelled.cancel()
    with pytest.raises(asyncio.CancelledError):
        await cancelled
    gate.opened.set()
    assert await stuck == "through"
    await crew.run(lambda: done.append("next"), PATIENCE)
    assert done == ["next"]


async def test_work_whose_waiter_left_does_not_keep_its_thread_for_ever(gate: Gate) -> None:
    crew = Crew(most=1)
    left = asyncio.create_task(crew.run(gate.pass_through, SHORT))
    await begun(gate, 1)
    left.cancel()
    with pytest.raises(asyncio.CancelledError):
        await left
    assert await crew.run(lambda: 7, PATIENCE) == 7


async def test_after_the_end_there_are_other_threads() -> None:
    crew = Crew()
    first = await crew.run(threading.current_thread)
    crew.close()
    await asyncio.to_thread(first.join, PATIENCE)
    assert not first.is_alive()
    assert await crew.run(threading.current_thread) is not first


async def test_a_thread_in_slack_that_hangs_holds_up_no_other_call() -> None:
    with Line() as line:
        ts = line.desk.say()
        fault = line.fault(Kind.HANG, "conversations.replies")
        stuck = asyncio.create_task(line.client.replies(line.desk.incidents.id, ts))
        assert await asyncio.to_thread(fault.reached.wait, PATIENCE)
        assert await line.client.message(line.desk.incidents.id, ts) is not None
        assert not stuck.done()
        with pytest.raises(NotSent):
            await stuck


async def test_many_calls_at_once_each_get_their_own_answer() -> None:
    with Line() as line:
        people = [line.desk.slack.add_person(f"Person {number}", f"{number}@acme.example") for number in range(40)]
        found = await asyncio.gather(*(line.client.user(person.user_id) for person in people))
        assert [one.name for one in found] == [person.name for person in people]


async def test_what_the_core_sees_is_the_port() -> None:
    with Line() as line:
        assert await line.port.is_configured()


class Trickle:
    """A server whose next byte always comes before the socket's own timeout, and whose answer has no end."""

    def __init__(self) -> None:
        self.ended = asyncio.Event()
        self.tasks: list[asyncio.Task[None] | None] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.tasks.append(asyncio.current_task())
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000000\r\n\r\n{")
        while not self.ended.is_set():
            writer.write(b" ")
            await asyncio.wait([asyncio.ensure_future(self.ended.wait())], timeout=0.05)
        writer.close()
        await writer.wait_closed()


async def test_an_answer_that_trickles_is_given_up() -> None:
    slow = Trickle()
    server = await asyncio.start_server(slow.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    client = SlackClient(lambda: Secret("xoxb-1"), f"http://127.0.0.1:{port}/api/", 0.2)
    with pytest.raises(OutcomeUnknown, match="did not end"):
        await client.react("C1", "1.1", "eyes")
    with pytest.raises(NotSent, match="did not end"):
        await client.permalink("C1", "1.1")
    slow.ended.set()
    await asyncio.gather(*filter(None, slow.tasks))
    server.close()
