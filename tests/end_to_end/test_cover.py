"""Asking for cover over real HTTP: the question, the answer, the override, each once, whatever fails between."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest

from pdtui.core.cover.request import CoverState
from pdtui.core.events import OutboxChanged
from pdtui.core.model import Reference
from pdtui.core.slack.owed import PersonalMessage
from pdtui.errors import JournalUnusable, Refused
from pdtui.simulator.faults import Fault, Kind
from tests.covering import (
    MORNING,
    CoverWorld,
    ask,
    ask_only,
    quick,
    remarks,
    request,
    until_settled,
    until_state,
)
from tests.reminding import MINUTE, laptop
from tests.slack_socket import eventually
from tests.world import HOUR, until


@pytest.fixture
def world(tmp_path: Path) -> Iterator[CoverWorld]:
    made = CoverWorld(tmp_path)
    with made:
        yield made
        assert made.server.errors == []


async def test_a_yes_in_the_conversation_puts_them_on_call(world: CoverWorld) -> None:
    with quick():
        async with laptop(world) as mine:
            made = await ask(mine, "I am at the dentist")
            asks = "Ada Moreau asks you to cover Primary from Thu 09:00 to Thu 13:00 (Europe/Berlin)"
            assert world.said_to() == [f"{asks}: I am at the dentist\nAnswer yes or no here."]
            world.says("Yes!")
            done = await until_state(mine, made, CoverState.COVERED)
            (override,) = world.overrides()
            assert (override.user_id, override.start, override.end) == (world.bo.id, done.start, done.end)
            await eventually(lambda: len(world.said_to()) == 2)
            assert world.said_to()[1] == "Thank you: you are on call for Primary from Thu 09:00 to Thu 13:00."
            assert remarks(mine) == ["Bo Larsen covers you: on call for Primary from Thu 09:00 to Thu 13:00"]


async def test_a_no_is_told_and_nothing_is_done(world: CoverWorld) -> None:
    with quick():
        async with laptop(world) as mine:
            made = await ask(mine)
            world.says("sorry")
            await until_state(mine, made, CoverState.DECLINED)
            assert remarks(mine) == ["Bo Larsen cannot cover Primary from Thu 09:00 to Thu 13:00"]
            assert request(mine, made).answer == "sorry"
    assert (world.overrides(), len(world.said_to())) == ([], 1)


async def test_nobody_answers_until_the_turn_begins(world: CoverWorld) -> None:
    with quick():
        async with laptop(world) as mine:
            made = await ask(mine)
            world.clock.advance(HOUR)
            await until_state(mine, made, CoverState.EXPIRED)
            told = "Bo Larsen did not answer in time: nobody covers Primary from 09:00 to 13:00"
            assert [one.replace("Thu ", "") for one in remarks(mine)] == [told]
            await eventually(lambda: len(world.said_to()) == 2)
    assert world.said_to()[1].startswith("The time to answer is over: you are not asked any more to cover Primary")
    assert world.overrides() == []


async def test_only_the_asked_person_counts_and_other_words_are_shown(world: CoverWorld) -> None:
    with quick():
        async with laptop(world) as mine:
            made = await ask(mine)
            world.says("yes", world.slack_cleo, to=world.slack_bo)
            await mine.engine.covers.look()
            assert request(mine, made).state is CoverState.ASKED
            world.says(f"Could <@{world.slack_cleo.user_id}> do it?")
            words = "Could @cleo do it?"
            await eventually(lambda: request(mine, made).answer)
            assert request(mine, made).answer == words
            told = f"Bo Larsen answers: {words} (about Primary; the request stays open)"
            assert remarks(mine) == [told]
            await mine.engine.covers.look()
            assert (remarks(mine), request(mine, made).state) == ([], CoverState.ASKED)
            world.says("ok")
            await until_state(mine, made, CoverState.COVERED)
    assert [one.user_id for one in world.overrides()] == [world.bo.id]


async def test_of_two_questions_a_word_answers_the_last_and_a_thread_its_own(world: CoverWorld) -> None:
    async with laptop(world) as mine:
        first = await ask(mine, begins=HOUR)
        second = await ask(mine, begins=10 * HOUR)
        question = world.in_direct()[0]
        world.says("no")
        world.says("yes", under=question.ts)
        await mine.engine.covers.look()
        assert request(mine, second).state is CoverState.DECLINED
        await until_settled(mine, first)
        assert request(mine, first).state is CoverState.COVERED
    (override,) = world.overrides()
    assert override.start == MORNING + HOUR


async def test_a_word_behind_another_message_of_the_app_means_nothing(world: CoverWorld) -> None:
    async with laptop(world) as mine:
        made = await ask(mine)
        note = PersonalMessage(Reference(world.bo.id, "Bo Larsen"), "a word", "Your shift begins at 14:00.")
        assert await mine.engine.slack_desk.tell_once(note, "pdtui:personal:1", mine.clock.now())
        await eventually(lambda: len(world.said_to()) == 2)
        world.says("ok")
        await mine.engine.covers.look()
        assert request(mine, made).state is CoverState.ASKED
        assert remarks(mine) == ["Bo Larsen answers: ok (about Primary; the request stays open)"]


async def test_a_question_whose_answer_was_lost_stands_there_once(world: CoverWorld) -> None:
    with quick():
        async with laptop(world) as mine:
            world.faults.add(Fault(Kind.DROP, path="/api/chat.postMessage", applied=True))
            made = await ask_only(mine)
            await eventually(lambda: world.said_to())
            while not request(mine, made.id).ts:
                world.clock.advance(MINUTE / 6)
                await until(mine.events, lambda event: isinstance(event, OutboxChanged))
                await mine.engine.covers.look(read=False)
            world.says("y")
            await until_state(mine, made.id, CoverState.COVERED)
            await eventually(lambda: len(world.said_to()) == 2)
    assert len(world.overrides()) == 1


async def test_two_engines_put_them_on_call_once(world: CoverWorld) -> None:
    async with laptop(world) as mine, laptop(world, mine.clock) as other:
        made = await ask(mine)
        world.says("yes")
        await asyncio.gather(*(one.engine.covers.look() for one in (mine, other) * 3))
        await until_settled(mine, made)
        await asyncio.gather(*(one.engine.covers.look() for one in (mine, other) * 3))
        await eventually(lambda: len(world.said_to()) == 2)
        told = remarks(mine) + remarks(other)
    assert told == ["Bo Larsen covers you: on call for Primary from Thu 09:00 to Thu 13:00"]
    assert len(world.overrides()) == 1


async def test_it_goes_on_after_a_restart_at_each_step(world: CoverWorld) -> None:
    async with laptop(world) as mine:
        world.faults.add(Fault(Kind.STATUS, path="/api/chat.postMessage", times=None))
        made = await ask_only(mine)
    assert world.said_to() == []
    world.faults.clear()
    world.clock.advance(MINUTE)
    with quick():
        async with laptop(world) as mine:
            await eventually(lambda: world.said_to())
    world.says("sure")
    world.faults.add(Fault(Kind.DROP, method="POST", path="/overrides", applied=True, times=None))
    with quick():
        async with laptop(world) as mine:
            await eventually(lambda: request(mine, made.id).state is CoverState.ACCEPTED and world.overrides())
    world.faults.clear()
    with quick():
        async with laptop(world) as mine:
            await until_state(mine, made.id, CoverState.COVERED)
            await eventually(lambda: len(world.said_to()) == 2)
    assert len(world.overrides()) == 1


async def test_a_request_that_was_recorded_and_not_owed_is_asked_after_a_kill(world: CoverWorld) -> None:
    async with laptop(world) as mine:
        killed = patch.object(mine.engine.slack_desk, "tell_once", side_effect=JournalUnusable("killed here"))
        with killed, pytest.raises(JournalUnusable):
            await ask_only(mine)
    with quick():
        async with laptop(world):
            await eventually(lambda: world.said_to())
    assert len(world.said_to()) == 1


async def test_a_kill_between_the_yes_and_the_write_loses_nothing(world: CoverWorld) -> None:
    async with laptop(world) as mine:
        made = await ask(mine)
        world.says("yes")
        with patch.object(mine.engine._writer, "resume") as killed:
            steps = mine.engine.covers._steps
            steps._writing = replace(steps._writing, carry_on=killed)
            await mine.engine.covers.look()
        assert request(mine, made).state is CoverState.ACCEPTED
        assert killed.call_count == 1
    assert world.overrides() == []
    with quick():
        async with laptop(world) as mine:
            await until_state(mine, made, CoverState.COVERED)
            await eventually(lambda: len(world.said_to()) == 2)
    assert len(world.overrides()) == 1


async def test_without_the_scope_the_asker_is_told_once_that_no_answer_is_read(world: CoverWorld) -> None:
    async with laptop(world) as mine:
        made = await ask(mine)
        with world.server.lock:
            world.slack.set_scopes(world.app, set(world.app.scopes) - {"im:history"})
        world.says("yes")
        for _ in range(2):
            await mine.engine.covers.look()
        assert remarks(mine) == ["what Bo Larsen answers cannot be read: Slack needs im:history"]
        world.clock.advance(HOUR)
        await mine.engine.covers.look()
        assert request(mine, made).state is CoverState.EXPIRED


async def test_while_slack_is_silent_nobody_is_said_not_to_have_answered(world: CoverWorld) -> None:
    async with laptop(world) as mine:
        made = await ask(mine)
        world.says("yes")
        world.faults.add(Fault(Kind.STATUS, path="/api/conversations.history", times=None))
        world.clock.advance(HOUR)
        await mine.engine.covers.look()
        assert request(mine, made).state is CoverState.ASKED
        world.faults.clear()
        await mine.engine.covers.look()
        await until_settled(mine, made)
        assert request(mine, made).state is CoverState.COVERED
        world.clock.advance(5 * HOUR)
    assert len(world.overrides()) == 1


async def test_a_laptop_that_slept_over_the_deadline_reads_before_it_gives_up(world: CoverWorld) -> None:
    async with laptop(world) as mine:
        made = await ask(mine)
    world.says("yes")
    world.clock.advance(2 * HOUR)
    with quick():
        async with laptop(world) as mine:
            await until_state(mine, made, CoverState.COVERED)
            await eventually(lambda: len(world.said_to()) == 2)
    (override,) = world.overrides()
    assert (override.start, override.end) == (MORNING + 2 * HOUR, MORNING + 5 * HOUR)
    assert world.said_to()[1] == "Thank you: you are on call for Primary from Thu 10:00 to Thu 13:00."


async def test_a_refused_override_is_told_to_both(world: CoverWorld) -> None:
    no = b'{"error": {"code": 2010, "message": "Access Denied"}}'
    world.faults.add(Fault(Kind.STATUS, method="POST", path="/overrides", status=403, body=no, times=None))
    with quick():
        async with laptop(world) as mine:
            made = await ask(mine)
            world.says("yes")
            await until_state(mine, made, CoverState.REFUSED)
            await eventually(lambda: len(world.said_to()) == 2)
            (told,) = remarks(mine)
    assert told.startswith("Bo Larsen said yes, but is not known to be on call for Primary")
    assert world.said_to()[1].startswith("Thank you, but PagerDuty did not confirm that you are on call")


async def test_what_is_withdrawn_is_not_asked_any_more(world: CoverWorld) -> None:
    async with laptop(world) as mine:
        made = await ask(mine)
        await mine.engine.covers.withdraw(made)
        await eventually(lambda: len(world.said_to()) == 2)
        assert world.said_to()[1].startswith("Ada Moreau does not need you to cover Primary from Thu 09:00")
        world.says("yes")
        await mine.engine.covers.look()
        with pytest.raises(Refused, match="withdrawn already"):
            await mine.engine.covers.withdraw(made)
        assert request(mine, made).state is CoverState.WITHDRAWN
    assert world.overrides() == []


async def test_what_never_got_to_slack_is_withdrawn_without_a_word(world: CoverWorld) -> None:
    async with laptop(world) as mine:
        world.faults.add(Fault(Kind.STATUS, path="/api/conversations.open", times=None))
        made = await ask_only(mine)
        await until(mine.events, lambda event: isinstance(event, OutboxChanged))
        await mine.engine.covers.withdraw(made.id)
        assert mine.engine.slack_desk.rows() == ()
    assert world.said_to() == []
