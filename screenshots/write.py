"""Writes the pictures of the README from the demo's scenario: `.venv/bin/python screenshots/write.py`.

The simulated world stands still at one instant, so that the same program writes the same pictures.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from pdtui.bootstrap import open_engine
from pdtui.core.engine import Engine
from pdtui.core.events import SlackState
from pdtui.core.reminding.ways import Manners
from pdtui.core.reminding.when import parse_timing
from pdtui.core.slack.owed import OutboxState
from pdtui.demo import settle
from pdtui.first_start import FirstStart
from pdtui.simulator.clock import WorldClock
from pdtui.simulator.scenario import Scenario
from pdtui.tui.app import PdtuiApp
from pdtui.tui.setup.app import SetupApp

HERE = Path(__file__).parent
NIGHT = datetime(2026, 11, 21, 3, 12, tzinfo=UTC)
PATIENCE = 30.0


class StillClock:
    """The world's clock for the engine; only the stopwatch runs."""

    def __init__(self, world: WorldClock) -> None:
        self._world = world

    def now(self) -> datetime:
        """The world's instant."""
        return self._world.now()

    def monotonic(self) -> float:
        """Seconds of this machine."""
        return time.monotonic()


@asynccontextmanager
async def scene(
    shift_ends_after: timedelta, size: tuple[int, int], manners: Manners | None = None
) -> AsyncIterator[tuple[Scenario, Engine, Pilot[None]]]:
    """The program on the scenario in a terminal of `size`; without `manners` no notice covers what is shown."""
    scenario = Scenario(WorldClock(NIGHT), shift_ends_after=shift_ends_after)
    with scenario.server, tempfile.TemporaryDirectory() as home:
        environment = scenario.environment(home)
        config = settle(environment, home, poll=600, before=15)
        async with open_engine(config, environment, StillClock(scenario.clock)) as engine:
            app = PdtuiApp(engine, title="DEMO", time_zone=UTC, manners=manners or Manners(usual=frozenset()))
            async with app.run_test(size=size, notifications=True) as pilot:
                await until(pilot, lambda: len(engine.store.rows) == 3 and engine.on_duty.summary != "")
                await until(pilot, lambda: engine.slack.state is SlackState.LIVE)
                first = app.incidents.incidents.highlighted or ""
                beside = app.incidents.query_one("#detail").display
                await until(pilot, lambda: not beside or engine.detail(first) is not None)
                yield scenario, engine, pilot


async def until(pilot: Pilot[Any], seen: Callable[[], bool]) -> None:
    """Let the program work until something is so."""
    async with asyncio.timeout(PATIENCE):
        while not seen():
            await pilot.pause()
    await pilot.pause()


def text(pilot: Pilot[Any]) -> str:
    """What the terminal shows, its lines run together."""
    return re.sub(r"<[^>]+>", "", pilot.app.export_screenshot()).replace("&#160;", " ")


def shoot(pilot: Pilot[Any], folder: Path, name: str) -> None:
    """Save what the terminal shows."""
    (folder / f"{name}.svg").write_text(pilot.app.export_screenshot(title="pdtui"), encoding="utf-8")


async def shoot_incidents(folder: Path) -> None:
    """The list, the details and the dialogs."""
    async with scene(timedelta(hours=5), (140, 36)) as (scenario, engine, pilot):
        scenario.advance(32)
        engine.refresh()
        await until(pilot, lambda: len(engine.store.rows) == 5)
        latency = next(row.id for row in engine.store.rows if row.incident.title.startswith("Checkout latency"))
        await pilot.press("g")
        await until(pilot, lambda: engine.detail(latency) is not None and engine.slack_desk.thread(latency) is not None)
        shoot(pilot, folder, "list")
        await pilot.press("e")
        await until(pilot, lambda: "Chen Wei" in text(pilot))
        shoot(pilot, folder, "escalate")
        await pilot.press("escape", "n", *"Rolling back the deploy", "ctrl+j", *"of 02:55.")
        await until(pilot, lambda: "02:55." in text(pilot))
        shoot(pilot, folder, "note")
        await pilot.press("escape")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
        await shoot_tabs_and_dialogs(pilot, folder, engine, latency)


