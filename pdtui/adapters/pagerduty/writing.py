"""The writes: one request each, whose answer must say that it is in force."""

from __future__ import annotations

from pdtui.adapters.pagerduty import wire
from pdtui.adapters.pagerduty.reading import ReadingRequests
from pdtui.adapters.pagerduty.requests import checked, not_understood
from pdtui.core.model import ACKNOWLEDGED, RESOLVED, Incident, Note
from pdtui.errors import NotSent, OutcomeUnknown, Refused


class WritingRequests(ReadingRequests):
    """What changes an incident."""

    async def acknowledge(self, incident_id: str) -> Incident:
        """`PUT /incidents/{id}` with status acknowledged."""
        return _certain(await self._update(incident_id, {"status": "acknowledged"}), ACKNOWLEDGED)

    async def resolve(self, incident_id: str) -> Incident:
        """`PUT /incidents/{id}` with status resolved; error 1001 says that it is resolved already."""
        try:
            return _certain(await self._update(incident_id, {"status": "resolved"}), RESOLVED)
        except Refused as error:
            if error.code != "1001":
                raise
            try:
                return await self.incident(incident_id)
            except NotSent as lost:
                raise OutcomeUnknown(lost.what, lost.advice) from lost

    async def escalate(self, incident_id: str, level: int) -> Incident:
        """`PUT /incidents/{id}` with an absolute level of its policy, and nothing that would override it."""
        return await self._update(incident_id, {"escalation_level": level})

    async def _update(self, incident_id: str, change: dict[str, object]) -> Incident:
        answer = await self._client.request(
            "PUT",
            f"/incidents/{checked(incident_id)}",
            body={"incident": {"type": "incident", **change}},
            sender=self._sender,
        )
        try:
            incident = wire.incident(answer.get("incident"))
        except wire.Unreadable as error:
            raise not_understood() from error
        if incident_id not in (incident.id, str(incident.number)):
            raise not_understood()
        return incident

    async def add_note(self, incident_id: str, content: str) -> Note:
        """`POST /incidents/{id}/notes`."""
        answer = await self._client.request(
            "POST",
            f"/incidents/{checked(incident_id)}/notes",
            body={"note": {"content": content}},
            sender=self._sender,
        )
        try:
            return wire.note(wire.decode(answer.get("note"), wire.WireNote))
        except wire.Unreadable as error:
            raise not_understood() from error


def _certain(incident: Incident, status: str) -> Incident:
    """The answer of a write, which must say that it is in force."""
    if incident.status != status:
        raise not_understood()
    return incident
