"""Whether so much comes in at once that rows can no longer be read one by one. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from pdtui.core.store import Row

MANY = 20
WITHIN = timedelta(minutes=1)
LASTING = timedelta(minutes=10)
"""How long after its last arrival a storm is over; it is also how wrong a laptop's clock may be."""
_NEVER = datetime.min.replace(tzinfo=UTC)


def storm(rows: Iterable[Row], now: datetime) -> int:
    """How many came within the minute before the newest one; 0 where that is no storm, or one that is over.

    Counted by PagerDuty's own times, so that it is the same however seldom it is asked.
    """
    came = [row.incident.created_at for row in rows]
    newest = max(came, default=_NEVER)
    if abs(now - newest) > LASTING:
        return 0
    number = sum(newest - at < WITHIN for at in came)
    return number if number >= MANY else 0
