"""The life of a write: recorded, sent, and settled when its answer is lost.

PagerDuty knows no idempotency key. So an intent is committed before anything is sent, what was there
before is remembered (`baseline`), and a lost answer is settled by reading back; only when the write
certainly did not happen is it sent again. How each kind is found again is in `pdtui.core.rules`.
"""

from __future__ import annotations

from pdtui.core.commands import Acknowledge, AddNote, Command, Resolve, Snooze
from pdtui.core.intents import Intent
from pdtui.core.model import TRIGGERED


def steps(intent: Intent) -> tuple[Command, ...]:
    """The single writes that a command consists of, in their order."""
    match intent.command:
        case Acknowledge(incident_id, note=note) if note:
            return (Acknowledge(incident_id), AddNote(incident_id, note, from_thread=True))
        case Resolve(incident_id, note) if note:
            return (Resolve(incident_id), AddNote(incident_id, note))
        case Snooze(incident_id) if intent.incident.status == TRIGGERED:
            return (Acknowledge(incident_id), intent.command)
        case command:
            return (command,)
