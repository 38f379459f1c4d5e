"""The look right before sending: the rule's own, and for an undo that nobody has changed the thing since."""

from __future__ import annotations

from pdtui.core import undo
from pdtui.core.commands import Command
from pdtui.core.intents import Intent, MustNotBeSent
from pdtui.core.journal import IntentStore
from pdtui.core.pagerduty import PagerDuty
from pdtui.core.rules import rule_of
from pdtui.core.rules.rule import Looked


async def look(step: Command, intent: Intent, pagerduty: PagerDuty, journal: IntentStore) -> Looked:
    """What is there right before `step` is sent. Raises `MustNotBeSent`, and whatever reading raises."""
    looked = await rule_of(step).prepare(step, intent, pagerduty)
    original = journal.intent(intent.undoes) if intent.undoes else None
    if original is not None and looked.incident is not None:
        changed = undo.changed_since(original, looked.incident)
        if changed:
            raise MustNotBeSent(f"{changed}; it was left so, nothing was undone")
    return looked
