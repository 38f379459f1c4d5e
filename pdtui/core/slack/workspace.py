"""One Slack workspace at work: what everything that is done there needs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pdtui.core.directory import Directory
from pdtui.core.events import Event
from pdtui.core.journal import Journal
from pdtui.core.pagerduty import PagerDuty
from pdtui.core.ports import Clock
from pdtui.core.slack.port import Slack, SlackIdentity
from pdtui.core.slack.posting import Poster
from pdtui.core.slack.routing import Routing


@dataclass(slots=True)
class Workspace:
    """The parts of one workspace; `identity` is known once Slack has said who the token is."""

    slack: Slack
    pagerduty: PagerDuty
    directory: Directory
    journal: Journal
    clock: Clock
    routing: Routing
    publish: Callable[[Event], None]
    name: str = ""
    """As the settings call it; empty for the first one."""
    identity: SlackIdentity | None = None
    identified: asyncio.Event = field(default_factory=asyncio.Event)
    found_at: dict[str, str] = field(default_factory=dict)
    """The `ts` of messages that were found by their mark, so that they need not be looked for again."""
    ahead: timedelta = timedelta()
    """How far Slack's clock is ahead of this machine's, as of when it last said who the token is."""
    poster: Poster = field(init=False)

    def __post_init__(self) -> None:
        self.poster = Poster(self.slack, self.journal, self.clock, self.routing.timeout, self.by_slack)

    def by_slack(self, instant: datetime) -> datetime:
        """An instant of this machine's clock, by Slack's."""
        return instant + self.ahead

    def identify(self, found: SlackIdentity) -> None:
        """Slack has said who the token is, and what time it is."""
        self.identity = found
        self.ahead = found.clock - self.clock.now() if found.clock is not None else timedelta()
        self.identified.set()

    @property
    def team_id(self) -> str:
        """The workspace's id; only while it is identified."""
        if self.identity is None:
            raise RuntimeError("the workspace is not identified yet")
        return self.identity.team_id
