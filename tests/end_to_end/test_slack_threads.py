"""The thread on the screen: read with names, kept read sparingly, and what it means when I answer in it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from pdtui.core.commands import Acknowledge
from pdtui.core.engine import Engine
from pdtui.core.events import Engaged, Event, ThreadFailed, ThreadFound, ThreadRead, WriteDone
from pdtui.core.slack.views import ThreadMessage
from pdtui.core.subscription import Subscription
from pdtui.errors import BadCredential, MissingScope, Refused
from pdtui.simulator.faults import Fault, Kind
from pdtui.simulator.pagerduty.model import Incident
from pdtui.simulator.slack import PDTUI_SCOPES
from pdtui.simulator.slack.model import Message, Person
from tests.end_to_end.slack_desk import all_delivered, done, listed, when
from tests.world import PATIENCE, World, started, until

REPLIES = "/api/conversations.replies"


@pytest.fixture
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Readings that follow each other at once, each third one whole."""
    monkeypatch.setattr("pdtui.core.slack.pace.LIVELY", 0.05)
    monkeypatch.setattr("pdtui.core.slack.pace.QUIET", 0.05)
    monkeypatch.setattr("pdtui.core.slack.thread_reader.SETTLED", 0.0)
    monkeypatch.setattr("pdtui.core.slack.read_thread.WHOLE_EVERY", 3)


@pytest.fixture
def bo(world: World) -> Person:
    return world.slack.add_person("Bo Larsen", "bo@acme.example")


@pytest.fixture
def ada(world: World) -> Person:
    return world.slack.add_person("Ada Moreau", "ada@acme.example")


@asynccontextmanager
async def looking(world: World, incident: Incident) -> AsyncIterator[tuple[Engine, Subscription]]:
    """An engine whose screen shows the incident's thread, once it was read."""
    async with world.engine() as engine:
        events = await started(engine)
        engine.look_at(incident.id)
        await until(events, lambda event: isinstance(event, ThreadFound))
        engine.slack_desk.look_at(incident.id)
        await until(events, lambda event: isinstance(event, ThreadRead))
        yield engine, events


def says(world: World, parent: Message, who: Person, text: str) -> Message:
    with world.server.lock:
        return world.slack.post(world.channel.id, who, text, thread_ts=parent.ts)


def asked(world: World) -> int:
    """How often a thread was asked for."""
    return world.requests("POST", REPLIES)


def shown(engine: Engine, incident: Incident) -> tuple[ThreadMessage, ...]:
    view = engine.slack_desk.view(incident.id)
    return view.messages if view is not None else ()


def texts(engine: Engine, incident: Incident) -> list[str]:
    return [message.text for message in shown(engine, incident)]


async def test_it_shows_names_times_files_reactions_and_links(world: World, ada: Person, bo: Person) -> None:
    incident = world.trigger(announced=False)
    parent = world.announce(incident)
    with world.server.lock:
        first = world.slack.post(
            world.channel.id, bo, f"<@{ada.user_id}> see <https://graphs.example/1|the graph> &amp; say",
            thread_ts=parent.ts, files=[{"name": "heap.png"}],
        )  # fmt: skip
        world.slack.react(ada, world.channel.id, first.ts, "eyes")
    says(world, parent, ada, "mine")
    async with world.engine() as engine:
        events = await started(engine)
        about = listed(engine, incident.id)
        await done(engine, events, await engine.slack_desk.reply(about, "from the terminal"))
        view = await engine.slack_desk.read(about)
    head, one, two, three = view.messages
    assert (head.is_parent, head.author) == (True, "PagerDuty")
    assert (one.author, one.text, one.files) == ("Bo Larsen", "@Ada Moreau see the graph & say", ("heap.png",))
    assert one.pieces[2].value == "https://graphs.example/1"
    assert [(reaction.name, reaction.count) for reaction in one.reactions] == [("eyes", 1)]
    assert (two.author, two.is_mine, two.by_pdtui) == ("Ada Moreau", True, False)
    assert (three.is_mine, three.by_pdtui, three.text) == (False, True, "Ada Moreau: from the terminal")
    assert two.at <= three.at
    assert view.checklist is None


