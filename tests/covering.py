"""A world in which Ada can ask Bo or Cleo to cover her, and what they say in their direct conversation."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from pdtui.core.cover import desk
from pdtui.core.cover.request import CoverRequest, CoverState
from pdtui.core.entries import Kind
from pdtui.core.events import SlackRemark
from pdtui.simulator.clock import WorldClock
from pdtui.simulator.pagerduty.model import Override
from pdtui.simulator.slack.model import Message, Person
from tests.reminding import Laptop
from tests.slack_socket import APP_TOKEN, eventually
from tests.world import HOUR, PATIENCE, World

MORNING = datetime(2026, 6, 4, 6, 0, tzinfo=UTC)  # a Thursday, 08:00 in Berlin
SETTINGS = """\
[reminders]
time_zone = "Europe/Berlin"
gap = false
shift_changed = false
shift_starts = false
shift_ends = false
"""


class CoverWorld(World):
    """Everybody is in Slack."""

    def __init__(self, home: Path) -> None:
        super().__init__(home, WorldClock(MORNING))
        self.settings += SETTINGS
        self.cleo = self.pagerduty.add_user("Cleo Roux", "cleo@acme.example")
        self.slack_ada = self.slack.add_person("ada", "ada@acme.example")
        self.slack_bo = self.slack.add_person("bo", "bo@acme.example")
        self.slack_cleo = self.slack.add_person("cleo", "cleo@acme.example")

    def in_direct(self, person: Person | None = None) -> list[Message]:
        """What stands in the app's conversation with somebody (Bo), oldest first."""
        with self.server.lock:
            found = self.slack.conversation([self.app.user_id, (person or self.slack_bo).user_id])
            return self.slack.messages(found.id) if found is not None else []

    def said_to(self, person: Person | None = None) -> list[str]:
        """What the app said there."""
        return [message.text for message in self.in_direct(person) if message.app is self.app]

    def says(self, text: str, person: Person | None = None, *, under: str = "", to: Person | None = None) -> Message:
        """Let somebody (Bo) write into their conversation, or into another's (`to`); `under`: into a thread."""
        someone = person or self.slack_bo
        with self.server.lock:
            found = self.slack.conversation([self.app.user_id, (to or someone).user_id])
            assert found is not None
            return self.slack.post(found.id, someone, text, thread_ts=under or None)

    def overrides(self) -> list[Override]:
        """What PagerDuty has in the schedule."""
        with self.server.lock:
            return list(self.pagerduty.state.schedules[self.schedule.id].overrides)


class ListeningWorld(CoverWorld):
    """The same with Socket Mode on: the question has buttons."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.settings = self.settings.replace("[poll]", "socket_mode = true\n[poll]")
        self.app.app_token = APP_TOKEN

    @property
    def environment(self) -> dict[str, str]:
        """With the app-level token."""
        return {**super().environment, "PDTUI_SLACK_APP_TOKEN": APP_TOKEN}

    async def connected(self, number: int) -> None:
        """Wait until exactly that many connections are open."""
        await asyncio.to_thread(self.slack.wait_for_sockets, self.app, number, PATIENCE)

    def press(self, button: str, person: Person | None = None) -> None:
        """A click of somebody (Bo) under the question."""
        question = self.in_direct()[0]
        with self.server.lock:
            found = self.slack.conversation([self.app.user_id, self.slack_bo.user_id])
            assert found is not None
            self.slack.press(person or self.slack_bo, found.id, question.ts, f"pdtui:cover-{button}")

    async def answers(self, number: int, person: Person | None = None) -> list[str]:
        """What pdtui has answered somebody who pressed, once it is so much."""
        someone = (person or self.slack_bo).user_id

        def enough() -> list[str] | None:
            with self.server.lock:
                found = [one.text for one in self.slack.ephemerals if one.user == someone]
            return found if len(found) >= number else None

        return await eventually(enough)


@contextmanager
def quick() -> Iterator[None]:
    """Requests are looked at often, and answers read often enough for a test."""
    with patch.object(desk, "TICK", 0.05), patch.object(desk, "READ_EVERY", 0.05):
        yield


async def ask(mine: Laptop, message: str = "", *, begins: timedelta = HOUR, email: str = "bo@acme.example") -> str:
    """Ask somebody to cover 4 hours of Primary; returns the request's id once it stands in Slack."""
    request = await ask_only(mine, message, begins=begins, email=email)
    await until_posted(mine, request.id)
    return request.id


async def ask_only(
    mine: Laptop, message: str = "", *, begins: timedelta = HOUR, email: str = "bo@acme.example"
) -> CoverRequest:
    """The same, without waiting for Slack."""
    directory = mine.engine.directory
    schedule = (await directory.named(Kind.SCHEDULE, "Primary")).reference
    person = (await directory.named(Kind.USER, email)).reference
    start = mine.clock.now().replace(microsecond=0) + begins
    return await mine.engine.covers.ask(schedule, person, start, start + 4 * HOUR, message)


async def until_posted(mine: Laptop, request_id: str) -> None:
    """Wait until the engine knows where the question stands."""
    async with asyncio.timeout(PATIENCE):
        while not request(mine, request_id).ts:
            await mine.events.next()
            await mine.engine.covers.look(read=False)


def request(mine: Laptop, request_id: str) -> CoverRequest:
    """As the journal has it."""
    return next(one for one in mine.engine.covers.listed() if one.id == request_id)


async def until_state(mine: Laptop, request_id: str, state: CoverState) -> CoverRequest:
    """Wait for a state, and until it was told."""

    def there() -> CoverRequest | None:
        found = request(mine, request_id)
        return found if found.state is state and found.told else None

    return await eventually(there)


async def until_settled(mine: Laptop, request_id: str) -> None:
    """Look, as the engine does by itself, until the request is over."""
    events = mine.engine.subscribe()
    async with asyncio.timeout(PATIENCE):
        await mine.engine.covers.look(read=False)
        while request(mine, request_id).is_open:
            await events.next()
            await mine.engine.covers.look(read=False)


def remarks(mine: Laptop) -> list[str]:
    """What the asker was told since the last time."""
    told = []
    while (event := mine.events.poll()) is not None:
        if isinstance(event, SlackRemark):
            told.append(event.what)
    return told
