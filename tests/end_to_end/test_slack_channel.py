"""An incident's own channel: made exactly once whatever fails, filled step by step, closed in its time."""

from __future__ import annotations

import html

import pytest

from pdtui.core import model
from pdtui.core.commands import Reopen, Resolve
from pdtui.core.engine import Engine
from pdtui.core.events import Told, WriteDone
from pdtui.core.journal import OutboxRow, OutboxState
from pdtui.core.slack import marks
from pdtui.core.slack.channel_names import channel_name
from pdtui.core.slack.owed import Archiving
from pdtui.core.subscription import Subscription
from pdtui.errors import AlreadyDone
from pdtui.simulator.faults import Fault, Kind
from pdtui.simulator.pagerduty.model import Incident
from pdtui.simulator.pagerduty.model_response import Subscriber
from pdtui.simulator.slack import PDTUI_SCOPES
from pdtui.simulator.slack.model import Channel
from pdtui.simulator.slack.model import Kind as ChannelKind
from tests.end_to_end.slack_desk import all_delivered, done, ended, laptop, listed, posted, when
from tests.world import World, started, until

CREATE, POST = "conversations.create$", "chat.postMessage$"
SUMMARY = "This channel was opened for it by"


def own(world: World) -> list[Channel]:
    """The channels that were made for incidents."""
    with world.server.lock:
        return [one for one in world.slack.channels.values() if one.name.startswith("inc-")]


async def made(engine: Engine, events: Subscription, incident: Incident, **how: object) -> OutboxRow:
    """The channel of an incident, to its end."""
    marker = await engine.slack_desk.make_channel([listed(engine, incident.id)], **how)  # type: ignore[arg-type]
    return await done(engine, events, marker)


def whole(world: World, channel: Channel) -> None:
    """Nothing in it is there twice, and nothing is missing."""
    assert len(posted(world, channel.id, SUMMARY)) == 1
    assert len(channel.pins) == 1
    assert len(channel.bookmarks) == 1
    assert channel.purpose.value
    assert channel.topic.value
    assert len(posted(world, channel.id, "Checklist of")) == 1


async def test_it_has_everything_that_responders_need(world: World) -> None:
    ada = world.slack.add_person("Ada Moreau", "ada@acme.example")
    bo = world.slack.add_person("Bo Larsen", "bo@acme.example")
    incident = world.trigger("Database timeout: p99 > 2 s")
    with world.server.lock:
        incident.subscribers.append(Subscriber("user", world.bo.id))
    async with world.engine() as engine:
        events = await started(engine)
        about = listed(engine, incident.id)
        await engine.slack_desk.reply(about, "hello")
        await all_delivered(engine, events)
        row = await made(engine, events, incident)
        assert row.reason == ""
        await all_delivered(engine, events)
        kept = engine.slack_desk.channel(incident.id)
        assert kept is not None
        assert kept.made_by_pdtui
        with pytest.raises(AlreadyDone):
            await engine.slack_desk.make_channel([about])
    (channel,) = own(world)
    assert channel.name == f"inc-{about.created_at:%Y-%m-%d}-database-timeout-p99-2-s" == kept.name
    assert channel.kind is ChannelKind.PUBLIC
    assert incident.id in channel.purpose.value
    assert about.url in channel.purpose.value
    assert "Triggered" in channel.topic.value
    assert {ada.user_id, bo.user_id} <= set(channel.members)
    (summary,) = posted(world, channel.id, SUMMARY)
    assert all(
        words in html.unescape(summary.text) for words in (f"#{incident.number}", incident.title, "Checkout API")
    )
    assert channel.pins == [summary.ts]
    assert [one["link"] for one in channel.bookmarks] == [about.url]
    (pointer,) = posted(world, world.channel.id, "opened a channel")
    assert pointer.is_reply
    whole(world, channel)


