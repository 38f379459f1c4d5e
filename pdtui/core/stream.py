"""Following the account's log instead of reading the whole list each time: pure policy over log entries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pdtui.core.model import Incident, LogEntry

FROM = 500
"""With more incidents than this in the list that was read, the log is followed; up to this, the list is read."""
MOST = 5_000
"""Entries since the last reading beyond which a list is the cheaper and surer way."""
LIST_EVERY = timedelta(minutes=5)
"""How often the whole list is read all the same."""
OVERLAP = timedelta(seconds=60)
"""How far a reading goes back behind the newest entry seen: the log may lag, and `since` knows whole seconds."""
REMEMBERED = timedelta(hours=1)
"""How long the id of an entry is kept, so that it is taken once."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One log entry, with its incident as that was when the entry was read."""

    id: str
    created_at: datetime
    incident_id: str
    incident: Incident | None = None
    """None where the entry names it only."""
    entry: LogEntry | None = None
    """The entry itself, for who tells what others did."""


@dataclass(frozen=True, slots=True)
class News:
    """What a reading of the log tells that was not known."""

    incidents: tuple[Incident, ...] = ()
    """Each once, as it is now."""
    unread: tuple[str, ...] = ()
    """The ids of incidents that were only named."""


class Stream:
    """How far the log was followed since a list was read at `began_at`, by PagerDuty's clock."""

    def __init__(self, began_at: datetime) -> None:
        self.since = began_at - OVERLAP
        """From when on to ask, by PagerDuty's clock: this machine's may be hours off."""
        self._seen: dict[str, datetime] = {}

    def take(self, occurrences: Iterable[Occurrence]) -> News:
        """A whole reading since `since`, in any order; entries that were taken before are passed over."""
        states: dict[str, Incident | None] = {}
        for one in self.fresh(occurrences):
            known = states.get(one.incident_id)
            if known is None or (one.incident is not None and changed_at(one.incident) >= changed_at(known)):
                states[one.incident_id] = one.incident or known
        return News(
            tuple(incident for incident in states.values() if incident is not None),
            tuple(incident_id for incident_id, incident in states.items() if incident is None and incident_id),
        )

    def fresh(self, occurrences: Iterable[Occurrence]) -> tuple[Occurrence, ...]:
        """Those that were not taken before, oldest first; they are taken with that."""
        found = sorted(
            (one for one in occurrences if one.id not in self._seen), key=lambda one: (one.created_at, one.id)
        )
        self._seen |= {one.id: one.created_at for one in found}
        if found:
            self._move(found[-1].created_at)
        return tuple(found)

    def _move(self, newest: datetime) -> None:
        self.since = max(self.since, newest - OVERLAP)
        oldest = newest - REMEMBERED
        self._seen = {key: at for key, at in self._seen.items() if at >= oldest}


def changed_at(incident: Incident) -> datetime:
    """When it last changed, as far as PagerDuty says."""
    return incident.updated_at or incident.last_status_change_at or incident.created_at
