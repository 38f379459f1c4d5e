"""How one kind of write is looked at before it is sent, sent, and found again when its answer is lost."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from pdtui.core.commands import Command
from pdtui.core.intents import Applied, Intent, MustNotBeSent, resolved_words
from pdtui.core.model import Incident, LogEntry, Reference
from pdtui.core.pagerduty import Change, PagerDuty
from pdtui.errors import OutcomeUnknown, PdtuiError, Refused

Step = TypeVar("Step", bound=Command)


@dataclass(frozen=True, slots=True)
class Patience:
    """When a lost write may be sent again: after so many readings that do not show it, and not before `after`."""

    readings: int
    after: timedelta


@dataclass(frozen=True, slots=True)
class Looked:
    """What was seen right before sending."""

    baseline: tuple[str, ...] = ()
    incident: Incident | None = None


class Rule(Generic[Step]):
    """The rule of a command; a subclass per kind, without state.

    `reads`: whether its incident is read right before it is sent.
    `repeatable`: whether it may be sent again once it is certain enough that it was not applied.
    `cautious`: whether applying it twice would be seen by people, so that more patience is due.
    """

    reads = True
    repeatable = True
    cautious = False

    def change(self, step: Step) -> Change | None:
        """The write as a change that can go into one request with others; None where it is none."""
        return None

    def patience(self, timeout: timedelta) -> Patience:
        """How long a lost write is looked for; `timeout` is that of one request."""
        if self.cautious:
            return Patience(2, timeout * 6)
        return Patience(1, min(timedelta(seconds=2), timeout))

    def refuse(self, step: Step, intent: Intent, incident: Incident) -> None:
        """Raise `MustNotBeSent` (or `AlreadyDone`) where the incident, read right before, does not allow it."""

    async def baseline(
        self, step: Step, intent: Intent, incident: Incident | None, pagerduty: PagerDuty
    ) -> tuple[str, ...]:
        """What is there before it is sent, by which it is known afterwards."""
        return ()

    async def prepare(self, step: Step, intent: Intent, pagerduty: PagerDuty) -> Looked:
        """Look right before sending. Raises `MustNotBeSent`, and whatever reading raises."""
        incident = await pagerduty.incident(step.incident_id) if self.reads else None
        if incident is not None:
            self.refuse(step, intent, incident)
        return Looked(await self.baseline(step, intent, incident, pagerduty), incident)

    async def send(self, step: Step, intent: Intent, pagerduty: PagerDuty, now: datetime) -> Applied:
        """Carry it out, once."""
        change = self.change(step)
        if change is None:
            raise NotImplementedError(type(self).__name__)
        return Applied(await pagerduty.change(step.incident_id, change))

    async def read_back(self, step: Step, intent: Intent, pagerduty: PagerDuty) -> Applied | None:
        """Whether it is in force though its answer was lost; None: this reading does not show it.

        Raises `MustNotBeSent`, and whatever the reading itself raises, which settles nothing.
        """
        return None


class LoggedRule(Rule[Step]):
    """A write that leaves log entries of certain types in the incident's timeline by the person who did it."""

    entry_types: frozenset[str] = frozenset()

    def refuse(self, step: Step, intent: Intent, incident: Incident) -> None:
        refuse_resolved(intent, incident)

    async def baseline(
        self, step: Step, intent: Intent, incident: Incident | None, pagerduty: PagerDuty
    ) -> tuple[str, ...]:
        return tuple(entry.id for entry in self._entries(await pagerduty.log_entries(step.incident_id)))

    async def read_back(self, step: Step, intent: Intent, pagerduty: PagerDuty) -> Applied | None:
        entries = self._entries(await pagerduty.log_entries(step.incident_id))
        if any(is_by(entry, intent.actor_id) and entry.id not in intent.baseline for entry in entries):
            return Applied(await pagerduty.incident(step.incident_id))
        return None

    def concerns(self, entry: LogEntry) -> bool:
        """Whether an entry of the timeline is of this kind of write."""
        return entry.type in self.entry_types

    def _entries(self, entries: Iterable[LogEntry]) -> list[LogEntry]:
        return [entry for entry in entries if self.concerns(entry)]


def is_by(entry: LogEntry, user_id: str) -> bool:
    """Whether a line of the timeline tells of this user's doing."""
    return entry.agent is not None and entry.agent.id == user_id


def refuse_resolved(intent: Intent, incident: Incident, harm: str = "", past: str = "") -> None:
    """Raise `MustNotBeSent` for an incident that somebody resolved since the key went down."""
    if not incident.is_open:
        what = past or "changed"
        raise MustNotBeSent(f"{intent.name} was not {what} by you: it {resolved_words(incident)} already{harm}")


async def confirmed_gone(reading: Awaitable[Applied | None]) -> Applied:
    """After a 404 on what was to be deleted: done only if it is seen to be gone; raises `Refused` where it is not."""
    try:
        found = await reading
    except Refused:
        raise
    except PdtuiError as error:
        raise OutcomeUnknown(error.what, error.advice) from error
    if found is None:
        raise Refused("PagerDuty says that it is not there, and still shows it", "look in PagerDuty")
    return found


def ids(references: Iterable[Reference]) -> tuple[str, ...]:
    """The ids of references, in their order."""
    return tuple(reference.id for reference in references)
