"""The writes: one request each, whose answer must say that it is in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from pdtui.adapters.pagerduty import wire
from pdtui.adapters.pagerduty.client import BARE
from pdtui.adapters.pagerduty.on_calls import OnCallRequests
from pdtui.adapters.pagerduty.reading import ReadingRequests
from pdtui.adapters.pagerduty.requests import checked, not_understood
from pdtui.core.acting import actor_email
from pdtui.core.commands import FieldValue, Trigger
from pdtui.core.model import RESOLVED, Incident, Note, Override
from pdtui.core.pagerduty import Change
from pdtui.errors import NotPermitted, NotSent, OutcomeUnknown, Refused, UsageError
from pdtui.text import stamp

ALREADY_RESOLVED = "1001"


class WritingRequests(ReadingRequests, OnCallRequests):
    """What changes something."""

    async def change(self, incident_id: str, change: Change) -> Incident:
        """`PUT /incidents/{id}`; error 1001 says that it is resolved already."""
        try:
            answer = await self._put(f"/incidents/{checked(incident_id)}", {"incident": _item(change)})
        except Refused as error:
            if error.code != ALREADY_RESOLVED or change.status != RESOLVED:
                raise
            return await self._after(incident_id)
        found = _incident(answer.get("incident"), change)
        if incident_id not in (found.id, str(found.number)):
            raise not_understood()
        return found

    async def change_all(self, changes: Mapping[str, Change]) -> tuple[Incident, ...]:
        """`PUT /incidents`: all or nothing; an incident that the answer leaves out must be read back."""
        items = [{"id": checked(incident_id), **_item(change)} for incident_id, change in changes.items()]
        answer = await self._put("/incidents", {"incidents": items})
        listed = answer.get("incidents")
        found = []
        for raw in listed if isinstance(listed, list) else ():
            try:
                incident = wire.incident(raw)
            except wire.Unreadable:
                continue
            change = changes.get(incident.id)
            if change is not None and change.status in ("", incident.status):
                found.append(incident)
        return tuple(found)

    async def snooze(self, incident_id: str, seconds: int) -> Incident:
        """`POST /incidents/{id}/snooze`."""
        answer = await self._post(f"/incidents/{checked(incident_id)}/snooze", {"duration": seconds})
        return _incident(answer.get("incident"), Change())

    async def merge(self, target_id: str, source_ids: Sequence[str]) -> None:
        """`PUT /incidents/{id}/merge`."""
        sources = [{"id": checked(source_id), "type": "incident_reference"} for source_id in source_ids]
        await self._put(f"/incidents/{checked(target_id)}/merge", {"source_incidents": sources})

    async def add_note(self, incident_id: str, content: str) -> Note:
        """`POST /incidents/{id}/notes`."""
        answer = await self._post(f"/incidents/{checked(incident_id)}/notes", {"note": {"content": content}})
        try:
            return wire.note(wire.decode(answer.get("note"), wire.WireNote))
        except wire.Unreadable as error:
            raise not_understood() from error

    async def delete_note(self, incident_id: str, note_id: str) -> None:
        """`DELETE /incidents/{id}/notes/{note_id}`; `NotFound` may mean that it is gone."""
        await self._delete(f"/incidents/{checked(incident_id)}/notes/{checked(note_id)}")

    async def request_responders(
        self, incident_id: str, requester_id: str, users: Sequence[str], policies: Sequence[str], message: str
    ) -> None:
        """`POST /incidents/{id}/responder_requests`."""
        targets = [(user, "user_reference") for user in users]
        targets += [(policy, "escalation_policy_reference") for policy in policies]
        body = {
            "requester_id": requester_id,
            "message": message,
            "responder_request_targets": [
                {"responder_request_target": {"id": checked(target), "type": kind}} for target, kind in targets
            ],
        }
        await self._post(f"/incidents/{checked(incident_id)}/responder_requests", body)

    async def send_status_update(self, incident_id: str, message: str) -> None:
        """`POST /incidents/{id}/status_updates`."""
        await self._post(f"/incidents/{checked(incident_id)}/status_updates", {"message": message})

    async def run_workflow(self, incident_id: str, workflow_id: str) -> None:
        """`POST /incident_workflows/{id}/instances`."""
        incident = {"id": checked(incident_id), "type": "incident_reference"}
        path = f"/incident_workflows/{checked(workflow_id)}/instances"
        await self._post(path, {"incident_workflow_instance": {"incident": incident}})

    async def create_incident(self, trigger: Trigger) -> Incident:
        """`POST /incidents`."""
        incident: dict[str, object] = {
            "type": "incident",
            "title": trigger.title,
            "service": {"id": checked(trigger.service.id), "type": "service_reference"},
            "urgency": trigger.urgency,
            "incident_key": trigger.key,
        }
        if trigger.details:
            incident["body"] = {"type": "incident_body", "details": trigger.details}
        if trigger.priority is not None:
            incident["priority"] = {"id": checked(trigger.priority.id), "type": "priority_reference"}
        if trigger.assignee is not None:
            incident["assignments"] = [_assignment(trigger.assignee.id)]
        elif trigger.policy is not None:
            incident["escalation_policy"] = {"id": trigger.policy.id, "type": "escalation_policy_reference"}
        answer = await self._post("/incidents", {"incident": incident})
        return _incident(answer.get("incident"), Change())

    async def change_alert(self, incident_id: str, alert_id: str, *, move_to: str = "") -> None:
        """`PUT /incidents/{id}/alerts/{alert_id}`."""
        change: dict[str, object] = {"status": RESOLVED}
        if move_to:
            change = {"incident": {"id": checked(move_to), "type": "incident_reference"}}
        path = f"/incidents/{checked(incident_id)}/alerts/{checked(alert_id)}"
        await self._put(path, {"alert": {"type": "alert", **change}})

    async def set_field(self, incident_id: str, field_id: str, value: FieldValue) -> None:
        """`PUT /incidents/{id}/custom_fields/values`."""
        sent = list(value) if isinstance(value, tuple) else value
        path = f"/incidents/{checked(incident_id)}/custom_fields/values"
        await self._put(path, {"custom_fields": [{"id": checked(field_id), "value": sent}]})

    async def add_override(self, schedule_id: str, user_id: str, start: datetime, end: datetime) -> Override:
        """`POST /schedules/{id}/overrides`, which answers with a bare list."""
        override = {
            "start": stamp(start),
            "end": stamp(end),
            "user": {"id": checked(user_id), "type": "user_reference"},
        }
        path = f"/schedules/{checked(schedule_id)}/overrides"
        answer = await self._post(path, {"overrides": [override]})
        return _made(answer.get(BARE))

    async def remove_override(self, schedule_id: str, override_id: str) -> None:
        """`DELETE /schedules/{id}/overrides/{override_id}`; `NotFound` may mean that it is gone."""
        await self._delete(f"/schedules/{checked(schedule_id)}/overrides/{checked(override_id)}")

    async def _put(self, path: str, body: object) -> dict[str, object]:
        return await self._client.request("PUT", path, body=body, sender=await self._acting())

    async def _post(self, path: str, body: object) -> dict[str, object]:
        return await self._client.request("POST", path, body=body, sender=await self._acting())

    async def _delete(self, path: str) -> None:
        await self._client.request("DELETE", path, sender=await self._acting())

    async def _acting(self) -> str:
        """Who writes. Raises `NotPermitted` where it would be done in another name: a token's owner is always that."""
        email = actor_email()
        if email and self._ownerless is None:
            await self._ask_whose()
        if email and not self._ownerless:
            raise NotPermitted("this PagerDuty token has an owner and cannot act for somebody else", "nothing was done")
        return email or self._sender

    async def _ask_whose(self) -> None:
        """Learn whether the credential has an owner, as the first write after a restart must."""
        try:
            await self.me()
        except UsageError as error:
            raise NotPermitted(error.what, error.advice) from error

    async def _after(self, incident_id: str) -> Incident:
        try:
            return await self.incident(incident_id)
        except NotSent as lost:
            raise OutcomeUnknown(lost.what, lost.advice) from lost