async def shoot_tabs_and_dialogs(pilot: Pilot[None], folder: Path, engine: Engine, latency: str) -> None:
    """The alerts and the context of the latency incident, what is asked of a person, and what marks do."""
    await pilot.press("3")
    await until(pilot, lambda: "Runbook" in text(pilot) or "runbook" in text(pilot))
    shoot(pilot, folder, "alerts")
    await pilot.press("7")
    await until(pilot, lambda: engine.context(latency) is not None and "Changes before it" in text(pilot))
    shoot(pilot, folder, "changes")
    for key, seen, name in (
        ("s", "30 min", "snooze"),
        ("plus", "Dana Okafor", "responders"),
        ("v", "everything", "scope"),
    ):
        await pilot.press("1", key)
        await until(pilot, lambda seen=seen: seen in text(pilot) and "…" not in text(pilot).partition(seen)[2][:200])
        shoot(pilot, folder, name)
        await pilot.press("escape")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
    await pilot.press("asterisk", "r", *"Rolled back.")
    await until(pilot, lambda: "Rolled back." in text(pilot))
    shoot(pilot, folder, "marks")
    await pilot.press("escape")
    await until(pilot, lambda: len(pilot.app.screen_stack) == 1)


async def shoot_storm(folder: Path) -> None:
    """A storm, folded by itself but for the highlighted incident, and the filter's dialog over it."""
    async with scene(timedelta(hours=5), (140, 36)) as (scenario, engine, pilot):
        with scenario.server.lock:
            for number in range(24):
                scenario.pagerduty.trigger(scenario.checkout.id, f"Pod checkout-{number} restarts, exit code 137")
            for number in (2, 3, 5, 7, 11):
                title = f"Connections in use: {90 + number // 2} of 100 on payments-db-{number}"
                scenario.pagerduty.trigger(scenario.database.id, title)
        engine.refresh()
        await until(pilot, lambda: len(engine.store.rows) == 32)
        await pilot.press("g", "j")
        await until(pilot, lambda: "A key acts on all of them" in text(pilot))
        shoot(pilot, folder, "storm")
        await pilot.press("f", *"checkout", "space", "down")
        await until(pilot, lambda: "✓ service:" in text(pilot))
        shoot(pilot, folder, "filter")


async def shoot_first_start(folder: Path) -> None:
    """What somebody sees who has no token yet."""
    scenario = Scenario(WorldClock(NIGHT))
    with scenario.server, tempfile.TemporaryDirectory() as home:
        environment = scenario.environment(home)
        setup = FirstStart(settle(environment, home, poll=600, before=15), environment, Path(home) / "config.toml")
        async with SetupApp(setup, setup.typed()).run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: "Try the demo" in text(pilot))
            shoot(pilot, folder, "welcome")


async def shoot_small(folder: Path) -> None:
    """The details in a small terminal."""
    async with scene(timedelta(hours=5), (80, 24)) as (scenario, engine, pilot):
        scenario.advance(32)
        engine.refresh()
        await until(pilot, lambda: len(engine.store.rows) == 5)
        latency = next(row.id for row in engine.store.rows if row.incident.title.startswith("Checkout latency"))
        await pilot.press("g", "enter")
        await until(pilot, lambda: engine.detail(latency) is not None and engine.slack_desk.thread(latency) is not None)
        shoot(pilot, folder, "detail")


