"""A small world on the simulator for tests, and the ways into it: an engine, a verb, a journal."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from types import TracebackType

from pdtui.bootstrap import open_engine
from pdtui.config import load
from pdtui.core.engine import Engine
from pdtui.core.events import Event, Polled
from pdtui.core.subscription import Subscription
from pdtui.simulator.clock import WorldClock
from pdtui.simulator.faults import Faults
from pdtui.simulator.pagerduty import PagerDuty
from pdtui.simulator.pagerduty.model import Incident, Level, LogEntry, Note, Shift
from pdtui.simulator.server import Server
from pdtui.simulator.slack import PDTUI_SCOPES, Slack
from pdtui.simulator.slack.model import Message

PATIENCE = 20.0
"""Seconds within which anything that must happen has happened, on a slow machine."""
HOUR = timedelta(hours=1)
SETTINGS = """\
[pagerduty]
timeout = 1.0
[slack]
channel = "#incidents"
timeout = 1.0
parent_wait = 0.1
[poll]
seconds = 1
"""


class World:
    """One team, one service with two levels, one Slack channel; `me` is on call at level 1."""

    def __init__(self, home: Path, clock: WorldClock | None = None) -> None:
        self.home = home
        self.clock = clock or WorldClock()
        self.pagerduty = PagerDuty(self.clock)
        self.slack = Slack(self.clock)
        self.faults = Faults()
        self.server = Server(pagerduty=self.pagerduty, slack=self.slack, faults=self.faults)
        now = self.clock.now()
        pagerduty = self.pagerduty
        self.me = pagerduty.add_user("Ada Moreau", "ada@acme.example", role="admin")
        self.bo = pagerduty.add_user("Bo Larsen", "bo@acme.example")
        pagerduty.add_token("me-token", self.me)
        self.schedule = pagerduty.add_schedule(
            "Primary",
            [Shift(self.me.id, now - 6 * HOUR, now + 6 * HOUR), Shift(self.bo.id, now + 6 * HOUR, now + 12 * HOUR)],
        )
        self.policy = pagerduty.add_escalation_policy(
            "Payments", [Level(30, (self.schedule.id,)), Level(30, (self.bo.id,))]
        )
        self.service = pagerduty.add_service("Checkout API", self.policy)
        self.app = self.slack.add_app(
            "pdtui", token="xoxb-me", scopes=PDTUI_SCOPES, app_token="xapp-me", commands=["/pdtui"]
        )
        self.pagerduty_app = self.slack.add_app("PagerDuty", token="xoxb-pd", scopes=PDTUI_SCOPES, app_id="A1FKYAUUX")
        self.channel = self.slack.add_channel("incidents", members=[self.app.user_id, self.pagerduty_app.user_id])
        self.settings = SETTINGS

    def __enter__(self) -> World:
        self.server.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.faults.clear()
        self.server.stop()

    # -- the world ---------------------------------------------------------------------------

    def trigger(
        self, title: str = "Checkout latency above 2 s", *, age: timedelta = HOUR, announced: bool = True
    ) -> Incident:
        """An incident of the service; `announced`: PagerDuty's Slack app has told of it."""
        with self.server.lock:
            incident = self.pagerduty.trigger(self.service.id, title, created_at=self.clock.now() - age)
            if announced:
                self.announce(incident)
        return incident

    def announce(self, incident: Incident) -> Message:
        """PagerDuty's own message in Slack, of now: the incident is made as old as the message needs."""
        link = f"<https://acme.pagerduty.com/incidents/{incident.id}?utm_source=slack|#{incident.number}>"
        return self.slack.post(self.channel.id, self.pagerduty_app, f"*Triggered* {link}")

    def entries(self, incident: Incident, kind: str) -> list[LogEntry]:
        """The log entries of one kind."""
        with self.server.lock:
            return [entry for entry in self.pagerduty.log_entries_of(incident.id) if entry.type == f"{kind}_log_entry"]

    def notes(self, incident: Incident) -> list[Note]:
        """The notes of an incident."""
        with self.server.lock:
            return self.pagerduty.notes_of(incident.id)

    def told(self) -> list[Message]:
        """Every message that pdtui's app has in the channel or in a thread of it, oldest first."""
        with self.server.lock:
            tops = self.slack.messages(self.channel.id)
            found = list(tops)
            for top in tops:
                found += self.slack.thread(self.channel.id, top.ts)
        return [message for message in found if message.app is self.app]

    def requests(self, method: str, path: str) -> int:
        """How many requests of this kind arrived."""
        return sum(
            exchange.request.method == method and exchange.request.path == path for exchange in self.server.exchanges
        )

    # -- ways into it ------------------------------------------------------------------------

    @property
    def environment(self) -> dict[str, str]:
        """The variables under which pdtui lives in this world."""
        return {
            "PDTUI_HOME": str(self.home),
            "PDTUI_PAGERDUTY_URL": self.server.url,
            "PDTUI_PAGERDUTY_TOKEN": "me-token",
            "PDTUI_SLACK_URL": self.server.slack_url,
            "PDTUI_SLACK_TOKEN": "xoxb-me",
        }

    def settle(self) -> None:
        """Write the settings file."""
        folder = self.home / "config"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config.toml").write_text(self.settings, encoding="utf-8")

    @asynccontextmanager
    async def engine(self, **changes: str) -> AsyncIterator[Engine]:
        """The real engine on this world, not started; `changes` to the variables, empty ones taken out."""
        self.settle()
        environment = {key: value for key, value in {**self.environment, **changes}.items() if value}
        async with open_engine(load(None, environment), environment) as engine:
            yield engine

    def run(self, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
        """The real program with a verb, as a process of its own."""
        self.settle()
        given = {key: value for key, value in {**os.environ, **self.environment, **changes}.items() if value}
        return subprocess.run(
            [sys.executable, "-m", "pdtui", *arguments],
            env=given,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


async def until(events: Subscription, wanted: Callable[[Event], bool]) -> Event:
    """The next event that fits; fails after `PATIENCE`."""
    async with asyncio.timeout(PATIENCE):
        while True:
            event = await events.next()
            if wanted(event):
                return event


async def started(engine: Engine) -> Subscription:
    """The engine at work, its first poll done."""
    events = engine.subscribe()
    engine.start()
    await until(events, lambda event: isinstance(event, Polled))
    return events
