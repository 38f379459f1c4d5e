"""Whether so much comes in at once that rows can no longer be read one by one. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from pdtui.core.store import Row

MANY = 20
WITHIN = timedelta(minutes=1)
LASTING = timedelta(minutes=10)
"""How long after it a storm is over; it is also how wrong a laptop's clock may be."""


def storm(rows: Iterable[Row], now: datetime) -> int:
    """The most that came within a minute, of late; 0 where that is no storm.

    Counted by PagerDuty's own times, so that it is the same however seldom it is asked.
    """
    earliest, latest = now - LASTING, now + LASTING
    came = sorted(at for row in rows if earliest <= (at := row.incident.created_at) <= latest)
    most = first = 0
    for last, at in enumerate(came):
        while at - came[first] >= WITHIN:
            first += 1
        most = max(most, last - first + 1)
    return most if most >= MANY else 0
