"""What became of incidents that left the list: read again, since absence alone says nothing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from pdtui.core.events import Left
from pdtui.core.intents import resolved_words
from pdtui.core.model import Incident, Person
from pdtui.core.pagerduty import ReadingPort
from pdtui.core.store import Row
from pdtui.errors import NotFound, PdtuiError

LOG = logging.getLogger(__name__)
CONFIRMED = 10
"""How many incidents that left are read again one by one; more than these are a mass change."""
PATIENCE = 5.0
"""Seconds that the list waits for these readings."""

Fates = dict[str, Incident | None]
"""By incident id, as read again; None for one that is not visible any more."""


async def look_again(pagerduty: ReadingPort, rows: Sequence[Row]) -> Fates:
    """Read each of the first few once; what cannot be read in time is left out."""
    fates: Fates = {}

    async def read(incident_id: str) -> None:
        try:
            fates[incident_id] = await pagerduty.incident(incident_id)
        except NotFound:
            fates[incident_id] = None
        except PdtuiError as error:
            LOG.info("what became of %s could not be read: %s", incident_id, error.what)

    try:
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*(read(row.id) for row in rows[:CONFIRMED]))
    except TimeoutError:
        LOG.info("what became of some incidents was not read in time")
    return fates


def left(row: Row, fates: Fates, me: Person) -> Left:
    """The word on a row that is not listed any more."""
    if row.id not in fates:
        return Left(row.incident, "left the list", row.reason.assigned)
    incident = fates[row.id]
    if incident is None:
        return Left(row.incident, "no longer visible to you", row.reason.assigned)
    return Left(incident, fate(incident, me), row.reason.assigned)


def fate(incident: Incident, me: Person) -> str:
    """What became of an incident that left the list."""
    if not incident.is_open:
        return resolved_words(incident)
    others = [person.name for person in incident.assignees if person.id != me.id]
    return f"is with {', '.join(others)} now" if others else "left the list"
