"""Between pdtui's actions and the lines of PagerDuty's log: which one tells which. Pure.

Both ways are needed: for what was done here the line is looked for, so that everybody derives the same
mark from it; for what was done elsewhere the line is all there is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta

from pdtui.core import commands
from pdtui.core.commands import Command
from pdtui.core.intents import Intent
from pdtui.core.model import Incident, LogEntry
from pdtui.core.slack.owed import Telling
from pdtui.core.writes import steps

APART = timedelta(minutes=30)
"""How far PagerDuty's clock may be from this machine's."""
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


def also_types(intent: Intent) -> tuple[str, ...]:
    """The types of the further entries that its other steps make, one each."""
    others = [step for step in steps(intent) if type(step) is not type(intent.command)]
    return tuple(kind for step in others for kind in entry_types(step)[:1])


def entry_of(telling: Telling, entries: Iterable[LogEntry], taken: Collection[str]) -> LogEntry | None:
    """The log entry of an action that was done here: the nearest in time that fits and belongs to no other one."""
    return _nearest(telling, telling.entry_types, entries, taken)


def also_of(telling: Telling, entries: Sequence[LogEntry], taken: Collection[str]) -> tuple[LogEntry, ...]:
    """The entries of what went with it: the note of a resolution, the acknowledgement before a snooze."""
    found: list[LogEntry] = []
    for kind in telling.also_types:
        entry = _nearest(telling, (kind,), entries, {*taken, *(one.id for one in found)})
        found += [entry] if entry is not None else []
    return tuple(found)


def _nearest(
    telling: Telling, types: Collection[str], entries: Iterable[LogEntry], taken: Collection[str]
) -> LogEntry | None:
    at = telling.at
    if at is None:
        return None
    fitting = [
        entry
        for entry in entries
        if entry.type in types
        and entry.agent is not None
        and entry.agent.id == telling.actor_id
        and abs(entry.created_at - at) < APART
        and entry.id not in taken
        and _says(entry, telling)
    ]
    return min(fitting, key=lambda entry: (abs(entry.created_at - at), entry.id), default=None)


def _says(entry: LogEntry, telling: Telling) -> bool:
    """Whether a note's entry holds the note that was written, as far as PagerDuty shows its text."""
    if entry.type != f"annotate{_SUFFIX}" or not telling.quote:
        return True
    _, colon, text = entry.summary.partition(": ")
    return not colon or _plain(telling.quote).startswith(_plain(text)[:200])


def _plain(text: str) -> str:
    return " ".join(text.split())


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
