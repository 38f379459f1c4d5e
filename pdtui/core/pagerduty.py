"""What the core needs of PagerDuty, in the model's terms, by families of requests; an adapter fulfils it.

A reading may raise any error of `pdtui.errors`; a write raises `Refused` (it was not done), `NotSent`
(it never arrived) or `OutcomeUnknown` (only reading back can tell), and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pdtui.core.commands import FieldValue, Trigger
from pdtui.core.entries import DirectoryEntry, Kind
from pdtui.core.model import (
    Alert,
    Channel,
    EscalationLevel,
    Incident,
    LogEntry,
    Note,
    OnCall,
    OpenIncidents,
    Override,
    Person,
    Reference,
)
from pdtui.core.progress import SeePage, unseen
from pdtui.core.scope import Where
from pdtui.core.stream import Occurrence
from pdtui.core.surroundings import ChangeEvent, CustomField, Outlier, PastIncident, RelatedIncident

TIMELINE = 300
"""The newest log entries that are read of one incident."""
LOGGED = 2_000
"""The log entries that are read of one incident within a span."""
GLANCE = 25
"""The newest alerts that are read of one incident when somebody looks at it."""
ALERTS = 1_000
"""The newest alerts that are read of one incident when somebody asks for all."""


class ListingPort(Protocol):
    """Many incidents at once."""

    async def open_incidents(self, where: Where, known: Mapping[str, Incident], see: SeePage = unseen) -> OpenIncidents:
        """All triggered and acknowledged incidents of people, services or teams, however old.

        What `known` has read just before may be left out of the answer where PagerDuty counts nothing else.
        `see` is told of each page.
        """

    async def resolved_since(
        self, service_ids: Sequence[str], since: datetime, until: datetime, see: SeePage = unseen
    ) -> OpenIncidents:
        """The incidents of services that were created before `until` (up to half a year) and resolved from `since` on.

        Those that are beyond what is read at once are counted, at least as one. `see` is told of each page, without
        a total: PagerDuty counts half a year.
        """

    async def count_open(self, *every: Where) -> int:
        """How many open incidents fit every one of these, as far as PagerDuty counts."""

    async def log_since(self, since: datetime, most: int) -> tuple[Occurrence, ...] | None:
        """The account's log entries from `since` on, each with its incident; None where they are more than `most`,
        or where one of them cannot be read."""

    async def newest_entry_at(self) -> datetime | None:
        """When the newest log entry of the account was written, by PagerDuty's clock; None where there is none."""


class OnCallPort(Protocol):
    """Who I am, and who is on call."""

    async def me(self) -> Person:
        """The token's owner, or the person configured for an account-level key."""

    @property
    def acts_for_anyone(self) -> bool:
        """Whether `me` has shown that the credential has no owner, so that writes are in the name of whoever
        `pdtui.core.acting` says; one that has an owner always acts as that person."""

    async def on_calls(self, user_id: str, since: datetime | None, until: datetime | None) -> tuple[OnCall, ...]:
        """The on-call entries of a person, now or over a span, with the services of each policy."""

    async def roster(self, policy_ids: Sequence[str], since: datetime, until: datetime) -> tuple[OnCall, ...]:
        """Everybody on call for some policies in a span, at all levels; at most 90 days ahead."""

    async def overrides(self, schedule_id: str, since: datetime, until: datetime) -> tuple[Override, ...]:
        """The overrides of a schedule that touch a span, soonest first, each with its own beginning and end."""

    async def escalation_levels(self, policy_id: str) -> tuple[EscalationLevel, ...]:
        """A policy's levels with who is on call at each now."""


class ReadingPort(Protocol):
    """One incident and what hangs on it."""

    async def incident(self, incident_id: str) -> Incident:
        """One incident by id or number."""

    async def notes(self, incident_id: str) -> tuple[Note, ...]:
        """Its notes, oldest first."""

    async def log_entries(self, incident_id: str) -> tuple[LogEntry, ...]:
        """Its timeline, newest first, at most the newest `TIMELINE` entries."""

    async def log_between(self, incident_id: str, since: datetime, until: datetime) -> tuple[LogEntry, ...]:
        """Its timeline within a span, notifications and whom they went to included, newest first.

        Raises `TooLong` beyond `LOGGED` entries.
        """

    async def alerts(self, incident_id: str, most: int = GLANCE) -> tuple[Alert, ...]:
        """Its newest alerts, newest first; their bodies may be huge, so a glance asks for a few."""

    async def custom_fields(self, incident_id: str) -> tuple[CustomField, ...]:
        """The account's own fields on it, with their values and what may be chosen; `NotInPlan` without them."""

    async def alert(self, incident_id: str, alert_id: str) -> Alert:
        """One of its alerts."""

    async def incidents_by_key(self, key: str) -> tuple[Incident, ...]:
        """The incidents that were made under a key of pdtui's own."""

    async def workflows(self, incident_id: str) -> tuple[Reference, ...]:
        """The incident workflows that can be started on it by hand."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be different about an incident afterwards; what is left out stays.

    At most one of `level`, `assignees` and `policy_id`: PagerDuty would silently prefer one.
    """

    status: str = ""
    level: int = 0
    """Of the incident's policy, absolute, counted from 1."""
    assignees: tuple[str, ...] = ()
    """User ids."""
    policy_id: str = ""
    urgency: str = ""
    title: str = ""
    priority_id: str | None = ""
    """None takes it away."""


