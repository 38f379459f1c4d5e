"""Slack's rate limits: a window of one minute per app and method, over all of its laptops together."""

from __future__ import annotations

import math
from collections import deque
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=1)


class Limits:
    """Counts the calls of the last minute; knows nothing but the instants that it is told."""

    def __init__(self) -> None:
        self._calls: dict[tuple[str, str], deque[datetime]] = {}

    def wait(self, caller: str, method: str, most: int, now: datetime) -> int:
        """Count a call; how many seconds it would have to wait, 0 where it may pass."""
        calls = self._calls.setdefault((caller, method), deque())
        while calls and now - calls[0] >= WINDOW:
            calls.popleft()
        if len(calls) >= most:
            return max(1, math.ceil((calls[0] + WINDOW - now).total_seconds()))
        calls.append(now)
        return 0
