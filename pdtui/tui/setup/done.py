"""The last page: where everything was kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from pdtui.core.model import Person
from pdtui.core.slack.port import SlackIdentity
from pdtui.tui.attempt import attempt
from pdtui.tui.screens.dialog import Dialog
from pdtui.tui.setup.port import Setup, Typed
from pdtui.tui.setup.slack import named


class DonePage(Dialog[bool]):
    """Keeps first; what cannot be kept is said, and Enter tries again. False: all is kept, and the person leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [("enter", "onward", "Go on")]
    hint = "Enter opens your incidents · Esc leaves"

    def __init__(self, setup: Setup, typed: Typed, owner: Person, slack: SlackIdentity | None) -> None:
        super().__init__("pdtui is set up")
        self._setup = setup
        self._typed = typed
        self._owner = owner
        self._slack = slack
        self._kept = False

    def compose_body(self) -> ComposeResult:
        """Room for the sentences."""
        yield Static(classes="dialog-words kept", markup=False)

    def on_mount(self) -> None:
        """Keep it."""
        self._keep()

    def action_onward(self) -> None:
        """On to the incidents, or once more."""
        if self._kept:
            self.finish(True)
        else:
            self._keep()

    def action_leave(self) -> None:
        """Leave; back where nothing is kept."""
        self.finish(False if self._kept else None)

    def _keep(self) -> None:
        self.run_worker(attempt(self._keeping(), self.say), group="keep", exclusive=True)

    async def _keeping(self) -> None:
        kept = await self._setup.keep(self._typed)
        self._kept = True
        self.say("")
        self.query_one(".kept", Static).update(Content("\n".join([*self._who(), *kept])))
        self.fit()

    def _who(self) -> Sequence[str]:
        slack = []
        if self._slack is not None:
            known = f"{self._slack.team}, as {self._slack.user}" if self._slack.team_id else "off for now"
            slack = [f"Slack: {known}."]
        return [f"PagerDuty: {named(self._owner)}.", *slack]
