"""What the engine tells its fronts: a frozen union that the screen and `--json` consumers both read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pdtui.core.actions import Feature
from pdtui.core.model import Incident, IncidentDetail, Person, ThreadLink
from pdtui.core.progress import Progress
from pdtui.core.reminding.reminder import Due
from pdtui.core.scope import Scope


class SlackState(StrEnum):
    """How Slack stands, in the words of the status line."""

    OFF = "off"
    """No token: nothing is mirrored, and the screen says so."""
    UNTRIED = "untried"
    LIVE = "live"
    WAITING = "waiting"
    """The last delivery failed; rows wait for the next try."""
    STOPPED = "stopped"
    """The token or a scope is refused: nothing goes until the person mends it."""


@dataclass(frozen=True, slots=True)
class Connected:
    """PagerDuty said who I am."""

    me: Person


@dataclass(frozen=True, slots=True)
class IncidentsChanged:
    """The list is as `store.rows` now says; only the named ids differ from before. False where none does."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class Polled:
    """A poll succeeded; the list is as of `taken_at`."""

    taken_at: datetime
    missing: str = ""
    """Why the list is not whole; empty where it is."""


class PollFailure(StrEnum):
    """Why a poll failed, as far as it changes what a person does."""

    OFFLINE = "offline"
    """No answer that is PagerDuty's."""
    REFUSED = "refused"
    """PagerDuty answered no: a person must mend something."""
    RATE_LIMITED = "rate limited"
    """PagerDuty asked to wait."""


@dataclass(frozen=True, slots=True)
class PollFailed:
    """A poll failed; the list stays, and grows old."""

    advice: str
    retry_at: datetime | None
    """None: not by itself, only when the person asks for it."""
    kind: PollFailure = PollFailure.OFFLINE


@dataclass(frozen=True, slots=True)
class Progressed:
    """Long work has come further."""

    progress: Progress


@dataclass(frozen=True, slots=True)
class ScopeChanged:
    """The list is of another scope from now on, or a switch has begun, or was given up (`advice` says why)."""

    scope: Scope
    """Of what the rows are."""
    switching_to: Scope | None = None
    """What is being read to take its place."""
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """An incident left the list, and this is what became of it (as read again, not guessed)."""

    incident: Incident
    what: str
    """`was resolved by Ann`, `is with Bo now`, `resolved by you`, `left the list`…"""
    was_assigned: bool = False
    """Whether it was assigned to me and somebody else changed that: worth a notice."""


@dataclass(frozen=True, slots=True)
class WriteDone:
    """PagerDuty has it. `what` is a sentence for a toast; `warning` tells of a part that was refused."""

    intent_id: str
    incident_id: str
    what: str
    warning: str = ""
    incident: Incident | None = None
    """As PagerDuty has it now, where it answered with it: the new one after a trigger."""


@dataclass(frozen=True, slots=True)
class WriteRefused:
    """It was not done, and why; the row is as before."""

    intent_id: str
    incident_id: str
    what: str
    answered: bool = True
    """False: PagerDuty was not reached at all."""


@dataclass(frozen=True, slots=True)
class WriteUnknown:
    """The answer was lost; pdtui is reading back what became of it."""

    intent_id: str
    incident_id: str
    what: str


@dataclass(frozen=True, slots=True)
class WritesCancelled:
    """They were taken back before anything of them was sent; their rows are as before."""

    intent_ids: tuple[str, ...]
    what: str
    """A sentence about all of them."""


@dataclass(frozen=True, slots=True)
class DetailChanged:
    """The notes, timeline and alerts of an incident were read."""

    detail: IncidentDetail


@dataclass(frozen=True, slots=True)
class DetailFailed:
    """They could not be read."""

    incident_id: str
    advice: str


@dataclass(frozen=True, slots=True)
class ThreadFound:
    """The incident's Slack thread is known."""

    link: ThreadLink


@dataclass(frozen=True, slots=True)
class SlackChanged:
    """How Slack stands, and how much waits for it."""

    state: SlackState
    waiting: int = 0
    parked: int = 0
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """An action was told in its thread, once."""

    intent_id: str
    incident_id: str
    link: ThreadLink


@dataclass(frozen=True, slots=True)
class OutboxChanged:
    """Something that Slack is owed went on, was parked, or is done."""


@dataclass(frozen=True, slots=True)
class ThreadRead:
    """The thread of the incident that is looked at was read, and differs from before."""

    incident_id: str


@dataclass(frozen=True, slots=True)
class ThreadFailed:
    """It could not be read."""

    incident_id: str
    advice: str


@dataclass(frozen=True, slots=True)
class SlackRemark:
    """Something was done in Slack, perhaps not as meant: who was named is not there, a thread is another's."""

    incident_id: str
    """Empty where it concerns none."""
    what: str


@dataclass(frozen=True, slots=True)
class Engaged:
    """This person is at work in Slack on an incident that they have not acknowledged."""

    incident_id: str
    what: str
    acknowledged: bool
    """Whether pdtui does it."""
    asks: bool = False
    """Whether the person may want to do it."""


@dataclass(frozen=True, slots=True)
class ReminderDue:
    """A reminder to show now: toast, bell, notification."""

    due: Due


@dataclass(frozen=True, slots=True)
class RemindersChanged:
    """What is planned or listed of the reminders differs from before."""


@dataclass(frozen=True, slots=True)
class OnCallChanged:
    """What I am on call for, until when, and who is next, as one line for the status bar."""

    summary: str = field(default="")


@dataclass(frozen=True, slots=True)
class FeaturesChanged:
    """The account's plan turned out to lack something; what needs it is hidden."""

    missing: frozenset[Feature]


Event = (
    Connected
    | IncidentsChanged
    | Polled
    | PollFailed
    | Progressed
    | ScopeChanged
    | Left
    | WriteDone
    | WriteRefused
    | WriteUnknown
    | WritesCancelled
    | DetailChanged
    | DetailFailed
    | ThreadFound
    | SlackChanged
    | Told
    | OutboxChanged
    | ThreadRead
    | ThreadFailed
    | SlackRemark
    | Engaged
    | ReminderDue
    | RemindersChanged
    | OnCallChanged
    | FeaturesChanged
)