async def test_private_ones_are_private(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        await made(engine, events, incident, private=True)
    (channel,) = own(world)
    assert channel.kind is ChannelKind.PRIVATE


@pytest.mark.parametrize("applied", [False, True], ids=["not applied", "applied"])
@pytest.mark.parametrize("kind", [Kind.DROP, Kind.TRUNCATE, Kind.STATUS])
@pytest.mark.parametrize("path", [CREATE, POST])
async def test_a_lost_answer_makes_nothing_twice(world: World, path: str, kind: Kind, applied: bool) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        world.faults.add(Fault(kind, path=path, applied=applied, status=502))
        await made(engine, events, incident)
        await all_delivered(engine, events)
    (channel,) = own(world)
    assert "-2" not in channel.name[-2:]
    whole(world, channel)


@pytest.mark.parametrize(
    "method",
    ["conversations.create", "conversations.setPurpose", "conversations.setTopic", "chat.postMessage", "pins.add",
     "bookmarks.add"],
)  # fmt: skip
@pytest.mark.parametrize("applied", [False, True], ids=["not applied", "applied"])
async def test_what_one_process_began_another_one_ends(world: World, method: str, applied: bool) -> None:
    world.slack.add_person("Ada Moreau", "ada@acme.example")
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        fault = world.faults.add(Fault(Kind.DROP, path=f"{method}$", applied=applied, times=None))
        marker = await engine.slack_desk.make_channel([listed(engine, incident.id)])
        await when(events, fault.reached.is_set)
        await when(events, lambda: (engine.slack_desk.row(marker) or row_missing()).attempts > 0)
    world.faults.clear()
    async with world.engine() as engine:
        events = await started(engine)
        engine.slack_desk.retry(marker)
        await done(engine, events, marker)
        await all_delivered(engine, events)
    (channel,) = own(world)
    whole(world, channel)


def row_missing() -> OutboxRow:
    raise AssertionError("the row is gone")


async def test_a_name_that_another_incident_has_gets_a_number(world: World) -> None:
    first, second = world.trigger("Same title"), world.trigger("Same title")
    async with world.engine() as engine:
        events = await started(engine)
        await made(engine, events, first)
        await made(engine, events, second)
        names = [engine.slack_desk.channel(one.id) for one in (first, second)]
    assert [one.name for one in own(world)] == [names[0].name, f"{names[0].name}-2"]  # type: ignore[union-attr]
    assert names[1] is not None
    assert names[1].name.endswith("-2")


async def test_a_strangers_channel_of_the_name_is_left_alone(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        name = channel_name(listed(engine, incident.id))
        stranger = world.slack.add_channel(name, private=True, members=[world.pagerduty_app.user_id])
        public = world.slack.add_channel(f"{name}-2", members=[world.pagerduty_app.user_id])
        await made(engine, events, incident)
    assert [one.name for one in own(world)] == [name, f"{name}-2", f"{name}-3"]
    assert not stranger.messages
    assert not public.messages
    assert world.app.user_id not in public.members


async def test_a_channel_that_a_crash_left_without_a_purpose_is_ours(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        world.slack.add_channel(channel_name(listed(engine, incident.id)), members=[world.app.user_id])
        await made(engine, events, incident)
        await all_delivered(engine, events)
    (channel,) = own(world)
    whole(world, channel)


async def test_an_old_channel_without_a_purpose_is_not(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        old = world.slack.add_channel(channel_name(listed(engine, incident.id)), members=[world.app.user_id])
        old.created -= 3600
        await made(engine, events, incident)
    assert [one.name for one in own(world)] == [old.name, f"{old.name}-2"]


async def test_two_laptops_at_once_make_one(world: World) -> None:
    incident = world.trigger()
    async with laptop(world, "a") as first, laptop(world, "b") as second:
        events, others = await started(first), await started(second)
        one = await first.slack_desk.make_channel([listed(first, incident.id)])
        two = await second.slack_desk.make_channel([listed(second, incident.id)])
        await done(first, events, one)
        await done(second, others, two)
        await all_delivered(first, events)
        await all_delivered(second, others)
    (channel,) = own(world)
    whole(world, channel)


async def test_two_wishes_at_once_make_one(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        about = listed(engine, incident.id)
        markers = [await engine.slack_desk.make_channel([about]), await engine.slack_desk.make_channel([about])]
        for marker in markers:
            await done(engine, events, marker)
    assert len(own(world)) == 1


async def test_an_existing_channel_is_taken_as_it_is_for_several_incidents(world: World) -> None:
    incidents = [world.trigger("one"), world.trigger("two")]
    war_room = world.slack.add_channel("war-room", members=[world.pagerduty_app.user_id])
    war_room.topic.value = "be kind"
    async with world.engine() as engine:
        events = await started(engine)
        about = [listed(engine, one.id) for one in incidents]
        await done(engine, events, await engine.slack_desk.make_channel(about, use="#war-room"))
        kept = [engine.slack_desk.channel(one.id) for one in incidents]
    assert [(one.channel_id, one.made_by_pdtui) for one in kept if one] == [(war_room.id, False)] * 2
    assert war_room.topic.value == "be kind"
    assert war_room.purpose.value == ""
    assert not own(world)
    (summary,) = posted(world, war_room.id, "This channel was chosen for it by")
    assert all(f"#{one.number}" in summary.text for one in incidents)
    assert len(war_room.bookmarks) == 2


async def test_a_channel_that_does_not_exist_parks_the_wish(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        marker = await engine.slack_desk.make_channel([listed(engine, incident.id)], use="#nowhere")
        row = await ended(engine, events, marker)
    assert row.state is OutboxState.PARKED
    assert "#nowhere" in row.reason


@pytest.mark.parametrize("fault", [None, Kind.DROP], ids=["answered", "lost"])
async def test_pagerduty_makes_it_where_it_may(world: World, fault: Kind | None) -> None:
    pagerduty, slack = world.pagerduty, world.slack
    pagerduty.state.workspaces.add(slack.team_id)
    pagerduty.state.open_slack_channel = lambda name, private: (
        slack.add_channel(name, private=private, members=[world.pagerduty_app.user_id]).id
    )
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        if fault is not None:
            world.faults.add(Fault(fault, method="POST", path="dedicated_channel$", applied=True))
        await made(engine, events, incident, by_pagerduty=True)
        kept = engine.slack_desk.channel(incident.id)
    (channel,) = own(world)
    assert kept is not None
    assert (kept.channel_id, kept.made_by_pdtui) == (channel.id, False)
    assert channel.creator == world.pagerduty_app.user_id
    assert world.app.user_id in channel.members
    assert len(posted(world, channel.id, SUMMARY)) == 1


async def test_whom_pagerduty_does_not_allow_it_is_told_and_slack_goes_on(world: World) -> None:
    world.me.role = "limited_user"
    world.pagerduty.state.workspaces.add(world.slack.team_id)
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        marker = await engine.slack_desk.make_channel([listed(engine, incident.id)], by_pagerduty=True)
        row = await ended(engine, events, marker)
        assert row.state is OutboxState.PARKED
        await done(engine, events, await engine.slack_desk.reply(listed(engine, incident.id), "still here"))


async def test_missing_scopes_leave_out_only_what_they_serve(world: World) -> None:
    lost = {"pins:write", "bookmarks:write", "users:read.email"}
    world.slack.set_scopes(world.app, set(PDTUI_SCOPES) - lost)
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        row = await made(engine, events, incident)
    assert all(scope in row.reason for scope in lost)
    (channel,) = own(world)
    assert channel.pins == []
    assert channel.topic.value
    assert len(posted(world, channel.id, SUMMARY)) == 1


async def test_without_the_scope_to_make_channels_the_wish_is_parked_until_it_is_given(world: World) -> None:
    world.slack.set_scopes(world.app, set(PDTUI_SCOPES) - {"channels:manage"})
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        marker = await engine.slack_desk.make_channel([listed(engine, incident.id)])
        row = await ended(engine, events, marker)
        assert row.state is OutboxState.PARKED
        assert "channels:manage" in row.reason
        world.slack.set_scopes(world.app, PDTUI_SCOPES)
        assert engine.slack_desk.retry(marker)
        await done(engine, events, marker)
    assert len(own(world)) == 1


async def test_the_channels_checklist_is_ticked_and_seen(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        about = listed(engine, incident.id)
        await done(engine, events, await engine.slack_desk.reply(about, "hello"))
        await made(engine, events, incident)
        channel = engine.slack_desk.channel(incident.id)
        assert channel is not None
        posting = await done(engine, events, marks.checklist_in(channel.channel_id))
        await done(engine, events, await engine.slack_desk.tick(about, 2))
        view = await engine.slack_desk.read(about)
    assert view.checklist is not None
    assert (view.checklist.channel_id, view.checklist.ts) == (channel.channel_id, posting.ts)
    assert [item.number for item in view.checklist.items if item.done] == [2]
    assert len(posted(world, world.channel.id, "Checklist of")) == 0


async def resolved(engine: Engine, events: Subscription, incident: Incident) -> model.Incident:
    """PagerDuty has it."""
    engine.submit(Resolve(incident.id))
    event = await until(events, lambda event: isinstance(event, WriteDone))
    assert isinstance(event, WriteDone)
    assert event.incident is not None
    return event.incident


def archiving(engine: Engine) -> list[OutboxRow]:
    return [row for row in engine.slack_desk.rows() if isinstance(row.job, Archiving)]


async def test_it_is_archived_some_time_after_the_resolution_and_holds_up_nothing(world: World) -> None:
    world.settings = world.settings.replace("[poll]", "archive_after_hours = 0.0006\n[poll]")
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        await made(engine, events, incident)
        await resolved(engine, events, incident)
        await until(events, lambda event: isinstance(event, Told))
        assert [one.archived for one in own(world)] == [False]
        await when(events, lambda: not archiving(engine))
        kept = engine.slack_desk.channel(incident.id)
    assert [one.archived for one in own(world)] == [True]
    assert kept is not None
    assert kept.archived


async def test_what_somebody_else_resolves_is_archived_as_well(world: World) -> None:
    world.settings = world.settings.replace("[poll]", "archive_after_hours = 0.0006\n[poll]")
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        await made(engine, events, incident)
        with world.server.lock:
            world.pagerduty.resolve(incident.id, world.bo.id)
        await when(events, lambda: len(archiving(engine)) == 1)
        await when(events, lambda: not archiving(engine))
    assert [one.archived for one in own(world)] == [True]


async def test_the_archiving_survives_a_restart(world: World) -> None:
    world.settings = world.settings.replace("[poll]", "archive_after_hours = 0.001\n[poll]")
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        await made(engine, events, incident)
        await resolved(engine, events, incident)
        await when(events, lambda: len(engine.slack_desk.rows()) == len(archiving(engine)) == 1)
        await when(events, lambda: engine.slack.waiting == 0)  # the status line does not count for hours
    assert [one.archived for one in own(world)] == [False]
    async with world.engine() as engine:
        events = await started(engine)
        await when(events, lambda: not archiving(engine))
    assert [one.archived for one in own(world)] == [True]


async def test_an_incident_that_was_opened_again_keeps_its_channel(world: World) -> None:
    world.settings = world.settings.replace("[poll]", "archive_after_hours = 1\n[poll]")
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        await made(engine, events, incident)
        about = await resolved(engine, events, incident)
        await when(events, lambda: archiving(engine))
        (row,) = archiving(engine)
        engine.submit(Reopen(incident.id), about)
        await until(events, lambda event: isinstance(event, WriteDone))
        engine.slack_desk.retry(row.marker)
        ended_row = await done(engine, events, row.marker)
    assert "is open" in ended_row.reason
    assert not own(world)[0].archived


async def test_a_channel_that_an_open_incident_shares_is_not_archived(world: World) -> None:
    world.settings = world.settings.replace("[poll]", "archive_after_hours = 0\n[poll]")
    incidents = [world.trigger("one"), world.trigger("two")]
    async with world.engine() as engine:
        events = await started(engine)
        about = [listed(engine, one.id) for one in incidents]
        await done(engine, events, await engine.slack_desk.make_channel(about))
        await resolved(engine, events, incidents[0])
        await all_delivered(engine, events)
        assert [one.archived for one in own(world)] == [False]
        await resolved(engine, events, incidents[1])
        await all_delivered(engine, events)
    assert [one.archived for one in own(world)] == [True]


async def test_one_that_somebody_archived_already_is_as_good(world: World) -> None:
    world.settings = world.settings.replace("[poll]", "archive_after_hours = 0\n[poll]")
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        await made(engine, events, incident)
        await all_delivered(engine, events)
        with world.server.lock:
            world.slack.archive(own(world)[0].id)
        await resolved(engine, events, incident)
        await when(events, lambda: (kept := engine.slack_desk.channel(incident.id)) is not None and kept.archived)
        assert not archiving(engine)
