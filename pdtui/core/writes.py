"""The life of a write: recorded, sent, and settled when its answer is lost.

PagerDuty knows no idempotency key. So an intent is committed before anything is sent, what was there
before is remembered (`baseline`), and a lost answer is settled by reading back; only when the write
certainly did not happen is it sent again.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from pdtui.core.actions import Acknowledge, AddNote, Command, Escalate, Resolve, action_of
from pdtui.core.model import ACKNOWLEDGED, Incident, LogEntry, Note
from pdtui.core.pagerduty import PagerDuty
from pdtui.errors import Refused
from pdtui.text import clean

RESUME_WITHIN = timedelta(minutes=15)
"""An intent older than this is not sent any more: the world has moved on, and the person is told."""


class MustNotBeSent(Refused):
    """Looking at the incident showed that the write would do harm or has no object any more."""


class IntentState(StrEnum):
    """Where a write stands."""

    STARTED = "started"
    """Recorded; the present step was not sent."""
    SENDING = "sending"
    """The present step was sent, or may have been."""
    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    """It could not be settled, and the person was told so."""


@dataclass(frozen=True, slots=True)
class Intent:
    """A command that a person gave, with all that is needed to carry it out after a restart."""

    id: str
    actor_id: str
    """The PagerDuty user who gave it; another user's pdtui leaves it alone."""
    actor_name: str
    command: Command
    incident: Incident
    """As it was on the screen when the key went down."""
    created_at: datetime
    state: IntentState = IntentState.STARTED
    step: int = 0
    """How many of the command's steps are done."""
    sent_at: datetime | None = None
    baseline: tuple[str, ...] = ()
    """Ids of the notes or log entries that were there before the step was sent."""
    outcome: str = ""

    @classmethod
    def of(cls, command: Command, incident: Incident, actor_id: str, actor_name: str, now: datetime) -> Intent:
        """A fresh intent with an id of its own."""
        return cls(uuid.uuid4().hex, actor_id, actor_name, command, incident, now)

    def aged(self, now: datetime) -> bool:
        """Whether it is too old to be sent still."""
        return now - self.created_at > RESUME_WITHIN


def steps(command: Command) -> tuple[Command, ...]:
    """The single writes that a command consists of, in their order."""
    if isinstance(command, Resolve) and command.note:
        return (Resolve(command.incident_id), AddNote(command.incident_id, command.note))
    return (command,)


@dataclass(frozen=True, slots=True)
class Patience:
    """When a lost write may be sent again: after so many readings that do not show it, and not before `after`."""

    readings: int
    after: timedelta


def patience(step: Command, timeout: timedelta) -> Patience:
    """Repeating an acknowledgement changes nothing more; a note or an escalation twice would."""
    if isinstance(step, Acknowledge | Resolve):
        return Patience(1, min(timedelta(seconds=2), timeout))
    return Patience(2, timeout * 6)


@dataclass(frozen=True, slots=True)
class Applied:
    """A step is in force at PagerDuty; `incident` where its state was read or answered."""

    incident: Incident | None = None


def acknowledged_by(incident: Incident, user_id: str) -> bool:
    """Whether this user's acknowledgement is in force."""
    return incident.status == ACKNOWLEDGED and any(who.id == user_id for who in incident.acknowledgers)


async def prepare(step: Command, pagerduty: PagerDuty) -> tuple[str, ...]:
    """Look right before sending: the ids of the notes or escalations that are there already.

    Raises `MustNotBeSent`: an acknowledgement of a resolved incident would reopen it, a resolved one cannot
    be escalated, and what somebody else has resolved was not resolved here.
    """
    if isinstance(step, AddNote):
        return tuple(note.id for note in await pagerduty.notes(step.incident_id))
    incident = await pagerduty.incident(step.incident_id)
    if not incident.is_open:
        action = action_of(step)
        harm = ", and acknowledging would reopen it" if isinstance(step, Acknowledge) else ""
        raise MustNotBeSent(
            f"#{incident.number} was not {action.past} by you: it {resolved_words(incident)} already{harm}"
        )
    if isinstance(step, Escalate):
        return tuple(entry.id for entry in _escalations(await pagerduty.log_entries(step.incident_id)))
    return ()


async def send(step: Command, pagerduty: PagerDuty) -> Applied:
    """Carry one step out, once."""
    match step:
        case Acknowledge(incident_id):
            return Applied(await pagerduty.acknowledge(incident_id))
        case Resolve(incident_id):
            return Applied(await pagerduty.resolve(incident_id))
        case Escalate(incident_id, level):
            return Applied(await pagerduty.escalate(incident_id, level))
        case AddNote(incident_id, content):
            await pagerduty.add_note(incident_id, content)
            return Applied()


async def read_back(intent: Intent, step: Command, pagerduty: PagerDuty) -> Applied | None:
    """Whether a step whose answer was lost is in force; None: this reading does not show it.

    Raises `MustNotBeSent`, and whatever the reading itself raises, which settles nothing.
    """
    match step:
        case Acknowledge(incident_id):
            incident = await pagerduty.incident(incident_id)
            return Applied(incident) if _acknowledgement_holds(intent, incident) else None
        case Resolve(incident_id):
            incident = await pagerduty.incident(incident_id)
            return Applied(incident) if _resolution_holds(intent, incident) else None
        case Escalate(incident_id):
            entries = _escalations(await pagerduty.log_entries(incident_id))
            return Applied(await pagerduty.incident(incident_id)) if _is_new(entries, intent) else None
        case AddNote(incident_id, content):
            return Applied() if _has_note(await pagerduty.notes(incident_id), intent, content) else None


def _acknowledgement_holds(intent: Intent, incident: Incident) -> bool:
    if acknowledged_by(incident, intent.actor_id):
        return True
    if not incident.is_open:
        raise MustNotBeSent(
            f"the answer to your acknowledgement was lost, and #{incident.number} "
            f"{resolved_words(incident)} since; it was left resolved"
        )
    was_mine = any(person.id == intent.actor_id for person in intent.incident.assignees)
    if was_mine and all(person.id != intent.actor_id for person in incident.assignees):
        raise MustNotBeSent(f"#{incident.number} was given to somebody else since; it was not acknowledged")
    return False


def _resolution_holds(intent: Intent, incident: Incident) -> bool:
    if incident.is_open:
        return False
    by = incident.last_status_change_by
    if by is not None and by.id != intent.actor_id and by.type == "user":
        raise MustNotBeSent(f"#{incident.number} was not resolved by you: it {resolved_words(incident)} meanwhile")
    return True


def resolved_words(incident: Incident) -> str:
    """`was resolved by Ann`, as far as PagerDuty says."""
    by = incident.last_status_change_by
    return f"was resolved by {by.name}" if by and by.name else "was resolved"


def step_done(intent: Intent) -> Intent:
    """The intent with its present step done and the next one not yet sent."""
    return replace(intent, step=intent.step + 1, state=IntentState.STARTED, sent_at=None, baseline=())


def _escalations(entries: Sequence[LogEntry]) -> tuple[LogEntry, ...]:
    return tuple(entry for entry in entries if entry.type == "escalate_log_entry")


def _is_new(entries: Sequence[LogEntry], intent: Intent) -> bool:
    return any(
        entry.id not in intent.baseline and entry.agent is not None and entry.agent.id == intent.actor_id
        for entry in entries
    )


def _has_note(notes: Sequence[Note], intent: Intent, content: str) -> bool:
    wanted = clean(content).split()
    return any(
        note.id not in intent.baseline and note.author.id == intent.actor_id and note.content.split() == wanted
        for note in notes
    )
