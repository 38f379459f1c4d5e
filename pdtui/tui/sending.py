"""From an answered dialog to the engine, and from the engine's events to the words that a person reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pdtui.core.actions import Action, Asks
from pdtui.core.commands import Command
from pdtui.core.events import WriteDone, WriteRefused, WritesCancelled, WriteUnknown
from pdtui.core.model import Incident
from pdtui.core.tally import tally
from pdtui.errors import AlreadyDone, PdtuiError
from pdtui.tui.aiming import GONE, Aiming, Targets
from pdtui.tui.drafts import Draft, Drafts
from pdtui.tui.joining import listed
from pdtui.tui.toasts import Toast, Toaster, toast_of

if TYPE_CHECKING:
    from pdtui.core.engine import Engine

Make = Callable[[str], Command]
"""From an incident's id to the command; what is done to no incident ignores the id."""
Ended = WriteDone | WriteRefused | WriteUnknown


@dataclass(slots=True)
class Batch:
    """What one key press asked of several incidents, until each is settled; then it is told at once."""

    heading: str
    waiting: set[str] = field(default_factory=set)
    done: int = 0
    refused: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    so: str = "so"
    """What those are that were so before: an acknowledgement is the person's own."""
    already: int = 0
    """How many were so before."""
    cancelled: int = 0
    """How many were taken back before they were sent."""

    def take(self, event: Ended) -> None:
        """One of them ended."""
        self.waiting.discard(event.intent_id)
        match event:
            case WriteDone(what=what, warning=warning):
                self.done += 1
                self.remarks += [f"{what}; {warning}"] if warning else []
            case WriteRefused(what=what):
                self.refused.append(what)
            case WriteUnknown(what=what):
                self.unknown.append(what)

    def toast(self) -> Toast:
        """`Snooze: 7 of 9 done, 2 refused: #12 …; #14 …`."""
        others = ((self.refused, "refused"), (self.unknown, "not known yet"))
        already = (self.already, f"{'was' if self.already == 1 else 'were'} {self.so} already", "")
        cancelled = (self.cancelled, "cancelled before they were sent", "")
        told = tally(self.done, [already, cancelled, *((len(which), word, listed(which)) for which, word in others)])
        in_part = f", in part only: {listed(self.remarks)}" if self.remarks else ""
        trouble = bool(self.unknown or self.remarks or self.refused)
        seconds = 15.0 if trouble else 8.0 if self.already or self.cancelled else 4.0
        return Toast(f"{self.heading}: {told}{in_part}", "warning" if trouble else "information", seconds=seconds)

    def toast_of_rest(self) -> Toast:
        """What was cancelled, while what was sent before is still on its way."""
        sent = len(self.waiting) + self.done + len(self.refused) + len(self.unknown)
        words = f"{self.cancelled:,} of {self.cancelled + sent:,} cancelled before they were sent"
        return Toast(f"{self.heading}: {words}; {sent:,} were sent and go to their end", seconds=8.0)


@dataclass(frozen=True, slots=True)
class Sent:
    """A write under way: what it was, whose text it carries, and with which others it is told."""

    action: Action | None = None
    owner: tuple[str, ...] = ()
    draft: Draft = field(default_factory=Draft)
    batch: Batch | None = None


