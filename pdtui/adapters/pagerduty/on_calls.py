"""Who I am, who is on call, and a policy's levels."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pdtui.adapters.pagerduty import duty_wire, wire
from pdtui.adapters.pagerduty.requests import Requests, checked
from pdtui.core.model import EscalationLevel, OnCall, Override, Person, Reference
from pdtui.errors import BadCredential, NotSent, Refused, UsageError
from pdtui.text import stamp

POLICIES_AT_ONCE = 75
"""Policy ids in one query: PagerDuty refuses addresses beyond about 4 KB."""


class OnCallRequests(Requests):
    """`/users/me`, `/oncalls`, `/escalation_policies/{id}`."""

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
            person = await self._by_email(self._sender)
            self._ownerless = True
            return person
        self._ownerless = False
        person = wire.person(self._one(answer, "user", wire.WirePerson))
        self._sender = person.email or self._sender
        return person

    async def _by_email(self, email: str) -> Person:
        async for raw in self._client.pages("/users", "users", [("query", email)]):
            person = wire.person(wire.decode(raw, wire.WirePerson))
            if person.email.casefold() == email.casefold():
                return person
        raise UsageError(f"PagerDuty knows no user {email}", "correct pagerduty.from in the settings file")

    async def on_calls(self, user_id: str, since: datetime | None, until: datetime | None) -> tuple[OnCall, ...]:
        """`GET /oncalls` for a person; one request gives policies and their services."""
        return await self._on_calls([("user_ids[]", user_id), ("include[]", "escalation_policies")], since, until)

    async def roster(self, policy_ids: Sequence[str], since: datetime, until: datetime) -> tuple[OnCall, ...]:
        """`GET /oncalls` for policies: one request, unless their ids would not fit into one address."""
        found: list[OnCall] = []
        for first in range(0, len(policy_ids), POLICIES_AT_ONCE):
            ids = policy_ids[first : first + POLICIES_AT_ONCE]
            found += await self._on_calls([("escalation_policy_ids[]", policy_id) for policy_id in ids], since, until)
        return tuple(found)

    async def _on_calls(
        self, query: list[tuple[str, str]], since: datetime | None, until: datetime | None
    ) -> tuple[OnCall, ...]:
        query = [*query, ("time_zone", "UTC"), *_span(since, until)]
        values = [raw async for raw in self._client.pages("/oncalls", "oncalls", query)]
        return tuple(map(duty_wire.on_call, self._every(values, duty_wire.WireOnCall)))

    async def overrides(self, schedule_id: str, since: datetime, until: datetime) -> tuple[Override, ...]:
        """`GET /schedules/{id}/overrides`, unpaginated; without `overflow` they would come cut to the span."""
        query = [*_span(since, until), ("overflow", "true")]
        answer = await self._client.get(f"/schedules/{checked(schedule_id)}/overrides", query)
        raws = self._every(self._client.items(answer, "overrides"), wire.WireOverride)
        try:
            found = [wire.override(raw) for raw in raws]
        except wire.Unreadable as error:
            raise NotSent(f"PagerDuty's answer cannot be read ({error})", "pdtui asks again") from error
        return tuple(sorted(found, key=lambda override: (override.start, override.id)))

    async def escalation_levels(self, policy_id: str) -> tuple[EscalationLevel, ...]:
        """`GET /escalation_policies/{id}` and who is on call at each of its levels now."""
        answer = await self._client.get(f"/escalation_policies/{checked(policy_id)}", [("include[]", "targets")])
        policy = self._one(answer, "escalation_policy", duty_wire.WirePolicy)
        entries = await self._on_calls([("escalation_policy_ids[]", policy_id)], None, None)
        people: dict[int, dict[str, Reference]] = {}
        for entry in entries:
            people.setdefault(entry.level, {})[entry.user.id] = entry.user
        return duty_wire.levels(policy.escalation_rules, {level: [*found.values()] for level, found in people.items()})


def _span(since: datetime | None, until: datetime | None) -> list[tuple[str, str]]:
    """`since` and `until` with second precision and a Z, since zone-less ones are read in the account's zone."""
    given = (("since", since), ("until", until))
    return [(name, stamp(instant)) for name, instant in given if instant is not None]
