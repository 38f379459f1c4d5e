"""The brief in Slack: posted once over laptops and failures, literal whatever it holds, found by who comes next."""

from __future__ import annotations

import asyncio
from datetime import UTC, timedelta

import pytest

from pdtui.core.engine import Engine
from pdtui.core.handoff.brief import Brief
from pdtui.core.journal import OutboxRow, OutboxState
from pdtui.core.slack import marks
from pdtui.core.slack.owed import words_of
from pdtui.core.subscription import Subscription
from pdtui.errors import AlreadyDone, Refused
from pdtui.simulator.faults import Fault, Kind
from pdtui.simulator.slack import PDTUI_SCOPES
from pdtui.simulator.slack.model import Channel, Message
from tests.end_to_end.slack_desk import done, ended, laptop
from tests.world import HOUR, World

POST = "/chat.postMessage$"


@pytest.fixture
def channel(world: World) -> Channel:
    with world.server.lock:
        return world.slack.add_channel("oncall-handoff", members=[world.app.user_id])


def messages(world: World, channel: Channel) -> list[Message]:
    with world.server.lock:
        return list(world.slack.messages(channel.id))


def at_work(engine: Engine) -> Subscription:
    events = engine.subscribe()
    engine.start(watch=False)
    return events


async def read(engine: Engine) -> Brief:
    return await engine.handoff_desk.read(UTC)


async def posted(engine: Engine, events: Subscription, text: str = "") -> OutboxRow:
    desk = engine.handoff_desk
    brief = await read(engine)
    marker = await desk.post(brief, text or desk.markdown(brief))
    return await done(engine, events, marker)


async def test_a_brief_is_posted_once_however_often_it_is_asked_for(world: World, channel: Channel) -> None:
    async with world.engine() as engine:
        events = at_work(engine)
        row = await posted(engine, events)
        assert words_of(row.job) == "the handoff brief in #oncall-handoff"
        with pytest.raises(AlreadyDone, match="was posted in #oncall-handoff before"):
            await posted(engine, events, "another text")
        with pytest.raises(Refused, match="an empty brief"):
            await posted(engine, events, " \n")
    assert [one.text.splitlines()[0] for one in messages(world, channel)] == ["Handoff by Ada Moreau"]


async def test_two_laptops_of_one_person_post_one_brief(world: World, channel: Channel) -> None:
    async with laptop(world, "desk") as one, laptop(world, "couch") as other:
        first, second = at_work(one), at_work(other)
        rows = await asyncio.gather(posted(one, first), posted(other, second))
    (message,) = messages(world, channel)
    assert {row.ts for row in rows} == {message.ts}


async def test_a_laptop_that_was_off_for_long_finds_what_the_other_posted(world: World, channel: Channel) -> None:
    async with laptop(world, "desk") as engine:
        first = await posted(engine, at_work(engine))
    with world.server.lock:
        (message,) = world.slack.messages(channel.id)
        earlier = f"{float(message.ts) - 5 * 3600:.6f}"
        message.ts = earlier
    async with laptop(world, "couch") as engine:
        row = await posted(engine, at_work(engine))
    assert row.marker == first.marker
    assert row.ts == earlier
    assert len(messages(world, channel)) == 1


@pytest.mark.parametrize("kind", [Kind.DROP, Kind.HANG])
async def test_after_a_lost_answer_another_text_is_no_second_brief(world: World, channel: Channel, kind: Kind) -> None:
    world.faults.add(Fault(kind, path=POST, applied=True))
    async with world.engine() as engine:
        events = at_work(engine)
        desk, brief = engine.handoff_desk, await read(engine)
        marker = await desk.post(brief, "# Handoff\n\nthe first text")
        async with asyncio.timeout(20):
            while (row := engine.slack_desk.row(marker)) is None or row.state is not OutboxState.SENDING:
                await events.next()
        assert await desk.post(brief, "# Handoff\n\nthe second text") == marker
        await done(engine, events, marker)
    assert [one.text for one in messages(world, channel)] == ["Handoff\nthe first text"]


async def test_what_waits_for_a_person_goes_with_the_newest_text(world: World) -> None:
    async with world.engine() as engine:
        events = at_work(engine)
        desk, brief = engine.handoff_desk, await read(engine)
        marker = await desk.post(brief, "old words")
        row = await ended(engine, events, marker)
        assert row.state is OutboxState.PARKED
        assert "Slack has no channel #oncall-handoff" in row.reason
        with world.server.lock:
            channel = world.slack.add_channel("oncall-handoff", members=[world.app.user_id])
        assert await desk.post(brief, "new words") == marker
        await done(engine, events, marker)
    assert [one.text for one in messages(world, channel)] == ["Handoff by Ada Moreau\nnew words"]


