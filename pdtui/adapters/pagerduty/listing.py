"""The lists of open incidents: which requests answer them, whole and each incident once."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from pdtui.adapters.pagerduty import wire
from pdtui.adapters.pagerduty.client import MOST_ROWS
from pdtui.adapters.pagerduty.requests import Requests
from pdtui.core.model import Incident, OpenIncidents

LOG = logging.getLogger(__name__)
SERVICES_AT_ONCE = 75
"""Service ids in one query: PagerDuty refuses addresses beyond about 4 KB."""


class ListingRequests(Requests):
    """`GET /incidents`."""

    async def open_incidents(self, *, assigned_to: str = "", service_ids: Sequence[str] = ()) -> OpenIncidents:
        """`GET /incidents`, triggered and acknowledged, `date_range=all`, newest first, each once."""
        base = [
            ("statuses[]", "triggered"),
            ("statuses[]", "acknowledged"),
            ("date_range", "all"),
            ("time_zone", "UTC"),
            ("sort_by", "created_at:desc"),
        ]
        if assigned_to:
            queries = [[*base, ("user_ids[]", assigned_to)]]
        else:
            chunks = [service_ids[i : i + SERVICES_AT_ONCE] for i in range(0, len(service_ids), SERVICES_AT_ONCE)]
            queries = [[*base, *(("service_ids[]", service_id) for service_id in chunk)] for chunk in chunks]
        found: dict[str, Incident] = {}
        unreadable, capped = 0, False
        for query in queries:
            rows = 0
            async for raw in self._client.pages("/incidents", "incidents", query):
                rows += 1
                try:
                    incident = wire.incident(raw)
                except wire.Unreadable as error:
                    LOG.warning("PagerDuty listed an incident that cannot be read: %s", error)
                    unreadable += 1
                else:
                    found[incident.id] = incident
            capped = capped or rows >= MOST_ROWS
        return OpenIncidents(tuple(found.values()), unreadable, capped)
