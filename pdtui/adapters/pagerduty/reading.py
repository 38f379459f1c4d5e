"""One incident and what hangs on it."""

from __future__ import annotations

from datetime import datetime, timedelta

from pdtui.adapters.pagerduty import wire
from pdtui.adapters.pagerduty.requests import Requests, checked
from pdtui.core.model import Alert, Incident, LogEntry, Note, Reference
from pdtui.core.pagerduty import GLANCE, LOGGED, TIMELINE
from pdtui.errors import TooLong
from pdtui.text import stamp

SECOND = timedelta(seconds=1)
"""Bounds are told in whole seconds: what the last one holds must not be missed."""
ALERTS_AT_ONCE = 25
"""Alerts of one page: each may carry half a megabyte of what monitoring sent."""


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

    async def log_between(self, incident_id: str, since: datetime, until: datetime) -> tuple[LogEntry, ...]:
        """`GET /incidents/{id}/log_entries` with bounds; entries that shift between pages come once."""
        bounds = [("since", stamp(since)), ("until", stamp(until + SECOND))]
        query = [("time_zone", "UTC"), ("include[]", "channels"), *bounds]
        path = f"/incidents/{checked(incident_id)}/log_entries"
        values = [raw async for raw in self._client.pages(path, "log_entries", query, most=LOGGED)]
        if len(values) >= LOGGED:
            raise TooLong(f"{incident_id} has more than {LOGGED:,} log entries in that span", "choose a shorter span")
        found = {raw.id: wire.log_entry(raw) for raw in self._every(values, wire.WireLogEntry)}
        return tuple(found.values())

    async def alerts(self, incident_id: str, most: int = GLANCE) -> tuple[Alert, ...]:
        """`GET /incidents/{id}/alerts`, the newest first; new ones push the others down: none is lost, each once."""
        path, query = f"/incidents/{checked(incident_id)}/alerts", [("sort_by", "created_at:desc")]
        pages = self._client.pages(path, "alerts", query, most=most, size=ALERTS_AT_ONCE)
        found = map(wire.alert, self._every([raw async for raw in pages], wire.WireAlert))
        return tuple({alert.id: alert for alert in found}.values())

    async def alert(self, incident_id: str, alert_id: str) -> Alert:
        """`GET /incidents/{id}/alerts/{alert_id}`."""
        answer = await self._client.get(f"/incidents/{checked(incident_id)}/alerts/{checked(alert_id)}")
        return wire.alert(self._one(answer, "alert", wire.WireAlert))

    async def incidents_by_key(self, key: str) -> tuple[Incident, ...]:
        """`GET /incidents?incident_key=`, of whatever age and status."""
        answer = await self._client.get("/incidents", [("incident_key", key), ("date_range", "all"), ("limit", "100")])
        return tuple(self._read(raw) for raw in self._client.items(answer, "incidents"))

    async def workflows(self, incident_id: str) -> tuple[Reference, ...]:
        """`GET /incident_workflows/triggers`, the manual ones that apply, by cursor; each workflow once."""
        query = [("trigger_type", "manual"), ("incident_id", checked(incident_id)), ("limit", "100")]
        found: dict[str, Reference] = {}
        cursor = ""
        while True:
            more = [("cursor", cursor)] if cursor else []
            answer = await self._client.get("/incident_workflows/triggers", [*query, *more])
            for trigger in self._every(self._client.items(answer, "triggers"), wire.WireWorkflowTrigger):
                if trigger.workflow is not None:
                    found[trigger.workflow.id] = wire.reference(trigger.workflow)
            cursor, last = str(answer.get("next_cursor") or ""), cursor
            if not cursor or cursor == last:
                return tuple(found.values())
