"""Asking for cover over real HTTP: the question, the answer, the override, each once, whatever fails between."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pdtui.core.cover.request import CoverState
from tests.covering import CoverWorld, ask, quick, remarks, request, until_state
from tests.reminding import laptop
from tests.slack_socket import eventually
from tests.world import HOUR


@pytest.fixture
def world(tmp_path: Path) -> Iterator[CoverWorld]:
    with CoverWorld(tmp_path) as running:
        yield running
        assert running.server.errors == []


async def test_a_yes_in_the_conversation_puts_them_on_call(world: CoverWorld) -> None:
    with quick():
        async with laptop(world) as mine:
            made = await ask(mine, "I am at the dentist")
            assert world.said_to() == [
                "Ada Moreau asks you to cover Primary from Thu 09:00 to Thu 13:00 (Europe/Berlin): I am at the dentist\n"
                "Answer yes or no here."
            ]
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
