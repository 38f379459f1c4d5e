"""Between pdtui's actions and the lines of PagerDuty's log: which one tells which. Pure.

Both ways are needed: for what was done here the line is looked for, so that everybody derives the same
mark from it; for what was done elsewhere the line is all there is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta

from pdtui.core import commands
from pdtui.core.commands import Command
from pdtui.core.model import Incident, LogEntry
from pdtui.core.slack.owed import Telling

BEFORE = timedelta(minutes=5)
"""How far PagerDuty's clock may be behind this machine's."""
_TYPES: dict[type[Command], tuple[str, ...]] = {
    commands.Acknowledge: ("acknowledge",),
    commands.Unacknowledge: ("unacknowledge",),
    commands.Resolve: ("resolve",),
    commands.Reopen: ("reopen", "trigger", "unacknowledge", "acknowledge"),
    commands.Escalate: ("escalate",),
    commands.Reassign: ("assign", "delegate", "escalate"),
    commands.Snooze: ("snooze",),
    commands.AddNote: ("annotate",),
    commands.SetPriority: ("priority_change", "field_value_change"),
    commands.SetTitle: ("field_value_change",),
    commands.SetUrgency: ("urgency_change",),
    commands.SetField: ("field_value_change", "custom_field_value_change"),
    commands.Merge: ("resolve", "merge"),
    commands.AddResponders: ("responder_request", "responder_request_for_user"),
    commands.SendStatusUpdate: ("status_update",),
    commands.Trigger: ("trigger",),
}
_ACTIONS = {
    "trigger": "trigger",
    "acknowledge": "acknowledge",
    "unacknowledge": "unacknowledge",
    "resolve": "resolve",
    "reopen": "reopen",
    "escalate": "escalate",
    "assign": "reassign",
    "delegate": "reassign",
    "annotate": "note",
    "snooze": "snooze",
    "priority_change": "priority",
    "urgency_change": "urgency",
    "status_update": "status_update",
    "responder_request": "responders",
    "merge": "merge",
}
"""The action of the registry by the kind of a log entry; kinds that are not here are nobody's action."""
_SUFFIX = "_log_entry"


def entry_types(command: Command) -> tuple[str, ...]:
    """PagerDuty's types of the log entries that a command may make; empty where it makes none that is known."""
    return tuple(f"{kind}{_SUFFIX}" for kind in _TYPES.get(type(command), ()))


def entry_of(telling: Telling, entries: Iterable[LogEntry], taken: Collection[str]) -> LogEntry | None:
    """The log entry of an action that was done here: the oldest that fits and belongs to no other one."""
    if telling.at is None or not telling.entry_types:
        return None
    fitting = [
        entry
        for entry in entries
        if entry.type in telling.entry_types
        and entry.agent is not None
        and entry.agent.id == telling.actor_id
        and entry.created_at >= telling.at - BEFORE
        and entry.id not in taken
    ]
    return min(fitting, key=lambda entry: (entry.created_at, entry.id), default=None)


def telling_of(entry: LogEntry, incident: Incident) -> Telling | None:
    """What somebody did, as PagerDuty's log tells it; None for what is nobody's action."""
    kind = entry.type.removesuffix(_SUFFIX)
    if kind not in _ACTIONS or entry.agent is None or entry.agent.type not in ("user", "user_reference", ""):
        return None
    name = entry.agent.name or "Somebody"
    head, _, note = entry.summary.partition(": ") if kind == "annotate" else (entry.summary, "", "")
    words = head.rstrip(".") if kind != "annotate" else f"{name} added a note"
    return Telling(
        incident,
        _ACTIONS[kind],
        f"{words} (#{incident.number})" if incident.number else words,
        note,
        at=entry.created_at,
        actor_id=entry.agent.id,
        actor=name,
        entry_types=(entry.type,),
        watched=True,
    )
