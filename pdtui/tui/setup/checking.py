"""A page whose answer is asked for before it is taken: Esc stops the asking, and nothing typed is lost by a no."""

from __future__ import annotations

from textual import events
from textual.worker import Worker

from pdtui.errors import BadCredential, NotSent, OutcomeUnknown, PdtuiError, RateLimited
from pdtui.tui.attempt import attempt
from pdtui.tui.screens.dialog import Answer
from pdtui.tui.screens.form import FormDialog
from pdtui.tui.setup.lines import ROOM, SecretInput


class CheckingPage(FormDialog[Answer]):
    """Enter asks; the page closes with what the far side answered."""

    VERTICAL_BREAKPOINTS = ROOM
    _asking: Worker[None] | None = None

    def gather(self) -> None:
        """Note down what is typed."""
        raise NotImplementedError

    async def ask(self) -> Answer | None:
        """Ask; None where the answer is not taken, which was said. Raises any error of `pdtui.errors`."""
        raise NotImplementedError

    def told(self, error: PdtuiError) -> str:
        """What went wrong here, and what to do."""
        if isinstance(error, RateLimited):
            return f"{error.what}: Enter asks again in {error.retry_after:.0f} s."
        if isinstance(error, NotSent | OutcomeUnknown):
            return f"{error.what}: check the network, then Enter asks again."
        return str(error)

    def check(self, whom: str) -> None:
        """Ask whom it concerns, once at a time."""
        if self._asking is not None and not self._asking.is_finished:
            return
        self.gather()
        self.say(f"Asking {whom}… Esc stops it.")
        self._asking = self.run_worker(attempt(self._check(), self.say), group="check", exclusive=True)

    def on_paste(self, event: events.Paste) -> None:
        """What is pasted while another line has the focus is the token."""
        self.query_one(SecretInput).take_paste(event)

    def action_leave(self) -> None:
        """Stop asking; leave where nothing is asked."""
        if self._asking is not None and not self._asking.is_finished:
            self._asking.cancel()
            self.say("Not asked any more. Enter asks again.")
            return
        self.gather()
        super().action_leave()

    async def _check(self) -> None:
        try:
            found = await self.ask()
        except PdtuiError as error:
            self.query_one(SecretInput).refused = isinstance(error, BadCredential)
            self.say(self.told(error))
            return
        if found is not None:
            self.finish(found)
