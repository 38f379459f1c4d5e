"""The account's incidents, in the orders in which lists and look-ups need them."""

from __future__ import annotations

from bisect import insort

from pdtui.simulator.pagerduty.model import Incident


class IncidentIndex:
    """Every incident by id, by number, by time and by key; what never changes of a row is kept in order once."""

    def __init__(self) -> None:
        self.by_id: dict[str, Incident] = {}
        """In the order of their numbers."""
        self.by_number: dict[int, Incident] = {}
        self.by_time: list[Incident] = []
        """Oldest first; among those of one second, the lower number first."""
        self._by_key: dict[str, list[Incident]] = {}

    def add(self, incident: Incident) -> None:
        """Keep one more; it may be dated back."""
        self.by_id[incident.id] = self.by_number[incident.number] = incident
        insort(self.by_time, incident, key=lambda row: row.created_at)
        if incident.incident_key is not None:
            self._by_key.setdefault(incident.incident_key, []).append(incident)

    def find(self, id_or_number: str) -> Incident | None:
        """The incident of that id or number."""
        found = self.by_id.get(id_or_number)
        if found is None and id_or_number.isdecimal():
            found = self.by_number.get(int(id_or_number))
        return found

    def open_with_key(self, service_id: str, key: str) -> Incident | None:
        """The open incident of a service that has this key."""
        for incident in self._by_key.get(key, []):
            if incident.service_id == service_id and incident.status != "resolved":
                return incident
        return None
