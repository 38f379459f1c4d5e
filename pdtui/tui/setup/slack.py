"""The page that asks for Slack's token, which may come later."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from pdtui.core.model import Person
from pdtui.core.slack.port import SlackIdentity
from pdtui.errors import BadCredential, PdtuiError
from pdtui.tui.setup.checking import CheckingPage
from pdtui.tui.setup.lines import SecretLine
from pdtui.tui.setup.port import Setup, Typed


class SlackPage(CheckingPage[SlackIdentity]):
    """An empty line means later; the answer is then an identity without a workspace."""

    hint = "Enter checks it, or skips it where it is empty · Esc goes back"

    def __init__(self, setup: Setup, typed: Typed, owner: Person) -> None:
        super().__init__("Set up Slack")
        self._setup = setup
        self._typed = typed
        self._owner = owner

    def compose_body(self) -> ComposeResult:
        """Whose PagerDuty's token is, where Slack's comes from, and the line."""
        yield Static(Content.styled(f"PagerDuty: {named(self._owner)}", "$success"), classes="dialog-words")
        words = (
            "pdtui tells each action in the incident's Slack thread, by the bot of an app of your own: "
            "`pdtui slack manifest` prints what to make it from. It can wait: leave the line empty."
        )
        yield Static(Content(words), classes="dialog-words")
        yield Static(classes="form-gap")
        yield SecretLine("Bot token", self._typed.slack, "xoxb-… or empty; it is not shown", self.enter, id="slack")

    def gather(self) -> None:
        """Note down what is typed."""
        self._typed.slack = self.query_one(SecretLine).secret

    def submit(self) -> None:
        """Ask Slack, or go on without it."""
        line = self.query_one(SecretLine)
        if not line.secret:
            self.gather()
            self.finish(SlackIdentity(""))
        elif line.fault:
            self.say(line.fault)
        else:
            self.check("Slack")

    async def ask(self) -> SlackIdentity | None:
        """Whose it is: a bot's, for a person's own would act in that person's name."""
        found = await self._setup.workspace(self._typed.slack)
        if found.bot_id:
            return found
        self.say(f"This is the token of {found.user or 'a person'} in {found.team}: the bot's begins with xoxb-.")
        return None

    def told(self, error: PdtuiError) -> str:
        """What went wrong, and what to do."""
        if isinstance(error, BadCredential):
            return f"{error.what}: copy the app's Bot User OAuth Token again, whole."
        return super().told(error)


def named(person: Person) -> str:
    """A person by name and e-mail."""
    return f"{person.name} ({person.email})" if person.email else person.name
