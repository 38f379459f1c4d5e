"""The pages of the first start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pdtui.config import REGIONS, Secret
from pdtui.core.model import Person
from pdtui.core.slack.port import SlackIdentity
from pdtui.errors import BadCredential
from pdtui.tui.setup.account import AccountPage
from pdtui.tui.setup.app import SetupApp
from pdtui.tui.setup.done import DonePage
from pdtui.tui.setup.port import Typed
from pdtui.tui.setup.slack import SlackPage
from pdtui.tui.setup.welcome import WelcomeScreen
from tests.tui.fake_engine import FakeEngine
from tests.tui.snapshots.state import LOW, SMALL, WIDE, State, Text

GOOD = "good"


class KnownToken:
    """Both services know one token."""

    regions: Mapping[str, str] = REGIONS
    wants_slack = True

    async def owner(self, typed: Typed) -> Person:
        """Of the good one."""
        if typed.token.reveal() != GOOD:
            raise BadCredential("PagerDuty refused the token")
        return Person("PADA", "Ada Moreau", "ada@acme.example")

    async def workspace(self, token: Secret) -> SlackIdentity:
        """Of any."""
        return SlackIdentity("T1", "B1", "U1", team="Acme", user="pdtui")

    async def keep(self, typed: Typed) -> Sequence[str]:
        """As the real one words it."""
        return ("Kept in the keyring, for you alone.",)


def setup(engine: FakeEngine) -> SetupApp:
    """The program of the first start; it has no engine yet."""
    return SetupApp(KnownToken(), Typed("us"))


ACCOUNT = ("2", Text(GOOD), "enter")
SLACK = (*ACCOUNT, Text("xoxb-good"), "enter")

FIRST_START = tuple(
    replace(one, name=f"first-start-{one.name}", program=setup)
    for one in (
        State("welcome", screen=WelcomeScreen, sizes=(LOW, SMALL, WIDE)),
        State("account", ("2",), screen=AccountPage, sizes=(LOW, SMALL)),
        State("refused", ("2", Text("bad"), "enter"), screen=AccountPage, sees="refused", sizes=(LOW, SMALL)),
        State("slack", ACCOUNT, screen=SlackPage, sees="Ada Moreau", sizes=(LOW, SMALL)),
        State("done", SLACK, screen=DonePage, sees="Kept in", sizes=(LOW, SMALL)),
    )
)
