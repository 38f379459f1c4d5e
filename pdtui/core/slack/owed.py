"""What Slack is owed, as values: each job carries all that is needed to do it after a restart, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, TypeVar

from pdtui.core.model import Incident, Reference
from pdtui.core.slack.port import Button


class OutboxState(StrEnum):
    """Where something that Slack is owed stands."""

    WAITING = "waiting"
    SENDING = "sending"
    """It was sent, or may have been: only reading back settles it."""
    DONE = "done"
    PARKED = "parked"
    """It cannot go until a person changes something; `reason` says what."""
    FOLDED = "folded"
    """A digest tells it together with others, and is not posted yet."""
    DROPPED = "dropped"
    """A person took it out."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody who is spoken to in a message: `name` as it was typed behind the @, `email` to find them by."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Telling:
    """One action to be told in its incident's thread, in words."""

    incident: Incident
    action: str
    """By its id in the registry of actions."""
    headline: str
    quote: str = ""
    undoes: str = ""
    """The id of the intent that it takes back, whose own message is marked as undone."""
    at: datetime | None = None
    """When it was done; said where it is told late."""
    actor_id: str = ""
    """The PagerDuty user who did it."""
    actor: str = ""
    """And what they are called."""
    entry_types: tuple[str, ...] = ()
    """PagerDuty's names of the log entries that it may have made."""
    also_types: tuple[str, ...] = ()
    """And of those that its other steps made: the note of a resolution."""
    watched: bool = False
    """Whether it was seen in PagerDuty's log, so that whoever did it may tell it before us."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person wrote for the thread, with the people it speaks to."""

    incident: Incident
    author: str
    text: str
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """Many actions of one thread in one line."""

    incident: Incident
    headline: str
    marks: tuple[str, ...] = ()
    """The marks of the actions that it stands for."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """A new incident must have a thread, as its route says; where it has one already there is nothing to do."""

    incident: Incident


@dataclass(frozen=True, slots=True)
class ParentUpdate:
    """pdtui's own parent message is to show this state."""

    incident: Incident


@dataclass(frozen=True, slots=True)
class Pointer:
    """Another channel is to be led to the thread."""

    incident: Incident
    channel: str
    """By name or id."""


@dataclass(frozen=True, slots=True)
class DirectMessage:
    """One person is to be told, in the app's direct conversation with them."""

    incident: Incident
    person: Reference
    """The PagerDuty user; who that is in Slack is looked up when it goes."""
    headline: str


@dataclass(frozen=True, slots=True)
class ChecklistPost:
    """The checklist is to stand in the thread, or at the top of the incident's own channel."""

    incident: Incident
    items: tuple[str, ...]
    channel_id: str = ""
    """Empty: in the thread."""


@dataclass(frozen=True, slots=True)
class Tick:
    """An item of the checklist is done, or not done after all."""

    incident: Incident
    number: int
    """Counted from 1."""
    by: str
    done: bool = True


@dataclass(frozen=True, slots=True)
class Reacting:
    """An emoji under the incident's parent message, to show how far somebody is."""

    incident: Incident
    name: str
    """Without colons."""
    remove: bool = False


@dataclass(frozen=True, slots=True)
class ChannelWish:
    """Incidents are to have a channel of their own: made, taken as it is, or asked of PagerDuty."""

    incident: Incident
    others: tuple[Incident, ...] = ()
    """Related incidents that share it."""
    name: str = ""
    """Of the channel to be made."""
    use: str = ""
    """A channel that exists, by name or id; nothing is made then."""
    private: bool = False
    by_pagerduty: bool = False
    invite: tuple[Mention, ...] = ()
    author: str = ""
    items: tuple[str, ...] = ()
    """The checklist that is posted in it."""


@dataclass(frozen=True, slots=True)
class Archiving:
    """An incident's own channel is to be closed, unless it was opened again."""

    incident: Incident
    channel_id: str


class AboutNoIncident:
    """What the jobs that concern no incident have in common."""

    __slots__ = ()
    lane: ClassVar[str] = ""
    """The lane of all of a kind; empty: each has its own."""

    @property
    def incident(self) -> None:
        """It concerns none."""

    @property
    def sources(self) -> tuple[Reference, ...]:
        """What a workspace is chosen by."""
        return ()

    @property
    def where(self) -> str:
        """In words."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class ChannelMessage(AboutNoIncident):
    """Something is to stand at the top of a channel that is about no incident, once over all laptops."""

    channel: str
    """By name or id."""
    what: str
    """What it is, for a person: `who is on call today`."""
    text: str
    mentions: tuple[Mention, ...] = ()

    @property
    def where(self) -> str:
        """In words."""
        return f"in {self.channel}"


@dataclass(frozen=True, slots=True)
class PersonalMessage(AboutNoIncident):
    """One person is to be told something that is about no incident, in the app's direct conversation with them."""

    person: Reference
    """The PagerDuty user."""
    what: str
    text: str
    buttons: tuple[Button, ...] = ()
    """Below the text, where somebody listens for them."""

    @property
    def where(self) -> str:
        """In words."""
        return f"to {self.person.name}"


