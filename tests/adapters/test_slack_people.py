"""Who is who, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pdtui.core.slack.port import SlackUser
from pdtui.errors import MissingScope, NotFound
from tests.adapters.slack_line import SCOPES, Line


@pytest.fixture
def line() -> Iterator[Line]:
    with Line() as open_line:
        yield open_line


async def test_a_person_by_id_and_by_email(line: Line) -> None:
    bo = line.desk.bo
    expected = SlackUser(bo.user_id, "Bo Larsen", "bo@acme.example", team_ids=frozenset({"T0ACME001"}))
    assert await line.client.user(bo.user_id) == expected
    assert await line.client.user_by_email("bo@acme.example") == expected


async def test_a_bot_is_told_apart(line: Line) -> None:
    bot = await line.client.user(line.desk.pagerduty.user_id)
    assert (bot.is_bot, bot.name, bot.email) == (True, "PagerDuty", "")


async def test_who_was_deactivated_is_known_by_id_and_not_found_by_email(line: Line) -> None:
    bo = line.desk.bo
    line.desk.slack.deactivate(bo.user_id)
    assert (await line.client.user(bo.user_id)).deleted
    with pytest.raises(NotFound) as caught:
        await line.client.user_by_email(bo.email)
    assert caught.value.code == "users_not_found"
    line.answer("users.lookupByEmail", {"ok": True, "user": {"id": bo.user_id, "deleted": True}})
    with pytest.raises(NotFound, match="bo@acme"):
        await line.client.user_by_email(bo.email)


async def test_strangers_are_not_found(line: Line) -> None:
    with pytest.raises(NotFound) as caught:
        await line.client.user("U404")
    assert caught.value.code == "user_not_found"
    with pytest.raises(NotFound):
        await line.client.user_by_email("nobody@acme.example")
    line.answer("users.info", {"ok": True})
    with pytest.raises(NotFound):
        await line.client.user(line.desk.bo.user_id)


async def test_without_the_scopes_for_people() -> None:
    with Line([scope for scope in SCOPES if scope != "users:read.email"]) as line:
        assert (await line.client.user(line.desk.bo.user_id)).email == ""
        with pytest.raises(MissingScope) as caught:
            await line.client.user_by_email("bo@acme.example")
        assert caught.value.needed == "users:read.email"


async def test_names_are_made_harmless(line: Line) -> None:
    profile = {"real_name": "", "display_name": "Bo\x1b[31m \u202eLarsen"}
    line.answer("users.info", {"ok": True, "user": {"id": "U1", "name": "bo", "profile": profile}})
    assert (await line.client.user("U1")).name == "Bo Larsen"
