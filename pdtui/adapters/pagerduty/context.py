"""What PagerDuty finds around an incident, and the account's own fields on it."""

from __future__ import annotations

from pdtui.adapters.pagerduty import context_wire
from pdtui.adapters.pagerduty.client import PagerDutyClient
from pdtui.adapters.pagerduty.requests import Requests, checked
from pdtui.core.commands import FieldScalar
from pdtui.core.surroundings import ChangeEvent, CustomField, Outlier, PastIncident, RelatedIncident
from pdtui.errors import NotFound, NotPermitted, UsageError

MOST = "10"
"""How many past incidents and changes are asked for: a person looks at the first few."""


class ContextRequests(Requests):
    """Below `/incidents/{id}`: past, related, outlier, changes, custom fields."""

    def __init__(self, client: PagerDutyClient, sender: str = "") -> None:
        super().__init__(client, sender)
        self._options: dict[str, dict[str, tuple[FieldScalar, ...]]] = {}
        """By incident type and field id; for the run, since they change about as often as the settings page."""

    async def past_incidents(self, incident_id: str) -> tuple[PastIncident, ...]:
        """`GET /incidents/{id}/past_incidents`."""
        answer = await self._client.get(f"/incidents/{checked(incident_id)}/past_incidents", [("limit", MOST)])
        found = map(context_wire.past, self._every(self._client.items(answer, "past_incidents"), context_wire.WirePast))
        return tuple(sorted(found, key=lambda past: -past.score))

    async def related_incidents(self, incident_id: str) -> tuple[RelatedIncident, ...]:
        """`GET /incidents/{id}/related_incidents`, with status and service of each."""
        path = f"/incidents/{checked(incident_id)}/related_incidents"
        answer = await self._client.get(path, [("additional_details[]", "incident")])
        raws = self._every(self._client.items(answer, "related_incidents"), context_wire.WireRelated)
        return tuple(map(context_wire.related, raws))

    async def outlier(self, incident_id: str) -> Outlier | None:
        """`GET /incidents/{id}/outlier_incident`; 404 is how it says that there is nothing to say of this one."""
        try:
            answer = await self._client.get(f"/incidents/{checked(incident_id)}/outlier_incident")
        except NotFound:
            return None
        if not isinstance(answer.get("outlier_incident"), dict) or not answer["outlier_incident"]:
            return None
        return context_wire.outlier(self._one(answer, "outlier_incident", context_wire.WireOutlier))

    async def change_events(self, incident_id: str) -> tuple[ChangeEvent, ...]:
        """`GET /incidents/{id}/related_change_events`."""
        path = f"/incidents/{checked(incident_id)}/related_change_events"
        answer = await self._client.get(path, [("limit", MOST)])
        raws = self._every(self._client.items(answer, "change_events"), context_wire.WireChange)
        return tuple(sorted(map(context_wire.change, raws), key=lambda change: change.at, reverse=True))

    async def custom_fields(self, incident_id: str) -> tuple[CustomField, ...]:
        """`GET /incidents/{id}/custom_fields/values`; the options of fixed ones from the incident's type."""
        path = f"/incidents/{checked(incident_id)}"
        answer = await self._client.get(f"{path}/custom_fields/values")
        raws = self._every(self._client.items(answer, "custom_fields"), context_wire.WireFieldValue)
        fixed = any((raw.field_type or "").endswith("_fixed") for raw in raws)
        options = await self._options_of(incident_id) if fixed else {}
        return tuple(context_wire.field(raw, options.get(raw.id, ())) for raw in raws)

    async def _options_of(self, incident_id: str) -> dict[str, tuple[FieldScalar, ...]]:
        """By field id; empty where the type's fields may not be read: the values are shown nevertheless."""
        answer = await self._client.get(f"/incidents/{checked(incident_id)}")
        kind = self._one(answer, "incident", context_wire.WireTyped).incident_type
        name = kind.name if kind and kind.name else "incident_default"
        if name not in self._options:
            query = [("include[]", "field_options")]
            try:
                found = await self._client.get(f"/incidents/types/{checked(name)}/custom_fields", query)
            except (NotFound, NotPermitted, UsageError):
                return {}
            fields = self._every(self._client.items(found, "fields"), context_wire.WireField)
            self._options[name] = {field.id: context_wire.choices(field.field_options) for field in fields}
        return self._options[name]
