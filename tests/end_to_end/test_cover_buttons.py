"""An answer to a request for cover by a button: of who was asked, whichever laptop Slack hands it to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pdtui.core.cover.request import CoverState
from tests.covering import ListeningWorld, ask, quick, remarks, request, until_settled, until_state
from tests.reminding import laptop
from tests.slack_socket import eventually


@pytest.fixture
def world(tmp_path: Path) -> Iterator[ListeningWorld]:
    made = ListeningWorld(tmp_path / "ada")
    with made:
        yield made
        assert made.server.errors == []


async def test_a_button_puts_them_on_call_and_a_second_press_changes_nothing(world: ListeningWorld) -> None:
    async with laptop(world) as mine:
        await world.connected(1)
        made = await ask(mine, "the dentist")
        (text,) = world.said_to()
        assert text.endswith("(Europe/Berlin): the dentist")
        world.press("yes")
        assert await world.answers(1) == ["Thank you. You are being put on call; pdtui says here when that is done."]
        await until_settled(mine, made)
        world.press("no")
        assert (await world.answers(2))[1] == "It is covered already; nothing was done."
        await eventually(lambda: len(world.said_to()) == 2)
        assert request(mine, made).state is CoverState.COVERED
    assert [one.user_id for one in world.overrides()] == [world.bo.id]


async def test_a_button_of_somebody_else_is_refused(world: ListeningWorld) -> None:
    async with laptop(world) as mine:
        await world.connected(1)
        made = await ask(mine)
        world.press("yes", world.slack_cleo)
        assert await world.answers(1, world.slack_cleo) == ["This asks Bo Larsen, not you; nothing was done"]
        assert request(mine, made).state is CoverState.ASKED
        world.press("no")
        assert await world.answers(1) == ["Noted: Ada Moreau is told that you cannot."]
        await mine.engine.covers.look(read=False)
        assert remarks(mine) == ["Bo Larsen cannot cover Primary from Thu 09:00 to Thu 13:00"]
    assert world.overrides() == []


async def test_a_press_that_comes_to_a_colleagues_laptop_is_passed_on(world: ListeningWorld, tmp_path: Path) -> None:
    world.pagerduty.add_token("cleo-token", world.cleo)
    async with laptop(world, environment={"PDTUI_SLACK_APP_TOKEN": ""}) as mine:
        made = await ask(mine)
        world.home = tmp_path / "cleo"
        async with laptop(world, environment={"PDTUI_PAGERDUTY_TOKEN": "cleo-token"}):
            await world.connected(1)
            world.press("yes", world.slack_cleo)
            await world.answers(1, world.slack_cleo)
            await eventually(lambda: world.said_to(world.slack_cleo))
            world.press("yes")
            world.press("yes")
            await world.answers(2)
            await eventually(lambda: len(world.said_to()) == 2)
        assert request(mine, made).state is CoverState.ASKED
        with quick():
            await mine.engine.covers.look()
            await until_settled(mine, made)
            await until_state(mine, made, CoverState.COVERED)
            await eventually(lambda: len(world.said_to()) == 3)
    assert world.said_to()[1] == "Bo Larsen answers: I’ll cover. The pdtui of who asks takes it from here."
    assert [one.user_id for one in world.overrides()] == [world.bo.id]
