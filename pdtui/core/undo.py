"""How an action is taken back, and what of it cannot be: pure policy over what was done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

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
from pdtui.core.intents import Intent, IntentState
from pdtui.core.model import ACKNOWLEDGED, HIGH, TRIGGERED, Incident, Reference
from pdtui.core.phrases import phrase
from pdtui.errors import Refused
from pdtui.text import LOCAL

PAGED = "the people who were paged stay paged"
DIRECT = "it is with people directly then, and does not escalate by itself any more"


@dataclass(frozen=True, slots=True)
class Undoing:
    """One undo: of what, what of it stays, and the intents that carry it out, by incident."""

    what: str
    """What was done, in words: `acknowledged #12`."""
    stays: str = ""
    """What cannot be taken back; empty where nothing stays."""
    passed: str = ""
    """Newer actions that cannot be taken back, in words; empty where this is the last one."""
    cancels: int = 0
    """Of how many incidents nothing was sent yet: nothing is taken back then, these are cancelled."""
    intents: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def actions(recent: Sequence[Intent]) -> Iterator[tuple[Intent, ...]]:
    """The actions that are not undone yet, newest first, each with all of its incidents; `recent`: newest first.

    Raises `Refused` where an undo is under way: which action is the last one is not certain then.
    """
    if any(one.undoes and one.state is not IntentState.DONE for one in recent):
        raise Refused("an undo is still under way, or its outcome is not known", "wait for it, or look in PagerDuty")
    taken = {one.undoes for one in recent if one.undoes} | _removed_again(recent)
    seen: set[str] = set()
    for intent in recent:
        if intent.undoes or intent.id in taken or intent.id in seen:
            continue
        together = [one for one in recent if one.group == intent.group and one.id not in taken and not one.undoes]
        yield tuple(together) if intent.group else (intent,)
        seen |= {one.id for one in together}


def _removed_again(recent: Sequence[Intent]) -> set[str]:
    """The overrides that were made here and taken away here since: there is nothing left of them to undo."""
    removed = {one.command.override_id for one in recent if isinstance(one.command, RemoveOverride)}
    return {one.id for one in recent if isinstance(one.command, AddOverride) and one.result in removed}


def refuse_unsettled(together: Sequence[Intent]) -> None:
    """Raise `Refused` where an action is not certainly done on all of its incidents."""
    for intent in together:
        if intent.state is IntentState.UNKNOWN:
            raise Refused(f"what became of the last action on {intent.name} is not known", "look in PagerDuty")
        if intent.state is not IntentState.DONE:
            raise Refused(f"the last action on {intent.name} is still under way", "undo it when it is done")


def compensation(intent: Intent) -> Command:
    """The write that takes an action back. Raises `Refused` where PagerDuty has none."""
    before, command = intent.was, intent.command
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
    before, command = intent.was, intent.command
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
            return AddOverride(schedule, user, max(start, intent.created_at), end)
        case _:
            if isinstance(command, Acknowledge):
                raise Refused(
                    f"{intent.name} was acknowledged before already", "un-acknowledge it by hand if you mean it"
                )
            raise Refused(f"PagerDuty cannot take back: {phrase(intent, None, LOCAL)}")


def _assigned_as_before(intent: Intent, incident_id: str) -> Command:
    before = intent.was
    if isinstance(intent.command, Reassign) and intent.command.policy is not None and before.escalation_policy:
        return Reassign(incident_id, policy=before.escalation_policy)
    people = tuple(person for person in before.assignees if person.type in ("user", ""))
    if not people:
        raise Refused(f"{intent.name} was with nobody before", "reassign it by hand")
    return Reassign(incident_id, people)


def stays(intent: Intent) -> str:
    """What undoing leaves as it is, or brings with it, in words; empty where nothing."""
    name = intent.name
    match intent.command:
        case Acknowledge() | Snooze() if intent.was.status == TRIGGERED:
            others = ", ".join(person.name for person in intent.was.assignees if person.id != intent.actor_id)
            mine = any(person.id == intent.actor_id for person in intent.was.assignees)
            return f"{name} pages again" + (f", and it may page you instead of {others}" if others and not mine else "")
        case Resolve(note=note):
            return f"{name} is acknowledged by you then" + (", and the note on it stays" if note else "")
        case Escalate():
            return f"{PAGED}, and {DIRECT}"
        case Reassign(policy=policy):
            return f"{PAGED}, and its policy starts at the first level" if policy else f"{PAGED}, and {DIRECT}"
        case Unacknowledge() | Reopen():
            return PAGED
        case Trigger():
            return f"{name} is resolved, not deleted; {PAGED}"
        case SetUrgency() if intent.was.urgency == HIGH:
            return f"raising the urgency takes acknowledgements of {name} away"
        case _:
            return ""


def changed_since(original: Intent, present: Incident) -> str:
    """Why an action must not be taken back any more: somebody has changed since what it left. Empty: nobody has."""
    command, name = original.command, original.name
    others = [who.name for who in present.acknowledgers if who.id != original.actor_id]
    left: list[tuple[bool, str]] = []
    match command:
        case SetTitle(_, title):
            left = [(present.title == title, "has another title by now")]
        case SetUrgency(_, urgency):
            left = [(present.urgency == urgency, "has another urgency by now")]
        case SetPriority(_, priority):
            same = (present.priority.id if present.priority else "") == (priority.id if priority else "")
            left = [(same, "has another priority by now")]
        case Reassign(_, users, policy):
            people = {person.id for person in present.assignees}
            moved = policy is None or present.escalation_policy is None or present.escalation_policy.id == policy.id
            with_them = not users or people == {user.id for user in users}
            left = [(moved and with_them, _with(present))]
        case Escalate() if original.result:
            left = [({person.id for person in present.assignees} == set(original.result.split()), _with(present))]
        case Acknowledge() | Reopen():
            left = [(not others, f"is acknowledged by {', '.join(others)} too")]
        case Unacknowledge():
            left = [(present.status == TRIGGERED, f"is {present.status} by now")]
        case _:
            return ""
    return next((f"{name} {words}" for holds, words in left if not holds), "")


def _names(incident: Incident) -> str:
    return ", ".join(person.name for person in incident.assignees) or "nobody"


def _with(incident: Incident) -> str:
    return f"is with {_names(incident)} by now"