class WritingPort(Protocol):
    """What changes something."""

    async def change(self, incident_id: str, change: Change) -> Incident:
        """Change one incident; one that is resolved already counts as resolved.

        The caller has just read it: acknowledging or triggering a resolved one would reopen it.
        """

    async def change_all(self, changes: Mapping[str, Change]) -> tuple[Incident, ...]:
        """Change up to 100 incidents in one request: all of them, or none (`Refused`)."""

    async def add_note(self, incident_id: str, content: str) -> Note:
        """Add a note."""

    async def delete_note(self, incident_id: str, note_id: str) -> None:
        """Delete a note; `NotFound` where it, or its incident, is not there."""

    async def snooze(self, incident_id: str, seconds: int) -> Incident:
        """Snooze an acknowledged incident, for 1 second to 7 days."""

    async def merge(self, target_id: str, source_ids: Sequence[str]) -> None:
        """Merge incidents into another one; they are resolved by that."""

    async def request_responders(
        self, incident_id: str, requester_id: str, users: Sequence[str], policies: Sequence[str], message: str
    ) -> None:
        """Page people and policies to help."""

    async def send_status_update(self, incident_id: str, message: str) -> None:
        """Tell the incident's subscribers."""

    async def run_workflow(self, incident_id: str, workflow_id: str) -> None:
        """Start an incident workflow."""

    async def create_incident(self, trigger: Trigger) -> Incident:
        """Make an incident under the command's own key; refused where that key is open already."""

    async def change_alert(self, incident_id: str, alert_id: str, *, move_to: str = "") -> None:
        """Resolve an alert, or move it to another open incident."""

    async def set_field(self, incident_id: str, field_id: str, value: FieldValue) -> None:
        """Set a custom field; None clears it."""

    async def add_override(self, schedule_id: str, user_id: str, start: datetime, end: datetime) -> Override:
        """Put a person on call in a schedule for a span."""

    async def remove_override(self, schedule_id: str, override_id: str) -> None:
        """Take an override away; `NotFound` where it, or its schedule, is not there."""


class DirectoryPort(Protocol):
    """What changes seldom: services, policies, schedules, teams, users, priorities."""

    async def directory(self, kind: Kind) -> tuple[DirectoryEntry, ...]:
        """All entries of a kind, all pages, in PagerDuty's order; `NotInPlan` or `NotFound` where there is no such."""

    async def service(self, service_id: str) -> DirectoryEntry:
        """One service, as it is now."""


class ContextPort(Protocol):
    """What PagerDuty finds around an incident; many plans lack it (`NotInPlan`, `NotPermitted`, `NotFound`)."""

    async def past_incidents(self, incident_id: str) -> tuple[PastIncident, ...]:
        """Resolved ones that look like it, the most alike first."""

    async def related_incidents(self, incident_id: str) -> tuple[RelatedIncident, ...]:
        """Open ones that may have to do with it."""

    async def outlier(self, incident_id: str) -> Outlier | None:
        """How usual it is; None where PagerDuty does not say."""

    async def change_events(self, incident_id: str) -> tuple[ChangeEvent, ...]:
        """Changes shortly before it, newest first."""


class SlackChannelPort(Protocol):
    """What PagerDuty knows of Slack."""

    async def channels_of(self, incident_id: str) -> tuple[Channel, ...]:
        """The Slack channels of an incident, its dedicated one first; empty where pdtui may not know."""

    async def dedicated_channel(self, incident_id: str) -> Channel | None:
        """The channel that PagerDuty made for it, or was told to; None where it has none."""

    async def make_dedicated_channel(self, incident_id: str, name: str, team_id: str, *, private: bool) -> Channel:
        """Let PagerDuty make one in a Slack workspace; a lost answer is settled by `dedicated_channel`."""

    async def subscribers(self, incident_id: str) -> tuple[Reference, ...]:
        """The users who get its status updates; empty where the plan has none, or pdtui may not know."""


class PagerDuty(
    ListingPort,
    OnCallPort,
    ReadingPort,
    WritingPort,
    DirectoryPort,
    ContextPort,
    SlackChannelPort,
    Protocol,
):
    """PagerDuty's REST API as far as pdtui uses it."""
