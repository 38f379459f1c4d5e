"""Which incidents each scope lists, over HTTP: whatever way somebody is on call, and however they got there."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import httpx
import pytest

from pdtui.core.engine import Engine
from pdtui.core.events import Event, IncidentsChanged, Left, Polled, ScopeChanged
from pdtui.core.scope import Scope
from pdtui.errors import NotSent, Refused
from pdtui.simulator.faults import Fault, Kind
from pdtui.simulator.pagerduty.model import EscalationPolicy, Incident, Level, Service, Shift
from tests.world import HOUR, SETTINGS, World, started, until

ALL_LEVELS = SETTINGS + 'on_call_levels = "all"\n'


def listed(engine: Engine) -> dict[str, str]:
    """The titles on the list, each with the reason why."""
    return {row.incident.title: str(row.reason) for row in engine.store.rows}


async def seen(world: World) -> dict[str, str]:
    """The same, of an engine's first poll."""
    async with world.engine() as engine:
        await engine.poll()
        return listed(engine)


def bos(world: World) -> tuple[EscalationPolicy, Service]:
    """A policy and a service of it that are Bo's alone."""
    policy = world.pagerduty.add_escalation_policy("Search", [Level(30, (world.bo.id,))])
    return policy, world.pagerduty.add_service("Search API", policy)


def move(world: World, incident: Incident, policy: EscalationPolicy) -> None:
    """Bo hands an incident to another policy, which pages its first level."""
    world.pagerduty.add_token("bo-token", world.bo)
    answer = httpx.put(
        f"{world.server.url}/incidents/{incident.id}",
        headers={"Authorization": "Token token=bo-token", "From": world.bo.email},
        json={
            "incident": {
                "type": "incident",
                "escalation_policy": {"id": policy.id, "type": "escalation_policy_reference"},
            }
        },
        trust_env=False,
    )
    assert answer.status_code == 200, answer.text


# -- ways of being on call -----------------------------------------------------------------------


async def test_on_call_through_a_schedule(world: World) -> None:
    incident = world.trigger("of the schedule")
    world.pagerduty.reassign(incident.id, world.bo.id, [world.bo.id])
    assert await seen(world) == {"of the schedule": "on call L1"}


async def test_on_call_directly(world: World) -> None:
    policy = world.pagerduty.add_escalation_policy("Mail", [Level(30, (world.me.id, world.bo.id))])
    service = world.pagerduty.add_service("Mail API", policy)
    incident = world.pagerduty.trigger(service.id, "of the direct target")
    world.pagerduty.reassign(incident.id, world.bo.id, [world.bo.id])
    assert await seen(world) == {"of the direct target": "on call L1"}


async def test_on_call_at_the_second_level_counts_where_every_level_does(world: World) -> None:
    policy = world.pagerduty.add_escalation_policy("Mail", [Level(30, (world.bo.id,)), Level(30, (world.me.id,))])
    service = world.pagerduty.add_service("Mail API", policy)
    incident = world.pagerduty.trigger(service.id, "of the second level")
    assert await seen(world) == {}
    world.settings = ALL_LEVELS
    assert await seen(world) == {"of the second level": "on call L2"}
    world.settings = SETTINGS
    world.pagerduty.escalate(incident.id, world.bo.id, 2)
    assert await seen(world) == {"of the second level": "assigned, on call L2"}


async def test_permanently_on_call_without_start_and_end(world: World) -> None:
    policy = world.pagerduty.add_escalation_policy("Mail", [Level(30, (world.me.id,))])
    service = world.pagerduty.add_service("Mail API", policy)
    incident = world.pagerduty.trigger(service.id, "of the permanent duty")
    world.pagerduty.reassign(incident.id, world.bo.id, [world.bo.id])
    async with world.engine() as engine:
        await engine.poll()
        (entry,) = [one for one in engine._poller.on_calls if one.escalation_policy.id == policy.id]
        assert (entry.start, entry.end) == (None, None)
        assert listed(engine) == {"of the permanent duty": "on call L1"}


