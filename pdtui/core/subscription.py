"""How events reach the fronts: each subscriber has a queue of its own, so that none holds up another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from pdtui.core.events import Event


class Subscription:
    """The events from now on, in their order."""

    def __init__(self, forget: Callable[[Subscription], None]) -> None:
        self._queue: asyncio.Queue[Event] = asyncio.Queue()
        self._forget = forget

    def put(self, event: Event) -> None:
        """Hand over one more."""
        self._queue.put_nowait(event)

    async def next(self) -> Event:
        """Wait for the next."""
        return await self._queue.get()

    def poll(self) -> Event | None:
        """One that has come already, None where there is none."""
        return None if self._queue.empty() else self._queue.get_nowait()

    def __aiter__(self) -> AsyncIterator[Event]:
        return self

    async def __anext__(self) -> Event:
        return await self._queue.get()

    def close(self) -> None:
        """Receive no more."""
        self._forget(self)


class Subscriptions:
    """All who listen."""

    def __init__(self) -> None:
        self._subscriptions: list[Subscription] = []

    def subscribe(self) -> Subscription:
        """All events from now on."""
        subscription = Subscription(self._subscriptions.remove)
        self._subscriptions.append(subscription)
        return subscription

    def publish(self, event: Event) -> None:
        """Tell everybody."""
        for subscription in self._subscriptions:
            subscription.put(event)
