"""The start without a token: the setup, and then straight on into the demo or the incidents."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pdtui.adapters.pagerduty.api import PagerDutyApi
from pdtui.adapters.pagerduty.client import PagerDutyClient
from pdtui.adapters.settings_file import add_settings
from pdtui.adapters.slack.client import SlackClient
from pdtui.adapters.tokens import find_token, store_token, variable
from pdtui.config import REGIONS, Config, Secret
from pdtui.core.model import Person
from pdtui.core.slack.port import SlackIdentity
from pdtui.errors import NoToken, UsageError
from pdtui.exits import ExitCode
from pdtui.printing import narrate
from pdtui.screen import show_screen
from pdtui.tui.setup.port import Typed
from pdtui.tui.setup.welcome import Onward


class FirstStart:
    """`pdtui.tui.setup.port.Setup` on the real services, the keyring and the settings file."""

    def __init__(
        self,
        config: Config,
        environment: Mapping[str, str],
        file: Path,
        regions: Mapping[str, str] = REGIONS,
        *,
        again: bool = False,
    ) -> None:
        """`environment` and `file` are where the settings came from; what they fix is not asked for.

        `again`: Slack's token is asked for though there is one.
        """
        self._config = config
        self._environment = environment
        self._file = file
        places = [config.provenance[key] for key in ("pagerduty.url", "pagerduty.region") if key in config.provenance]
        self.regions = {Path(places[0]).name: config.pagerduty_url} if places else regions
        self.wants_slack = variable("slack") not in environment if again else self._lacks_slack()
        self.kept = False

    def typed(self) -> Typed:
        """What there is to begin with."""
        return Typed(next(iter(self.regions)), self._config.pagerduty_from)

    async def owner(self, typed: Typed) -> Person:
        """`GET /users/me`, or the user of that e-mail, which is dropped where the token has an owner."""
        config = self._config
        client = PagerDutyClient(typed.token, self.regions[typed.region], config.pagerduty_timeout)
        api = PagerDutyApi(client, typed.email)
        try:
            person = await api.me()
            typed.email = typed.email if api.acts_for_anyone else ""
            return person
        finally:
            await api.close()

    async def workspace(self, token: Secret) -> SlackIdentity:
        """`auth.test`."""
        slack = SlackClient(lambda: token, self._config.slack_url, self._config.slack_timeout)
        try:
            return await slack.identity()
        finally:
            slack.close()

    async def keep(self, typed: Typed) -> Sequence[str]:
        """On a thread: a keyring may take its time."""
        return await asyncio.to_thread(self._keep, typed)

    def settled(self, typed: Typed) -> Config:
        """The settings for this run, whatever could be written to their file."""
        return replace(self._config, pagerduty_url=self.regions[typed.region], pagerduty_from=typed.email)

    def _keep(self, typed: Typed) -> Sequence[str]:
        folder, tokens = self._config.folders.config, {"pagerduty": typed.token, "slack": typed.slack}
        places = []
        for name, token in tokens.items():
            if token:
                places.append(store_token(name, token, self._environment, folder))
                self.kept = True
        kept = f"Kept in {' and '.join(dict.fromkeys(places))}, for you alone."
        return [kept, *filter(None, [self._settle(typed)])]

    def _settle(self, typed: Typed) -> str:
        """Have the settings file say what is not the usual."""
        wanted = {}
        if typed.region != next(iter(self.regions)):
            wanted["region"] = typed.region
        if typed.email and typed.email != self._config.pagerduty_from:
            wanted["from"] = typed.email
        return add_settings(self._file, "pagerduty", wanted) if wanted else ""

    def _lacks_slack(self) -> bool:
        """A token that is there and no good counts as there: the screen says what is wrong with it."""
        try:
            return variable("slack") not in self._environment and (
                find_token("slack", self._environment, self._config.folders.config) is None
            )
        except UsageError:
            return False


async def open_screen(config: Config, file: str | None) -> int:
    """The full-screen program; where there is no token yet and somebody to ask, the setup before it."""
    try:
        await show_screen(config)
        return ExitCode.DONE
    except NoToken:
        if not sys.stdin.isatty() or variable("pagerduty") in os.environ:
            raise
    return await _first_start(config, _settings_file(config, file))


async def set_up(config: Config, file: str | None) -> int:
    """The setup once more: another token, or the one of Slack that was skipped. Raises `UsageError`."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("the setup needs a terminal", "for scripts there are the variables and files of the README")
    if variable("pagerduty") in os.environ:
        raise UsageError(f"{variable('pagerduty')} is set, and goes before what the setup keeps", "unset it first")
    return await _first_start(config, _settings_file(config, file), again=True)


def _settings_file(config: Config, file: str | None) -> Path:
    return Path(file) if file else config.folders.config / "config.toml"


async def _first_start(config: Config, file: Path, *, again: bool = False) -> int:
    """Who is asked and leaves has got what they wanted: 0, and it is said that nothing was set up."""
    from pdtui.tui.setup.app import SetupApp

    setup = FirstStart(config, os.environ, file, again=again)
    typed = setup.typed()
    onward = await SetupApp(setup, typed).run_async()
    if onward is Onward.DEMO:
        from pdtui.demo import play

        return await play(headless=False)
    if onward is Onward.SETUP:
        await show_screen(setup.settled(typed))
    elif onward is Onward.LEAVE and not setup.kept:
        narrate("nothing was changed" if again else "nothing was set up; pdtui asks again at its next start")
    return ExitCode.DONE
