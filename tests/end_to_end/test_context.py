"""What PagerDuty finds around an incident, and what it will do to it by itself."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from pdtui.core.actions import Feature
from pdtui.core.commands import Acknowledge
from pdtui.core.events import DetailChanged, DetailFailed, WriteDone
from pdtui.simulator.faults import Fault, Kind
from pdtui.simulator.pagerduty.model import Incident
from tests.world import World, started, until

JSON = {"content-type": "application/json"}
PARTS = ("past_incidents", "related_incidents", "outlier_incident", "related_change_events", "custom_fields/values")


def asked(world: World, incident: Incident) -> list[int]:
    """How often each part was asked for."""
    return [world.requests("GET", f"/incidents/{incident.id}/{part}") for part in PARTS]


async def test_all_that_surrounds_it(world: World) -> None:
    incident, old, other = world.trigger(), world.trigger("Checkout latency above 3 s"), world.trigger("Database slow")
    pagerduty = world.pagerduty
    pagerduty.set_past_incidents(incident.id, [(old, 12.5)])
    pagerduty.set_related_incidents(incident.id, [other])
    pagerduty.set_outlier(incident.id, "rare", count=3, mined_text="Checkout latency above <*>")
    links = [("https://ci.example/2", "Build"), ("javascript:alert(1)", "x")]
    pagerduty.add_change_event(incident.id, "Deploy \x1b[31m2.4", links=links)
    async with world.engine() as engine:
        assert engine.context(incident.id) is None
        context = await engine.read_context(incident.id)
        assert engine.context(incident.id) is context
        assert context.past is not None
        assert context.related is not None
        assert context.changes is not None
        assert context.outlier is not None
        assert [(one.id, one.score) for one in context.past] == [(old.id, 12.5)]
        assert context.past[0].url == f"https://acme.pagerduty.com/incidents/{old.id}"
        assert [(one.title, one.service, one.reasons) for one in context.related] == [
            ("Database slow", "Checkout API", ("machine learning inferred",))
        ]
        assert (context.outlier.category, context.outlier.count) == ("rare", 3)
        (change,) = context.changes
        assert (change.summary, change.reason) == ("Deploy 2.4", "most recent")
        assert [link.url for link in change.links] == ["https://ci.example/2"]
        assert (context.fields, context.failures) == ((), ())
        await engine.read_context(incident.id)
        assert asked(world, incident) == [1] * 5


async def test_it_is_not_read_before_somebody_looks(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        await engine.poll()
        row = engine.store.row(incident.id)
        assert row is not None
        await engine.read_detail(row.incident)
        assert asked(world, incident) == [0] * 5


async def test_a_plan_without_it_is_asked_once_in_a_run(world: World) -> None:
    first, second = world.trigger("one"), world.trigger("two")
    world.pagerduty.switches.context_refusal = 402
    lacking = b'{"error":{"message":"Account does not have the abilities","code":2014}}'
    world.faults.add(Fault(Kind.STATUS, path="custom_fields", status=402, body=lacking, headers=JSON, times=None))
    async with world.engine() as engine:
        for incident in (first, second):
            context = await engine.read_context(incident.id)
            assert (context.past, context.related, context.outlier, context.changes, context.fields) == (None,) * 5
            assert context.failures == ()
        assert engine.missing == {Feature.CUSTOM_FIELDS}
        assert (asked(world, first), asked(world, second)) == ([1] * 5, [0] * 5)


@pytest.mark.parametrize("status", [403, 404])
async def test_what_one_incident_does_not_show_is_asked_of_the_next_and_of_no_third(world: World, status: int) -> None:
    first, second, third = (world.trigger(title) for title in ("one", "two", "three"))
    world.pagerduty.switches.context_refusal = status
    async with world.engine() as engine:
        for incident in (first, second, third):
            assert (await engine.read_context(incident.id)).past is None
        again = 1 if status == 404 else 0  # of an outlier 404 says only that this incident is none
        assert [asked(world, one)[:4] for one in (first, second, third)] == [[1] * 4, [1] * 4, [0, 0, again, 0]]


async def test_an_incident_that_may_not_be_seen_hides_nothing_of_the_others(world: World) -> None:
    first, second, third = (world.trigger(title) for title in ("one", "two", "three"))
    refusal = b'{"error":{"message":"Access Denied","code":2010}}'
    path = f"{first.id}/past_incidents"
    world.faults.add(Fault(Kind.STATUS, path=path, status=403, body=refusal, headers=JSON, times=None))
    async with world.engine() as engine:
        found = [(await engine.read_context(incident.id)).past for incident in (first, first, second, third)]
    assert found == [None, None, (), ()]


async def test_notes_and_alerts_are_shown_before_what_only_countdowns_need(world: World) -> None:
    incident = world.trigger()
    slow = world.faults.add(Fault(Kind.HANG, path="^/escalation_policies/"))
    async with world.engine() as engine:
        await engine.poll()
        events = engine.subscribe()
        engine.look_at(incident.id)
        await until(events, lambda event: isinstance(event, DetailChanged))
        row = engine.store.row(incident.id)
        assert row is not None
        assert [one.level for one in engine.countdowns(row.incident)] == [0]
        slow.release.set()
        await until(events, lambda event: isinstance(event, DetailChanged))
        assert [one.level for one in engine.countdowns(row.incident)] == [2]


async def test_details_and_context_ask_for_the_levels_once(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        await engine.poll()
        events, before = engine.subscribe(), world.requests("GET", "/oncalls")
        engine.look_at(incident.id)
        await engine.read_context(incident.id)
        for _ in range(2):
            await until(events, lambda event: isinstance(event, DetailChanged))
    assert world.requests("GET", "/oncalls") - before == 1
    assert world.requests("GET", f"/escalation_policies/{world.policy.id}") == 1


async def test_showing_an_incident_asks_for_nothing_that_only_countdowns_need(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        await engine.read_detail(await engine.find(incident.id))
    assert world.requests("GET", "/oncalls") == 0
    assert world.requests("GET", f"/escalation_policies/{world.policy.id}") == 0


async def test_a_time_out_that_pagerduty_does_not_tell_is_estimated_from_the_one_service(world: World) -> None:
    world.service.acknowledgement_timeout = 1800
    incident = world.trigger()
    world.pagerduty.acknowledge(incident.id, world.me.id)
    async with world.engine() as engine:
        shown = replace(await engine.find(incident.id), pending_actions=())
        engine.store.answer(shown, engine._clock.monotonic())
        await engine._context.read(shown)
        (countdown,) = engine.countdowns(shown)
    assert (countdown.what, countdown.estimated) == ("unacknowledge", True)
    assert world.requests("GET", f"/services/{world.service.id}") == 1
    assert world.requests("GET", "/services") == 0


async def test_who_acts_does_not_wait_for_who_looks(world: World) -> None:
    incident, other = world.trigger(), world.trigger("another")
    async with world.engine() as engine:
        events = await started(engine)
        hanging = [
            world.faults.add(Fault(Kind.HANG, method="GET", path=path, times=None))
            for path in (*PARTS, "/notes$", "/log_entries$", "/alerts$", "^/escalation_policies/")
        ]
        engine.look_at(incident.id)
        reading = asyncio.create_task(engine.read_context(incident.id))
        await asyncio.to_thread(hanging[0].reached.wait, 10)
        engine.submit(Acknowledge(other.id))
        done = await until(events, lambda event: isinstance(event, WriteDone | DetailFailed | DetailChanged))
        assert isinstance(done, WriteDone)
        assert not reading.done()
        world.faults.clear()
        reading.cancel()


async def test_a_part_that_fails_is_told_and_asked_for_again(world: World) -> None:
    incident = world.trigger()
    world.faults.add(Fault(Kind.STATUS, path="past_incidents$", status=503, times=None))
    async with world.engine() as engine:
        context = await engine.read_context(incident.id)
        assert context.past is None
        assert context.related == ()
        (failure,) = context.failures
        assert failure.startswith("past incidents: PagerDuty answered HTTP 503")
        world.faults.clear()
        assert (await engine.read_context(incident.id)).past == ()


async def test_custom_fields_with_values_and_what_may_be_chosen(world: World) -> None:
    incident = world.trigger()
    pagerduty = world.pagerduty
    plain = pagerduty.add_custom_field("ticket", "Ticket", "url")
    fixed = pagerduty.add_custom_field("stage", "Stage", field_type="single_value_fixed", options=["prod", "test"])
    many = pagerduty.add_custom_field("areas", "Areas", field_type="multi_value_fixed", options=["eu", "us"])
    incident.field_values.update({plain.id: "https://t.example/1", many.id: ["eu", "us"]})
    async with world.engine() as engine:
        fields = (await engine.read_context(incident.id)).fields
        assert fields is not None
        ticket, stage, areas = fields
        assert (ticket.value, ticket.data_type, ticket.fixed, ticket.options) == (
            "https://t.example/1",
            "url",
            False,
            (),
        )
        assert (stage.value, stage.name, stage.display_name, stage.options) == (
            None,
            "stage",
            "Stage",
            ("prod", "test"),
        )
        assert (areas.value, areas.multiple, areas.id) == (("eu", "us"), True, many.id)
        assert stage.id == fixed.id


async def test_a_countdown_says_to_whom_it_escalates_once_somebody_looked(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        await engine.poll()
        row = engine.store.row(incident.id)
        assert row is not None
        (countdown,) = engine.countdowns(row.incident)
        assert (countdown.what, countdown.level, countdown.estimated) == ("escalate", 0, False)
        await engine.read_detail(row.incident)
        await engine.read_context(incident.id)
        (countdown,) = engine.countdowns(row.incident)
        assert (countdown.level, countdown.people, countdown.estimated) == (2, ("Bo Larsen",), False)


async def test_an_acknowledgement_s_time_out_is_pagerduty_s_own_word(world: World) -> None:
    world.service.acknowledgement_timeout = 1800
    incident = world.trigger()
    world.pagerduty.acknowledge(incident.id, world.me.id)
    async with world.engine() as engine:
        found = engine.countdowns(await engine.find(incident.id))
        assert [one.text(engine.now()) for one in found] == ["acknowledgement times out in 30 min"]
