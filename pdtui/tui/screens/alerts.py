"""The dialog that resolves one of an incident's alerts, or moves it to another incident."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.content import Content

from pdtui.core.model import RESOLVED, Alert, Reference
from pdtui.text import ago
from pdtui.tui.aiming import Targets
from pdtui.tui.screens.options import OptionsDialog, Way

if TYPE_CHECKING:
    from pdtui.core.engine import Engine


@dataclass(frozen=True, slots=True)
class AlertDeed:
    """Which alert, and where it goes; without a target it is resolved."""

    alert: Reference
    target: Reference | None = None


class AlertsScreen(OptionsDialog[AlertDeed, Alert]):
    """Lists the alerts; r resolves the highlighted one, m asks where to move it."""

    BINDINGS: ClassVar[list[BindingType]] = [("r", "resolve", "Resolve"), ("m", "move", "Move")]
    hint = "r resolves it · m moves it · ↑↓ choose · Esc leaves"

    def __init__(self, heading: str, targets: Targets, engine: Engine) -> None:
        super().__init__(heading, targets)
        self._engine = engine
        self._open = 0

    async def load(self) -> Sequence[Way[Alert]]:
        """The alerts, newest first; one that is resolved stays as it is."""
        alerts = await self._engine.choices.alerts(self.targets.one.id)
        self._open = sum(alert.status != RESOLVED for alert in alerts)
        return [Way(alert, self._line(alert), alert.status != RESOLVED) for alert in alerts]

    def filled(self) -> None:
        """The first open one is highlighted."""
        if self._open == 0:
            self.say("It has no open alerts.")
            return
        self.action_down()

    def chosen(self, value: Alert) -> None:
        """Enter alone decides nothing."""
        self.say("Press r to resolve it, or m to move it to another incident.")

    def action_resolve(self) -> None:
        """Resolve it; that the last one takes the incident with it is said first."""
        alert = self.highlighted
        if alert is None:
            return
        deed = AlertDeed(alert.reference)
        if self._open > 1:
            self.finish(deed)
            return
        from pdtui.tui.screens.confirm import ConfirmScreen

        words = f"{alert.summary}\n\nIt is the last open alert: resolving it resolves the incident."
        screen = ConfirmScreen("Resolve alert", self.targets, words, "resolves both")
        self.app.push_screen(screen, lambda yes: self.finish(deed) if yes else None)

    def action_move(self) -> None:
        """Ask where to."""
        from pdtui.tui.screens.target import Purpose, TargetScreen

        alert = self.highlighted
        if alert is None:
            return

        def answered(target: Reference | None) -> None:
            if target is not None:
                self.finish(AlertDeed(alert.reference, target))

        last = " It is the last open one here." if self._open == 1 else ""
        purpose = Purpose("moves it", f"Moves: {alert.summary}.{last}", lambda name: f"The alert goes to {name}")
        self.app.push_screen(TargetScreen("Move alert", self.targets, self._engine, purpose), answered)

    def _line(self, alert: Alert) -> Content:
        age = ago(self._engine.now() - alert.created_at)
        about = " · ".join(part for part in (alert.status, alert.severity, f"{age} old") if part)
        return Content.assemble((alert.summary or "(no summary)", "bold"), (f"\n  {about}"))
