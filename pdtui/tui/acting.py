"""From a key to a command: the checks, the dialogs, the kept texts. The incident's id is fixed at the key."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from textual.screen import Screen

from pdtui.core.actions import Acknowledge, Action, AddNote, Asks, Command, Escalate, Resolve, action_of
from pdtui.core.events import Left, WriteDone, WriteRefused, WriteUnknown
from pdtui.core.model import Incident
from pdtui.core.store import Row
from pdtui.errors import PdtuiError
from pdtui.tui.toasts import Toast, Toaster, toast_of
from pdtui.tui.widgets.incident_list import IncidentList

if TYPE_CHECKING:
    from pdtui.core.engine import Engine
    from pdtui.tui.screens.prompt import Prompted

SETTLE_SECONDS = 0.3
"""How long after a dialog was sent off by Enter no action begins, counted anew from each key that comes
meanwhile: the rest of a paste into a terminal that does not mark pastes arrives as keys, right behind the
newline that closed the dialog."""

_Draft = tuple[str, str]
"""Incident id and action id."""


class Acting:
    """Carries out what the registry calls actions on an incident, or says why not."""

    def __init__(self, screen: Screen[None], engine: Engine, incidents: IncidentList, toaster: Toaster) -> None:
        self._screen = screen
        self._engine = engine
        self._list = incidents
        self._toaster = toaster
        self._drafts: dict[_Draft, str] = {}
        self._settled_at = 0.0
        self._sent: dict[str, tuple[Command, str]] = {}

    def too_soon(self, action: Action) -> bool:
        """Whether this may be the rest of a paste: then nothing begins, and the person is told."""
        hasty = time.monotonic() < self._settled_at
        if hasty:
            self._refuse(f"{action.label} came too soon after the dialog")
        return hasty

    def key_came(self) -> None:
        """A key of whatever kind: a paste that is under way goes on."""
        if time.monotonic() < self._settled_at:
            self._sent_off()

    def _sent_off(self) -> None:
        self._settled_at = time.monotonic() + SETTLE_SECONDS

    def refusal(self, action: Action, incident_id: str | None) -> str:
        """Why the action does not apply to an incident now; empty where it does."""
        if incident_id is None:
            return "No incident is highlighted"
        row = self._engine.store.row(incident_id)
        held = self._list.held
        if incident_id == held.highlighted and held.gone and held.row is not None and row is None:
            return f"#{held.row.incident.number} {held.gone}"
        if row is None:
            return "That incident left the list"
        if incident_id == held.highlighted and held.gone:
            return f"#{row.incident.number} {held.gone}"
        if action.asks is not Asks.NOTE and any(p.action_id == action.id for p in row.pending):
            return f"{action.label} of #{row.incident.number} is already under way"
        return action.refusal(row.incident)

    def act(self, action: Action, incident_id: str | None) -> None:
        """Do it, or open its dialog; a refusal is told."""
        if reason := self.refusal(action, incident_id):
            self._refuse(reason)
            return
        row = self._engine.store.row(incident_id or "")
        if row is None or self._out_of_sight(row):
            return
        match action.asks:
            case Asks.NOTHING:
                self._submit(Acknowledge(row.id), row.incident)
            case Asks.LEVEL:
                self._ask_level(action, row)
            case _:
                self._ask_text(action, row)

    def settle(self, event: WriteDone | WriteRefused | WriteUnknown) -> None:
        """A write ended: tell what the row cannot, and give a refused text back to its dialog."""
        sent = self._sent.get(event.intent_id)
        toast = toast_of(event, quiet=sent is not None and isinstance(sent[0], Acknowledge))
        if toast is not None:
            self._toaster.show(toast)
        if sent is None or isinstance(event, WriteUnknown):
            return
        del self._sent[event.intent_id]
        command, text = sent
        if isinstance(event, WriteRefused) and text:
            self._drafts.setdefault((command.incident_id, action_of(command).id), text)
        if isinstance(event, WriteDone) and event.warning and text:
            self._drafts.setdefault((command.incident_id, "note"), text)

    def tell_dialog(self, event: Left) -> None:
        """An open dialog's incident left the list: say so where the person is looking."""
        from pdtui.tui.screens.dialog import IncidentDialog

        top = self._screen.app.screen
        if isinstance(top, IncidentDialog) and top.incident.id == event.incident.id:
            top.say(f"Meanwhile: {event.what}")

    def _out_of_sight(self, row: Row) -> bool:
        """Whether the highlighted row was scrolled away; then it is shown first, and nothing done."""
        held = self._list.held
        if row.id != held.highlighted or not held.height or held.line is not None:
            return False
        self._list.reveal()
        self._toaster.show(
            Toast(f"#{row.incident.number} was out of sight: look, then press again", "warning", seconds=4.0)
        )
        return True

    def _ask_text(self, action: Action, row: Row) -> None:
        from pdtui.tui.screens.prompt import PromptScreen

        draft = (row.id, action.id)

        def answered(prompted: Prompted | None) -> None:
            if prompted is None:
                return
            self._drafts.pop(draft, None)
            if prompted.text:
                self._drafts[draft] = prompted.text
            if prompted.submitted:
                self._sent_off()
                resolve = action.asks is Asks.RESOLUTION
                command = Resolve(row.id, prompted.text) if resolve else AddNote(row.id, prompted.text)
                self._submit(command, row.incident, prompted.text)

        text = self._drafts.get(draft, "")
        optional = action.asks is Asks.RESOLUTION
        dialog = PromptScreen(action.label, row.incident, text=text, optional=optional)
        self._screen.app.push_screen(dialog, answered)

    def _ask_level(self, action: Action, row: Row) -> None:
        from pdtui.tui.screens.escalate import EscalateScreen

        def answered(level: int | None) -> None:
            if level:
                self._sent_off()
                self._submit(Escalate(row.id, level), row.incident)

        dialog = EscalateScreen(action.label, row.incident, self._engine.escalation_choice)
        self._screen.app.push_screen(dialog, answered)

    def _submit(self, command: Command, incident: Incident, text: str = "") -> None:
        """Hand it to the engine, unless the incident left while the dialog was open; notes may come late."""
        action = action_of(command)
        row = self._engine.store.row(command.incident_id)
        late = not isinstance(command, AddNote) and row is None
        if late or (row is not None and action.refusal(row.incident)):
            self._refuse(self.refusal(action, command.incident_id) or "That incident left the list")
            return
        try:
            intent_id = self._engine.submit(command, incident)
        except PdtuiError as error:
            self._toaster.show(Toast(str(error), "error", "Not done", 15.0))
            return
        self._drafts.pop((command.incident_id, action.id), None)
        self._sent[intent_id] = (command, text)

    def _refuse(self, reason: str) -> None:
        self._toaster.show(Toast(f"{reason}: nothing was done", "warning", seconds=6.0))
