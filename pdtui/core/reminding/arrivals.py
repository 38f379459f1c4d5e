"""Which incidents of mine have just been triggered: pure policy over rows as they come and change."""

from __future__ import annotations

from collections.abc import Iterable

from pdtui.core.model import TRIGGERED, Incident
from pdtui.core.store import Row
from pdtui.text import count

NAMED = 3
"""How many of several new ones are named."""


class Arrivals:
    """Remembers which incidents were triggered and mine, so that each is told once for each time it becomes so."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def take(self, rows: Iterable[Row]) -> tuple[Incident, ...]:
        """Those among changed rows that became triggered and mine just now; also again, after an acknowledgement."""
        found = []
        for row in rows:
            if not calls(row):
                self._known.discard(row.id)
            elif row.id not in self._known:
                self._known.add(row.id)
                found.append(row.incident)
        return tuple(found)

    def know(self, incident_id: str) -> None:
        """This one is no news to the person, who made it."""
        self._known.add(incident_id)

    def forget(self, incident_id: str) -> None:
        """It went to somebody else, and is news when it comes back."""
        self._known.discard(incident_id)


def calls(row: Row) -> bool:
    """Whether an incident waits for me to acknowledge it."""
    return row.incident.status == TRIGGERED and row.reason.assigned


def arrival_words(incidents: tuple[Incident, ...]) -> tuple[str, str]:
    """Title and text for one or several new incidents."""
    if len(incidents) == 1:
        one = incidents[0]
        return f"#{one.number} triggered", f"{one.title} ({one.service.name})"
    named = "; ".join(f"#{one.number} {one.title}" for one in incidents[:NAMED])
    more = f"; and {len(incidents) - NAMED} more" if len(incidents) > NAMED else ""
    return count(len(incidents), "new incident"), named + more
