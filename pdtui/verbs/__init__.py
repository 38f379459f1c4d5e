"""The verbs: what the screen does, without a screen, for scripts and for a quick hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pdtui.bootstrap import open_engine
from pdtui.config import Config
from pdtui.verbs import (
    alerts,
    assignment,
    channel,
    checklist,
    cover,
    fields,
    handoff,
    on_call,
    outbox,
    override,
    remind,
    showing,
    status,
    texts,
    thread,
    trigger,
    undo,
)
from pdtui.verbs.given import Given, Verb


async def run_verb(given: Given, config: Config, environment: Mapping[str, str] | None = None) -> int:
    """Carry out one verb; returns the exit code. Raises `PdtuiError` where it ended the verb."""
    if getattr(given, "scope", None):
        config = replace(config, poll_scope=showing.read_scope(given.scope))
    async with open_engine(config, environment) as engine:
        return await VERBS[given.verb](engine, given)


VERBS: Mapping[str, Verb] = {
    "list": showing.list_incidents,
    "show": showing.show_incident,
    "outbox": outbox.outbox,
    "oncall": on_call.show_on_call,
    "shifts": on_call.show_shifts,
    "log": showing.show_log,
    "ack": status.acknowledge,
    "unack": status.unacknowledge,
    "resolve": status.resolve,
    "reopen": status.reopen,
    "snooze": status.snooze,
    "escalate": assignment.escalate,
    "reassign": assignment.reassign,
    "responders": assignment.ask_for_help,
    "note": texts.note,
    "status-update": texts.status_update,
    "workflow": texts.workflow,
    "priority": fields.priority,
    "urgency": fields.urgency,
    "title": fields.title,
    "field": fields.custom_field,
    "alerts": alerts.alerts,
    "merge": alerts.merge,
    "trigger": trigger.trigger,
    "override": override.override,
    "cover": cover.cover,
    "undo": undo.undo,
    "remind": remind.remind,
    "thread": thread.show_thread,
    "reply": thread.reply,
    "react": thread.react,
    "link": thread.link,
    "unlink": thread.unlink,
    "channel": channel.channel,
    "checklist": checklist.checklist,
    "handoff": handoff.handoff,
}
