"""Posting over HTTP: once, with marks that can be read back, and no text of a stranger's that is live."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pdtui.core.slack.port import Button, Piece, PieceKind, Post
from pdtui.errors import NotFound, NotSent, OutcomeUnknown, Refused
from pdtui.simulator.faults import Kind
from pdtui.simulator.slack import live_mentions
from tests.adapters.slack_line import Line

LATER = datetime.now(UTC) + timedelta(days=1)
HOSTILE = "<!channel> <@U0000000001> & <https://x.example|y> @here"


@pytest.fixture
def line() -> Iterator[Line]:
    with Line() as open_line:
        yield open_line


def full(line: Line, **changes: object) -> Post:
    post = Post(
        channel_id=line.desk.incidents.id,
        marker="pdtui:1",
        headline=HOSTILE,
        quote=f"{HOSTILE}\n{HOSTILE}",
        facts={"incident_id": "PABC123", "role": "action"},
        pieces=(
            Piece("Ada asks "),
            Piece("Bo", PieceKind.USER, line.desk.bo.user_id),
            Piece(f": {HOSTILE} "),
            Piece("#12", PieceKind.LINK, "https://acme.pagerduty.com/incidents/PABC123"),
        ),
        lines=(HOSTILE, "second"),
        marks=("pdtui:2", "pdtui:3"),
        buttons=(Button("pdtui_ack", HOSTILE, "PABC123", "primary"), Button("pdtui_resolve", "Resolve", "PABC123")),
    )
    return replace(post, **changes)  # type: ignore[arg-type]


async def test_a_post_with_everything_is_read_back_and_mentions_only_whom_it_should(line: Line) -> None:
    parent = line.desk.slack.post(line.desk.incidents.id, line.desk.pagerduty, "*Triggered*")
    posted = await line.client.post(full(line, thread_ts=parent.ts), LATER)
    assert posted.thread_ts == parent.ts
    (message,) = line.desk.slack.thread(line.desk.incidents.id, parent.ts)
    mention = f"<@{line.desk.bo.user_id}>"
    assert live_mentions(message) == [mention, mention]  # in the text and in the blocks
    read = (await line.client.replies(line.desk.incidents.id, parent.ts))[1]
    assert read.markers == {"pdtui:1", "pdtui:2", "pdtui:3"}
    assert read.facts == {"incident_id": "PABC123", "role": "action"}
    assert [piece.kind for piece in read.pieces] == [
        PieceKind.TEXT,
        PieceKind.USER,
        PieceKind.TEXT,
        PieceKind.LINK,
        PieceKind.TEXT,
    ]
    assert read.pieces[2].text == f": {HOSTILE} "
    assert read.pieces[4].text == f"\n• {HOSTILE}\n• second\n> {HOSTILE}\n> {HOSTILE}"
    assert (read.author, read.app_id, read.user_id) == ("pdtui", line.desk.app.app_id, line.desk.app.user_id)


async def test_buttons_are_a_block_of_their_own(line: Line) -> None:
    await line.client.post(full(line), LATER)
    (message,) = line.desk.slack.messages(line.desk.incidents.id)
    rich, actions = message.blocks
    assert (rich["block_id"], actions["block_id"]) == ("pdtui:1", "pdtui:1:buttons")
    assert actions["elements"] == [
        {
            "type": "button",
            "action_id": "pdtui_ack",
            "value": "PABC123",
            "text": {"type": "plain_text", "text": HOSTILE, "emoji": False},
            "style": "primary",
        },
        {
            "type": "button",
            "action_id": "pdtui_resolve",
            "value": "PABC123",
            "text": {"type": "plain_text", "text": "Resolve", "emoji": False},
        },
    ]


async def test_the_marks_hold_where_the_workspace_drops_metadata(line: Line) -> None:
    line.desk.slack.drops_metadata = True
    posted = await line.client.post(full(line), LATER)
    read = await line.client.message(line.desk.incidents.id, posted.ts)
    assert read is not None
    assert read.markers == {"pdtui:1"}
    assert read.facts == {}


async def test_a_long_text_full_of_signs_is_posted_and_updated(line: Line) -> None:
    long = replace(full(line), headline="", pieces=(Piece("&<>" * 2000),), quote="&" * 5000, lines=("<" * 5000,) * 9)
    posted = await line.client.post(long, LATER)
    await line.client.update(long, posted.ts)
    (message,) = line.desk.slack.messages(line.desk.incidents.id)
    assert message.edited is not None
    assert len(message.text) <= 2900
    assert message.text.endswith(";…")


async def test_an_update_keeps_the_mark_and_takes_the_buttons_away(line: Line) -> None:
    posted = await line.client.post(full(line), LATER)
    await line.client.update(full(line, buttons=(), pieces=(Piece("done"),), lines=(), quote=""), posted.ts)
    read = await line.client.message(line.desk.incidents.id, posted.ts)
    assert read is not None
    assert (read.pieces, read.edited) == ((Piece("done"),), True)
    assert "pdtui:1" in read.markers
    assert len(line.desk.slack.messages(line.desk.incidents.id)[0].blocks) == 1


async def test_a_post_is_not_begun_after_its_time(line: Line) -> None:
    with pytest.raises(NotSent, match="slept"):
        await line.client.post(line.post(), datetime.now(UTC) - timedelta(seconds=1))
    assert line.server.exchanges == []


@pytest.mark.parametrize("kind", [Kind.DROP, Kind.TRUNCATE, Kind.HTML, Kind.HANG])
async def test_a_lost_answer_is_unknown_and_nothing_is_posted_twice(line: Line, kind: Kind) -> None:
    line.fault(kind, "chat.postMessage", applied=True, status=200)
    with pytest.raises(OutcomeUnknown):
        await line.client.post(line.post(), LATER)
    assert len(line.desk.slack.messages(line.desk.incidents.id)) == 1


async def test_an_answer_that_does_not_show_the_message_settles_nothing(line: Line) -> None:
    line.answer("chat.postMessage", {"ok": True})
    with pytest.raises(OutcomeUnknown, match="does not show"):
        await line.client.post(line.post(), LATER)


async def test_nobody_there_means_not_sent(line: Line) -> None:
    line.server.stop()
    with pytest.raises(NotSent, match="cannot be reached"):
        await line.client.post(line.post(), LATER)


async def test_a_refused_post_carries_the_word_of_slack(line: Line) -> None:
    with pytest.raises(Refused) as caught:
        await line.client.post(replace(line.post(), channel_id=line.desk.lobby.id), LATER)
    assert caught.value.code == "not_in_channel"
    assert "/invite" in caught.value.advice


async def test_what_is_deleted_already_counts_as_deleted(line: Line) -> None:
    posted = await line.client.post(line.post(), LATER)
    await line.client.delete(posted.channel_id, posted.ts)
    await line.client.delete(posted.channel_id, posted.ts)
    assert line.desk.slack.messages(posted.channel_id) == []
    assert len(line.sent("chat.delete")) == 2


async def test_a_message_of_somebody_else_is_not_deleted(line: Line) -> None:
    message = line.desk.slack.post(line.desk.incidents.id, line.desk.bo, "mine")
    with pytest.raises(Refused) as caught:
        await line.client.delete(line.desk.incidents.id, message.ts)
    assert caught.value.code == "cant_delete_message"


async def test_an_emoji_is_put_and_taken_once(line: Line) -> None:
    room, ts = line.desk.incidents.id, line.desk.say()
    assert await line.client.react(room, ts, "eyes")
    assert not await line.client.react(room, ts, "eyes")
    read = await line.client.message(room, ts)
    assert read is not None
    assert [(one.name, one.count, one.user_ids) for one in read.reactions] == [("eyes", 1, (line.desk.app.user_id,))]
    assert await line.client.unreact(room, ts, "eyes")
    assert not await line.client.unreact(room, ts, "eyes")


async def test_an_emoji_under_a_message_that_is_gone(line: Line) -> None:
    with pytest.raises(NotFound) as caught:
        await line.client.react(line.desk.incidents.id, "1.000001", "eyes")
    assert caught.value.code == "message_not_found"