async def test_on_call_for_two_policies(world: World) -> None:
    policy = world.pagerduty.add_escalation_policy("Mail", [Level(30, (world.me.id,))])
    service = world.pagerduty.add_service("Mail API", policy)
    one, two = world.trigger("of the one"), world.pagerduty.trigger(service.id, "of the other")
    for incident in (one, two):
        world.pagerduty.reassign(incident.id, world.bo.id, [world.bo.id])
    assert await seen(world) == {"of the one": "on call L1", "of the other": "on call L1"}


async def test_what_was_moved_onto_my_policy_is_listed_and_stays_whoever_gets_it(world: World) -> None:
    _, service = bos(world)
    incident = world.pagerduty.trigger(service.id, "moved here")
    async with world.engine() as engine:
        await engine.poll()
        assert listed(engine) == {}
        move(world, incident, world.policy)
        await engine.poll()
        assert listed(engine) == {"moved here": "assigned, on call L1"}
        stranger = world.pagerduty.add_user("Cy Ito", "cy@acme.example")
        world.pagerduty.reassign(incident.id, world.bo.id, [stranger.id])
        await engine.poll()
        assert listed(engine) == {"moved here": "on call L1"}


async def test_what_was_moved_onto_my_policy_is_found_by_whom_it_pages_there(world: World) -> None:
    cy = world.pagerduty.add_user("Cy Ito", "cy@acme.example")
    policy = world.pagerduty.add_escalation_policy("Mail", [Level(30, (cy.id,)), Level(30, (world.me.id,))])
    _, service = bos(world)
    incident = world.pagerduty.trigger(service.id, "moved to the level above me")
    move(world, incident, policy)
    assert await seen(world) == {}
    world.settings = ALL_LEVELS
    assert await seen(world) == {"moved to the level above me": "on call L2"}


async def test_what_was_moved_is_found_after_its_holders_shift_has_ended(world: World) -> None:
    now = world.clock.now()
    cy = world.pagerduty.add_user("Cy Ito", "cy@acme.example")
    shifts = [Shift(cy.id, now - 8 * HOUR, now + HOUR), Shift(world.me.id, now + HOUR, now + 8 * HOUR)]
    schedule = world.pagerduty.add_schedule("Night", shifts)
    policy = world.pagerduty.add_escalation_policy("Night", [Level(600, (schedule.id,))])
    _, service = bos(world)
    incident = world.pagerduty.trigger(service.id, "handed over by nobody")
    move(world, incident, policy)
    assert incident.assignee_ids == (cy.id,)
    schedule.shifts[:] = [Shift(cy.id, now - 8 * HOUR, now - HOUR), Shift(world.me.id, now - HOUR, now + 8 * HOUR)]
    assert await seen(world) == {"handed over by nobody": "on call L1"}


async def test_what_was_moved_away_from_my_policy_is_not_mine(world: World) -> None:
    policy, _ = bos(world)
    incident = world.trigger("moved away")
    async with world.engine() as engine:
        events = await started(engine)
        assert listed(engine) == {"moved away": "assigned, on call L1"}
        move(world, incident, policy)
        left = await until(events, lambda event: isinstance(event, Left))
        assert isinstance(left, Left)
        assert left.what == "is with Bo Larsen now"
        assert listed(engine) == {}


# -- the scopes ------------------------------------------------------------------------------------


@pytest.fixture
def account(world: World) -> World:
    """One incident for each reason to be listed, and one for none but that I may see it."""
    pagerduty = world.pagerduty
    team = pagerduty.add_team("Web", [world.me])
    policy, service = bos(world)
    mine = pagerduty.trigger(service.id, "given to me", assignee_ids=[world.me.id])
    assert mine.assignee_ids == (world.me.id,)
    on_call = world.trigger("on call")
    pagerduty.reassign(on_call.id, world.bo.id, [world.bo.id])
    pagerduty.trigger(pagerduty.add_service("Web", policy, team=team).id, "of my team")
    pagerduty.trigger(service.id, "of somebody else")
    return world


HELD = {
    Scope.MINE: {"given to me"},
    Scope.ON_CALL: {"given to me", "on call"},
    Scope.TEAMS: {"given to me", "of my team"},
    Scope.EVERYTHING: {"given to me", "on call", "of my team", "of somebody else"},
}


