"""What a person asks for, as values: each names what it acts on and carries all that the write needs.

Everything that depends on the moment (a level, an end of a snooze, a key of its own) is fixed in the
command, so that carrying it out later, or once more after a lost answer, asks for the same thing.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime

from pdtui.core.model import HIGH, TRIGGERED, Incident, Priority, Reference
from pdtui.text import clean


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """Say that I am on it. `renew`: also where I have it already, which restarts the time-out and ends a snooze."""

    incident_id: str
    renew: bool = False
    note: str = ""
    """Written on the incident afterwards: why pdtui acknowledged it by itself."""


@dataclass(frozen=True, slots=True)
class Unacknowledge:
    """Take an acknowledgement back: the incident is triggered again."""

    incident_id: str


@dataclass(frozen=True, slots=True)
class Resolve:
    """Close it, with an optional note that tells the others why."""

    incident_id: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reopen:
    """Open a resolved incident again; `acknowledge`: with me on it, else its policy pages anew."""

    incident_id: str
    acknowledge: bool = False


@dataclass(frozen=True, slots=True)
class Escalate:
    """Page a level of the incident's escalation policy; `level` is absolute and fixed before the write."""

    incident_id: str
    level: int


@dataclass(frozen=True, slots=True)
class Reassign:
    """Give it to people, or to another escalation policy, which starts at its first level; never to both."""

    incident_id: str
    users: tuple[Reference, ...] = ()
    policy: Reference | None = None

    def __post_init__(self) -> None:
        if bool(self.users) == (self.policy is not None):
            raise ValueError("either users or a policy")


@dataclass(frozen=True, slots=True)
class Snooze:
    """Be left alone until an instant; then it is triggered again. Acknowledges first where it must."""

    incident_id: str
    until: datetime


@dataclass(frozen=True, slots=True)
class SetPriority:
    """Give it a priority; None takes it away."""

    incident_id: str
    priority: Priority | None


@dataclass(frozen=True, slots=True)
class SetUrgency:
    """`high` or `low`; raising it takes acknowledgements away."""

    incident_id: str
    urgency: str


@dataclass(frozen=True, slots=True)
class SetTitle:
    """Rename it."""

    incident_id: str
    title: str


@dataclass(frozen=True, slots=True)
class SetField:
    """Set a custom field; `value` None clears it, several values are a tuple. `before` is for undo."""

    incident_id: str
    field: Reference
    value: FieldValue
    before: FieldValue = None


FieldScalar = str | int | float | bool
FieldValue = FieldScalar | tuple[FieldScalar, ...] | None


@dataclass(frozen=True, slots=True)
class AddNote:
    """Write a note on the incident."""

    incident_id: str
    content: str
    from_thread: bool = False
    """Whether the incident's thread has it already, so that it is not told there."""


@dataclass(frozen=True, slots=True)
class DeleteNote:
    """Take a note back, as undo does; `content` is for the words."""

    incident_id: str
    note_id: str
    content: str = ""


@dataclass(frozen=True, slots=True)
class Merge:
    """Merge the incident into another one, which gets its alerts; it is resolved by that."""

    incident_id: str
    into: Reference
    """The target, its name as `#12 Title`."""


@dataclass(frozen=True, slots=True)
class AddResponders:
    """Page more people and policies to help; never sent twice."""

    incident_id: str
    users: tuple[Reference, ...] = ()
    policies: tuple[Reference, ...] = ()
    message: str = ""


@dataclass(frozen=True, slots=True)
class SendStatusUpdate:
    """Tell the incident's subscribers; never sent twice."""

    incident_id: str
    message: str


@dataclass(frozen=True, slots=True)
class RunWorkflow:
    """Start a manual incident workflow on it; never started twice."""

    incident_id: str
    workflow: Reference


@dataclass(frozen=True, slots=True)
class ResolveAlert:
    """Resolve one of its alerts; the last one resolves the incident."""

    incident_id: str
    alert: Reference


@dataclass(frozen=True, slots=True)
class MoveAlert:
    """Move one of its alerts to another open incident."""

    incident_id: str
    alert: Reference
    target: Reference


@dataclass(frozen=True, slots=True)
class Trigger:
    """Make an incident. Its `key` is its own, so that a lost answer is settled and never doubled."""

    title: str
    service: Reference
    details: str = ""
    urgency: str = HIGH
    priority: Priority | None = None
    assignee: Reference | None = None
    policy: Reference | None = None
    key: str = field(default_factory=lambda: f"pdtui-{uuid.uuid4().hex}")

    @property
    def incident_id(self) -> str:
        """What its row is known by before PagerDuty has given it an id."""
        return self.key


@dataclass(frozen=True, slots=True)
class AddOverride:
    """Put a person on call in a schedule for a span: take the pager, or give it."""

    schedule: Reference
    user: Reference
    start: datetime
    end: datetime

    @property
    def incident_id(self) -> str:
        """The schedule: overrides of one schedule are written one after the other."""
        return self.schedule.id


@dataclass(frozen=True, slots=True)
class RemoveOverride:
    """Take an override away; one that has begun ends now. The rest of it is for the words and for undo."""

    schedule: Reference
    override_id: str
    user: Reference
    start: datetime
    end: datetime

    @property
    def incident_id(self) -> str:
        """The schedule."""
        return self.schedule.id


Command = (
    Acknowledge
    | Unacknowledge
    | Resolve
    | Reopen
    | Escalate
    | Reassign
    | Snooze
    | SetPriority
    | SetUrgency
    | SetTitle
    | SetField
    | AddNote
    | DeleteNote
    | Merge
    | AddResponders
    | SendStatusUpdate
    | RunWorkflow
    | ResolveAlert
    | MoveAlert
    | Trigger
    | AddOverride
    | RemoveOverride
)


def placeholder(command: Trigger | AddOverride | RemoveOverride, now: datetime) -> Incident:
    """What stands for the incident where there is none (yet): `number` is 0."""
    if isinstance(command, Trigger):
        return Incident(command.key, 0, command.title, TRIGGERED, command.urgency, command.service, now)
    return Incident(command.schedule.id, 0, command.schedule.name, "", HIGH, command.schedule, now)


def cleaned(command: Command, incident: Incident) -> Command:
    """The command with its text free of what a terminal or a log would obey; newlines stay in notes.

    Who is asked for help without a word is told at least with which incident.
    """
    match command:
        case Acknowledge(note=note) if note:
            return replace(command, note=clean(note, multiline=True))
        case Resolve(note=note):
            return replace(command, note=clean(note, multiline=True))
        case AddNote(content=content):
            return replace(command, content=clean(content, multiline=True))
        case SetTitle(title=title):
            return replace(command, title=clean(title))
        case AddResponders(message=message):
            return replace(command, message=clean(message) or f"Please help with {incident.reference.name}")
        case SendStatusUpdate(message=message):
            return replace(command, message=clean(message, multiline=True))
        case SetField(value=str() as value):
            return replace(command, value=clean(value, multiline=True))
        case SetField(value=tuple() as values):
            return replace(command, value=tuple(clean(one) if isinstance(one, str) else one for one in values))
        case AddOverride(start=start, end=end):
            return replace(command, start=start.replace(microsecond=0), end=end.replace(microsecond=0))
        case Trigger(title=title, details=details):
            return replace(command, title=clean(title), details=clean(details, multiline=True))
        case _:
            return command
