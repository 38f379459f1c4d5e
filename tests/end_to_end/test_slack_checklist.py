"""The checklist: once, whoever posts it; ticked from the terminal and by reactions."""

from __future__ import annotations

import pytest

from pdtui.core.engine import Engine
from pdtui.core.events import ThreadRead
from pdtui.core.journal import OutboxState
from pdtui.core.slack import marks
from pdtui.core.slack.views import Checklist
from pdtui.simulator.faults import Fault, Kind
from pdtui.simulator.slack import PDTUI_SCOPES
from tests.end_to_end.slack_desk import done, ended, laptop, listed, posted, when
from tests.world import HOUR, World, started, until

POST = "chat.postMessage$"
HEAD = "Checklist of"


async def checklist(engine: Engine, incident_id: str) -> Checklist:
    """As the thread shows it now."""
    view = await engine.slack_desk.read(listed(engine, incident_id))
    assert view.checklist is not None
    return view.checklist


async def test_it_is_posted_once_in_the_thread_with_the_items_of_the_settings(world: World) -> None:
    world.settings = world.settings.replace("[poll]", 'checklist = ["Look", "Tell & <ask>"]\n[poll]')
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        marker = await engine.slack_desk.post_checklist(listed(engine, incident.id))
        row = await done(engine, events, marker)
        again = await engine.slack_desk.post_checklist(listed(engine, incident.id))
        assert again == marker
        shown = await checklist(engine, incident.id)
    (message,) = posted(world, world.channel.id, HEAD)
    assert message.is_reply
    assert message.ts == row.ts == shown.ts
    assert [item.text for item in shown.items] == ["Look", "Tell & <ask>"]
    assert not any(item.done for item in shown.items)


@pytest.mark.parametrize("applied", [False, True], ids=["not applied", "applied"])
@pytest.mark.parametrize("kind", [Kind.DROP, Kind.TRUNCATE, Kind.STATUS])
async def test_a_lost_answer_leaves_one(world: World, kind: Kind, applied: bool) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        world.faults.add(Fault(kind, path=POST, applied=applied, status=502))
        await done(engine, events, await engine.slack_desk.post_checklist(listed(engine, incident.id)))
    assert len(posted(world, world.channel.id, HEAD)) == 1


async def test_two_laptops_at_once_leave_one_that_both_know(world: World) -> None:
    incident = world.trigger()
    async with laptop(world, "a") as first, laptop(world, "b") as second:
        events, others = await started(first), await started(second)
        marker = await first.slack_desk.post_checklist(listed(first, incident.id))
        await second.slack_desk.post_checklist(listed(second, incident.id))
        rows = await done(first, events, marker), await done(second, others, marker)
    (message,) = posted(world, world.channel.id, HEAD)
    assert {row.ts for row in rows} == {message.ts}