async def test_it_goes_to_the_channel_of_the_settings(world: World) -> None:
    world.settings += '[handoff]\nchannel = "#incidents"\n'
    async with world.engine() as engine:
        await posted(engine, at_work(engine))
    assert [one.text.splitlines()[0] for one in messages(world, world.channel)] == ["Handoff by Ada Moreau"]


async def test_where_slack_lets_nothing_be_read_it_is_posted_all_the_same(world: World, channel: Channel) -> None:
    with world.server.lock:
        world.slack.set_scopes(world.app, [one for one in PDTUI_SCOPES if not one.endswith(":history")])
    async with world.engine() as engine:
        await posted(engine, at_work(engine))
        assert await engine.handoff_desk.last_brief() is not None
    assert len(messages(world, channel)) == 1


async def test_hostile_titles_mention_nobody_and_stay_text(world: World, channel: Channel) -> None:
    title = "<!channel> *bold* [click](https://evil.example) <@U1> `x` <https://evil.example|y>"
    world.trigger(title, announced=False)
    async with world.engine() as engine:
        desk, events = engine.handoff_desk, at_work(engine)
        text = desk.markdown(await read(engine))
        await posted(engine, events)
    (message,) = messages(world, channel)
    assert "\\<\\!channel\\> \\*bold\\* \\[click\\]" in text
    found = str(message.blocks)
    assert title in found
    assert "'broadcast'" not in found
    assert "'user'" not in found
    assert found.count("'type': 'link'") == 2  # the incident's own address, in both lists
    assert "<!channel>" not in message.text


async def test_what_slack_has_no_room_for_is_counted(world: World, channel: Channel) -> None:
    lines = "\n".join(f"- line {number:04} {'x' * 90}" for number in range(300))
    async with world.engine() as engine:
        await posted(engine, at_work(engine), f"# Handoff\n\n{lines}")
        last = await engine.handoff_desk.last_brief()
    assert last is not None
    shown = [line for line in last.text.splitlines() if "line 0" in line]
    assert 50 < len(shown) < 300
    assert last.text.splitlines()[-1] == f"… {300 - len(shown)} more lines"


async def test_the_next_person_finds_the_last_brief_in_slack(world: World, channel: Channel) -> None:
    with world.server.lock:
        world.pagerduty.add_token("bo-token", world.bo)
        stranger = world.slack.add_app("other", token="xoxb-other", scopes=PDTUI_SCOPES)
        world.slack.join(channel.id, stranger.user_id)
    async with laptop(world, "ada") as engine:
        await posted(engine, at_work(engine), "# Handoff by Ada\n\n## Still open\n\n- [#1](https://a.example/1) disk")
    forged = {"event_type": "pdtui_action_mirrored", "event_payload": {"marker": f"{marks.HANDOFF}X", "by": "Mallory"}}
    with world.server.lock:
        world.slack.post(channel.id, stranger, "a brief that is none", metadata=forged)
        world.slack.post(channel.id, world.pagerduty_app, "chatter")
    async with laptop(world, "bo", PDTUI_PAGERDUTY_TOKEN="bo-token") as engine:
        last = await engine.handoff_desk.last_brief()
    assert last is not None
    assert last.text == "Handoff by Ada\nStill open\n• #1 disk"
    assert last.who == "Ada Moreau"
    assert abs(last.at - world.clock.now()) < timedelta(minutes=1)
    assert last.permalink.startswith("https://")
    assert channel.id in last.permalink


async def test_without_slack_the_last_brief_is_the_one_that_was_kept_here(world: World) -> None:
    async with world.engine(PDTUI_SLACK_TOKEN="") as engine:
        desk = engine.handoff_desk
        assert await desk.last_brief() is None
        brief = await read(engine)
        with pytest.raises(Refused, match="Slack is off"):
            await desk.post(brief, "text")
        desk.keep(brief, "the first")
        desk.keep(brief, "the one that was saved")
    async with world.engine(PDTUI_SLACK_TOKEN="") as engine:
        last = await engine.handoff_desk.last_brief()
        assert engine.slack_desk.rows() == ()
    assert last is not None
    assert (last.text, last.who, last.permalink) == ("the one that was saved", "Ada Moreau", "")


async def test_a_brief_of_another_shift_is_another_message(world: World, channel: Channel) -> None:
    async with world.engine() as engine:
        events = at_work(engine)
        await posted(engine, events)
        with world.server.lock:
            shifts = world.pagerduty.state.schedules[world.schedule.id].shifts
            shifts[0] = type(shifts[0])(world.me.id, shifts[0].start, shifts[0].end - HOUR)
        await posted(engine, events)
    assert len(messages(world, channel)) == 2