@dataclass(frozen=True, slots=True)
class BriefPost(AboutNoIncident):
    """The brief of a shift, for who takes over, at the top of a channel."""

    policy: Reference
    """Of the shift; a workspace is chosen by it."""
    channel: str
    """By name or id."""
    author: str
    text: str
    """Markdown, as its author left it."""
    until: datetime
    """Up to when it tells."""
    lane: ClassVar[str] = "handoff"
    what: ClassVar[str] = "the handoff brief"

    @property
    def sources(self) -> tuple[Reference, ...]:
        """Its policy."""
        return (self.policy,)

    @property
    def where(self) -> str:
        """In words."""
        return f"in {self.channel}"


Job = (
    Telling
    | Reply
    | Digest
    | Announcement
    | ParentUpdate
    | Pointer
    | DirectMessage
    | ChecklistPost
    | Tick
    | Reacting
    | ChannelWish
    | Archiving
    | ChannelMessage
    | PersonalMessage
    | BriefPost
)


def words_of(job: Job) -> str:
    """What a job is, for a person: `Ada acknowledged #12`, `a channel for #12`."""
    if isinstance(job, AboutNoIncident):
        return f"{job.what} {job.where}"
    number = f"#{job.incident.number}"
    match job:
        case Telling(headline=headline) | Digest(headline=headline) | DirectMessage(headline=headline):
            return headline
        case Reply(text=text):
            return f"reply on {number}: {text.splitlines()[0] if text else ''}"
        case Announcement():
            return f"the thread of {number}"
        case ParentUpdate():
            return f"the state of {number} on its parent message"
        case Pointer(channel=channel):
            return f"a link to the thread of {number} in {channel}"
        case ChecklistPost():
            return f"the checklist of {number}"
        case Tick(number=item, done=done):
            return f"item {item} of the checklist of {number}" + ("" if done else " open again")
        case Reacting(name=name, remove=remove):
            return f":{name}: {'off' if remove else 'on'} the thread of {number}"
        case ChannelWish(use=use, name=name):
            return f"the channel {use or name} for {number}"
        case Archiving():
            return f"archiving the channel of {number}"


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """Something that Slack is owed. `marker` is unique; what it posts carries the mark `mark`."""

    marker: str
    intent_id: str
    """The write that it tells; empty where it tells none."""
    job: Job
    created_at: datetime
    lane: str = ""
    """Rows of one lane go one after the other, in the order in which they came."""
    workspace: str = ""
    """The name of the Slack workspace in the settings; empty for the first one."""
    alone: bool = True
    """False for a message that is posted on the way of another row, and only claimed with that."""
    progress: Mapping[str, str] = field(default_factory=dict)
    """How far a job of several steps has come, and the mark of its message where that is not `marker`."""
    state: OutboxState = OutboxState.WAITING
    attempts: int = 0
    next_at: datetime | None = None
    sent_at: datetime | None = None
    clean_reads: int = 0
    """How many readings since `sent_at` did not find it."""
    channel_id: str = ""
    thread_ts: str = ""
    ts: str = ""
    reason: str = ""

    @property
    def incident(self) -> Incident:
        """The incident that it is about; raises `TypeError` where it is about none."""
        if self.job.incident is None:
            raise TypeError(f"{self.marker} is about no incident")
        return self.job.incident

    @property
    def about(self) -> Incident | None:
        """The incident that it is about, where it is about one."""
        return self.job.incident

    @property
    def incident_id(self) -> str:
        """Its id; empty where it is about none."""
        return self.job.incident.id if self.job.incident is not None else ""

    @property
    def mark(self) -> str:
        """The mark that its message carries in Slack."""
        return self.progress.get(MARK, self.marker)

    def is_planned(self, now: datetime) -> bool:
        """Whether it is for later by plan, and so waits for nothing."""
        return self.attempts == 0 and not self.reason and self.next_at is not None and self.next_at > now

    def with_progress(self, **steps: str) -> OutboxRow:
        """The same, further on."""
        return replace(self, progress={**self.progress, **steps})


JobKind = TypeVar("JobKind", bound=Job)


def job_of(row: OutboxRow, kind: type[JobKind]) -> JobKind:
    """The job of a row whose kind the table of errands says; raises `TypeError` where that is wrong."""
    if not isinstance(row.job, kind):
        raise TypeError(f"{row.marker} is no {kind.__name__}")
    return row.job


MARK = "mark"
ALSO = "also"
"""Further marks that its message carries, separated by blanks."""
FOLDED_INTO = "folded_into"


def owed(job: Job, marker: str, now: datetime, *, lane: str = "", intent_id: str = "", workspace: str = "",
         next_at: datetime | None = None) -> OutboxRow:  # fmt: skip
    """A fresh row; its lane is the incident's thread unless another is named, or its kind's where it is about none."""
    thread = (job.lane or marker) if isinstance(job, AboutNoIncident) else job.incident.id
    return OutboxRow(marker, intent_id, job, now, lane or thread, workspace, next_at=next_at)
