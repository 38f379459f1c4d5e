"""The small world with Slack's Socket Mode on: an app-level token, /pdtui, people of both sides."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TypeVar

from pdtui.core.engine import Engine
from pdtui.simulator.pagerduty.model import Incident
from pdtui.simulator.slack.delivery import Delivery
from pdtui.simulator.slack.model import Message, Person
from pdtui.simulator.slack.model_interactions import Ephemeral
from tests.world import PATIENCE, World, started

APP_TOKEN = "xapp-me"
SOON = 0.01
"""Seconds between two looks at the simulated world, which has no event to wait for there."""

T = TypeVar("T")


async def eventually(look: Callable[[], T | None]) -> T:
    """What a look at the simulated world shows, once it shows anything (that is not false)."""
    async with asyncio.timeout(PATIENCE):
        while not (found := look()):  # noqa: ASYNC110 - the simulator is another world, and has no event for it
            await asyncio.sleep(SOON)
    return found


class SocketWorld(World):
    """Ada (whose pdtui it is), Bo, and Nils whom PagerDuty does not know."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.settings = self.settings.replace("[poll]", "socket_mode = true\n[poll]")
        self.app.app_token = APP_TOKEN
        self.app.commands = ("/pdtui",)
        self.ada = self.slack.add_person("ada", "ada@acme.example")
        self.slack_bo = self.slack.add_person("bo", "BO@acme.example")
        self.nils = self.slack.add_person("nils", "nils@acme.example")

    @property
    def environment(self) -> dict[str, str]:
        """With the app-level token."""
        return {**super().environment, "PDTUI_SLACK_APP_TOKEN": APP_TOKEN}

    def with_account_key(self) -> None:
        """A credential that belongs to nobody, which Ada uses."""
        self.pagerduty.add_account_token("me-token")
        self.settings = self.settings.replace("[pagerduty]", '[pagerduty]\nfrom = "ada@acme.example"')

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[Engine]:
        """An engine that is connected to Slack's socket."""
        async with self.engine() as engine:
            await started(engine)
            await self.connected(1)
            yield engine

    @contextmanager
    def holder(self) -> Iterator[subprocess.Popen[bytes]]:
        """The same as a process of its own."""
        self.settle()
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.end_to_end.holder"],
            env={**os.environ, **self.environment},
            cwd=Path(__file__).parents[1],
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    async def connected(self, number: int) -> None:
        """Wait until exactly that many connections are open."""
        await asyncio.to_thread(self.slack.wait_for_sockets, self.app, number, PATIENCE)

    async def parent(self, engine: Engine, incident: Incident) -> Message:
        """pdtui's own parent message of an incident, with its buttons; a reply makes it."""
        if (known := self._parent(incident)) is not None:
            return known
        await engine.slack_desk.reply(await engine.find(incident.id), "what is this?")
        return await eventually(lambda: self._parent(incident))

    def _parent(self, incident: Incident) -> Message | None:
        with self.server.lock:
            tops = self.slack.messages(self.channel.id)
        return next((m for m in tops if m.app is self.app and f"#{incident.number} " in m.text), None)

    def press(self, person: Person, message: Message, button: str) -> Delivery:
        """A click."""
        with self.server.lock:
            return self.slack.press(person, self.channel.id, message.ts, f"pdtui:{button}")

    def type(self, person: Person, text: str) -> Delivery:
        """A command."""
        with self.server.lock:
            return self.slack.command(person, self.channel.id, "/pdtui", text)

    async def taken(self, delivery: Delivery) -> None:
        """It was acknowledged to Slack in time."""
        assert await asyncio.to_thread(delivery.wait, PATIENCE), delivery
        assert delivery.seconds is not None
        assert delivery.seconds < 3

    async def answers(self, person: Person, number: int = 1) -> list[str]:
        """What pdtui has answered somebody, once it is so much."""

        def enough() -> list[Ephemeral] | None:
            found = self._ephemerals(person)
            return found if len(found) >= number else None

        return [one.text for one in await eventually(enough)]

    def _ephemerals(self, person: Person) -> list[Ephemeral]:
        with self.server.lock:
            return [one for one in self.slack.ephemerals if one.user == person.user_id]
