"""What is needed of this machine: timers, a clock, notifications. PagerDuty and Slack have ports of their own."""

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


class Notifier(Protocol):
    """The operating system's own notifications."""

    @property
    def problem(self) -> str:
        """Why nothing is shown, as a sentence; empty where all is well or nothing was tried yet."""

    async def notify(self, title: str, text: str, urgent: bool) -> None:
        """Show one; never raises, and is done within seconds, shown or not. `urgent` ones stay until dismissed."""

    async def close(self) -> None:
        """Let go of everything; what is shown stays."""
