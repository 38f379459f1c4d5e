"""What every family of requests shares: the client, who is acting, and answers that must be readable."""

from __future__ import annotations

import re

from pdtui.adapters.pagerduty import wire
from pdtui.adapters.pagerduty.client import PagerDutyClient
from pdtui.core.model import Incident
from pdtui.errors import NotSent, OutcomeUnknown, UsageError

_ID = re.compile(r"[A-Za-z0-9_-]+")


class Requests:
    """The base of the families that `PagerDutyApi` is made of."""

    def __init__(self, client: PagerDutyClient, sender: str = "") -> None:
        self._client = client
        self._sender = sender
        """The login e-mail for `From`: the token owner's own, or the configured one of an account-level key."""
        self._ownerless: bool | None = None
        """Whether the credential belongs to nobody; None before PagerDuty has said so."""

    @property
    def acts_for_anyone(self) -> bool:
        """Whether `From` decides who acts; with a user's token PagerDuty ignores it."""
        return self._ownerless is True

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

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


def not_understood() -> OutcomeUnknown:
    """For the answer of a write that does not say that it is in force."""
    return OutcomeUnknown("PagerDuty's answer does not say that it was done", "pdtui reads back what became of it")


def checked(identifier: str) -> str:
    """An id that is safe in a path; raises `UsageError`."""
    if not _ID.fullmatch(identifier):
        raise UsageError(f"{identifier!r} is not an incident's id", "give its id, its number or its address")
    return identifier
