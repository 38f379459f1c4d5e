"""What the pages of the setup gather, and what they ask of the world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pdtui.config import Secret
from pdtui.core.model import Person
from pdtui.core.slack.port import SlackIdentity


@dataclass(slots=True)
class Typed:
    """What was typed so far; it outlives a page that is left and a check that fails."""

    region: str
    email: str = ""
    """The login e-mail to act as; only an account-level key needs one."""
    token: Secret = field(default_factory=lambda: Secret(""))
    slack: Secret = field(default_factory=lambda: Secret(""))


class Setup(Protocol):
    """Asks PagerDuty and Slack, and keeps what they accepted."""

    @property
    def regions(self) -> Mapping[str, str]:
        """The addresses that may be chosen, by name; only one where the settings say which."""

    @property
    def wants_slack(self) -> bool:
        """Whether Slack's token is still to be found."""

    async def owner(self, typed: Typed) -> Person:
        """Whom the token acts for. Raises `UsageError` where it belongs to nobody, or to no such e-mail."""

    async def workspace(self, token: Secret) -> SlackIdentity:
        """Whom Slack's token belongs to."""

    async def keep(self, typed: Typed) -> Sequence[str]:
        """Keep it for the next start; answers, in sentences, where. Raises `Refused`."""
