"""What the core needs of PagerDuty, in the model's terms, by families of requests; an adapter fulfils it.

A reading may raise any error of `pdtui.errors`; a write raises `Refused` (it was not done), `NotSent`
(it never arrived) or `OutcomeUnknown` (only reading back can tell), and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from pdtui.core.model import (
    Alert,
    Channel,
    EscalationLevel,
    Incident,
    LogEntry,
    Note,
    OnCall,
    OpenIncidents,
    Person,
)


class ListingPort(Protocol):
    """Many incidents at once."""

    async def open_incidents(self, *, assigned_to: str = "", service_ids: Sequence[str] = ()) -> OpenIncidents:
        """All triggered and acknowledged incidents of a person or of services, however old, all pages."""


class OnCallPort(Protocol):
    """Who I am, and who is on call."""

    async def me(self) -> Person:
        """The token's owner, or the person configured for an account-level key."""

    async def on_calls(self, user_id: str, since: datetime | None, until: datetime | None) -> tuple[OnCall, ...]:
        """The on-call entries of a person, now or over a span, with the services of each policy."""

    async def on_call_at(self, policy_id: str, since: datetime, until: datetime) -> tuple[OnCall, ...]:
        """Everybody on call for a policy in a span."""

    async def escalation_levels(self, policy_id: str) -> tuple[EscalationLevel, ...]:
        """A policy's levels with who is on call at each now."""


class ReadingPort(Protocol):
    """One incident and what hangs on it."""

    async def incident(self, incident_id: str) -> Incident:
        """One incident by id or number."""

    async def notes(self, incident_id: str) -> tuple[Note, ...]:
        """Its notes, oldest first."""

    async def log_entries(self, incident_id: str) -> tuple[LogEntry, ...]:
        """Its timeline, newest first, at most the newest few hundred entries."""

    async def alerts(self, incident_id: str) -> tuple[Alert, ...]:
        """Its newest alerts, newest first."""


class WritingPort(Protocol):
    """What changes something."""

    async def acknowledge(self, incident_id: str) -> Incident:
        """Acknowledge. The caller has just read the incident: on a resolved one this would reopen it."""

    async def resolve(self, incident_id: str) -> Incident:
        """Resolve; an already resolved incident is a success."""

    async def escalate(self, incident_id: str, level: int) -> Incident:
        """Escalate to an absolute level of the incident's policy."""

    async def add_note(self, incident_id: str, content: str) -> Note:
        """Add a note."""


class SlackChannelPort(Protocol):
    """What PagerDuty knows of Slack."""

    async def channels_of(self, incident_id: str) -> tuple[Channel, ...]:
        """The Slack channels of an incident, its dedicated one first; empty where pdtui may not know."""


class PagerDuty(ListingPort, OnCallPort, ReadingPort, WritingPort, SlackChannelPort, Protocol):
    """PagerDuty's REST API as far as pdtui uses it."""
