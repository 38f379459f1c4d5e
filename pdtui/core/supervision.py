"""The loops that must not fall silent: a fault is logged and the loop started again, since silence looks like calm."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

LOG = logging.getLogger(__name__)
RESTART = 5.0
"""Seconds before a loop that failed by a fault of pdtui's own is started again."""


class Supervisor:
    """Runs loops until they return or all is closed."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def run(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Run `work`, and again where it fails."""
        task = asyncio.create_task(self._supervised(name, work), name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _supervised(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await work()
            except Exception:
                LOG.exception("the %s loop failed and is started again", name)
                await asyncio.sleep(RESTART)
            else:
                return

    async def close(self) -> None:
        """End all of them."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
