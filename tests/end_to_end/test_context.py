"""What PagerDuty finds around an incident, and what it will do to it by itself."""

from __future__ import annotations

import pytest

from pdtui.simulator.faults import Fault, Kind
from pdtui.simulator.pagerduty.model import Incident
from tests.world import World

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
        await engine.read_context(incident.id, fresh=True)
        assert asked(world, incident) == [2] * 5


async def test_it_is_not_read_before_somebody_looks(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        await engine.poll()
        row = engine.store.row(incident.id)
        assert row is not None
        await engine.read_detail(row.incident)
        assert asked(world, incident) == [0] * 5


@pytest.mark.parametrize("status", [402, 403, 404])
async def test_a_plan_without_it_is_asked_once_in_a_run(world: World, status: int) -> None:
    first, second = world.trigger("one"), world.trigger("two")
    world.pagerduty.switches.context_refusal = status
    world.pagerduty.switches.custom_fields = False
    async with world.engine() as engine:
        for incident in (first, second):
            context = await engine.read_context(incident.id)
            assert (context.past, context.related, context.outlier, context.changes, context.fields) == (None,) * 5
            assert context.failures == ()
        assert asked(world, first) == [1] * 5
        again = 1 if status == 404 else 0  # of an outlier 404 says only that this incident is none
        assert asked(world, second) == [0, 0, again, 0, 0]


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
