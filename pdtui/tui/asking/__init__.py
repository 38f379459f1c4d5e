"""What each action asks before its command is complete: which dialog, and what its answer becomes."""

from __future__ import annotations

from collections.abc import Callable

from pdtui.core.actions import Asks
from pdtui.tui.asking import new, parts, people, status, texts, values
from pdtui.tui.asking.question import Asking

__all__ = ["Asking", "ask"]

_ASKS: dict[Asks, Callable[[Asking], None]] = {
    Asks.ONLY_MANY: status.acknowledgement,
    Asks.CONFIRMATION: status.confirmation,
    Asks.RESOLUTION: texts.resolution,
    Asks.NOTE: texts.note,
    Asks.MESSAGE: texts.message,
    Asks.TITLE: texts.title,
    Asks.LEVEL: people.level,
    Asks.ASSIGNEE: people.assignee,
    Asks.RESPONDERS: people.responders,
    Asks.SPAN: status.span,
    Asks.URGENCY: values.urgency,
    Asks.PRIORITY: values.priority,
    Asks.FIELD: values.field,
    Asks.TARGET: parts.target,
    Asks.ALERT: parts.alert,
    Asks.WORKFLOW: parts.workflow,
    Asks.NEW_INCIDENT: new.incident,
    Asks.OVERRIDE: new.override,
}


def ask(asking: Asking) -> None:
    """Open the dialog of the action."""
    _ASKS[asking.action.asks](asking)
