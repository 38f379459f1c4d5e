"""The core's `PagerDuty` port on the REST API: which request answers which question."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from datetime import datetime

from pdtui.adapters.pagerduty import wire
from pdtui.adapters.pagerduty.client import MOST_ROWS, PagerDutyClient
from pdtui.core.model import (
    ACKNOWLEDGED,
    RESOLVED,
    Alert,
    Channel,
    EscalationLevel,
    Incident,
    LogEntry,
    Note,
    OnCall,
    OpenIncidents,
    Person,
    Reference,
)
from pdtui.errors import (
    BadCredential,
    NotFound,
    NotPermitted,
    NotSent,
    OutcomeUnknown,
    Refused,
    UsageError,
)

LOG = logging.getLogger(__name__)
SERVICES_AT_ONCE = 75
"""Service ids in one query: PagerDuty refuses addresses beyond about 4 KB."""
TIMELINE = 300
"""The newest log entries that are read of one incident."""
_ID = re.compile(r"[A-Za-z0-9_-]+")


class PagerDutyApi:
    """`pdtui.core.ports.PagerDuty` over HTTP."""

    def __init__(self, client: PagerDutyClient, sender: str = "") -> None:
        self._client = client
        self._sender = sender
        """The login e-mail for `From`: the token owner's own, or the configured one of an account-level key."""
        self._slack_forbidden = False

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def me(self) -> Person:
        """`GET /users/me`; for an account-level key the user whose e-mail is configured."""
        try:
            answer = await self._client.get("/users/me")
        except BadCredential:
            raise
        except Refused as error:
            if not self._sender:
                raise UsageError(
                    f"this token belongs to no user ({error.what})",
                    "use a user token (My Profile, User Settings), or set pagerduty.from to your login e-mail",
                ) from error
            return await self._by_email(self._sender)
        person = wire.person(self._one(answer, "user", wire.WireReference))
        self._sender = person.email or self._sender
        return person

    async def _by_email(self, email: str) -> Person:
        async for raw in self._client.pages("/users", "users", [("query", email)]):
            person = wire.person(wire.decode(raw, wire.WireReference))
            if person.email.casefold() == email.casefold():
                return person
        raise UsageError(f"PagerDuty knows no user {email}", "correct pagerduty.from in the settings file")

    async def on_calls(self, user_id: str, since: datetime | None, until: datetime | None) -> tuple[OnCall, ...]:
        """`GET /oncalls` for a person; one request gives policies and their services."""
        return await self._on_calls([("user_ids[]", user_id), ("include[]", "escalation_policies")], since, until)

    async def on_call_at(self, policy_id: str, since: datetime, until: datetime) -> tuple[OnCall, ...]:
        """`GET /oncalls` for a policy."""
        return await self._on_calls([("escalation_policy_ids[]", policy_id)], since, until)

    async def _on_calls(
        self, query: list[tuple[str, str]], since: datetime | None, until: datetime | None
    ) -> tuple[OnCall, ...]:
        query = [*query, ("time_zone", "UTC"), *_span(since, until)]
        values = [raw async for raw in self._client.pages("/oncalls", "oncalls", query)]
        return tuple(map(wire.on_call, self._every(values, wire.WireOnCall)))

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

    async def incident(self, incident_id: str) -> Incident:
        """`GET /incidents/{id}`."""
        answer = await self._client.get(f"/incidents/{_checked(incident_id)}")
        return self._read(answer.get("incident"))

    async def notes(self, incident_id: str) -> tuple[Note, ...]:
        """`GET /incidents/{id}/notes`; their order is undocumented, so they are sorted here."""
        answer = await self._client.get(f"/incidents/{_checked(incident_id)}/notes")
        values = self._client.items(answer, "notes")
        notes = map(wire.note, self._every(values, wire.WireNote))
        return tuple(sorted(notes, key=lambda note: (note.created_at, note.id)))

    async def log_entries(self, incident_id: str) -> tuple[LogEntry, ...]:
        """`GET /incidents/{id}/log_entries`, newest first, with channels for the text of notes."""
        query = [("time_zone", "UTC"), ("include[]", "channels")]
        path = f"/incidents/{_checked(incident_id)}/log_entries"
        values = [raw async for raw in self._client.pages(path, "log_entries", query, most=TIMELINE)]
        found = {raw.id: wire.log_entry(raw) for raw in self._every(values, wire.WireLogEntry)}
        return tuple(found.values())

    async def alerts(self, incident_id: str) -> tuple[Alert, ...]:
        """`GET /incidents/{id}/alerts`, the newest; their bodies may be huge, so only a few are asked for."""
        answer = await self._client.get(
            f"/incidents/{_checked(incident_id)}/alerts", [("limit", "25"), ("sort_by", "created_at:desc")]
        )
        return tuple(map(wire.alert, self._every(self._client.items(answer, "alerts"), wire.WireAlert)))

    async def escalation_levels(self, policy_id: str) -> tuple[EscalationLevel, ...]:
        """`GET /escalation_policies/{id}` and who is on call at each of its levels now."""
        answer = await self._client.get(f"/escalation_policies/{_checked(policy_id)}", [("include[]", "targets")])
        policy = self._one(answer, "escalation_policy", wire.WirePolicy)
        entries = await self._on_calls([("escalation_policy_ids[]", policy_id)], None, None)
        people: dict[int, dict[str, Reference]] = {}
        for entry in entries:
            people.setdefault(entry.level, {})[entry.user.id] = entry.user
        return tuple(
            EscalationLevel(
                number=number,
                delay_minutes=rule.escalation_delay_in_minutes,
                targets=tuple(wire.reference(target) for target in rule.targets or ()),
                on_call=tuple(people.get(number, {}).values()),
            )
            for number, rule in enumerate(policy.escalation_rules or (), 1)
        )

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
            f"/incidents/{_checked(incident_id)}",
            body={"incident": {"type": "incident", **change}},
            sender=self._sender,
        )
        try:
            incident = wire.incident(answer.get("incident"))
        except wire.Unreadable as error:
            raise _not_understood() from error
        if incident_id not in (incident.id, str(incident.number)):
            raise _not_understood()
        return incident

    async def add_note(self, incident_id: str, content: str) -> Note:
        """`POST /incidents/{id}/notes`."""
        answer = await self._client.request(
            "POST",
            f"/incidents/{_checked(incident_id)}/notes",
            body={"note": {"content": content}},
            sender=self._sender,
        )
        try:
            return wire.note(wire.decode(answer.get("note"), wire.WireNote))
        except wire.Unreadable as error:
            raise _not_understood() from error

    async def channels_of(self, incident_id: str) -> tuple[Channel, ...]:
        """The dedicated channel, then the notification channels.

        Only owners and admins may ask: a 403 is remembered for the session, and configured channels serve.
        """
        if self._slack_forbidden:
            return ()
        path = f"/integration-slack/incidents/{_checked(incident_id)}"
        try:
            dedicated = await self._slack(f"{path}/dedicated_channel")
            notified = await self._slack(f"{path}/notification_channels")
        except (NotPermitted, BadCredential) as error:
            LOG.info("PagerDuty does not tell Slack channels: %s", error.what)
            self._slack_forbidden = True
            return ()
        values = [dedicated["channel"]] if dedicated.get("channel") else []
        values += self._client.items(notified, "channels") if notified else []
        found = self._every(values, wire.WireSlackChannel)
        return tuple({raw.id: wire.channel(raw) for raw in found}.values())

    async def _slack(self, path: str) -> dict[str, object]:
        try:
            return await self._client.get(path, accept="application/json")
        except NotFound:
            return {}

    def _every(self, values: list[object], kind: type[wire.T]) -> list[wire.T]:
        try:
            return wire.every(values, kind)
        except wire.Unreadable as error:
            raise NotSent(f"PagerDuty's answer cannot be read ({error})", "pdtui asks again") from error

    def _read(self, value: object) -> Incident:
        try:
            return wire.incident(value)
        except wire.Unreadable as error:
            raise NotSent(f"PagerDuty's answer cannot be read ({error})", "pdtui asks again") from error

    def _one(self, answer: dict[str, object], key: str, kind: type[wire.T]) -> wire.T:
        try:
            return wire.decode(answer.get(key), kind)
        except wire.Unreadable as error:
            raise NotSent(f"PagerDuty's answer cannot be read ({error})", "pdtui asks again") from error


def _certain(incident: Incident, status: str) -> Incident:
    """The answer of a write, which must say that it is in force."""
    if incident.status != status:
        raise _not_understood()
    return incident


def _not_understood() -> OutcomeUnknown:
    return OutcomeUnknown("PagerDuty's answer does not say that it was done", "pdtui reads back what became of it")


def _checked(identifier: str) -> str:
    """An id that is safe in a path; raises `UsageError`."""
    if not _ID.fullmatch(identifier):
        raise UsageError(f"{identifier!r} is not an incident's id", "give its id, its number or its address")
    return identifier


def _span(since: datetime | None, until: datetime | None) -> list[tuple[str, str]]:
    """`since` and `until` with second precision and a Z, since zone-less ones are read in the account's zone."""
    given = (("since", since), ("until", until))
    return [(name, f"{instant:%Y-%m-%dT%H:%M:%SZ}") for name, instant in given if instant is not None]
