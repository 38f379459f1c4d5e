"""Reading Slack over HTTP: who the token is, histories, threads, one message."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from pdtui.errors import BadCredential, NotFound, NotPermitted, NotSent
from pdtui.simulator.faults import Kind
from tests.adapters.slack_line import SCOPES, Line
from tests.simulator.slack_desk import START


@pytest.fixture
def line() -> Iterator[Line]:
    with Line() as open_line:
        yield open_line


async def test_the_identity_with_the_scopes_of_the_token(line: Line) -> None:
    identity = await line.client.identity()
    app = line.desk.app
    assert identity.team_id == "T0ACME001"
    assert (identity.bot_id, identity.user_id) == (app.bot_id, app.user_id)
    assert identity.scopes == frozenset(SCOPES)
    assert not identity.lacks("chat:write")
    assert identity.lacks("files:write", "team:read")


@pytest.mark.parametrize(
    ("header", "scopes"),
    [
        ({"X-OAuth-Scopes": "chat:write, users:read ,commands"}, {"chat:write", "users:read", "commands"}),
        ({"x-oauth-scopes": "chat:write,users:read"}, {"chat:write", "users:read"}),
        ({"x-oauth-scopes": ""}, set()),
        ({}, None),
    ],
)
async def test_the_scopes_in_every_shape_of_the_header(
    line: Line, header: dict[str, str], scopes: set[str] | None
) -> None:
    line.answer("auth.test", {"ok": True, "team_id": "T1"}, header)
    assert (await line.client.identity()).scopes == scopes


async def test_a_history_of_several_pages_is_whole_and_oldest_first(line: Line) -> None:
    slack, room = line.desk.slack, line.desk.incidents.id
    slack.history_clamp = 3
    made = [slack.post(room, line.desk.bo, str(number)).ts for number in range(8)]
    slack.post(room, line.desk.bo, "a reply", thread_ts=made[0])
    found = await line.client.history(room, START - timedelta(minutes=1), None)
    assert [message.ts for message in found] == made
    assert len(line.sent("conversations.history")) == 3
    until = START - timedelta(seconds=1)
    assert await line.client.history(room, START - timedelta(minutes=1), until) == ()


async def test_a_thread_has_its_parent_once_though_each_page_begins_with_it(line: Line) -> None:
    slack, room = line.desk.slack, line.desk.incidents.id
    parent = slack.post(room, line.desk.pagerduty, "*Triggered*")
    replies = [slack.post(room, line.desk.bo, str(number), thread_ts=parent.ts).ts for number in range(5)]
    slack.history_clamp = 3
    found = await line.client.replies(room, parent.ts)
    assert [message.ts for message in found] == [parent.ts, *replies]
    assert found[0].reply_count == 5
    assert {message.thread_ts for message in found} == {parent.ts}


async def test_a_thread_that_is_gone_is_not_found(line: Line) -> None:
    with pytest.raises(NotFound) as caught:
        await line.client.replies(line.desk.incidents.id, "1.000001")
    assert caught.value.code == "thread_not_found"


async def test_one_message_with_its_metadata(line: Line) -> None:
    posted = await line.client.post(line.post(), START.replace(year=2100))
    slack, room = line.desk.slack, line.desk.incidents.id
    slack.post(room, line.desk.bo, "later")
    found = await line.client.message(room, posted.ts)
    assert found is not None
    assert (found.ts, found.markers, found.deleted) == (posted.ts, frozenset({"pdtui:1"}), False)


async def test_a_message_that_is_gone_and_a_tombstone_and_a_reply(line: Line) -> None:
    slack, room = line.desk.slack, line.desk.incidents.id
    lonely, parent = slack.post(room, line.desk.bo, "1"), slack.post(room, line.desk.bo, "2")
    reply = slack.post(room, line.desk.bo, "3", thread_ts=parent.ts)
    slack.delete(room, lonely.ts)
    slack.delete(room, parent.ts)
    assert await line.client.message(room, lonely.ts) is None
    assert await line.client.message(room, reply.ts) is None
    grave = await line.client.message(room, parent.ts)
    assert grave is not None
    assert (grave.deleted, grave.reply_count) == (True, 1)


async def test_a_neighbour_is_not_taken_for_the_message(line: Line) -> None:
    line.answer("conversations.history", {"ok": True, "messages": [{"ts": "1.000002", "text": "next"}]})
    assert await line.client.message(line.desk.incidents.id, "1.000001") is None


async def test_the_address_of_a_message(line: Line) -> None:
    ts = line.desk.say()
    expected = f"https://acme.slack.com/archives/{line.desk.incidents.id}/p{ts.replace('.', '')}"
    assert await line.client.permalink(line.desk.incidents.id, ts) == expected


async def test_a_list_that_is_missing_is_no_empty_one(line: Line) -> None:
    line.answer("conversations.replies", {"ok": True})
    with pytest.raises(NotSent, match="messages"):
        await line.client.replies(line.desk.incidents.id, "1.000001")


@pytest.mark.parametrize("status", [200, 502])
async def test_the_page_of_a_captive_portal_is_no_answer(line: Line, status: int) -> None:
    line.fault(Kind.HTML, "conversations.history", status=status)
    with pytest.raises(NotSent):
        await line.client.message(line.desk.incidents.id, "1.000001")


async def test_what_a_token_may_not_read_is_told(line: Line) -> None:
    line.desk.slack.refuses_bot_replies = True
    ts = line.desk.say()
    with pytest.raises(BadCredential, match="not_allowed_token_type"):
        await line.client.replies(line.desk.incidents.id, ts)
    line.answer("conversations.replies", {"ok": False, "error": "no_permission"})
    with pytest.raises(NotPermitted, match="no_permission"):
        await line.client.replies(line.desk.incidents.id, ts)


async def test_whether_there_is_a_token_at_all() -> None:
    with Line(token=lambda: None) as line:
        assert not await line.client.is_configured()
        assert line.server.exchanges == []
