"""Writes in another's name go out under that name, or not at all."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from pdtui.adapters.pagerduty.api import PagerDutyApi
from pdtui.adapters.pagerduty.client import PagerDutyClient
from pdtui.config import Secret
from pdtui.core.acting import acting_as, actor_email
from pdtui.core.model import ACKNOWLEDGED
from pdtui.core.pagerduty import Change
from pdtui.errors import NotPermitted, Refused
from tests.world import World

ACKNOWLEDGE = Change(status=ACKNOWLEDGED)


@asynccontextmanager
async def api_of(world: World, sender: str = "") -> AsyncIterator[PagerDutyApi]:
    """The API, which has asked nothing yet."""
    api = PagerDutyApi(PagerDutyClient(Secret("me-token"), world.server.url, 5.0, time.monotonic), sender)
    try:
        yield api
    finally:
        await api.close()


async def test_a_key_of_nobodys_acts_as_who_is_named_and_as_its_sender_otherwise(world: World) -> None:
    world.pagerduty.add_account_token("me-token")
    first, second = world.trigger(), world.trigger()
    async with api_of(world, "ada@acme.example") as api:
        with acting_as("bo@acme.example"):
            await api.change(first.id, ACKNOWLEDGE)
            await api.add_note(first.id, "on it")
        await api.change(second.id, ACKNOWLEDGE)
        assert api.acts_for_anyone
    agents = [entry.agent.id for one in (first, second) for entry in world.entries(one, "acknowledge") if entry.agent]
    assert agents == [world.bo.id, world.me.id]
    assert [note.author.id for note in world.notes(first)] == [world.bo.id]


@pytest.mark.parametrize("sender", ["", "ada@acme.example"])
async def test_a_persons_token_writes_nothing_in_another_name(world: World, sender: str) -> None:
    incident = world.trigger()
    async with api_of(world, sender) as api:
        with acting_as("bo@acme.example"), pytest.raises(NotPermitted, match="cannot act for somebody else"):
            await api.change(incident.id, ACKNOWLEDGE)
        assert not api.acts_for_anyone
    assert incident.status == "triggered"


async def test_a_key_without_a_sender_says_what_to_set(world: World) -> None:
    world.pagerduty.add_account_token("me-token")
    incident = world.trigger()
    async with api_of(world) as api:
        with acting_as("bo@acme.example"), pytest.raises(Refused, match=r"pagerduty\.from"):
            await api.change(incident.id, ACKNOWLEDGE)
    assert incident.status == "triggered"


def test_names_do_not_outlive_their_block() -> None:
    with acting_as("bo@acme.example"):
        with acting_as(""):
            assert actor_email() == ""
        assert actor_email() == "bo@acme.example"
    assert actor_email() == ""
