"""From a key to a command: the checks, the dialogs, the kept texts. The incidents are fixed at the key."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from textual.screen import Screen

from pdtui.core.actions import IN_SLACK, ON_INCIDENTS, OTHERS, Action, Asks
from pdtui.core.commands import Acknowledge
from pdtui.core.events import Left, WriteDone, WriteRefused, WritesCancelled, WriteUnknown
from pdtui.core.model import Incident
from pdtui.errors import PdtuiError
from pdtui.text import LOCAL, count
from pdtui.tui.aiming import Aiming, Targets
from pdtui.tui.bindings import key_of
from pdtui.tui.drafts import Draft, Drafts
from pdtui.tui.reminding import Reminding
from pdtui.tui.sending import Make, Sending
from pdtui.tui.slacking import Slacking, SlackQuestion
from pdtui.tui.toasts import Toast, Toaster
from pdtui.tui.widgets.incident_list import IncidentList

if TYPE_CHECKING:
    from pdtui.core.engine import Engine

SETTLE_SECONDS = 0.3
"""How long after a dialog was sent off by Enter no action begins, counted anew from each key that comes
meanwhile: the rest of a paste into a terminal that does not mark pastes arrives as keys, right behind the
newline that closed the dialog."""

TOLD_SECONDS = 6.0
"""How long after the warning the key quits all the same."""
MOST_UNASKED = 10
"""How many incidents one key acts on at once without a question."""

UNASKED: dict[str, Make] = {"acknowledge": Acknowledge}
"""What the actions do that ask about many only."""


class Acting:
    """Carries out what the registry calls actions that change something, or says why not."""

    def __init__(
        self,
        screen: Screen[None],
        engine: Engine,
        incidents: IncidentList,
        toaster: Toaster,
        drafts: Drafts,
        time_zone: tzinfo | None = None,
    ) -> None:
        self._screen = screen
        self._engine = engine
        self._list = incidents
        self._toaster = toaster
        self._time_zone = time_zone or LOCAL
        self._drafts = drafts
        self._aiming = Aiming(engine, incidents)
        self._sending = Sending(engine, self._aiming, self._drafts, toaster)
        self._slacking = Slacking(lambda: screen.app, engine, self._drafts, toaster, self._now, self._told_slack)
        self._reminding = Reminding(lambda: screen.app, engine, self._drafts, toaster, self.sent_off)
        self._settled_at = 0.0
        self._told_unsent: tuple[tuple[str, ...], ...] = ()
        self._told_until = 0.0

    @staticmethod
    def handles(action: Action) -> bool:
        """Whether it is an action that changes something."""
        return action in ON_INCIDENTS or action in IN_SLACK or action in OTHERS

    def too_soon(self, action: Action) -> bool:
        """Whether this may be the rest of a paste: then nothing begins, and the person is told."""
        hasty = time.monotonic() < self._settled_at
        if hasty:
            self._sending.refuse(f"{action.label} came too soon after the last key")
        return hasty

    def key_came(self) -> None:
        """A key of whatever kind: a paste that is under way goes on."""
        if time.monotonic() < self._settled_at:
            self.sent_off()

    def sent_off(self) -> None:
        """A dialog was sent off by Enter, or something was cancelled, which a key that is held down does once."""
        self._settled_at = time.monotonic() + SETTLE_SECONDS

    @property
    def drafts(self) -> Drafts:
        """What was typed and not sent off."""
        return self._drafts

    def meant(self, action: Action) -> tuple[str, ...]:
        """The ids of the incidents that its key means now; none for what is done to no incident."""
        return self._aiming.meant(action) if action.on_incident else ()

    def refusal(self, action: Action, meant: tuple[str, ...]) -> str:
        """Why the action can do nothing now; empty where it can."""
        if not action.on_incident:
            return self._aiming.lacks(action.feature)
        return self._aiming.refusal(action, meant)

    def act(self, action: Action, meant: tuple[str, ...]) -> None:
        """Do it, or open its dialog; a refusal is told."""
        if action.id == "undo":
            self._undo()
            return
        targets = self._aiming.targets(action, meant) if action.on_incident else Targets()
        if reason := self.refusal(action, meant):
            one_only = bool(self._list.held.marks) and action.on_incident and not action.many
            self._sending.refuse(reason + (" (it acts on the highlighted incident only)" if one_only else ""))
        elif action.on_incident and self._aiming.out_of_sight(meant):
            self._list.reveal()
            words = f"{targets.name} was out of sight: look, then press again"
            self._toaster.show(Toast(words, "warning", seconds=4.0))
        elif action.asks is Asks.ONLY_MANY and len(targets.incidents) <= MOST_UNASKED:
            self._carry_out(action, targets, UNASKED[action.id], Draft())
        else:
            self.ask(action, targets)

    def aim_at(self, action: Action, incidents: Sequence[Incident], elsewhere: frozenset[str]) -> Targets:
        """What the action can be done to of incidents that were chosen or named before; see `Aiming.at`."""
        return self._aiming.at(action, incidents, elsewhere)

    def lacks(self, action: Action) -> str:
        """Why the action can never be done with this account; empty where it can."""
        return self._aiming.lacks(action.feature)

    def ask(self, action: Action, targets: Targets) -> None:
        """Open the dialog of the action for these."""
        if action in IN_SLACK or action.asks is Asks.COVER:
            self._slacking.ask(action, targets)
        elif action.asks is Asks.FOLLOW_UP:
            self._reminding.follow_up(action, targets)
        else:
            self._ask(action, targets)

    def ask_with(self, action: Action, targets: Targets, draft: Draft) -> None:
        """Open its dialog with what was typed elsewhere, beside what is half written in it."""
        before = self._drafts.of(targets.ids, action.id)
        self._drafts.keep(targets.ids, action.id, before.joined(draft))
        self.ask(action, targets)

    def confirm(self, action: Action, targets: Targets, words: str, make: Make, draft: Draft) -> None:
        """Do to many what was asked for in words, once those were confirmed."""
        from pdtui.tui.screens.confirm import ConfirmScreen

        def answered(yes: bool | None) -> None:
            if yes:
                self.carry_out(action, targets, make, draft)

        screen = ConfirmScreen(action.label, targets, words, f"does so to all {len(targets.incidents)}")
        self._screen.app.push_screen(screen, answered)

    def carry_out(self, action: Action, targets: Targets, make: Make, draft: Draft) -> bool:
        """Do what was asked for without its dialog; what is half written in that stays. False: nothing was begun."""
        half_written = self._drafts.of(targets.ids, action.id)
        self.sent_off()
        begun = self._carry_out(action, targets, make, draft)
        self._drafts.keep(targets.ids, action.id, half_written)
        return begun

    def keeps_back(self) -> bool:
        """Whether quitting would lose a draft that the person was not told of just now; then that is told."""
        unsent, now = self._drafts.unsent, time.monotonic()
        if not unsent or (unsent == self._told_unsent and now < self._told_until):
            return False
        self._told_unsent, self._told_until = unsent, now + TOLD_SECONDS
        row = self._engine.store.row(unsent[-1][0]) if unsent[-1] else None
        of = f", the last for #{row.incident.number}" if row is not None else ""
        words = f"{count(len(unsent), 'text')} not sent yet{of}: {key_of('quit')} again quits and loses that"
        self._toaster.show(Toast(words, "warning", seconds=TOLD_SECONDS))
        return True

    def settle(self, event: WriteDone | WriteRefused | WriteUnknown | WritesCancelled) -> None:
        """A write ended, or several were cancelled."""
        if isinstance(event, WritesCancelled):
            self._sending.cancel(event)
        else:
            self._sending.settle(event)

    def tell_dialog(self, event: Left) -> None:
        """An open dialog's incident left the list: say so where the person is looking."""
        from pdtui.tui.screens.dialog import Dialog

        for screen in self._screen.app.screen_stack:
            if isinstance(screen, Dialog) and event.incident.id in screen.targets.ids:
                which = f"#{event.incident.number} " if len(screen.targets.ids) > 1 else ""
                screen.say(f"Meanwhile: {which}{event.what}")

    def _ask(self, action: Action, targets: Targets) -> None:
        from pdtui.tui.asking import Asking, ask

        ask(Asking(self._screen.app, self._engine, action, targets, self._drafts, self._now, self._answered))

    def _answered(self, action: Action, targets: Targets, make: Make, draft: Draft) -> None:
        self.sent_off()
        self._carry_out(action, targets, make, draft)

    def _carry_out(self, action: Action, targets: Targets, make: Make, draft: Draft) -> bool:
        begun = self._sending.send(action, targets, make, draft)
        if begun:
            self._served(action, targets)
        return begun

    def _told_slack(self, question: SlackQuestion) -> None:
        self.sent_off()
        self._served(question.action, question.targets)

    def _served(self, action: Action, targets: Targets) -> None:
        """Marks that were acted on have served."""
        if action.many:
            self._list.held.mark(self._list.held.marks - set(targets.ids))
            self._list.sync()

    def _now(self) -> datetime:
        return self._engine.now().astimezone(self._time_zone)

    def _undo(self) -> None:
        from pdtui.tui.undoing import undo

        try:
            undo(self._screen.app, self._engine, self._sending, self.sent_off)
        except PdtuiError as error:
            self._sending.refuse(str(error))