@pytest.mark.parametrize("scope", Scope)
async def test_each_scope_lists_what_it_says_and_what_is_mine(account: World, scope: Scope) -> None:
    account.settings = SETTINGS + f'scope = "{scope}"\n'
    async with account.engine() as engine:
        await engine.poll()
        assert (engine.scope, engine.switching_to) == (scope, None)
        assert set(listed(engine)) == HELD[scope]
        assert [row.incident.title for row in engine.store.rows if row.reason.assigned] == ["given to me"]


async def test_a_switch_shows_the_old_rows_as_the_old_scopes_until_the_new_ones_are_read(account: World) -> None:
    async with account.engine() as engine:
        events = await started(engine)
        slow = account.faults.add(Fault(Kind.SLOW, path="^/incidents$", seconds=0.3))
        engine.set_scope(Scope.EVERYTHING)
        assert (engine.scope, engine.switching_to) == (Scope.ON_CALL, Scope.EVERYTHING)
        began = await until(events, lambda event: isinstance(event, ScopeChanged))
        assert began == ScopeChanged(Scope.ON_CALL, Scope.EVERYTHING)
        assert await asyncio.to_thread(slow.reached.wait, 10)
        assert set(listed(engine)) == HELD[Scope.ON_CALL]
        arrived = await until(events, lambda event: isinstance(event, ScopeChanged | IncidentsChanged))
        assert arrived == ScopeChanged(Scope.EVERYTHING, None)
        assert set(listed(engine)) == HELD[Scope.EVERYTHING]
        assert (engine.scope, engine.switching_to) == (Scope.EVERYTHING, None)


async def test_rows_that_leave_by_a_switch_are_neither_explained_nor_read_one_by_one(account: World) -> None:
    async with account.engine() as engine:
        events = await started(engine)
        engine.set_scope(Scope.EVERYTHING)
        await until(events, lambda event: event == ScopeChanged(Scope.EVERYTHING, None))
        engine.set_scope(Scope.MINE)
        told: list[Event] = []

        def arrived(event: Event) -> bool:
            told.append(event)
            return isinstance(event, Polled) and engine.scope is Scope.MINE

        await until(events, arrived)
        assert set(listed(engine)) == HELD[Scope.MINE]
        assert [event for event in told if isinstance(event, Left)] == []
    singles = [e.request.path for e in account.server.exchanges if e.request.path.startswith("/incidents/")]
    assert singles == []


async def test_a_switch_does_not_wait_for_the_reading_of_the_scope_that_is_left(account: World) -> None:
    account.settings = SETTINGS.replace("timeout = 1.0", "timeout = 30.0")
    async with account.engine() as engine:
        events = engine.subscribe()
        hanging = account.faults.add(Fault(Kind.HANG, path="^/incidents$"))
        engine.start()
        assert await asyncio.to_thread(hanging.reached.wait, 10)
        engine.set_scope(Scope.MINE)
        await until(events, lambda event: isinstance(event, Polled))
        assert set(listed(engine)) == HELD[Scope.MINE]


async def test_a_switch_back_before_it_arrived_is_no_switch(account: World) -> None:
    async with account.engine() as engine:
        events = await started(engine)
        engine.set_scope(Scope.EVERYTHING)
        engine.set_scope(Scope.ON_CALL)
        assert engine.switching_to is None
        await until(events, lambda event: isinstance(event, Polled))
        assert (engine.scope, set(listed(engine))) == (Scope.ON_CALL, HELD[Scope.ON_CALL])


async def test_a_failed_switch_keeps_the_rows_and_says_so(account: World) -> None:
    async with account.engine() as engine:
        await engine.poll()
        account.faults.add(Fault(Kind.STATUS, path="^/incidents$", status=500, times=None))
        engine.set_scope(Scope.MINE)
        with pytest.raises(NotSent, match="HTTP 500"):
            await engine.poll()
        assert (engine.scope, engine.switching_to) == (Scope.ON_CALL, Scope.MINE)
        assert set(listed(engine)) == HELD[Scope.ON_CALL]


