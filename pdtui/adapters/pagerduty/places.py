"""The few requests that may be under way at once, and whose turn it is."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pdtui.core.asking import Asker

AT_ONCE = 4
MOST = {Asker.ACTING: AT_ONCE, Asker.LOOKING: 2, Asker.WATCHING: 3}
"""Places that each may hold."""
OTHERS = 3
"""Places of those who do not act, together: one is always left for who does, whatever hangs in the others."""


class Places:
    """Gives places out, to who acts before all others, else first come, first served."""

    def __init__(self) -> None:
        self._held = dict.fromkeys(Asker, 0)
        self._waiting: dict[Asker, deque[asyncio.Future[None]]] = {one: deque() for one in Asker}

    @asynccontextmanager
    async def hold(self, one: Asker) -> AsyncIterator[None]:
        """Have a place."""
        await self._take(one)
        try:
            yield
        finally:
            self._give_back(one)

    async def _take(self, one: Asker) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[one].append(turn)
        self._hand_out()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._give_back(one)
            raise

    def _give_back(self, one: Asker) -> None:
        self._held[one] -= 1
        self._hand_out()

    def _hand_out(self) -> None:
        for one, turns in self._waiting.items():
            while turns and (turns[0].done() or self._is_free(one)):
                turn = turns.popleft()
                if not turn.done():
                    self._held[one] += 1
                    turn.set_result(None)

    def _is_free(self, one: Asker) -> bool:
        others = sum(number for held, number in self._held.items() if held is not Asker.ACTING)
        return (
            self._held[one] < MOST[one]
            and sum(self._held.values()) < AT_ONCE
            and (one is Asker.ACTING or others < OTHERS)
        )
