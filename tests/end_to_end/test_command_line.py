"""Lines of the command line carried through to PagerDuty, over real HTTP, with the history in its file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC

import pytest
from textual.pilot import Pilot

from pdtui.adapters.history import HistoryFile
from pdtui.simulator.pagerduty.model import Level
from pdtui.tui.app import PdtuiApp
from pdtui.tui.command.line_input import CommandInput
from tests.world import PATIENCE, World


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")


async def run_line(pilot: Pilot[None], line: str, done: Callable[[], object]) -> None:
    """Type a line, and wait until it has had its effect; the colon waits while the dialog before it settles."""
    while not pilot.app.screen.query(CommandInput):
        await pilot.press("colon")
        await pilot.pause(0.35)
    pilot.app.screen.query_one(CommandInput).insert_text_at_cursor(line)
    await pilot.press("enter")
    while not done():
        await pilot.pause(0.05)


async def test_lines_reach_pagerduty_each_once(world: World) -> None:
    with world.server.lock:
        others = world.pagerduty.add_escalation_policy("Others", [Level(30, (world.bo.id,))])
        elsewhere = world.pagerduty.add_service("Billing", others)
        foreign = world.pagerduty.trigger(elsewhere.id, "Invoices are late")
    incident = world.trigger("Checkout latency")
    path = world.home / "state" / "commands"
    async with world.engine() as engine:
        app = PdtuiApp(engine, time_zone=UTC, history=HistoryFile(path))
        async with app.run_test(size=(120, 40)) as pilot, asyncio.timeout(3 * PATIENCE):
            while app.incidents.incidents.highlighted != incident.id:
                await pilot.pause(0.05)
            assert engine.store.row(foreign.id) is None
            await run_line(pilot, "ack", lambda: world.entries(incident, "acknowledge"))
            await run_line(pilot, f"/pd note {foreign.number} “from afar”", lambda: world.notes(foreign))
            await run_line(pilot, "escalate to 2", lambda: world.entries(incident, "escalate"))
            await run_line(
                pilot, f'resolve {foreign.number} "Root cause: pool"', lambda: world.entries(foreign, "resolve")
            )
            while engine.in_flight:
                await pilot.pause(0.05)
    assert [note.content for note in world.notes(foreign)] == ["from afar", "Root cause: pool"]
    assert len(world.entries(incident, "acknowledge")) == 1
    assert len(world.entries(incident, "escalate")) == 1
    assert world.entries(incident, "resolve") == []
    assert path.read_text("utf-8").splitlines()[0] == "ack"
    assert path.stat().st_mode & 0o777 == 0o600


async def test_a_new_incident_on_a_service_by_its_name(world: World) -> None:
    world.trigger("Checkout latency")
    async with world.engine() as engine:
        app = PdtuiApp(engine, time_zone=UTC)
        async with app.run_test(size=(120, 40)) as pilot, asyncio.timeout(3 * PATIENCE):
            while app.incidents.incidents.highlighted is None:
                await pilot.pause(0.05)
            await run_line(
                pilot,
                'trigger "Database connection timeout" on Checkout API urgency low',
                lambda: any(row.incident.number == 2 for row in engine.store.rows),
            )
            (made,) = [row.incident for row in engine.store.rows if row.incident.number == 2]
            assert (made.title, made.service.name, made.urgency) == (
                "Database connection timeout",
                "Checkout API",
                "low",
            )
