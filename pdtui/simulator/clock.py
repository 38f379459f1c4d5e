"""The simulated services' idea of now, so that a test can move time without waiting for it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


class WorldClock:
    """The machine's clock plus an offset that only ever grows; a fixed start makes pictures repeatable."""

    def __init__(self, start: datetime | None = None) -> None:
        self._frozen = start
        self._offset = timedelta()

    def now(self) -> datetime:
        """The aware UTC instant that the simulated services live in."""
        base = self._frozen if self._frozen is not None else datetime.fromtimestamp(time.time(), UTC)
        return base + self._offset

    def advance(self, by: timedelta) -> None:
        """Let `by` pass at once."""
        if by < timedelta():
            raise ValueError("the simulated clock does not run backwards")
        self._offset += by