async def shoot_slack(folder: Path) -> None:
    """The thread, what is said and ticked there, the incident's channel, and what waits for Slack."""
    async with scene(timedelta(hours=5), (140, 36)) as (scenario, engine, pilot):
        scenario.advance(32)
        engine.refresh()
        await until(pilot, lambda: len(engine.store.rows) == 5)
        latency = next(row for row in engine.store.rows if row.incident.title.startswith("Checkout latency"))
        desk, incident = engine.slack_desk, latency.incident
        await pilot.press("g", "a")
        await until(pilot, lambda: engine.slack_desk.thread(latency.id) is not None and engine.in_flight == 0)
        for ask in (
            lambda: desk.post_checklist(incident),
            lambda: desk.tick(incident, 2),
            lambda: desk.reply(incident, "Rolling back the deploy of 02:55, @Bo Larsen please watch p99"),
            lambda: desk.react(incident, "eyes"),
        ):
            marker = await ask()
            await until(pilot, lambda marker=marker: is_done(engine, marker))
        await pilot.press("6")
        await until(pilot, lambda: all(words in text(pilot) for words in ("watching the graphs", "02:55", ":eyes:")))
        shoot(pilot, folder, "thread")
        await pilot.press("T", *"it looks better, @bo")
        await until(pilot, lambda: "bo@acme.example" in text(pilot))
        shoot(pilot, folder, "reply")
        await pilot.press("escape", "K")
        await until(pilot, lambda: "1 of 5 done" in text(pilot))
        shoot(pilot, folder, "checklist")
        await pilot.press("escape", "C")
        await until(pilot, lambda: "inc-2026-11-21" in text(pilot))
        shoot(pilot, folder, "channel")
        await pilot.press("escape")
        scenario.slack.refuse("chat.postMessage", "restricted_action_thread_locked")
        marker = await desk.reply(incident, "p99 is down to 0.4 s")
        await until(pilot, lambda: is_parked(engine, marker))
        await pilot.press("x")
        await until(pilot, lambda: "unlock the thread" in text(pilot))
        shoot(pilot, folder, "outbox")


async def shoot_time(folder: Path) -> None:
    """Who is on call over the next days, and the reminders."""
    async with scene(timedelta(hours=5), (140, 36)) as (_, engine, pilot):
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "as of" in text(pilot) and "nobody" in text(pilot))
        shoot(pilot, folder, "timeline")
        await pilot.press("escape")
        row = engine.store.rows[0]
        now = NIGHT
        for words, when in (("ask the vendor for a patch", "in 30m"), ("", "every 2h until resolved")):
            timing = parse_timing(when, now, on_incident=True)
            engine.reminders.add(words, timing, incident_id=row.id, incident_name=row.incident.reference.name)
        engine.reminders.add("write the weekly handoff", parse_timing("every sunday at 16:00", now))
        await until(pilot, lambda: sum(bool(one.reminder.own_id) for one in engine.reminders.planned()) == 3)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "weekly handoff" in text(pilot))
        shoot(pilot, folder, "reminders")
        await pilot.press("escape", "H")
        await until(pilot, lambda: "# Handoff" in text(pilot))
        shoot(pilot, folder, "handoff")


def is_done(engine: Engine, marker: str) -> bool:
    """Whether something that Slack was owed is there."""
    row = engine.slack_desk.row(marker)
    return row is not None and row.state is OutboxState.DONE


def is_parked(engine: Engine, marker: str) -> bool:
    """Whether it waits for a person."""
    row = engine.slack_desk.row(marker)
    return row is not None and row.state is OutboxState.PARKED


async def shoot_reminder(folder: Path) -> None:
    """The announcement of the handoff."""
    async with scene(timedelta(minutes=15), (140, 36), Manners()) as (_, engine, pilot):
        await until(pilot, lambda: "4 reminders" in text(pilot) and "Your shift ends" in text(pilot))
        shown = engine.store.rows[0].id
        await until(pilot, lambda: engine.detail(shown) is not None and engine.slack_desk.thread(shown) is None)
        shoot(pilot, folder, "reminder")


async def write(folder: Path) -> None:
    """All pictures."""
    await shoot_incidents(folder)
    await shoot_storm(folder)
    await shoot_first_start(folder)
    await shoot_slack(folder)
    await shoot_small(folder)
    await shoot_reminder(folder)
    await shoot_time(folder)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    target.mkdir(parents=True, exist_ok=True)
    asyncio.run(write(target))
