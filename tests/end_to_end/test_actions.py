"""Every action over HTTP: done once, refused with PagerDuty's reason, and once whatever becomes of the answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import get_args

import pytest

from pdtui.core import commands
from pdtui.core.engine import Engine
from pdtui.core.events import Event, Told, WriteDone, WriteRefused, WriteUnknown
from pdtui.core.subscription import Subscription
from pdtui.simulator.faults import Fault, Kind
from pdtui.simulator.pagerduty.model import Incident
from tests.end_to_end.cases import CASES, DENIED, JSON, REOPEN, Case
from tests.openapi import published
from tests.world import World, started, until

Asked = tuple[Engine, Subscription, Incident, str]
"""The engine, its events, the incident, and the intent's id."""


@asynccontextmanager
async def asked(
    world: World, case: Case, fault: Fault | None = None
) -> AsyncIterator[tuple[Engine, Subscription, Incident, str]]:
    """The case's command given to a running engine, the fault on its request."""
    world.settings = world.settings.replace("timeout = 1.0", "timeout = 0.5", 1)
    incident = world.trigger()
    case.prepare(world, incident)
    async with world.engine() as engine:
        events = await started(engine)
        command = case.command(world, incident)
        read = await engine.find(incident.id)
        if fault is not None:
            world.faults.add(fault)
        yield engine, events, incident, engine.submit(command, read)


def strike(case: Case, kind: Kind, *, applied: bool = False, status: int = 503, body: bytes = b"") -> Fault:
    method, path = case.request
    return Fault(kind, method=method, path=path, applied=applied, status=status, body=body, headers=JSON)


@pytest.mark.parametrize("case", [*CASES, REOPEN], ids=repr)
async def test_it_is_done_and_told_once(world: World, case: Case) -> None:
    async with asked(world, case) as (engine, events, incident, intent_id):
        settled = await until(events, lambda e: isinstance(e, WriteDone | WriteRefused | WriteUnknown))
        assert isinstance(settled, WriteDone), settled
        assert case.effects(world, incident) == 1
        if case.told:
            await until(events, lambda e: isinstance(e, Told) and e.intent_id == intent_id)
            assert sum(message.is_reply for message in world.told()) == 1
        else:
            assert engine.told(intent_id) is None
    assert undescribed(world) == {}


async def test_every_command_has_a_case(world: World) -> None:
    incident = world.trigger()
    made = set()
    for case in [*CASES, REOPEN]:
        case.prepare(world, incident)
        made.add(type(case.command(world, incident)))
    assert made == set(get_args(commands.Command))


def undescribed(world: World) -> dict[str, list[str]]:
    """The requests to PagerDuty that its published description does not allow, with its reasons."""
    description, found = published(), {}
    for exchange in world.server.exchanges:
        request = exchange.request
        if not request.path.startswith("/api/"):
            found[f"{request.method} {request.path}"] = description.validate_request(
                request.method, request.path, request.query, request.headers, request.body
            )
    return {request: faults for request, faults in found.items() if faults}


@pytest.mark.parametrize("case", [*CASES, REOPEN], ids=repr)
async def test_an_answer_that_was_lost_after_it_was_applied(world: World, case: Case) -> None:
    async with asked(world, case, strike(case, Kind.DROP, applied=True)) as (_, events, incident, intent_id):
        last = await settled_for_good(events, intent_id)
        assert isinstance(last, WriteDone if case.visible else WriteUnknown), last
    assert case.effects(world, incident) == 1


@pytest.mark.parametrize("case", [*CASES, REOPEN], ids=repr)
async def test_a_request_that_was_lost_on_its_way(world: World, case: Case) -> None:
    async with asked(world, case, strike(case, Kind.DROP)) as (_, events, incident, intent_id):
        last = await settled_for_good(events, intent_id)
        assert isinstance(last, WriteDone if case.repeatable else WriteUnknown), last
    assert case.effects(world, incident) == int(case.repeatable)


@pytest.mark.parametrize("case", [*CASES, REOPEN], ids=repr)
async def test_a_refusal_is_told_with_pagerdutys_reason_and_leaves_all_as_it_was(world: World, case: Case) -> None:
    async with asked(world, case, strike(case, Kind.STATUS, status=403, body=DENIED)) as (
        engine,
        events,
        incident,
        intent_id,
    ):
        refused = await until(
            events, lambda e: isinstance(e, WriteDone | WriteRefused | WriteUnknown) and e.intent_id == intent_id
        )
        if case.name == "snooze of a triggered one":
            assert isinstance(refused, WriteDone)
            assert "not snoozed: PagerDuty refused: Access Denied" in refused.warning
        else:
            assert isinstance(refused, WriteRefused)
            assert "Access Denied" in refused.what
            assert engine.told(intent_id) is None
        row = engine.store.row(incident.id)
        assert row is None or not row.pending
    assert case.effects(world, incident) == 0


async def settled_for_good(events: Subscription, intent_id: str) -> Event:
    """The event after which nothing comes any more: done, refused, or given up as not known."""
    while True:
        event = await until(
            events, lambda e: isinstance(e, WriteDone | WriteRefused | WriteUnknown) and e.intent_id == intent_id
        )
        given_up = isinstance(event, WriteUnknown) and "not sent again" in event.what
        if given_up or not isinstance(event, WriteUnknown):
            return event
