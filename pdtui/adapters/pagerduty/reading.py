"""One incident and what hangs on it."""

from __future__ import annotations

from pdtui.adapters.pagerduty import wire
from pdtui.adapters.pagerduty.requests import Requests, checked
from pdtui.core.model import Alert, Incident, LogEntry, Note

TIMELINE = 300
"""The newest log entries that are read of one incident."""


class ReadingRequests(Requests):
    """`GET /incidents/{id}` and below."""

    async def incident(self, incident_id: str) -> Incident:
        """`GET /incidents/{id}`."""
        answer = await self._client.get(f"/incidents/{checked(incident_id)}")
        return self._read(answer.get("incident"))

    async def notes(self, incident_id: str) -> tuple[Note, ...]:
        """`GET /incidents/{id}/notes`; their order is undocumented, so they are sorted here."""
        answer = await self._client.get(f"/incidents/{checked(incident_id)}/notes")
        values = self._client.items(answer, "notes")
        notes = map(wire.note, self._every(values, wire.WireNote))
        return tuple(sorted(notes, key=lambda note: (note.created_at, note.id)))

    async def log_entries(self, incident_id: str) -> tuple[LogEntry, ...]:
        """`GET /incidents/{id}/log_entries`, newest first, with channels for the text of notes."""
        query = [("time_zone", "UTC"), ("include[]", "channels")]
        path = f"/incidents/{checked(incident_id)}/log_entries"
        values = [raw async for raw in self._client.pages(path, "log_entries", query, most=TIMELINE)]
        found = {raw.id: wire.log_entry(raw) for raw in self._every(values, wire.WireLogEntry)}
        return tuple(found.values())

    async def alerts(self, incident_id: str) -> tuple[Alert, ...]:
        """`GET /incidents/{id}/alerts`, the newest; their bodies may be huge, so only a few are asked for."""
        answer = await self._client.get(
            f"/incidents/{checked(incident_id)}/alerts", [("limit", "25"), ("sort_by", "created_at:desc")]
        )
        return tuple(map(wire.alert, self._every(self._client.items(answer, "alerts"), wire.WireAlert)))
