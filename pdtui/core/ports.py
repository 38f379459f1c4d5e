"""What the core needs of this machine: timers and a clock. PagerDuty and Slack have ports of their own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol


class Timers(Protocol):
    """Wakes the engine at chosen instants, also after the laptop slept."""

    def start(self, fire: Callable[[str], Awaitable[None]]) -> None:
        """Begin; `fire(key)` is awaited when a timer is due."""

    def set(self, wanted: dict[str, datetime]) -> None:
        """Make the timers exactly these; the past ones fire at once."""

    async def stop(self) -> None:
        """Let go of everything."""


class Clock(Protocol):
    """Now, as the wall and as a stopwatch have it."""

    def now(self) -> datetime:
        """Aware, UTC."""

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
