"""How many requests a quiet minute costs, by how much is open: `python -m tests.benchmarks.requests_per_minute`.

The real engine polls the simulator, which runs in a process of its own, over real HTTP. No minute is
waited for: before each poll the clocks of both sides are set forward by the poll interval, so that ten
minutes at 15 s are 40 polls. The rates are what PagerDuty's simulated limit of 960 a minute saw.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from pdtui.bootstrap import open_engine
from pdtui.config import load
from pdtui.core.engine import Engine
from tests.world import World

MINUTES = 10
ON_CALLS = 2 / 5
"""What reading who is on call adds, twice every 5 minutes; the bounds are for the list alone."""
BOUNDS = {1: 8.0, 100: 8.0, 1_000: 10.0, 10_000: 26.0, 12_000: 30.0}
"""Requests a minute at 15 s: 2 a poll up to 100; then 4 of the log and a list of n / 100 pages every 5 minutes,
with a few to spare (26 for 10,000 open; by the same sum 30 for 12,000)."""


@dataclass(slots=True)
class ShiftedClock:
    """The machine's clocks, set forward."""

    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        """Aware, UTC."""
        return datetime.now(UTC) + self.ahead

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
        return time.monotonic() + self.ahead.total_seconds()


@dataclass(slots=True)
class Far:
    """A world in another process."""

    home: Path
    pipe: Connection

    def ask(self, question: str) -> object:
        """`environment`, `requests` (since the last time, by path), or seconds to set its clock forward by."""
        self.pipe.send(question)
        return self.pipe.recv()

    def requests(self) -> list[str]:
        """The paths that were asked for since the last time."""
        answer = self.ask("requests")
        assert isinstance(answer, list)
        return answer


def fill(world: World, size: int) -> None:
    """As many incidents as wanted on my service, made over the hours before."""
    with world.server.lock:
        now = world.clock.now()
        for number in range(size):
            made = now - timedelta(hours=6) - timedelta(seconds=number)
            world.pagerduty.trigger(world.service.id, f"incident {number}", created_at=made)


def serve(home: Path, size: int, pipe: Connection) -> None:
    """The other process."""
    with World(home) as world:
        fill(world, size)
        seen = 0
        pipe.send("ready")
        while question := pipe.recv():
            if question == "environment":
                pipe.send(world.environment)
            elif question == "requests":
                exchanges = world.server.exchanges[seen:]
                seen += len(exchanges)
                pipe.send([exchange.request.path for exchange in exchanges])
            else:
                world.clock.advance(timedelta(seconds=float(question)))
                pipe.send("advanced")


@contextmanager
def far(size: int) -> Iterator[Far]:
    """A world of this size."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    with tempfile.TemporaryDirectory() as folder:
        process = context.Process(target=serve, args=(Path(folder), size, theirs))
        process.start()
        theirs.close()
        assert ours.recv() == "ready"
        yield Far(Path(folder), ours)
        ours.send("")
        process.join()
        ours.close()


@dataclass(frozen=True, slots=True)
class Result:
    """What one size cost. Seconds where nothing else is said."""

    size: int
    listed: int
    mode: str
    load_requests: int
    load_seconds: float
    per_minute: float
    """Of lists and log."""
    all_per_minute: float
    longest_block: float
    """The longest time for which nothing else on the event loop had its turn."""

    @property
    def within(self) -> bool:
        """Whether it holds every incident and keeps its bound."""
        bound = BOUNDS[self.size]
        whole = self.listed == self.size
        return whole and self.per_minute <= bound and self.all_per_minute <= bound + ON_CALLS


class Heartbeat:
    """Notes how late the event loop comes back to a task that hardly sleeps."""

    def __init__(self) -> None:
        self.longest = 0.0

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            self.longest = max(self.longest, time.perf_counter() - before - 0.001)


async def measure(size: int, minutes: int = MINUTES) -> Result:
    """One size."""
    with far(size) as world:
        environment = world.ask("environment")
        assert isinstance(environment, dict)
        clock = ShiftedClock()
        async with open_engine(load(None, environment), environment, clock) as engine:
            return await _measure(size, minutes, world, clock, engine)


async def _measure(size: int, minutes: int, world: Far, clock: ShiftedClock, engine: Engine) -> Result:
    heartbeat = Heartbeat()
    task = asyncio.create_task(heartbeat.run())
    world.requests()
    began = time.perf_counter()
    await engine.poll()
    load_seconds = time.perf_counter() - began
    load = world.requests()
    polled: list[str] = []
    seconds = engine.poll_seconds
    for _ in range(round(minutes * 60 / seconds)):
        clock.ahead += timedelta(seconds=seconds)
        await asyncio.to_thread(world.ask, str(seconds))
        await engine.poll()
    polled = world.requests()
    task.cancel()
    of_lists = [path for path in polled if path in ("/incidents", "/log_entries")]
    return Result(
        size=size,
        listed=len(engine.store.rows),
        mode="stream" if "/log_entries" in polled else "list",
        load_requests=len(load),
        load_seconds=load_seconds,
        per_minute=len(of_lists) / minutes,
        all_per_minute=len(polled) / minutes,
        longest_block=heartbeat.longest,
    )


def say(line: str) -> None:
    """A line of the table, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(sizes: Sequence[int] = tuple(BOUNDS)) -> int:
    """Print the table; 1 where a size is above its bound."""
    say(" open  listed  mode    first list        requests/min  bound  with on-calls  longest block")
    fine = True
    for size in sizes:
        result = asyncio.run(measure(size))
        fine = fine and result.within
        load = f"{result.load_requests:>3} in {result.load_seconds:>5.2f} s"
        rates = f"{result.per_minute:>12.1f}  {BOUNDS[size]:>5.0f}  {result.all_per_minute:>13.1f}"
        block = f"{result.longest_block * 1000:>10.0f} ms{'' if result.within else '  ABOVE'}"
        say(f"{size:>6,}  {result.listed:>6,}  {result.mode:<6}  {load}  {rates}  {block}")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main([int(size) for size in sys.argv[1:]] or tuple(BOUNDS)))