async def test_teams_are_not_offered_where_the_plan_lacks_them(account: World) -> None:
    account.pagerduty.switches.abilities.discard("teams")
    async with account.engine() as engine:
        events = await started(engine)
        engine.set_scope(Scope.TEAMS)
        given_up = await until(events, lambda event: isinstance(event, ScopeChanged) and bool(event.advice))
        assert isinstance(given_up, ScopeChanged)
        assert "on call is listed instead of teams" in given_up.advice
        assert "abilities" in given_up.advice
        await until(events, lambda event: isinstance(event, Polled))
        assert (engine.scope, engine.switching_to) == (Scope.ON_CALL, None)
        assert Scope.TEAMS not in engine.scopes
        with pytest.raises(Refused, match="not on offer"):
            engine.set_scope(Scope.TEAMS)


async def test_who_is_in_no_team_is_not_offered_teams(world: World) -> None:
    world.settings = SETTINGS + 'scope = "teams"\n'
    world.trigger()
    async with world.engine() as engine:
        await engine.poll()
        assert engine.scope is Scope.ON_CALL
        assert engine.scopes == (Scope.MINE, Scope.ON_CALL, Scope.EVERYTHING)
        assert len(engine.store.rows) == 1


async def test_an_account_level_key_lists_for_the_configured_person_and_their_teams(account: World) -> None:
    account.pagerduty.add_account_token("account-token")
    account.settings = SETTINGS.replace("[pagerduty]", '[pagerduty]\nfrom = "ADA@acme.example"')
    account.settings += 'scope = "teams"\n'
    async with account.engine(PDTUI_PAGERDUTY_TOKEN="account-token") as engine:
        await engine.poll()
        assert set(listed(engine)) == HELD[Scope.TEAMS]
        await engine.poll()
    assert (account.requests("GET", "/users/me"), account.requests("GET", "/users")) == (1, 1)


async def test_each_scope_is_counted_without_being_read(account: World) -> None:
    async with account.engine() as engine:
        await engine.poll()
        before = len(account.server.exchanges)
        counts = await engine.scope_counts()
        asked = [e.request for e in account.server.exchanges[before:]]
    assert {scope: str(tally) for scope, tally in counts.items()} == {
        Scope.MINE: "1",
        Scope.ON_CALL: "2",
        Scope.TEAMS: "2",
        Scope.EVERYTHING: "4",
    }
    assert {(request.path, request.value("limit"), request.value("total")) for request in asked} == {
        ("/incidents", "1", "true")
    }
    assert len(asked) <= 6


async def test_what_two_filters_share_is_counted_once(account: World) -> None:
    account.trigger("both assigned and on call")
    async with account.engine() as engine:
        counts = await engine.scope_counts()
    assert str(counts[Scope.ON_CALL]) == "3"


async def test_a_count_that_cannot_be_read_is_none(account: World) -> None:
    account.pagerduty.switches.abilities.discard("teams")
    async with account.engine() as engine:
        await engine.identify()
        counts = await engine.scope_counts()
    assert counts[Scope.TEAMS] is None
    assert str(counts[Scope.MINE]) == "1"


async def test_the_remembered_list_of_another_scope_is_not_painted(account: World) -> None:
    async with account.engine() as engine:
        await engine.poll()
    async with account.engine() as engine:
        assert set(listed(engine)) == HELD[Scope.ON_CALL]
    account.settings = SETTINGS + 'scope = "mine"\n'
    async with account.engine() as engine:
        assert engine.store.rows == ()
        assert engine.store.taken_at is None
    account.settings = ALL_LEVELS
    async with account.engine() as engine:
        assert engine.store.rows == ()


async def test_the_shift_decides_at_once_not_at_the_next_reading_of_shifts(world: World) -> None:
    now = world.clock.now()
    shift = Shift(world.me.id, now - HOUR, now + timedelta(seconds=2))
    schedule = world.pagerduty.add_schedule("Evening", [shift, Shift(world.bo.id, shift.end, now + HOUR)])
    policy = world.pagerduty.add_escalation_policy("Evening", [Level(30, (schedule.id,))])
    service = world.pagerduty.add_service("Evening API", policy)
    incident = world.pagerduty.trigger(service.id, "mine until the shift ends")
    world.pagerduty.reassign(incident.id, world.bo.id, [world.bo.id])
    async with world.engine() as engine:
        events = await started(engine)
        assert listed(engine) == {"mine until the shift ends": "on call L1"}
        left = await until(events, lambda event: isinstance(event, Left))
        assert isinstance(left, Left)
        assert listed(engine) == {}
