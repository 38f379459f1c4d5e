"""Every request that the client makes is one that PagerDuty and Slack describe."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from pdtui.core.commands import Acknowledge, AddNote, Escalate, Resolve
from pdtui.core.engine import Engine
from pdtui.core.entries import Kind
from pdtui.core.events import Polled, Told
from pdtui.core.subscription import Subscription
from pdtui.simulator.pagerduty.model import Channel
from tests.end_to_end.slack_desk import done, ended
from tests.openapi import published
from tests.world import World, until

UNLISTED = {"bookmarks.list": {"args": {"channel_id"}}}
"""Methods of Slack's documentation that the collected facts leave out."""


async def everything(world: World) -> None:
    """A session that uses each request of the client at least once."""
    incident, quiet = world.trigger(), world.trigger("nobody announced this", announced=False)
    world.pagerduty.set_dedicated_channel(incident.id, world.channel.id, "incidents", "T0ACME001")
    world.pagerduty.set_notification_channels(incident.id, [Channel(world.channel.id, "incidents", "T0ACME001")])
    for number in range(120):
        world.trigger(f"incident {number}", announced=False)
    async with world.engine() as engine:
        events = engine.subscribe()
        engine.start()
        await until(events, lambda event: isinstance(event, Polled))
        row = engine.store.row(incident.id)
        assert row is not None
        await engine.read_detail(row.incident)
        choice = await engine.choices.levels(incident.id)
        await engine.on_duty.rota()
        await engine.on_duty.rota("Checkout API")
        await engine.on_duty.my_shifts()
        for kind in Kind:
            await engine.directory.read(kind)
        await engine.read_context(incident.id)
        commands = (
            Acknowledge(incident.id),
            AddNote(incident.id, "text"),
            Escalate(incident.id, choice.next_level),
            Resolve(incident.id, "done"),
            Acknowledge(quiet.id),
        )
        for command in commands:
            engine.submit(command)
            await until(events, lambda event: isinstance(event, Told))
        await in_slack(engine, events, world, incident.id)


async def in_slack(engine: Engine, events: Subscription, world: World, incident_id: str) -> None:
    """What is done in Slack itself: the checklist, channels of pdtui's and of PagerDuty's making, the thread."""
    world.slack.add_person("Ada Moreau", "ada@acme.example")
    about, other = await engine.find(incident_id), world.trigger("another", announced=False)
    desk = engine.slack_desk
    markers = [
        await desk.tick(about, 1),
        await desk.tick(about, 1, done=False),
        await desk.make_channel([about]),
        await desk.make_channel([await engine.find(other.id)], by_pagerduty=True),
    ]
    await done(engine, events, markers[1])
    await done(engine, events, markers[2])
    await ended(engine, events, markers[3])
    await desk.read(about)


async def test_each_pagerduty_request_fits_the_published_description(world: World) -> None:
    description = published()
    await everything(world)
    faults: dict[str, list[str]] = {}
    seen: set[tuple[str, str]] = set()
    for exchange in world.server.exchanges:
        request = exchange.request
        if request.path.startswith("/api/"):
            continue
        found = description.validate_request(request.method, request.path, request.query, request.headers, request.body)
        if found:
            faults[f"{request.method} {request.path}"] = found
        seen.add((request.method, request.path.replace(next(iter(world.pagerduty.incidents)), "{id}")))
    assert faults == {}
    assert {
        ("GET", "/users/me"),
        ("GET", "/oncalls"),
        ("GET", "/incidents"),
        ("GET", "/incidents/{id}"),
        ("PUT", "/incidents/{id}"),
        ("GET", "/incidents/{id}/notes"),
        ("POST", "/incidents/{id}/notes"),
        ("GET", "/incidents/{id}/alerts"),
        ("GET", "/incidents/{id}/log_entries"),
        ("GET", "/integration-slack/incidents/{id}/dedicated_channel"),
        ("GET", "/integration-slack/incidents/{id}/notification_channels"),
        ("GET", "/incidents/{id}/status_updates/subscribers"),
    } <= seen
    made = [path for method, path in seen if method == "POST" and path.endswith("/dedicated_channel")]
    assert len(made) == 1


async def test_each_slack_request_is_a_documented_method_with_documented_arguments(world: World) -> None:
    shared = Path(os.environ.get("PDTUI_SHARED", Path(__file__).parents[3] / "shared"))
    facts = shared / "slack" / "methods_facts.json"
    if not facts.exists():
        pytest.skip(f"Slack's method list is not at {facts}")
    methods = json.loads(facts.read_text())["methods"] | UNLISTED
    await everything(world)
    for exchange in world.server.exchanges:
        request = exchange.request
        if not request.path.startswith("/api/"):
            continue
        name = request.path.removeprefix("/api/")
        assert name in methods
        assert "token" not in dict(request.query)
        is_json = bool(request.body) and request.headers.get("content-type", "").startswith("application/json")
        body = json.loads(request.body) if is_json else request.form()
        unknown = {*dict(request.query), *body} - set(methods[name]["args"])
        assert unknown == set(), f"{name} knows no such argument"