class Sending:
    """Hands commands to the engine, keeps their texts until they are done, and tells how they ended."""

    def __init__(self, engine: Engine, aiming: Aiming, drafts: Drafts, toaster: Toaster) -> None:
        self._engine = engine
        self._aiming = aiming
        self._drafts = drafts
        self._toaster = toaster
        self._sent: dict[str, Sent] = {}

    def refuse(self, reason: str) -> None:
        """Say why nothing was done."""
        self._toaster.show(Toast(f"{reason}: nothing was done", "warning", seconds=6.0, refusal=True))

    def send(self, action: Action, targets: Targets, make: Make, draft: Draft) -> bool:
        """Carry it out on the targets; False where nothing was begun, and the draft stays."""
        if len(targets.incidents) > 1:
            begun = self._send_all(action, targets, make, draft)
        else:
            begun = self._send_one(action, targets, make, draft)
        if begun:
            self._toaster.begun(targets.ids)
            self._drafts.keep(targets.ids, action.id, Draft())
        return begun

    def follow(self, heading: str, intents: Mapping[str, str]) -> None:
        """Tell of writes that the engine began by itself, as undo does."""
        batch = Batch(heading, set(intents.values())) if len(intents) > 1 else None
        self._sent.update({intent_id: Sent(batch=batch) for intent_id in intents.values()})

    def settle(self, event: Ended) -> None:
        """A write ended: tell what the row cannot, and give a refused text back to its dialog."""
        sent = self._sent.get(event.intent_id)
        batch = sent.batch if sent is not None else None
        if batch is not None and event.intent_id in batch.waiting:
            batch.take(event)
            self._tell(batch)
        else:
            action = sent.action if sent is not None else None
            toast = toast_of(event, quiet=action is not None and action.asks in (Asks.NOTHING, Asks.ONLY_MANY))
            if toast is not None:
                self._toaster.show(toast)
        if sent is not None and not isinstance(event, WriteUnknown):
            del self._sent[event.intent_id]
            self._give_back(sent, event)

    def cancel(self, event: WritesCancelled) -> None:
        """Writes were taken back: no word for each, and nothing failed."""
        gone = {intent_id: self._sent.pop(intent_id, Sent()) for intent_id in event.intent_ids}
        batches = {id(sent.batch): sent.batch for sent in gone.values() if sent.batch is not None}
        for intent_id, sent in gone.items():
            if sent.batch is not None:
                sent.batch.waiting.discard(intent_id)
                sent.batch.cancelled += 1
            elif sent.action is not None:
                self._drafts.give_back(sent.owner, sent.action.id, sent.draft)
        for batch in batches.values():
            self._toaster.show(batch.toast_of_rest() if batch.waiting else batch.toast())
        if not batches:
            self._toaster.show(Toast(event.what, seconds=6.0))

    def _give_back(self, sent: Sent, event: WriteDone | WriteRefused) -> None:
        if sent.action is not None and isinstance(event, WriteRefused):
            self._drafts.give_back(sent.owner, sent.action.id, sent.draft)
        elif isinstance(event, WriteDone) and event.warning:
            self._drafts.give_back(sent.owner, "note", sent.draft)

    def _send_one(self, action: Action, targets: Targets, make: Make, draft: Draft) -> bool:
        incident = targets.one if targets.incidents else None
        if incident is not None and (reason := self._aiming.too_late(action, incident, targets.elsewhere)):
            self.refuse(reason)
            return False
        try:
            intent_id = self._engine.submit(make(incident.id if incident is not None else ""), incident)
        except AlreadyDone as error:
            self._toaster.show(Toast(str(error), seconds=4.0, about=frozenset(targets.ids), refusal=True))
            return False
        except PdtuiError as error:
            self._toaster.show(Toast(str(error), "error", "Not done", 15.0, frozenset(targets.ids), refusal=True))
            return False
        self._sent[intent_id] = Sent(action, targets.ids, draft)
        return True

    def _send_all(self, action: Action, targets: Targets, make: Make, draft: Draft) -> bool:
        batch = Batch(action.label, so="yours" if action.id == "acknowledge" else "so")
        incidents: dict[str, Incident] = {}
        for incident in targets.incidents:
            if reason := self._aiming.too_late(action, incident, targets.elsewhere):
                batch.refused.append(reason if reason != GONE else f"#{incident.number} left the list")
            else:
                incidents[incident.id] = incident
        try:
            submitted = self._engine.submit_all([make(incident_id) for incident_id in incidents], incidents)
        except PdtuiError as error:
            self._toaster.show(Toast(str(error), "error", "Not done", 15.0, refusal=True))
            return False
        for refused in submitted.refused.values():
            if isinstance(refused, AlreadyDone):
                batch.already += 1
            else:
                batch.refused.append(refused.what)
        for incident_id, intent_id in submitted.intents.items():
            batch.waiting.add(intent_id)
            self._sent[intent_id] = Sent(action, (incident_id,), draft, batch)
        self._tell(batch)
        return bool(submitted.intents)

    def _tell(self, batch: Batch) -> None:
        if not batch.waiting:
            self._toaster.show(batch.toast())