def _item(change: Change) -> dict[str, object]:
    """What of a change goes into a request; never a policy together with a level, which would be ignored."""
    item: dict[str, object] = {"type": "incident"}
    if change.status:
        item["status"] = change.status
    if change.urgency:
        item["urgency"] = change.urgency
    if change.title:
        item["title"] = change.title
    if change.priority_id != "":
        priority_id = change.priority_id
        item["priority"] = {"id": checked(priority_id), "type": "priority_reference"} if priority_id else None
    if change.policy_id:
        item["escalation_policy"] = {"id": checked(change.policy_id), "type": "escalation_policy_reference"}
    elif change.assignees:
        item["assignments"] = [_assignment(user_id) for user_id in change.assignees]
    elif change.level:
        item["escalation_level"] = change.level
    return item


def _assignment(user_id: str) -> dict[str, object]:
    return {"assignee": {"id": checked(user_id), "type": "user_reference"}}


def _made(answers: object) -> Override:
    """The one override of an answer, which has a status of its own inside the good one."""
    try:
        (made,) = wire.every(answers if isinstance(answers, list) else (), wire.WireMadeOverride)
        if not 200 <= made.status < 300 and made.status:
            raise Refused(f"PagerDuty refused: {'; '.join(made.errors or ()) or f'HTTP {made.status}'}")
        return wire.override(wire.decode(made.override, wire.WireOverride))
    except (wire.Unreadable, ValueError) as error:
        raise not_understood() from error


def _incident(raw: object, change: Change) -> Incident:
    """The incident of an answer, which must show the wanted status."""
    try:
        incident = wire.incident(raw)
    except wire.Unreadable as error:
        raise not_understood() from error
    if change.status not in ("", incident.status):
        raise not_understood()
    return incident
