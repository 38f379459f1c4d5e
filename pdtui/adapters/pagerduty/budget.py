"""How fast a credential may ask: a person's own requests at once, the watching of lists within its share."""

from __future__ import annotations

import asyncio
import math
import random
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from pdtui.adapters.pagerduty.places import Places
from pdtui.core.asking import Asker
from pdtui.errors import RateLimited

PER_MINUTE = 300.0
"""What watching takes of the 960 requests that PagerDuty allows; the person's other programs use it too.

The bucket holds a minute's worth: a first list of 12,000 incidents (some 130 pages) comes as fast as
PagerDuty gives it, and only what is asked for all the time is held to the rate. In its worst minute
watching spends a full bucket and its refill, 600, so that a third of the limit is always the person's.
"""
SHORTEST = 0.001
"""Seconds that are not worth a sleep; sums of fractions never come out even."""
LOW = 0.2
"""Below this share of what PagerDuty still allows, watching waits for the next window."""
UNSAID, LONGEST_UNSAID = 5.0, 60.0
"""Seconds to wait after a 429 that does not say how long; doubled each time."""


class Budget:
    """The requests of one credential. `monotonic`: a stopwatch in seconds."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._places = Places()
        self._line = asyncio.Lock()
        self._tokens = PER_MINUTE
        self._filled_at = monotonic()
        self._paused_until = 0.0
        self._low_until = 0.0
        self._unsaid = 0

    @asynccontextmanager
    async def place(self, one: Asker) -> AsyncIterator[None]:
        """Hold one of the places; raises `RateLimited` while PagerDuty has asked to wait."""
        if one is Asker.WATCHING:
            async with self._line:
                await self._allowance()
        self._refuse_while_paused()
        async with self._places.hold(one):
            self._refuse_while_paused()  # it may have been said while a place was waited for
            yield

    def note(self, headers: Mapping[str, str], one: Asker) -> None:
        """What an answer says of the limit; a person's rare operations have limits of their own, not ours."""
        self._unsaid = 0
        limit, remaining = _number(headers, "ratelimit-limit"), _number(headers, "ratelimit-remaining")
        if one is Asker.WATCHING and limit and remaining is not None and remaining < LOW * limit:
            reset = _number(headers, "ratelimit-reset") or UNSAID
            self._low_until = self._monotonic() + min(max(reset, 1.0), LONGEST_UNSAID)

    def pause(self, headers: Mapping[str, str], asked: RateLimited) -> RateLimited:
        """PagerDuty turned a request away: nothing goes until it said, and nobody comes back in the same instant."""
        wait = asked.retry_after
        if _number(headers, "ratelimit-reset") is None and _number(headers, "retry-after") is None:
            wait = min(UNSAID * 2**self._unsaid, LONGEST_UNSAID)
            self._unsaid += 1
        told = RateLimited(asked.what, asked.advice, retry_after=wait + random.random())  # noqa: S311 - no secret
        self._paused_until = max(self._paused_until, self._monotonic() + told.retry_after)
        return told

    def _refuse_while_paused(self) -> None:
        wait = self._paused_until - self._monotonic()
        if wait > 0:
            raise RateLimited("PagerDuty asked to wait", "pdtui asks again by itself", retry_after=wait)

    async def _allowance(self) -> None:
        """Wait until one more may be sent to watch."""
        while (wait := self._wanting()) > 0:  # noqa: ASYNC110 - it is time that is waited for, not an event
            await asyncio.sleep(wait)
        self._tokens -= 1

    def _wanting(self) -> float:
        now = self._monotonic()
        self._tokens = min(PER_MINUTE, self._tokens + (now - self._filled_at) * PER_MINUTE / 60)
        self._filled_at = now
        if self._paused_until > now:
            return 0.0  # it is refused, and the refusal says how long
        missing = max(0.0, 1 - self._tokens) * 60 / PER_MINUTE
        wait = max(missing, self._low_until - now)
        return wait if wait > SHORTEST else 0.0


def _number(headers: Mapping[str, str], name: str) -> float | None:
    try:
        number = float(headers[name])
    except (KeyError, ValueError):
        return None
    return number if math.isfinite(number) else None