@pytest.mark.usefixtures("quickly")
async def test_channels_have_their_names_and_are_asked_for_once(world: World, bo: Person) -> None:
    incident = world.trigger(announced=False)
    parent = world.announce(incident)
    says(world, parent, bo, f"over in <#{world.channel.id}>, not <#C0NOWHERE1>")
    says(world, parent, bo, f"<#{world.channel.id}|> again")
    async with looking(world, incident) as (engine, _):
        kept = [message.text for message in shown(engine, incident)][-2:]
    assert kept == ["over in incidents, not C0NOWHERE1", "incidents again"]
    assert world.requests("POST", "/api/conversations.info") <= 3


async def test_what_is_said_edited_and_deleted_is_seen(
    world: World, bo: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pdtui.core.slack.read_thread.WHOLE_EVERY", 3)
    incident = world.trigger(announced=False)
    parent = world.announce(incident)
    first = says(world, parent, bo, "first")
    async with looking(world, incident) as (engine, events):
        says(world, parent, bo, "second")
        await when(events, lambda: texts(engine, incident)[1:] == ["first", "second"])
        with world.server.lock:
            world.slack.update(world.channel.id, first.ts, "first, or so")
        await when(events, lambda: texts(engine, incident)[1] == "first, or so")
        assert shown(engine, incident)[1].edited
        with world.server.lock:
            world.slack.delete(world.channel.id, first.ts)
        await when(events, lambda: shown(engine, incident)[1].deleted)
        assert texts(engine, incident)[1] == "This message was deleted."
        assert shown(engine, incident)[1].author == "Bo Larsen"


@pytest.mark.usefixtures("quickly")
async def test_a_deleted_parent_is_a_tombstone_over_its_thread(world: World, bo: Person) -> None:
    incident = world.trigger(announced=False)
    parent = world.announce(incident)
    says(world, parent, bo, "still here")
    async with looking(world, incident) as (engine, events):
        with world.server.lock:
            world.slack.delete(world.channel.id, parent.ts)
        await when(events, lambda: shown(engine, incident)[0].deleted)
        assert texts(engine, incident)[1] == "still here"


@pytest.mark.usefixtures("quickly")
async def test_only_what_is_looked_at_is_asked_for(world: World) -> None:
    incident = world.trigger()
    async with looking(world, incident) as (engine, events):
        engine.slack_desk.look_at(None)
        await done(engine, events, await engine.slack_desk.react(listed(engine, incident.id), "eyes"))
        before = asked(world)
        for emoji in ("tada", "fire", "wave"):  # each takes longer than a reading would
            await done(engine, events, await engine.slack_desk.react(listed(engine, incident.id), emoji))
        assert asked(world) == before


@pytest.mark.usefixtures("quickly")
async def test_an_unchanged_thread_is_told_once(world: World) -> None:
    incident = world.trigger()
    async with looking(world, incident) as (engine, events):
        before = asked(world)
        everything = engine.subscribe()
        while asked(world) < before + 5:
            await done(engine, events, await engine.slack_desk.react(listed(engine, incident.id), "eyes", remove=True))
        await done(engine, events, await engine.slack_desk.reply(listed(engine, incident.id), "news"))
        await until(everything, lambda event: isinstance(event, ThreadRead))
        assert "news" in texts(engine, incident)[-1]


async def test_without_the_history_scope_the_view_says_so(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        engine.look_at(incident.id)
        await until(events, lambda event: isinstance(event, ThreadFound))
        await engine.slack_desk.read(listed(engine, incident.id))
        world.slack.set_scopes(world.app, set(PDTUI_SCOPES) - {"channels:history"})
        engine.slack_desk.look_at(incident.id)
        failed = await until(events, lambda event: isinstance(event, ThreadFailed))
        assert isinstance(failed, ThreadFailed)
        assert "channels:history" in failed.advice
        view = engine.slack_desk.view(incident.id)
        assert view is not None
        assert view.trouble == failed.advice
        assert len(view.messages) == 1
        before = asked(world)
        for _ in range(3):
            with pytest.raises(MissingScope):
                await engine.slack_desk.read(listed(engine, incident.id))
        assert asked(world) == before


async def test_an_incident_without_a_thread_says_so(world: World) -> None:
    incident = world.trigger(announced=False)
    async with world.engine() as engine:
        await started(engine)
        with pytest.raises(Refused, match="no thread"):
            await engine.slack_desk.read(listed(engine, incident.id))


async def test_a_revoked_token_is_told_instead_of_waited_for(world: World) -> None:
    incident = world.trigger()
    world.slack.revoke("xoxb-me")
    async with world.engine() as engine:
        await started(engine)
        with pytest.raises(BadCredential):
            await engine.slack_desk.read(listed(engine, incident.id))


async def test_a_clamped_app_is_noticed_and_reads_all_pages(world: World, bo: Person) -> None:
    world.slack.history_clamp = 15
    incident = world.trigger(announced=False)
    parent = world.announce(incident)
    for number in range(20):
        says(world, parent, bo, f"line {number}")
    async with world.engine() as engine:
        await started(engine)
        view = await engine.slack_desk.read(listed(engine, incident.id))
        assert len(view.messages) == 21
        assert engine.slack_desk.offices[""].workspace.slack.is_clamped


async def test_only_the_last_threads_are_remembered(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pdtui.core.slack.thread_reader.KEPT", 2)
    incidents = [world.trigger(f"number {number}") for number in range(3)]
    async with world.engine() as engine:
        await started(engine)
        for incident in (incidents[0], incidents[1], incidents[0], incidents[2]):
            await engine.slack_desk.read(listed(engine, incident.id))
        known = [engine.slack_desk.view(incident.id) is not None for incident in incidents]
    assert known == [True, False, True]


async def test_a_reading_that_hangs_gives_way_to_the_next_incident(world: World) -> None:
    first, second = world.trigger("first"), world.trigger("second")
    async with looking(world, first) as (engine, events):
        engine.look_at(second.id)
        await until(events, lambda event: isinstance(event, ThreadFound))
        hanging = world.faults.add(Fault(Kind.HANG, path="conversations.replies$"))
        engine.slack_desk.look_at(None)
        engine.slack_desk.look_at(first.id)
        await when_set(hanging)
        engine.slack_desk.look_at(second.id)
        read = await until(events, lambda event: isinstance(event, ThreadRead))
        assert isinstance(read, ThreadRead)
        assert read.incident_id == second.id
        assert not hanging.release.is_set()


async def when_set(fault: Fault) -> None:
    assert await asyncio.to_thread(fault.reached.wait, PATIENCE)


# -- engaging ----------------------------------------------------------------------------------

AUTO = "auto_acknowledge = true\n[poll]"


async def test_answering_acknowledges_what_paged_me_with_a_note(world: World) -> None:
    world.settings = world.settings.replace("[poll]", AUTO)
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        await engine.slack_desk.locate(listed(engine, incident.id))
        await engine.slack_desk.reply(listed(engine, incident.id), "on it")
        told = await until(events, lambda event: isinstance(event, Engaged))
        assert isinstance(told, Engaged)
        assert told.acknowledged
        link = engine.slack_desk.thread(incident.id)
        assert link is not None
        await when(events, lambda: world.notes(incident))
        await all_delivered(engine, events)
    assert incident.status == "acknowledged"
    (note,) = world.notes(incident)
    assert note.content == f"Acknowledged by pdtui: Ada Moreau answered in Slack\n{link.permalink}"
    assert len(world.entries(incident, "acknowledge")) == 1


@pytest.mark.usefixtures("quickly")
async def test_answering_in_slack_itself_acknowledges_too(world: World, ada: Person, bo: Person) -> None:
    world.settings = world.settings.replace("[poll]", AUTO)
    incident = world.trigger(announced=False)
    parent = world.announce(incident)
    says(world, parent, ada, "said before I looked")
    async with looking(world, incident) as (_engine, events):
        says(world, parent, bo, "I see it too")
        says(world, parent, ada, "looking")
        told = await until(events, lambda event: isinstance(event, Engaged))
        assert isinstance(told, Engaged)
        assert told.acknowledged
        await until(events, lambda event: isinstance(event, WriteDone))
    assert incident.status == "acknowledged"


@pytest.mark.usefixtures("quickly")
async def test_what_others_or_pdtui_say_acknowledges_nothing(world: World, ada: Person, bo: Person) -> None:
    world.settings = world.settings.replace("[poll]", AUTO)
    incident = world.trigger(announced=False)
    parent = world.announce(incident)
    says(world, parent, ada, "said before I looked")
    async with looking(world, incident) as (engine, events):
        says(world, parent, bo, "not Ada")
        with world.server.lock:
            world.slack.post(world.channel.id, world.app, "Ada Moreau: by the app", thread_ts=parent.ts)
        await when(events, lambda: len(shown(engine, incident)) == 4)
        await done(engine, events, await engine.slack_desk.react(listed(engine, incident.id), "eyes"))
    assert incident.status == "triggered"
    assert world.notes(incident) == []


async def test_an_incident_that_paged_somebody_else_asks(world: World) -> None:
    world.settings = world.settings.replace("[poll]", AUTO)
    incident = world.trigger()
    with world.server.lock:
        world.pagerduty.reassign(incident.id, world.me.id, [world.bo.id])
    async with world.engine() as engine:
        events = await started(engine)
        await engine.slack_desk.reply(await engine.find(incident.id), "may I help?")
        told = await until(events, lambda event: isinstance(event, Engaged))
        assert isinstance(told, Engaged)
        assert not told.acknowledged
        await all_delivered(engine, events)
    assert incident.status == "triggered"


@pytest.mark.parametrize("how", ["off", "acknowledged"])
async def test_nothing_follows_where_it_is_off_or_somebody_has_it(world: World, how: str) -> None:
    if how != "off":
        world.settings = world.settings.replace("[poll]", AUTO)
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        if how == "acknowledged":
            engine.submit(Acknowledge(incident.id))
            await until(events, lambda event: isinstance(event, WriteDone))
        seen: list[Event] = []
        everything = engine.subscribe()
        marker = await engine.slack_desk.reply(listed(engine, incident.id), "hello")
        await done(engine, events, marker)
        await done(engine, events, await engine.slack_desk.tick(listed(engine, incident.id), 1))
        while (event := everything.poll()) is not None:
            seen.append(event)
    assert not [event for event in seen if isinstance(event, Engaged)]
    assert world.notes(incident) == []
    assert incident.status == ("triggered" if how == "off" else "acknowledged")


async def test_ticking_and_making_the_channel_engage_as_well(world: World) -> None:
    world.settings = world.settings.replace("[poll]", AUTO)
    ticked, opened = world.trigger("ticked"), world.trigger("opened")
    async with world.engine() as engine:
        events = await started(engine)
        await engine.slack_desk.tick(listed(engine, ticked.id), 1)
        await engine.slack_desk.make_channel([listed(engine, opened.id)])
        await when(events, lambda: world.notes(ticked) and world.notes(opened))
        await all_delivered(engine, events)
    assert ticked.status == opened.status == "acknowledged"
    assert "ticked its checklist" in world.notes(ticked)[0].content
    assert "made its channel" in world.notes(opened)[0].content
