"""How an action is taken back, and what of it cannot be: pure policy over what was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from pdtui.core.actions import action_of
from pdtui.core.commands import (
    Acknowledge,
    AddNote,
    AddOverride,
    Command,
    DeleteNote,
    Escalate,
    MoveAlert,
    Reassign,
    RemoveOverride,
    Reopen,
    Resolve,
    SetField,
    SetPriority,
    SetTitle,
    SetUrgency,
    Snooze,
    Trigger,
    Unacknowledge,
)
from pdtui.core.intents import Intent
from pdtui.core.model import ACKNOWLEDGED, HIGH, TRIGGERED, Reference
from pdtui.errors import Refused

PAGED = "the people who were paged stay paged"
DIRECT = "it is with people directly then, and does not escalate by itself any more"


@dataclass(frozen=True, slots=True)
class Undoing:
    """One undo: of what, what of it stays, and the intents that carry it out, by incident."""

    what: str
    """What was done, in words: `acknowledged #12`."""
    stays: str = ""
    """What cannot be taken back; empty where nothing stays."""
    intents: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def last_undoable(done: Sequence[Intent]) -> tuple[Intent, ...]:
    """The newest action that is not undone yet, all of its incidents; `done`: newest first.

    Raises `Refused` where there is none.
    """
    undone = {intent.undoes for intent in done if intent.undoes}
    for intent in done:
        if not intent.undoes and intent.id not in undone:
            together = [one for one in done if one.group == intent.group and one.id not in undone]
            return tuple(together) if intent.group else (intent,)
    raise Refused("there is nothing to undo", "pdtui undoes what it did itself, the last first")


def compensation(intent: Intent) -> Command:
    """The write that takes an action back. Raises `Refused` where PagerDuty has none."""
    before, command = intent.incident, intent.command
    match command:
        case Acknowledge(incident_id) if before.status == TRIGGERED:
            return Unacknowledge(incident_id)
        case Resolve(incident_id):
            return Reopen(incident_id, acknowledge=True)
        case Unacknowledge(incident_id):
            return Acknowledge(incident_id)
        case Reopen(incident_id):
            return Resolve(incident_id)
        case Snooze(incident_id):
            return Acknowledge(incident_id, renew=True) if before.status == ACKNOWLEDGED else Unacknowledge(incident_id)
        case AddNote(incident_id, content) if intent.result:
            return DeleteNote(incident_id, intent.result, content)
        case Reassign(incident_id) | Escalate(incident_id):
            return _assigned_as_before(intent, incident_id)
        case Trigger() if intent.result:
            return Resolve(intent.result)
        case _:
            return _value_before(intent)


def _value_before(intent: Intent) -> Command:
    before, command = intent.incident, intent.command
    match command:
        case SetPriority(incident_id):
            return SetPriority(incident_id, before.priority)
        case SetUrgency(incident_id):
            return SetUrgency(incident_id, before.urgency)
        case SetTitle(incident_id):
            return SetTitle(incident_id, before.title)
        case SetField(incident_id, name, value, old):
            return SetField(incident_id, name, old, value)
        case MoveAlert(_, alert, target):
            return MoveAlert(target.id, alert, Reference(before.id, f"#{before.number} {before.title}"))
        case AddOverride(schedule, user, start, end) if intent.result:
            return RemoveOverride(schedule, intent.result, user, start, end)
        case RemoveOverride(schedule, _, user, start, end):
            return AddOverride(schedule, user, start, end)
        case _:
            if isinstance(command, Acknowledge):
                raise Refused(
                    f"{intent.name} was acknowledged before already", "un-acknowledge it by hand if you mean it"
                )
            raise Refused(f"PagerDuty cannot take back that {intent.name} was {action_of(command).past}")


def _assigned_as_before(intent: Intent, incident_id: str) -> Command:
    before = intent.incident
    if isinstance(intent.command, Reassign) and intent.command.policy is not None and before.escalation_policy:
        return Reassign(incident_id, policy=before.escalation_policy)
    people = tuple(person for person in before.assignees if person.type in ("user", ""))
    if not people:
        raise Refused(f"{intent.name} was with nobody before", "reassign it by hand")
    return Reassign(incident_id, people)


def stays(intent: Intent) -> str:
    """What undoing leaves as it is, in words; empty where nothing stays."""
    match intent.command:
        case Acknowledge() | Snooze():
            return "it pages again" if intent.incident.status == TRIGGERED else ""
        case Resolve():
            return (
                "it is acknowledged by you then, and the note on it stays"
                if intent.command.note
                else ("it is acknowledged by you then")
            )
        case Escalate():
            return f"{PAGED}, and {DIRECT}"
        case Reassign(policy=policy):
            return f"{PAGED}, and its policy starts at the first level" if policy else f"{PAGED}, and {DIRECT}"
        case Unacknowledge() | Reopen():
            return PAGED
        case Trigger():
            return f"it is resolved, not deleted; {PAGED}"
        case SetUrgency() if intent.incident.urgency == HIGH:
            return "raising the urgency takes acknowledgements away"
        case _:
            return ""
