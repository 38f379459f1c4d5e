"""A write as the journal keeps it: what was asked for, of which incident, how far it has come."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from pdtui.core.commands import Command
from pdtui.core.model import ACKNOWLEDGED, Incident
from pdtui.errors import Refused

CANCELLED = "cancelled before it was sent"
"""How an intent ends that the person took back in time."""
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
    """The PagerDuty user who gave it."""
    actor_name: str
    command: Command
    incident: Incident
    """As it was on the screen when the key went down; a placeholder with number 0 where there is none."""
    created_at: datetime
    state: IntentState = IntentState.STARTED
    step: int = 0
    """How many of the command's steps are done."""
    sent_at: datetime | None = None
    baseline: tuple[str, ...] = ()
    """What was there before the step was sent: ids of notes or log entries, or the value that is replaced."""
    outcome: str = ""
    result: str = ""
    """The id of what came of it: a note, an incident, an override."""
    group: str = ""
    """The same for all that one key press asked for."""
    undoes: str = ""
    """The id of the intent that this one takes back."""
    before: Incident | None = None
    """The incident as PagerDuty had it right before the first sending: what undo goes back to."""
    actor_email: str = ""
    """The login e-mail to act as, of a colleague who asked from Slack; empty: the credential's own person."""
    keeper_id: str = ""
    """The PagerDuty user whose pdtui carries it out, where that is not the actor's own."""

    @classmethod
    def of(cls, command: Command, incident: Incident, actor_id: str, actor_name: str, now: datetime) -> Intent:
        """A fresh intent with an id of its own."""
        fresh = uuid.uuid4().hex
        return cls(fresh, actor_id, actor_name, command, incident, now, group=fresh)

    @property
    def was(self) -> Incident:
        """The incident before the write, as far as it is known: as read right before, else as on the screen."""
        return self.before or self.incident

    @property
    def is_for_another(self) -> bool:
        """Whether a colleague asked for it, so that `you` would be wrong on this screen."""
        return self.keeper_id not in ("", self.actor_id)

    @property
    def name(self) -> str:
        """What it is about, for sentences: `#12`, or the name of what has no number."""
        return f"#{self.incident.number}" if self.incident.number else self.incident.title

    @property
    def unsent(self) -> bool:
        """Whether nothing of it was sent, so that PagerDuty has never heard of it."""
        return self.state is IntentState.STARTED and self.step == 0

    def aged(self, now: datetime) -> bool:
        """Whether it is too old to be sent still."""
        return now - self.created_at > RESUME_WITHIN


@dataclass(frozen=True, slots=True)
class Applied:
    """A step is in force at PagerDuty; `incident` where its state was read or answered."""

    incident: Incident | None = None
    result: str = ""


def step_done(intent: Intent, result: str) -> Intent:
    """The intent with its present step done and the next one not yet sent."""
    return replace(
        intent,
        step=intent.step + 1,
        state=IntentState.STARTED,
        sent_at=None,
        baseline=(),
        result=result or intent.result,
    )


def acknowledged_by(incident: Incident, user_id: str) -> bool:
    """Whether this user's acknowledgement is in force."""
    return incident.status == ACKNOWLEDGED and any(who.id == user_id for who in incident.acknowledgers)


def resolved_words(incident: Incident) -> str:
    """`was resolved by Ann`, `was merged into #12`, as far as PagerDuty says."""
    if incident.merged_into is not None:
        number = re.match(r"\[(#\d+)\]", incident.merged_into.name)  # as in `[#12] Checkout is slow`
        return f"was merged into {number[1] if number else incident.merged_into.name}"
    by = incident.last_status_change_by
    return f"was resolved by {by.name}" if by and by.name else "was resolved"
