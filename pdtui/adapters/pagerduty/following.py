"""The account's log, by which long lists are followed."""

from __future__ import annotations

from datetime import datetime

from pdtui.adapters.pagerduty import wire
from pdtui.adapters.pagerduty.client import PAGE
from pdtui.adapters.pagerduty.paged import PagedRequests
from pdtui.core.stream import Occurrence
from pdtui.text import stamp


class WireOccurrence(wire.WireLogEntry):
    """A log entry with its incident."""

    incident: dict[str, object] | None = None


class FollowingRequests(PagedRequests):
    """`GET /log_entries`."""

    async def newest_entry_at(self) -> datetime | None:
        """`GET /log_entries?limit=1`: the newest comes first."""
        page = await self._page("log_entries", [("time_zone", "UTC")], 0, 1, _occurrence)
        return max((one.created_at for one in page.rows.values()), default=None)

    async def log_since(self, since: datetime, most: int) -> tuple[Occurrence, ...] | None:
        """`GET /log_entries` with their incidents, of the whole account; None where there are more than `most`."""
        query = [("since", stamp(since)), ("time_zone", "UTC"), ("include[]", "incidents")]
        found: dict[str, Occurrence] = {}
        offset = 0
        while True:
            page = await self._page("log_entries", query, offset, PAGE, _occurrence)
            found |= page.rows
            if page.unreadable or (page.total or 0) > most or len(found) > most:
                return None
            if not page.more or not page.received:
                return tuple(found.values())
            offset += page.received  # new entries push the others down: a row may come twice, none is lost


def _occurrence(item: object) -> tuple[str, Occurrence]:
    raw = wire.decode(item, WireOccurrence)
    held = raw.incident or {}
    whole_one = wire.incident(held) if "status" in held else None
    incident_id = held.get("id")
    named = incident_id if isinstance(incident_id, str) else ""
    entry = wire.log_entry(raw)
    return raw.id, Occurrence(raw.id, entry.created_at, named, whole_one, entry)
