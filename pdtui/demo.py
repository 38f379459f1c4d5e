"""`pdtui demo`: the real program against a simulated PagerDuty and Slack, in a home of its own.

Nothing of the person's own settings, state or keyring is read or written.
"""

from __future__ import annotations

import asyncio
import html
import re
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

from pdtui.bootstrap import open_engine
from pdtui.config import Config, load
from pdtui.core.commands import Acknowledge, AddNote, Command, Escalate, Resolve
from pdtui.core.engine import Engine
from pdtui.core.events import Event, IncidentsChanged, ReminderDue, Told, WriteDone, WriteRefused
from pdtui.core.subscription import Subscription
from pdtui.exits import ExitCode
from pdtui.log import write_log_to
from pdtui.printing import narrate, print_line
from pdtui.simulator.pagerduty.model import Incident, LogEntry
from pdtui.simulator.scenario import Scenario
from pdtui.simulator.slack.model import Channel, Message
from pdtui.text import clean

_LINK = re.compile(r"<[^|>]+\|([^>]+)>")
PATIENCE = 30.0
"""Seconds that the headless play waits for each thing that must happen."""
SETTINGS = """\
[poll]
seconds = {poll}
on_call_levels = "all"
[slack]
channel = "#incidents"
parent_wait = 1
[reminders]
shift_ends = {{ times = [{before}, 0] }}
[templates.checkout]
title = "Checkout is down"
service = "Checkout API"
urgency = "high"
priority = "P1"
details = "Customers cannot pay. Dashboards: https://graphs.acme.example/d/checkout"
"""


async def play(*, headless: bool) -> int:
    """Run the demo; returns the exit code."""
    with tempfile.TemporaryDirectory(prefix="pdtui-demo-") as home:
        if headless:
            return await _play_headless(home)
        scenario = Scenario()
        with scenario.server:
            environment = scenario.environment(home)
            config = settle(environment, home, poll=2, before=3)
            write_log_to(config.folders.log)
            async with _moving(scenario):
                from pdtui.screen import show_screen

                await show_screen(config, environment, title="DEMO")
    return ExitCode.DONE


def settle(environment: dict[str, str], home: str, *, poll: float, before: float) -> Config:
    """Write the demo's settings file and read it as the program does."""
    folder = Path(home) / "config"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.toml").write_text(SETTINGS.format(poll=poll, before=before), encoding="utf-8")
    return load(None, environment)


@asynccontextmanager
async def _moving(scenario: Scenario) -> AsyncIterator[None]:
    """Let the script run by the clock."""

    async def move() -> None:
        began = time.monotonic()
        while True:
            scenario.advance(time.monotonic() - began)
            await asyncio.sleep(0.25)

    task = asyncio.create_task(move(), name="scenario")
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


class _Narrator:
    """Prints what happens in the world, line by line, as its two services see it."""

    def __init__(self, scenario: Scenario) -> None:
        self._began = time.monotonic()
        scenario.pagerduty.listeners.insert(0, self._pagerduty)
        scenario.slack.listeners.insert(0, self._slack)

    def say(self, who: str, what: str) -> None:
        """One line with the time since the start."""
        seconds = int(time.monotonic() - self._began)
        print_line(f"{seconds // 60:02}:{seconds % 60:02}  {who:<10} {clean(what)}")

    def _pagerduty(self, kind: str, incident: Incident, entry: LogEntry) -> None:
        self.say("PagerDuty", f"#{incident.number} {incident.title}: {entry.summary}")

    def _slack(self, channel: Channel, message: Message) -> None:
        author = message.app.name if message.app else "a teammate"
        place = "in the thread" if message.is_reply else f"in #{channel.name}" if channel.name else "to one person"
        text = _LINK.sub(r"\1", html.unescape(message.text))
        self.say("Slack", f"{place}, {author}: {text}")


async def _play_headless(home: str) -> int:
    """A short incident from trigger to resolve, and the handoff; all of it over HTTP."""
    before = 0.5
    scenario = Scenario(shift_ends_after=timedelta(minutes=before, seconds=6))
    with scenario.server:
        environment = scenario.environment(home)
        config = settle(environment, home, poll=1, before=before)
        write_log_to(config.folders.log)
        narrator = _Narrator(scenario)
        narrator.say("demo", f"PagerDuty and Slack are simulated on {scenario.server.url}; nothing of yours is touched")
        try:
            async with _moving(scenario), open_engine(config, environment) as engine, asyncio.timeout(PATIENCE * 4):
                events = engine.subscribe()
                engine.start()
                await _incident(engine, events, narrator)
        except TimeoutError:
            narrate("the demo did not finish in time: something that must happen did not")
            return ExitCode.REFUSED
    return ExitCode.DONE


async def _incident(engine: Engine, events: Subscription, narrator: _Narrator) -> None:
    reminders: list[str] = []

    async def until(wanted: Callable[[Event], bool]) -> Event:
        async with asyncio.timeout(PATIENCE):
            while True:
                event = await events.next()
                if isinstance(event, ReminderDue):
                    reminders.append(event.due.title)
                    narrator.say("reminder", f"{event.due.title}. {event.due.text}")
                if isinstance(event, WriteRefused):
                    narrator.say("pdtui", f"refused: {event.what}")
                if wanted(event):
                    return event

    def fresh(event: Event) -> bool:
        return isinstance(event, IncidentsChanged) and any(
            row.id in event.added and row.incident.title.startswith("Checkout latency") for row in engine.store.rows
        )

    await until(fresh)
    row = next(row for row in engine.store.rows if row.incident.title.startswith("Checkout latency"))
    narrator.say("pdtui", f"shows #{row.incident.number} ({row.reason})")
    commands: tuple[Command, ...] = (
        Acknowledge(row.id),
        AddNote(row.id, "Rolling back the 02:55 deploy."),
        Escalate(row.id, 2),
        Resolve(row.id, "The rollback brought p99 down to 0.4 s."),
    )
    for command in commands:
        intent_id = engine.submit(command)
        done = await until(lambda event, wanted=intent_id: isinstance(event, WriteDone) and event.intent_id == wanted)  # type: ignore[misc]
        narrator.say("pdtui", getattr(done, "what", ""))
        await until(lambda event, wanted=intent_id: isinstance(event, Told) and event.intent_id == wanted)  # type: ignore[misc]
    if not any(title.startswith("Your shift") for title in reminders):
        await until(lambda event: isinstance(event, ReminderDue) and event.due.title.startswith("Your shift"))
    narrator.say("demo", "done: one reply in the thread for each action, and the handoff announced once")
