"""From a key to a reminder: the follow-up of an incident, the list of all; and what is told of it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import App

from pdtui.core.actions import Action
from pdtui.core.reminding.kinds import ReminderKind
from pdtui.core.reminding.saying import outcome
from pdtui.errors import PdtuiError
from pdtui.text import clock_time
from pdtui.tui.aiming import Targets
from pdtui.tui.drafts import Draft, Drafts
from pdtui.tui.question import Question
from pdtui.tui.toasts import Toast, Toaster

if TYPE_CHECKING:
    from pdtui.core.engine import Engine
    from pdtui.tui.screens.follow_up import FollowUp

LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class Reminding:
    """Asks when to be reminded of an incident, and keeps it."""

    app: Callable[[], App[None]]
    engine: Engine
    drafts: Drafts
    toaster: Toaster
    answered: Callable[[], None]
    """Told of every dialog that was sent off."""

    def follow_up(self, action: Action, targets: Targets) -> None:
        """Open the dialog; the incident was fixed at the key."""
        from pdtui.tui.screens.follow_up import FollowUpScreen

        now = self.engine.reminders.now
        question = Question(self.app(), self.engine, action, targets, self.drafts, now)
        screen = FollowUpScreen(question.heading, targets, question.draft, now, self._there(targets.one.id))
        question.put(screen, lambda wish: self._keep(action, targets, wish))

    def _there(self, incident_id: str) -> list[str]:
        """`03:45 look again`, for each that is planned; nothing where the journal cannot be read, as keeping tells."""
        try:
            planned = self.engine.reminders.planned()
        except PdtuiError as error:
            LOG.warning("the follow-ups could not be read: %s", error)
            return []
        now = self.engine.reminders.now()
        return [
            f"{clock_time(one.due_at, now)} {one.reminder.subject if one.reminder.detail else ''}".rstrip()
            for one in planned
            if one.reminder.kind is ReminderKind.FOLLOW_UP and one.reminder.incident_id == incident_id
        ]

    def _keep(self, action: Action, targets: Targets, wish: FollowUp) -> None:
        self.answered()
        incident, about = targets.one, frozenset(targets.ids)
        desk = self.engine.reminders
        try:
            desk.add(wish.text, wish.timing, incident_id=incident.id, incident_name=incident.reference.name)
        except PdtuiError as error:
            self.toaster.show(Toast(str(error), "error", "Not done", 15.0, about, refusal=True))
            return
        self.toaster.begun(targets.ids)
        self.drafts.keep(targets.ids, action.id, Draft())
        words = f"Reminds you of #{incident.number} {outcome(wish.timing, desk.now())}"
        self.toaster.show(Toast(words, seconds=5.0, about=about))
