"""A laptop whose clock a test turns, with the real scheduler, engine, journal and HTTP behind it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from unittest.mock import patch

from pdtui.adapters import timers
from pdtui.core.engine import Engine
from pdtui.core.events import ReminderDue
from pdtui.core.reminding import desk
from pdtui.core.reminding.reminder import Due
from pdtui.core.reminding.store import Planned
from pdtui.core.subscription import Subscription
from tests.world import PATIENCE, World, started

MINUTE = timedelta(minutes=1)


class TurnedClock:
    """The world's clock as a laptop has it: it may be set wrong; the stopwatch stands still while it sleeps."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.wrong_by = timedelta()

    def now(self) -> datetime:
        """Aware, UTC."""
        return self._world.clock.now() + self.wrong_by

    def monotonic(self) -> float:
        """The machine's own."""
        return time.monotonic()


@contextmanager
def scheduler_at(clock: TurnedClock) -> Iterator[None]:
    """APScheduler goes by this clock, and its heart beats fast enough for a test."""

    class Turned(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return clock.now().astimezone(tz or UTC)

    with (
        patch("apscheduler.schedulers.base.datetime", Turned),
        patch.object(timers, "HEARTBEAT", 0.02),
        patch.object(desk, "TICK", 0.1),
    ):
        yield


@dataclass
class Laptop:
    """One running pdtui, and what it told."""

    world: World
    engine: Engine
    events: Subscription
    clock: TurnedClock
    told: list[Due] = field(default_factory=list)

    async def until_told(self, words: str) -> Due:
        """The next reminder that says these words, told by the scheduler and nobody else."""
        async with asyncio.timeout(PATIENCE):
            while True:
                event = await self.events.next()
                if isinstance(event, ReminderDue):
                    self.told.append(event.due)
                    if words in f"{event.due.title} {event.due.text}":
                        return event.due

    async def until_planned(self, wanted: Callable[[Sequence[Planned]], bool]) -> None:
        """Wait until the journal plans what is wanted."""
        async with asyncio.timeout(PATIENCE):
            while not wanted(self.engine.reminders.planned()):
                event = await self.events.next()
                if isinstance(event, ReminderDue):
                    self.told.append(event.due)

    async def settle(self) -> list[Due]:
        """Tell what is due now, and return all that was told since the last time."""
        await self.engine.poll()
        await self.engine.reminders.look()
        while (event := self.events.poll()) is not None:
            if isinstance(event, ReminderDue):
                self.told.append(event.due)
        told, self.told = self.told, []
        return told

    async def step(self, by: timedelta, times: int = 1) -> list[tuple[datetime, Due]]:
        """Let time pass in steps; what was told at each."""
        told = []
        for _ in range(times):
            self.world.clock.advance(by)
            told += [(self.clock.now(), due) for due in await self.settle()]
        return told


@asynccontextmanager
async def laptop(
    world: World, clock: TurnedClock | None = None, environment: Mapping[str, str] | None = None
) -> AsyncIterator[Laptop]:
    """A running pdtui of this world."""
    clock = clock or TurnedClock(world)
    world.laptop_clock = clock
    with scheduler_at(clock):
        async with world.engine(**(environment or {})) as engine:
            events = await started(engine)
            running = Laptop(world, engine, events, clock)
            yield running
