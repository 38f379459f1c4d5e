"""What PagerDuty makes and knows for Slack, over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from pdtui.adapters.pagerduty.api import PagerDutyApi
from pdtui.adapters.pagerduty.client import PagerDutyClient
from pdtui.config import Secret
from pdtui.core.model import Reference
from pdtui.errors import NotPermitted, OutcomeUnknown, Refused, UsageError
from pdtui.simulator.faults import Fault, Kind
from pdtui.simulator.pagerduty.model_response import Subscriber
from tests.world import World

TEAM = "T0ACME001"


@asynccontextmanager
async def api(world: World) -> AsyncIterator[PagerDutyApi]:
    made = PagerDutyApi(PagerDutyClient(Secret("me-token"), world.server.url, 2.0), "ada@acme.example")
    try:
        yield made
    finally:
        await made.close()


async def test_a_channel_is_made_once_and_found_again(world: World) -> None:
    world.pagerduty.state.workspaces.add(TEAM)
    incident = world.trigger(announced=False)
    async with api(world) as pagerduty:
        assert await pagerduty.dedicated_channel(incident.id) is None
        made = await pagerduty.make_dedicated_channel(incident.id, "inc-1", TEAM, private=True)
        assert (made.name, made.team_id) == ("inc-1", TEAM)
        assert await pagerduty.dedicated_channel(incident.id) == made
        with pytest.raises(Refused, match="already has"):
            await pagerduty.make_dedicated_channel(incident.id, "inc-2", TEAM, private=False)
    asked = [one.request for one in world.server.exchanges if one.request.method == "POST"]
    assert asked[0].json() == {"channel": {"name": "inc-1", "privacy": "private", "slack_team_id": TEAM}}


async def test_a_lost_answer_is_settled_by_asking(world: World) -> None:
    world.pagerduty.state.workspaces.add(TEAM)
    incident = world.trigger(announced=False)
    world.faults.add(Fault(Kind.TRUNCATE, method="POST", path="dedicated_channel$", applied=True))
    async with api(world) as pagerduty:
        with pytest.raises(OutcomeUnknown):
            await pagerduty.make_dedicated_channel(incident.id, "inc-1", TEAM, private=False)
        found = await pagerduty.dedicated_channel(incident.id)
    assert found is not None
    assert found.name == "inc-1"


async def test_an_answer_without_the_channel_is_no_success(world: World) -> None:
    incident = world.trigger(announced=False)
    body, headers = b'{"channel": {"name": "inc-1"}}', {"content-type": "application/json"}
    world.faults.add(Fault(Kind.STATUS, method="POST", status=201, body=body, headers=headers))
    async with api(world) as pagerduty:
        with pytest.raises(OutcomeUnknown):
            await pagerduty.make_dedicated_channel(incident.id, "inc-1", TEAM, private=False)


async def test_whoever_is_no_admin_may_not(world: World) -> None:
    world.me.role = "limited_user"
    incident = world.trigger(announced=False)
    async with api(world) as pagerduty:
        with pytest.raises(NotPermitted):
            await pagerduty.dedicated_channel(incident.id)
        with pytest.raises(NotPermitted):
            await pagerduty.make_dedicated_channel(incident.id, "inc-1", TEAM, private=False)


async def test_an_odd_id_goes_nowhere(world: World) -> None:
    async with api(world) as pagerduty:
        for asking in (
            pagerduty.dedicated_channel("../users"),
            pagerduty.make_dedicated_channel("../users", "inc-1", TEAM, private=False),
            pagerduty.subscribers("../users"),
        ):
            with pytest.raises(UsageError):
                await asking
    assert world.server.exchanges == []


async def test_subscribers_are_the_users_each_once(world: World) -> None:
    incident = world.trigger(announced=False)
    with world.server.lock:
        rows = [Subscriber("user", f"PUSER{number}") for number in range(20)]
        incident.subscribers = [*rows, Subscriber("team", "PTEAM"), rows[0]]
    async with api(world) as pagerduty:
        found = await pagerduty.subscribers(incident.id)
    assert found == tuple(Reference(f"PUSER{number}", "", "user") for number in range(20))


async def test_without_them_in_the_plan_there_are_none(world: World) -> None:
    world.pagerduty.state.switches.status_updates = False
    incident = world.trigger(announced=False)
    async with api(world) as pagerduty:
        assert await pagerduty.subscribers(incident.id) == ()
        assert await pagerduty.subscribers("PNOTHERE") == ()
