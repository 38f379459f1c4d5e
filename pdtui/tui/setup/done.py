"""The last page: where everything was kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static
from textual.worker import Worker

from pdtui.core.model import Person
from pdtui.core.slack.port import SlackIdentity
from pdtui.tui.attempt import attempt
from pdtui.tui.screens.dialog import Dialog
from pdtui.tui.setup.lines import ROOM
from pdtui.tui.setup.port import Setup, Typed
from pdtui.tui.setup.slack import named


class DonePage(Dialog[bool]):
    """Keeps first; what cannot be kept is said, and Enter tries again. False: all is kept, and the person leaves."""

    VERTICAL_BREAKPOINTS = ROOM
    BINDINGS: ClassVar[list[BindingType]] = [("enter", "onward", "Go on")]
    hint = "Enter opens your incidents · Esc leaves"

    def __init__(self, setup: Setup, typed: Typed, owner: Person, slack: SlackIdentity | None) -> None:
        super().__init__("Your setup")
        self._setup = setup
        self._typed = typed
        self._owner = owner
        self._slack = slack
        self._kept = False
        self._keeping: Worker[None] | None = None

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
        """Once at a time: a thread is not stopped by who does not wait for it."""
        if self._keeping is None or self._keeping.is_finished:
            self._keeping = self.run_worker(attempt(self._store(), self._not_kept), group="keep")

    def _not_kept(self, words: str) -> None:
        self.say(f"{words}. Enter tries again, Esc goes back.")

    async def _store(self) -> None:
        kept = await self._setup.keep(self._typed)
        self._kept = True
        self.say("")
        self.query_one(".kept", Static).update(Content("\n".join([*self._who(), *kept])))
        self.fit()

    def _who(self) -> Sequence[str]:
        slack = []
        if self._slack is not None:
            known = (
                f"{self._slack.team}, as {self._slack.user}"
                if self._slack.team_id
                else "off; `pdtui slack manifest` and the README tell how it is set up"
            )
            slack = [f"Slack: {known}."]
        return [f"PagerDuty: {named(self._owner)}.", *slack]
