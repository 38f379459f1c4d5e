"""APScheduler behind the Timers port: it fires, our own data decides.

A memory store only, refilled from data at each start; `misfire_grace_time=None`, since the default of one
second loses reminders; and a heartbeat that notices when the laptop slept or its clock jumped, because
asyncio's timers stand still then.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pdtui.core.ports import Clock

if TYPE_CHECKING:
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

HEARTBEAT = 5.0
JUMP = 2.0
"""Seconds by which wall and stopwatch may drift apart between two beats."""


class SchedulerTimers:
    """`pdtui.core.ports.Timers`; must be started inside a running loop."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._scheduler: AsyncIOScheduler | None = None
        self._fire: Callable[[str], Awaitable[None]] | None = None
        self._heart: asyncio.Task[None] | None = None

    def start(self, fire: Callable[[str], Awaitable[None]]) -> None:
        """Begin; APScheduler itself is imported with the first timer."""
        self._fire = fire

    def set(self, wanted: dict[str, datetime]) -> None:
        """Add, move and remove jobs so that they are exactly `wanted`."""
        if self._fire is None:
            return
        scheduler = self._running()
        for job in scheduler.get_jobs():
            if job.id not in wanted:
                job.remove()
        for key, due_at in wanted.items():
            known = scheduler.get_job(key)
            if known is None or known.trigger.run_date != due_at:
                scheduler.add_job(
                    self._fire,
                    "date",
                    run_date=due_at.astimezone(UTC),
                    args=[key],
                    id=key,
                    replace_existing=True,
                )

    def _running(self) -> AsyncIOScheduler:
        if self._scheduler is None:
            from apscheduler.schedulers.asyncio import AsyncIOScheduler

            self._scheduler = AsyncIOScheduler(
                timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
            )
            self._scheduler.start()
            self._heart = asyncio.create_task(self._beat(self._scheduler), name="heartbeat")
        return self._scheduler

    async def _beat(self, scheduler: AsyncIOScheduler) -> None:
        wall, steady = self._clock.now(), self._clock.monotonic()
        while True:
            await asyncio.sleep(HEARTBEAT)
            passed = (self._clock.now() - wall).total_seconds() - (self._clock.monotonic() - steady)
            wall, steady = self._clock.now(), self._clock.monotonic()
            if abs(passed) > JUMP:
                scheduler.wakeup()

    async def stop(self) -> None:
        """Shut the scheduler down; it takes effect one turn of the loop later."""
        if self._heart is not None:
            self._heart.cancel()
            await asyncio.gather(self._heart, return_exceptions=True)
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            await asyncio.sleep(0)
