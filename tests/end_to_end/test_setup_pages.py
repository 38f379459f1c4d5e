"""The pages of the setup over the real adapters: what each answer of PagerDuty and Slack makes of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.events import Paste
from textual.pilot import Pilot

from pdtui.config import load
from pdtui.first_start import FirstStart
from pdtui.simulator.faults import Fault, Kind
from pdtui.tui.setup.app import SetupApp
from pdtui.tui.setup.lines import SecretInput
from pdtui.tui.setup.welcome import Onward
from tests.tui.conftest import HOSTILE, press, shown
from tests.tui.test_colorless import assert_colorless, styles
from tests.world import PATIENCE, World

FRAME = str.maketrans("│╭╮╰╯─", "      ")
SIZES = [(60, 20), (80, 24), (200, 50)]


class Sitting:
    """Somebody new in front of the setup."""

    def __init__(self, world: World, pilot: Pilot[Onward], setup: FirstStart) -> None:
        self.pilot, self.setup = pilot, setup
        self.folder = world.home / "config"

    async def see(self, words: str) -> None:
        """Wait for words, wherever the lines break; all of the page stays on the screen."""
        async with asyncio.timeout(PATIENCE):
            while words not in self.text():
                await self.pilot.pause(0.02)
        await self.pilot.pause()
        screen = self.pilot.app.screen
        hint, frame = screen.query_one(".dialog-hint").region, screen.query_one(".dialog").region
        assert frame.contains_region(hint)
        assert screen.region.contains_region(frame)

    def text(self) -> str:
        """What is on the page, as one line."""
        return " ".join(shown(self.pilot).translate(FRAME).split())  # type: ignore[arg-type]

    async def paste(self, text: str) -> None:
        """As a terminal that brackets its pastes sends it."""
        focused = self.pilot.app.focused
        assert focused is not None
        focused.post_message(Paste(text))
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        """One key after the other."""
        await press(self.pilot, *keys)  # type: ignore[arg-type]

    async def paste_token(self, token: str) -> None:
        """From the first page up to the question."""
        await self.press("2")
        await self.see("Create API User Token")
        await self.paste(token)
        await self.press("enter")

    def kept(self) -> dict[str, str]:
        """The files that there are now."""
        return {path.name: path.read_text() for path in self.folder.iterdir()} if self.folder.exists() else {}


@asynccontextmanager
async def sitting(
    world: World, size: tuple[int, int] = (80, 24), *, regions: Mapping[str, str] | None = None, **variables: str
) -> AsyncIterator[Sitting]:
    given = {"PDTUI_HOME": str(world.home), "PDTUI_SLACK_URL": world.server.slack_url, **variables}
    config = load(None, given)
    setup = FirstStart(
        config, given, config.folders.config / "config.toml", regions or {"us": world.server.url, "eu": NOWHERE}
    )
    app = SetupApp(setup, setup.typed())
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield Sitting(world, pilot, setup)


NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """No animation."""
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")


@pytest.mark.parametrize("size", SIZES)
async def test_a_good_token_is_named_and_kept_and_slack_may_wait(world: World, size: tuple[int, int]) -> None:
    world.me.name = HOSTILE
    async with sitting(world, size) as one:
        await one.paste_token("me-token")
        await one.see(f"PagerDuty: {HOSTILE} (ada@acme.example)")
        assert one.kept() == {}
        await one.press("enter")
        await one.see("Kept in")
        assert "Slack: off; `pdtui slack manifest`" in one.text()
        assert one.kept() == {"pagerduty-token": "me-token\n"}
        await one.press("enter")
    assert one.pilot.app.return_value is Onward.SETUP


@pytest.mark.parametrize("size", SIZES)
async def test_a_refused_token_stays_and_a_paste_takes_its_place(world: World, size: tuple[int, int]) -> None:
    async with sitting(world, size) as one:
        await one.paste_token("nonsense")
        await one.see("PagerDuty refused the token")
        assert "copy it again, whole, or make a new one. Asked: US and EU." in one.text()
        assert "•" * 8 in one.text()
        await one.paste("\r  me-\r\ntoken \n")
        assert one.pilot.app.screen.query_one(SecretInput).value == "me-token"
        await one.press("enter")
        await one.see("Set up Slack")


@pytest.mark.parametrize("size", SIZES)
async def test_without_a_network_it_says_so_and_asks_again(world: World, size: tuple[int, int]) -> None:
    async with sitting(world, size, regions={"us": NOWHERE, "eu": world.server.url}) as one:
        await one.paste_token("half")
        await one.see("127.0.0.1:9 cannot be reached")
        assert "check the network, then Enter asks again." in one.text()
        await one.press("tab", "space")
        await one.paste("me-token")
        await one.press("enter")
        await one.see("PagerDuty: Ada Moreau")


async def test_a_token_of_the_other_region_is_told_and_the_region_kept(world: World, tmp_path: Path) -> None:
    with World(tmp_path / "eu") as eu:
        eu.pagerduty.add_token("eu-token", eu.bo)
        async with sitting(world, regions={"us": world.server.url, "eu": eu.server.url}) as one:
            await one.paste_token("eu-token")
            await one.see("This token belongs to the region EU, which is chosen now: Enter takes it.")
            await one.press("enter")
            await one.see("PagerDuty: Bo Larsen")
            await one.press("enter")
            await one.see('region = "eu"')
            assert one.kept() == {"pagerduty-token": "eu-token\n", "config.toml": '[pagerduty]\nregion = "eu"\n'}
            typed = one.setup.typed()
            typed.region = "eu"
            assert one.setup.settled(typed).pagerduty_url == eu.server.url


async def test_an_account_key_of_the_other_region_is_recognised_too(world: World, tmp_path: Path) -> None:
    with World(tmp_path / "eu") as eu:
        eu.pagerduty.add_account_token("account")
        async with sitting(world, regions={"us": world.server.url, "eu": eu.server.url}) as one:
            await one.paste_token("account")
            await one.see("belongs to the region EU")


@pytest.mark.parametrize("size", SIZES)
async def test_an_account_key_asks_for_an_e_mail_that_pagerduty_knows(world: World, size: tuple[int, int]) -> None:
    world.pagerduty.add_account_token("account")
    async with sitting(world, size) as one:
        await one.press("2")
        assert "login e-mail" not in one.text()
        await one.paste("account")
        await one.press("enter")
        await one.see("This key is the account's own and belongs to no user: type the login e-mail to act as.")
        await one.press(*"eve@acme.example", "enter")
        await one.see("PagerDuty knows no user eve@acme.example: correct the e-mail.")
        await one.press("ctrl+u", *"Bo@acme.example", "enter")
        await one.see("PagerDuty: Bo Larsen (bo@acme.example)")
        await one.press("enter")
        await one.see('from = "Bo@acme.example"')
        assert one.kept()["config.toml"] == '[pagerduty]\nfrom = "Bo@acme.example"\n'


async def test_an_e_mail_is_dropped_where_the_next_token_has_an_owner(world: World) -> None:
    world.pagerduty.add_account_token("account")
    async with sitting(world) as one:
        await one.paste_token("account")
        await one.see("belongs to no user")
        await one.press(*"bo@acme.example", "up", "up")
        await one.paste("me-token")
        await one.press("enter")
        await one.see("PagerDuty: Ada Moreau")
        await one.press("enter")
        await one.see("Kept in")
        assert one.kept() == {"pagerduty-token": "me-token\n"}


async def test_esc_stops_asking_and_keeps_what_was_typed(world: World) -> None:
    hanging = world.faults.add(Fault(Kind.HANG, path="^/users/me$"))
    async with sitting(world) as one:
        await one.paste_token("me-token")
        await one.see("Asking PagerDuty… Esc stops it.")
        await asyncio.to_thread(hanging.reached.wait, PATIENCE)
        await one.press("enter", "escape")
        await one.see("Not asked any more.")
        assert world.requests("GET", "/users/me") <= 1
        await one.press("enter")
        await one.see("PagerDuty: Ada Moreau")


async def test_going_back_loses_nothing(world: World) -> None:
    async with sitting(world) as one:
        await one.paste_token("me-token")
        await one.see("Set up Slack")
        await one.paste("xoxb-half")
        await one.press("escape", "escape")
        await one.see("Welcome")
        await one.press("enter", "enter")
        await one.see("Set up Slack")
        assert "•" * 9 in one.text()


@pytest.mark.parametrize("size", SIZES)
async def test_slack_is_named_or_refused_in_its_own_words(world: World, size: tuple[int, int]) -> None:
    world.slack.add_person("Ann", "ann@acme.example", token="xoxp-ann", scopes=["chat:write"])
    async with sitting(world, size) as one:
        await one.paste_token("me-token")
        await one.see("Set up Slack")
        await one.paste("xoxb-wrong")
        await one.press("enter")
        await one.see("Slack refused the token (invalid_auth): copy the app's Bot User OAuth Token again, whole.")
        await one.paste("xoxp-ann")
        await one.press("enter")
        await one.see("in Acme: the bot's begins with xoxb-.")
        await one.paste(" xoxb-me\r")
        await one.press("enter")
        await one.see("Slack: Acme, as pdtui.")
        assert one.kept() == {"pagerduty-token": "me-token\n", "slack-token": "xoxb-me\n"}


async def test_slack_that_is_set_up_already_is_not_asked_for(world: World) -> None:
    async with sitting(world, PDTUI_SLACK_TOKEN="") as one:
        await one.paste_token("me-token")
        await one.see("Kept in")
        assert "Slack" not in one.text()


async def test_what_cannot_be_kept_is_said_and_tried_again(world: World) -> None:
    world.home.mkdir(parents=True, exist_ok=True)
    async with sitting(world) as one:
        one.folder.write_text("in the way")
        await one.paste_token("me-token")
        await one.see("Set up Slack")
        await one.press("enter")
        await one.see("Enter tries again, Esc goes back.")
        one.folder.unlink()
        await one.press("enter")
        await one.see("Kept in")
        await one.press("escape")
    assert one.pilot.app.return_value is Onward.LEAVE
    assert one.setup.kept


async def test_an_address_of_the_settings_is_not_asked_for(world: World) -> None:
    async with sitting(world, PDTUI_PAGERDUTY_URL=world.server.url) as one:
        await one.paste_token("nonsense")
        await one.see("or mend the address, which PDTUI_PAGERDUTY_URL sets.")
        assert "(PDTUI_PAGERDUTY_URL)" in one.text()
        await one.press("tab")
        await one.paste("me-token")
        await one.press("enter")
        await one.see("PagerDuty: Ada Moreau")


@pytest.mark.parametrize("token", ["", "   ", "pdüs", "two words"])
async def test_what_cannot_be_a_token_is_not_sent(world: World, token: str) -> None:
    async with sitting(world) as one:
        await one.press("2", *(key.replace(" ", "space") for key in token), "enter")
        await one.see("That is no token" if token.strip() else "Paste the token first.")
        assert world.server.exchanges == []


async def test_a_token_is_never_copied(world: World) -> None:
    async with sitting(world) as one:
        await one.press("2")
        await one.paste("me-token")
        await one.press("shift+home", "ctrl+c", "ctrl+x")
        assert one.pilot.app.clipboard == ""
        await one.see("Esc leaves this page.")
        assert one.pilot.app.screen.query_one(SecretInput).value == "me-token"


@pytest.mark.parametrize(
    ("keys", "onward"),
    [
        (["1"], Onward.DEMO),
        (["enter"], Onward.DEMO),
        (["down", "down", "enter"], Onward.LEAVE),
        (["3"], Onward.LEAVE),
        (["q"], Onward.LEAVE),
        (["escape"], Onward.LEAVE),
        (["2", "escape", "escape"], Onward.LEAVE),
    ],
)
async def test_the_ways_of_the_first_page(world: World, keys: list[str], onward: Onward) -> None:
    async with sitting(world) as one:
        assert "nothing of yours is touched" in one.text()
        await one.press(*keys)
    assert one.pilot.app.return_value is onward
    assert world.server.exchanges == []


async def test_the_mouse_chooses_too(world: World) -> None:
    async with sitting(world) as one:
        await one.pilot.click(".options", offset=(5, 2))
        await one.see("Set up PagerDuty")
        await one.pilot.click("RegionLine")
        await one.see("EU 127.0.0.1:9")


async def test_without_colours_what_is_chosen_is_marked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with sitting(world) as one:
        for keys, words in ((), "Try the demo"), (("2",), "Token"), (("tab",), "Region"):
            await one.press(*keys)
            await one.see(words)
            assert_colorless(one.pilot)  # type: ignore[arg-type]
            marked = [text for text, style in styles(one.pilot) if style.reverse or style.underline]  # type: ignore[arg-type]
            assert words in "".join(marked)
            assert "Leave" not in "".join(marked)