async def test_two_processes_of_one_journal_leave_one(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as first, world.engine() as second:
        events, others = await started(first), await started(second)
        ticks = [await first.slack_desk.tick(listed(first, incident.id), 1)]
        ticks += [await second.slack_desk.tick(listed(second, incident.id), 2)]
        await done(first, events, ticks[0])
        await done(second, others, ticks[1])
        assert (await checklist(first, incident.id)).done == 2
    assert len(posted(world, world.channel.id, HEAD)) == 1


async def test_a_tick_is_an_emoji_and_a_name_and_can_be_taken_back(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        about = listed(engine, incident.id)
        await done(engine, events, await engine.slack_desk.post_checklist(about))
        await done(engine, events, await engine.slack_desk.tick(about, 2))
        await done(engine, events, await engine.slack_desk.tick(about, 2))
        shown = await checklist(engine, incident.id)
        assert [(item.done, item.by) for item in shown.items][:3] == [(False, ""), (True, "Ada Moreau"), (False, "")]
        assert shown.done == 1
        (message,) = posted(world, world.channel.id, HEAD)
        assert message.reactions == {"two": [world.app.user_id]}
        assert "✓ Review the alert · Ada Moreau" in message.text
        await done(engine, events, await engine.slack_desk.tick(about, 2, done=False))
        assert (await checklist(engine, incident.id)).done == 0
    assert message.reactions == {}
    assert "☐ Review the alert" in message.text


async def test_a_tick_without_a_checklist_posts_it_first(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        await done(engine, events, await engine.slack_desk.tick(listed(engine, incident.id), 1))
        row = engine.slack_desk.row(marks.checklist(incident.id))
        assert row is not None
        assert row.state is OutboxState.DONE
        assert (await checklist(engine, incident.id)).items[0].by == "Ada Moreau"
    assert len(posted(world, world.channel.id, HEAD)) == 1


async def test_ticks_and_a_posting_at_once_share_one_checklist(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        about = listed(engine, incident.id)
        markers = [
            await engine.slack_desk.tick(about, 1),
            await engine.slack_desk.post_checklist(about),
            await engine.slack_desk.tick(about, 3),
        ]
        for marker in markers:
            await done(engine, events, marker)
        shown = await checklist(engine, incident.id)
    assert [item.number for item in shown.items if item.done] == [1, 3]
    assert len(posted(world, world.channel.id, HEAD)) == 1


async def test_a_checklist_that_was_deleted_is_posted_again_by_a_tick(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        about = listed(engine, incident.id)
        row = await done(engine, events, await engine.slack_desk.post_checklist(about))
        with world.server.lock:
            world.slack.delete(world.channel.id, row.ts)
        await done(engine, events, await engine.slack_desk.tick(about, 1))
        assert (await checklist(engine, incident.id)).done == 1
    assert len(posted(world, world.channel.id, HEAD)) == 1


async def test_anybodys_reaction_ticks_and_cannot_be_unticked_for_them(world: World) -> None:
    bo = world.slack.add_person("Bo Larsen", "bo@acme.example")
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        about = listed(engine, incident.id)
        row = await done(engine, events, await engine.slack_desk.post_checklist(about))
        with world.server.lock:
            world.slack.react(bo, world.channel.id, row.ts, "three")
        item = (await checklist(engine, incident.id)).items[2]
        assert (item.done, item.by) == (True, "Bo Larsen")
        untick = await done(engine, events, await engine.slack_desk.tick(about, 3, done=False))
        assert "somebody's reaction" in untick.reason
        assert (await checklist(engine, incident.id)).items[2].done


async def test_without_the_scope_for_emoji_the_text_tells_it(world: World) -> None:
    world.slack.set_scopes(world.app, set(PDTUI_SCOPES) - {"reactions:write"})
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        row = await done(engine, events, await engine.slack_desk.tick(listed(engine, incident.id), 4))
        assert "reactions:write" in row.reason
        assert (await checklist(engine, incident.id)).items[3].by == "Ada Moreau"


async def test_a_workspace_that_drops_metadata_keeps_ticks_in_the_text(world: World) -> None:
    world.slack.drops_metadata = True
    world.slack.set_scopes(world.app, set(PDTUI_SCOPES) - {"reactions:write"})
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        about = listed(engine, incident.id)
        await done(engine, events, await engine.slack_desk.tick(about, 4))
        await done(engine, events, await engine.slack_desk.tick(about, 1))
        shown = await checklist(engine, incident.id)
    assert [(item.number, item.text, item.by) for item in shown.items if item.done] == [
        (1, "Join the channel", "Ada Moreau"),
        (4, "First assessment within 5 minutes", "Ada Moreau"),
    ]


async def test_another_laptops_old_checklist_is_found_and_ticked(world: World) -> None:
    incident = world.trigger()
    async with world.engine() as engine:
        events = await started(engine)
        await done(engine, events, await engine.slack_desk.post_checklist(listed(engine, incident.id)))
    (message,) = posted(world, world.channel.id, HEAD)
    async with laptop(world, "other") as other:
        events = await started(other)
        await other.slack_desk.locate(listed(other, incident.id))
        await done(other, events, await other.slack_desk.post_checklist(listed(other, incident.id)))
        await done(other, events, await other.slack_desk.tick(listed(other, incident.id), 5))
    assert len(posted(world, world.channel.id, HEAD)) == 1
    assert set(message.reactions) == {"five"}


async def test_an_item_that_the_message_does_not_have_is_refused(world: World) -> None:
    incident = world.trigger()
    world.settings = world.settings.replace("[poll]", 'checklist = ["only one"]\n[poll]')
    async with world.engine() as engine:
        events = await started(engine)
        await done(engine, events, await engine.slack_desk.post_checklist(listed(engine, incident.id)))
    world.settings = world.settings.replace('["only one"]', '["only one", "two"]')
    async with world.engine() as engine:
        events = await started(engine)
        row = await ended(engine, events, await engine.slack_desk.tick(listed(engine, incident.id), 2))
    assert row.state is OutboxState.PARKED
    assert "no item 2" in row.reason


async def test_the_pane_sees_a_reaction_by_itself(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pdtui.core.slack.pace.LIVELY", 0.1)
    monkeypatch.setattr("pdtui.core.slack.pace.QUIET", 0.1)
    monkeypatch.setattr("pdtui.core.slack.read_thread.WHOLE_EVERY", 1)
    bo = world.slack.add_person("Bo Larsen", "bo@acme.example")
    incident = world.trigger(age=HOUR)
    async with world.engine() as engine:
        events = await started(engine)
        row = await done(engine, events, await engine.slack_desk.post_checklist(listed(engine, incident.id)))
        engine.slack_desk.look_at(incident.id)
        await until(events, lambda event: isinstance(event, ThreadRead))
        with world.server.lock:
            world.slack.react(bo, world.channel.id, row.ts, "one")

        def ticked() -> bool:
            view = engine.slack_desk.view(incident.id)
            return view is not None and view.checklist is not None and view.checklist.done == 1

        await when(events, ticked)
