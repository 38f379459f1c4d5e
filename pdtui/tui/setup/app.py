"""The small program of the first start: page after page, and what was chosen in the end."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.binding import Binding

from pdtui.core.model import Person
from pdtui.core.slack.port import SlackIdentity
from pdtui.tui.screens.dialog import Answer, Dialog
from pdtui.tui.setup.account import AccountPage
from pdtui.tui.setup.done import DonePage
from pdtui.tui.setup.port import Setup, Typed
from pdtui.tui.setup.slack import SlackPage
from pdtui.tui.setup.welcome import Onward, WelcomeScreen
from pdtui.tui.terminal_app import TerminalApp


class SetupApp(TerminalApp[Onward]):
    """Answers where to go on: to the demo, to the incidents (`SETUP`: everything is kept), or nowhere."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar = [Binding("ctrl+c", "help_quit", show=False, priority=True)]

    def __init__(self, setup: Setup, typed: Typed) -> None:
        super().__init__()
        self._setup = setup
        self._typed = typed

    def on_mount(self) -> None:
        """Begin."""
        self._begin()

    def action_help_quit(self) -> None:
        """ctrl+c leaves nothing by accident, and tells what does."""
        if isinstance(self.screen, Dialog):
            self.screen.say("Esc leaves this page.")

    @work
    async def _begin(self) -> None:
        onward = await self._page(WelcomeScreen(Onward.DEMO))
        while onward is Onward.SETUP and (onward := await self._set_up()) is None:
            onward = await self._page(WelcomeScreen(Onward.SETUP))
        self.exit(onward or Onward.LEAVE)

    async def _set_up(self) -> Onward | None:
        """Through the pages; None: back to the first one. Esc goes back by one page."""
        while owner := await self._page(AccountPage(self._setup, self._typed)):
            slack: SlackIdentity | None = None
            while not self._setup.wants_slack or (slack := await self._slack(owner)):
                wanted = await self._page(DonePage(self._setup, self._typed, owner, slack))
                if wanted is not None:
                    return Onward.SETUP if wanted else Onward.LEAVE
                if slack is None:
                    break
        return None

    async def _slack(self, owner: Person) -> SlackIdentity | None:
        return await self._page(SlackPage(self._setup, self._typed, owner))

    async def _page(self, page: Dialog[Answer]) -> Answer | None:
        """What a page was closed with; None: it was left."""
        return await self.push_screen_wait(page)
