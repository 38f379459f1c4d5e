"""The page that asks for PagerDuty's token, and asks PagerDuty whose it is."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from pdtui.core.model import Person
from pdtui.errors import BadCredential, NotSent, OutcomeUnknown, PdtuiError, Refused, UsageError
from pdtui.tui.screens.form import TextLine
from pdtui.tui.setup.checking import CheckingPage
from pdtui.tui.setup.lines import RegionLine, SecretLine, region_name
from pdtui.tui.setup.port import Setup, Typed


class AccountPage(CheckingPage[Person]):
    """The e-mail is asked for only where the key turns out to be nobody's own."""

    hint = "Enter checks it · Tab next line · Esc goes back"

    def __init__(self, setup: Setup, typed: Typed) -> None:
        super().__init__("Set up PagerDuty")
        self._setup = setup
        self._typed = typed

    def compose_body(self) -> ComposeResult:
        """Where a token comes from, then the lines."""
        words = (
            "In PagerDuty: My Profile, User Settings, Create API User Token. Copy it, paste it here. "
            "An account-level key works too, and then asks for your e-mail."
        )
        yield Static(Content(words), classes="dialog-words")
        yield Static(classes="form-gap")
        yield SecretLine("Token", self._typed.token, "paste it here; it is not shown", self.enter, id="token")
        yield RegionLine(self._setup.regions, self._typed.region, self.enter)
        yield TextLine("E-mail", self._typed.email, "the login e-mail to act as", self.enter, id="email")

    def on_mount(self) -> None:
        """No line that is not needed."""
        self._ask_for_email(bool(self._typed.email))

    def gather(self) -> None:
        """Note down what is typed."""
        self._typed.token = self.query_one(SecretLine).secret
        self._typed.region = self.query_one(RegionLine).chosen
        self._typed.email = self.typed_in("email").strip()

    def submit(self) -> None:
        """Ask PagerDuty."""
        line = self.query_one(SecretLine)
        if line.fault:
            self.say(line.fault)
            self.query_one("#token").focus()
        else:
            self.check("PagerDuty")

    async def ask(self) -> Person | None:
        """Whose it is; a token that is refused is tried where the other accounts live, and that is said."""
        try:
            return await self._setup.owner(self._typed)
        except BadCredential:
            other = await self._elsewhere()
            if not other:
                raise
        self.query_one(RegionLine).choose(other)
        self.say(f"This token belongs to the region {region_name(other)}, which is chosen now: Enter takes it.")
        return None

    async def _elsewhere(self) -> str:
        """The region that knows the token, empty where none answers that it does."""
        for name in self._setup.regions:
            if name != self._typed.region:
                with suppress(NotSent, OutcomeUnknown, Refused):
                    with suppress(UsageError):  # it was taken, and is an account's own
                        await self._setup.owner(replace(self._typed, region=name))
                    return name
        return ""

    def told(self, error: PdtuiError) -> str:
        """What went wrong, and what to do."""
        if isinstance(error, BadCredential):
            return f"{error.what}: copy it again, whole, or make a new one{self._asked()}."
        if not isinstance(error, UsageError):
            return super().told(error)
        self._ask_for_email(True)
        self.query_one("#email").focus()
        if self._typed.email:
            return f"{error.what}: correct the e-mail."
        return "This key is the account's own and belongs to no user: type the login e-mail to act as."

    def _asked(self) -> str:
        names = [*map(region_name, self._setup.regions)]
        return f". Asked: {' and '.join(names)}" if len(names) > 1 else f", or mend the address, which {names[0]} sets"

    def _ask_for_email(self, asked: bool) -> None:
        for line in self.query(TextLine):
            if line.query("#email"):
                line.display = asked
        self.fit()
