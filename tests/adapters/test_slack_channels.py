"""Channels over HTTP: made once, found by name, filled with people, and nothing fails that is so already."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pdtui.errors import MissingScope, NotFound, OutcomeUnknown, Refused
from pdtui.simulator.faults import Kind
from pdtui.simulator.slack import Channel
from tests.adapters.slack_line import SCOPES, Line


@pytest.fixture
def line() -> Iterator[Line]:
    with Line() as open_line:
        yield open_line


def without(*scopes: str) -> list[str]:
    return [scope for scope in SCOPES if scope not in scopes]


def room(line: Line, channel_id: str) -> Channel:
    return line.desk.slack.channels[channel_id]


async def test_a_channel_is_made_and_its_name_acts_as_a_lock(line: Line) -> None:
    made = await line.client.create_channel("inc-12", private=True)
    assert (made.name, made.is_member) == ("inc-12", True)
    assert made.creator == line.desk.app.user_id
    assert made.created_at == line.desk.clock.now()
    assert made.short == (await line.client.channel("#inc-12"))
    with pytest.raises(Refused) as caught:
        await line.client.create_channel("inc-12", private=False)
    assert caught.value.code == "name_taken"


async def test_a_lost_answer_to_the_making_is_settled_by_the_name(line: Line) -> None:
    line.fault(Kind.DROP, "conversations.create", applied=True)
    with pytest.raises(OutcomeUnknown):
        await line.client.create_channel("inc-12", private=False)
    found = await line.client.channel_named("inc-12")
    assert found is not None
    assert found.creator == line.desk.app.user_id
    line.answer("conversations.create", {"ok": True})
    with pytest.raises(OutcomeUnknown, match="by its name"):
        await line.client.create_channel("inc-13", private=False)


async def test_a_channel_by_name(line: Line) -> None:
    found = await line.client.channel_named("#lobby")
    assert found is not None
    assert (found.id, found.is_member, found.is_archived) == (line.desk.lobby.id, False, False)
    assert await line.client.channel_named("nowhere") is None
    assert await line.client.channel_named("vault") is None


@pytest.mark.parametrize("name", ["incidents", "lobby"])
async def test_an_archived_channel_by_name(line: Line, name: str) -> None:
    for channel in (line.desk.incidents, line.desk.lobby):
        line.desk.slack.archive(channel.id)
    found = await line.client.channel_named(name)
    assert found is not None
    assert found.is_archived


async def test_a_name_that_was_missed_is_looked_for_anew(line: Line) -> None:
    assert await line.client.channel_named("inc-12") is None
    made = line.desk.slack.add_channel("inc-12")
    found = await line.client.channel_named("inc-12")
    assert found is not None
    assert found.id == made.id


async def test_a_name_that_was_seen_saves_the_lists_and_is_not_believed_blindly(line: Line) -> None:
    seen = await line.client.channel_named("lobby")
    assert seen is not None
    lists = len(line.sent("conversations.list"))
    line.desk.slack.channels[seen.id].purpose.value = "PABC123 &amp; more"
    again = await line.client.channel_named("lobby")
    assert again is not None
    assert again.purpose == "PABC123 & more"
    assert len(line.sent("conversations.list")) == lists
    line.desk.slack.channels[seen.id].name = "hall"
    assert await line.client.channel_named("lobby") is None
    assert len(line.sent("conversations.list")) == lists + 1


async def test_a_name_is_believed_for_a_day(line: Line) -> None:
    await line.client.channel("incidents")
    await line.client.channel("incidents")
    assert len(line.sent("users.conversations")) == 1
    line.now += 24 * 60 * 60 + 1
    await line.client.channel("incidents")
    assert len(line.sent("users.conversations")) == 2


async def test_without_the_scope_for_private_channels_the_public_ones_are_found() -> None:
    with Line(without("groups:read", "groups:history", "groups:write")) as line:
        found = await line.client.channel_named("incidents")
        assert found is not None
        assert found.id == line.desk.incidents.id


async def test_an_id_needs_no_list(line: Line) -> None:
    assert (await line.client.channel(line.desk.incidents.id)).name == "incidents"
    assert [one.request.path for one in line.server.exchanges] == ["/api/conversations.info"]
    with pytest.raises(NotFound, match="#nowhere"):
        await line.client.channel("#nowhere")
    with pytest.raises(NotFound) as caught:
        await line.client.channel_info("C999999999")
    assert caught.value.code == "channel_not_found"


async def test_topic_and_purpose_are_cut_to_what_slack_takes(line: Line) -> None:
    await line.client.set_topic(line.desk.incidents.id, "x" * 300)
    await line.client.set_purpose(line.desk.incidents.id, "y" * 250)
    info = await line.client.channel_info(line.desk.incidents.id)
    assert (info.topic, info.purpose) == ("x" * 249 + "…", "y" * 250)


async def test_one_who_cannot_come_keeps_nobody_else_out(line: Line) -> None:
    made = await line.client.create_channel("inc-12", private=False)
    desk = line.desk
    await line.client.invite(made.id, [desk.bo.user_id])
    refused = await line.client.invite(
        made.id, [desk.bo.user_id, desk.app.user_id, "U404", desk.chen.user_id, desk.chen.user_id]
    )
    assert refused == {desk.app.user_id: "cant_invite_self", "U404": "user_not_found"}
    assert room(line, made.id).members == [desk.app.user_id, desk.bo.user_id, desk.chen.user_id]


@pytest.mark.parametrize("shape", ["listed", "alone"])
async def test_where_nobody_can_come_everybody_is_named(line: Line, shape: str) -> None:
    if shape == "alone":
        line.answer("conversations.invite", {"ok": False, "error": "user_not_found"})
    refused = await line.client.invite(line.desk.incidents.id, ["U404", line.desk.app.user_id, line.desk.bo.user_id])
    assert refused == {"U404": "user_not_found", line.desk.app.user_id: "cant_invite_self"}
    assert len(line.sent("conversations.invite")) == (4 if shape == "alone" else 1)


async def test_people_are_invited_by_the_hundred(line: Line) -> None:
    people = [line.desk.slack.add_person(f"P {number}", f"p{number}@x.example") for number in range(150)]
    assert await line.client.invite(line.desk.incidents.id, [person.user_id for person in people]) == {}
    assert {person.user_id for person in people} < set(line.desk.incidents.members)
    assert len(line.sent("conversations.invite")) == 2


async def test_what_is_wrong_with_the_channel_is_no_persons_fault(line: Line) -> None:
    with pytest.raises(Refused) as caught:
        await line.client.invite(line.desk.lobby.id, [line.desk.chen.user_id])
    assert caught.value.code == "not_in_channel"
    assert await line.client.invite(line.desk.incidents.id, []) == {}


async def test_archiving_and_pinning_twice_is_as_good_as_once(line: Line) -> None:
    channel, ts = line.desk.incidents, line.desk.say()
    for _ in range(2):
        await line.client.pin(channel.id, ts)
    for _ in range(2):
        await line.client.archive(channel.id)
    assert (channel.pins, channel.archived) == ([ts], True)
    with pytest.raises(Refused) as caught:
        await line.client.pin(channel.id, ts)
    assert caught.value.code == "is_archived"


async def test_a_bookmark_is_added_once(line: Line) -> None:
    url = "https://acme.pagerduty.com/incidents/P1?a=1&b=2"
    line.answer("bookmarks.list", {"ok": True, "bookmarks": [{"link": "https://x.example"}]})
    await line.client.bookmark(line.desk.incidents.id, "t" * 300, url)
    assert [(one["title"], one["link"]) for one in line.desk.incidents.bookmarks] == [("t" * 255 + "…", url)]
    line.answer("bookmarks.list", {"ok": True, "bookmarks": [{"link": url.replace("&", "&amp;")}]})
    await line.client.bookmark(line.desk.incidents.id, "again", url)
    assert len(line.desk.incidents.bookmarks) == 1


async def test_a_bookmark_without_the_scope_to_look(line: Line) -> None:
    line.answer("bookmarks.list", {"ok": False, "error": "missing_scope", "needed": "bookmarks:read"})
    await line.client.bookmark(line.desk.incidents.id, "Incident", "https://x.example")
    assert len(line.desk.incidents.bookmarks) == 1


async def test_a_direct_conversation_is_the_same_one_each_time(line: Line) -> None:
    first = await line.client.open_direct(line.desk.bo.user_id)
    assert first == await line.client.open_direct(line.desk.bo.user_id)
    assert first.startswith("D")
    line.desk.slack.deactivate(line.desk.chen.user_id)
    with pytest.raises(Refused) as caught:
        await line.client.open_direct(line.desk.chen.user_id)
    assert caught.value.code == "user_disabled"


async def test_joining_what_is_public_private_archived_and_joined_already(line: Line) -> None:
    desk = line.desk
    await line.client.join(desk.incidents.id)
    assert line.sent("conversations.join") == []
    await line.client.join(desk.lobby.id)
    assert desk.app.user_id in desk.lobby.members
    with pytest.raises(NotFound):
        await line.client.join(desk.vault.id)
    closed = desk.slack.add_channel("closed")
    desk.slack.archive(closed.id)
    with pytest.raises(Refused, match="archived"):
        await line.client.join(closed.id)


async def test_without_the_scope_to_join_a_person_is_told_to_invite() -> None:
    with Line(without("channels:join")) as line, pytest.raises(Refused, match="invite"):
        await line.client.join(line.desk.lobby.id)


async def test_a_scope_that_is_missing_is_named() -> None:
    with Line(without("pins:write")) as line:
        ts = line.desk.say()
        with pytest.raises(MissingScope) as caught:
            await line.client.pin(line.desk.incidents.id, ts)
        assert caught.value.needed == "pins:write"
