"""What was done, in words: the same for the notice on the screen, the verb's line and the team in Slack."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, tzinfo

from pdtui.core.actions import action_of
from pdtui.core.commands import (
    Acknowledge,
    AddNote,
    AddOverride,
    AddResponders,
    Command,
    DeleteNote,
    Escalate,
    Merge,
    MoveAlert,
    Reassign,
    RemoveOverride,
    Resolve,
    ResolveAlert,
    RunWorkflow,
    SendStatusUpdate,
    SetField,
    SetPriority,
    SetTitle,
    SetUrgency,
    Snooze,
    Trigger,
    Unacknowledge,
)
from pdtui.core.field_input import shown
from pdtui.core.intents import Intent
from pdtui.core.model import Incident
from pdtui.text import clock_time

UNDONE = "Undone: "
"""What stands before the words of an action that was taken back."""


def phrase(intent: Intent, answered: Incident | None, zone: tzinfo = UTC) -> str:
    """What was done, to which incident: `escalated #12 to level 2 (Bo)`; clock times are in `zone`."""
    number = f"#{answered.number}" if answered is not None and isinstance(intent.command, Trigger) else intent.name
    words = _words(intent.command, number, answered, lambda instant: _at(instant, intent.created_at, zone))
    return f"{words} (undo)" if intent.undoes else words


def quote_of(command: Command) -> str:
    """The text that the person wrote, for a quotation below the words."""
    match command:
        case AddNote(content=text) | SendStatusUpdate(message=text) | AddResponders(message=text):
            return text
        case Trigger(details=text) | Resolve(note=text):
            return text
        case _:
            return ""


def _words(command: Command, number: str, answered: Incident | None, at: Callable[[datetime], str]) -> str:
    match command:
        case Escalate(_, level):
            names = ", ".join(person.name for person in answered.assignees) if answered else ""
            return f"escalated {number} to level {level}" + (f" ({names})" if names else "")
        case Acknowledge(_, renew) if renew:
            return f"acknowledged {number} again"
        case Unacknowledge():
            return f"took the acknowledgement of {number} back"
        case Snooze(_, until):
            return f"snoozed {number} until {at(until)}"
        case Reassign(_, users, policy):
            whom = f"the policy {policy.name}" if policy else ", ".join(user.name for user in users)
            return f"reassigned {number} to {whom}"
        case AddResponders(_, users, policies):
            return f"asked {', '.join(one.name for one in (*users, *policies))} for help on {number}"
        case AddOverride(schedule, user, start, end):
            return f"put {user.name} on call in {schedule.name} from {at(start)} to {at(end)}"
        case RemoveOverride(schedule, _, user):
            return f"took the override of {user.name} in {schedule.name} away"
        case _:
            return _said(command, number) or _set(command, number) or f"{action_of(command).past} {number}"


def _said(command: Command, number: str) -> str:
    match command:
        case AddNote():
            return f"added a note to {number}"
        case DeleteNote():
            return f"deleted a note of {number}"
        case SendStatusUpdate():
            return f"sent a status update on {number}"
        case RunWorkflow(_, workflow):
            return f"started the workflow {workflow.name} on {number}"
        case ResolveAlert(_, alert):
            return f"resolved the alert {alert.name} of {number}"
        case MoveAlert(_, alert, target):
            return f"moved the alert {alert.name} from {number} to {target.name}"
        case Merge(_, into):
            return f"merged {number} into {into.name}"
        case _:
            return ""


def _set(command: Command, number: str) -> str:
    match command:
        case SetPriority(_, priority):
            return (
                f"set the priority of {number} to {priority.name}"
                if priority
                else f"took the priority of {number} away"
            )
        case SetUrgency(_, urgency):
            return f"set the urgency of {number} to {urgency}"
        case SetTitle(_, title):
            return f"renamed {number} to {title}"
        case SetField(_, field, value):
            return (
                f"set {field.name} of {number} to {shown(value)}"
                if value is not None
                else f"cleared {field.name} of {number}"
            )
        case _:
            return ""


def _at(instant: datetime, now: datetime, zone: tzinfo) -> str:
    """A clock time in a zone, which is named where it is not the person's own."""
    words = clock_time(instant, now.astimezone(zone))
    return f"{words} UTC" if zone is UTC else words
