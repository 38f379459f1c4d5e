"""The simulated Slack's messages: posting, threads, history and its pages, editing and deleting."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pdtui.simulator.slack import Channel, Message
from tests.simulator.slack_desk import Desk


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_post_is_answered_with_the_message_of_an_app(desk: Desk) -> None:
    answer = desk.ok("chat.postMessage", channel=desk.incidents.id, text="hi")
    message = answer["message"]
    assert answer["ts"] == message["ts"] == "1769590800.000000"
    assert (message["type"], message["text"], message["team"]) == ("message", "hi", "T0ACME001")
    assert (message["user"], message["bot_id"]) == (desk.app.user_id, desk.app.bot_id)
    assert message["app_id"] == message["bot_profile"]["app_id"] == desk.app.app_id
    assert message["bot_profile"]["id"] == desk.app.bot_id
    assert "thread_ts" not in message
    assert "subtype" not in message


def test_ts_grow_on_a_clock_that_stands_still(desk: Desk) -> None:
    found = [desk.say() for _ in range(3)]
    assert found == ["1769590800.000000", "1769590800.000001", "1769590800.000002"]
    desk.clock.advance(timedelta(seconds=2))
    assert desk.say() == "1769590802.000000"


def test_a_parent_learns_of_its_replies(desk: Desk) -> None:
    parent = desk.slack.post(desk.incidents.id, desk.pagerduty, "Triggered")
    first = desk.ok("chat.postMessage", channel=desk.incidents.id, text="one", thread_ts=parent.ts)
    assert first["message"]["thread_ts"] == parent.ts
    assert first["message"]["parent_user_id"] == desk.pagerduty.user_id
    last = desk.slack.post(desk.incidents.id, desk.bo, "two", thread_ts=parent.ts)
    (shown,) = desk.read()["messages"]
    assert shown["thread_ts"] == shown["ts"] == parent.ts
    assert (shown["reply_count"], shown["reply_users_count"]) == (2, 2)
    assert shown["latest_reply"] == last.ts
    assert shown["reply_users"] == [desk.app.user_id, desk.bo.user_id]
    assert desk.slack.thread(desk.incidents.id, parent.ts)[-1] is last


def test_replying_to_a_reply_lands_under_its_parent(desk: Desk) -> None:
    parent = desk.say("parent")
    reply = desk.say("reply", thread_ts=parent)
    answer = desk.ok("chat.postMessage", channel=desk.incidents.id, text="deeper", thread_ts=reply)
    assert answer["message"]["thread_ts"] == parent
    assert desk.texts("conversations.replies", ts=reply) == ["parent", "reply", "deeper"]


def test_a_reply_to_a_dead_parent_lands_in_the_channel(desk: Desk) -> None:
    parent = desk.say("parent")
    desk.slack.delete(desk.incidents.id, parent)
    answer = desk.ok(
        "chat.postMessage", channel=desk.incidents.id, text="stray", thread_ts=parent, reply_broadcast=True
    )
    assert "thread_ts" not in answer["message"]
    assert desk.texts() == ["stray"]
    assert "subtype" not in desk.read()["messages"][0]
    assert desk.error("conversations.replies", channel=desk.incidents.id, ts=parent) == "thread_not_found"


def test_a_deleted_parent_with_replies_is_a_tombstone(desk: Desk) -> None:
    parent = desk.say("parent")
    reply = desk.say("reply", thread_ts=parent)
    desk.ok("chat.delete", channel=desk.incidents.id, ts=parent)
    (grave,) = desk.read()["messages"]
    assert (grave["subtype"], grave["user"], grave["hidden"]) == ("tombstone", "USLACKBOT", True)
    assert grave["text"] == "This message was deleted."
    assert (grave["thread_ts"], grave["reply_count"]) == (parent, 1)
    assert "bot_id" not in grave
    assert desk.texts("conversations.replies", ts=parent)[1:] == ["reply"]
    late = desk.ok("chat.postMessage", channel=desk.incidents.id, text="late", thread_ts=parent)
    assert late["message"]["thread_ts"] == parent
    for method in ("chat.update", "chat.delete"):
        error = desk.error(method, channel=desk.incidents.id, ts=parent, text="x")
        assert error == "message_not_found"
    desk.slack.delete(desk.incidents.id, late["ts"])
    desk.slack.delete(desk.incidents.id, reply)
    assert desk.texts() == []


def test_a_parent_stays_a_parent_after_its_replies_are_gone(desk: Desk) -> None:
    parent = desk.say("parent")
    desk.slack.delete(desk.incidents.id, desk.say("reply", thread_ts=parent))
    (shown,) = desk.read()["messages"]
    assert (shown["thread_ts"], shown["reply_count"]) == (parent, 0)
    assert "latest_reply" not in shown
    desk.slack.delete(desk.incidents.id, parent)
    assert desk.texts() == []


def test_a_locked_thread_takes_nothing(desk: Desk) -> None:
    parent = desk.say("parent")
    reply = desk.say("reply", thread_ts=parent)
    desk.slack.lock_thread(desk.incidents.id, parent)
    channel = desk.incidents.id
    assert (
        desk.error("chat.postMessage", channel=channel, text="x", thread_ts=reply) == "restricted_action_thread_locked"
    )
    for ts in (parent, reply):
        assert desk.error("reactions.add", channel=channel, timestamp=ts, name="eyes") == "thread_locked"
    assert desk.read()["messages"][0]["is_locked"] is True


def test_a_broadcast_reply_stands_in_both_places(desk: Desk) -> None:
    parent = desk.say("parent")
    desk.say("quiet", thread_ts=parent)
    desk.say("loud", thread_ts=parent, reply_broadcast=True)
    assert desk.texts() == ["loud", "parent"]
    shown = desk.read()["messages"][0]
    assert (shown["subtype"], shown["thread_ts"]) == ("thread_broadcast", parent)
    assert desk.texts("conversations.replies", ts=parent) == ["parent", "quiet", "loud"]
    assert [message.text for message in desk.slack.messages(desk.incidents.id)] == ["parent"]


def test_history_between_two_instants(desk: Desk) -> None:
    found = []
    for number in range(5):
        found.append(desk.say(str(number)))
        desk.clock.advance(timedelta(seconds=10))
    assert desk.texts() == ["4", "3", "2", "1", "0"]
    assert desk.texts(oldest=found[1], latest=found[3]) == ["2"]
    assert desk.texts(oldest=found[1], latest=found[3], inclusive=True) == ["3", "2", "1"]
    assert desk.texts(oldest="1769590825") == ["4", "3"]
    assert desk.texts(oldest=found[2], latest=found[2], inclusive=1, limit=1) == ["2"]
    assert desk.read(latest=found[2])["latest"] == found[2]
    for bound in ("oldest", "latest"):
        error = desk.error("conversations.history", channel=desk.incidents.id, **{bound: "soon"})
        assert error == f"invalid_ts_{bound}"


@pytest.mark.parametrize("limit", [1, 2, 3, 10])
def test_history_in_pages(desk: Desk, limit: int) -> None:
    for number in range(7):
        desk.say(str(number))
    seen: list[str] = []
    cursor = ""
    while True:
        page = desk.read(limit=limit, cursor=cursor)
        seen += [one["text"] for one in page["messages"]]
        cursor = page["response_metadata"]["next_cursor"]
        assert page["has_more"] is bool(cursor)
        if not cursor:
            break
        desk.say("meanwhile")
    assert seen == [str(number) for number in range(6, -1, -1)]


@pytest.mark.parametrize("limit", [1, 2, 3, 10])
def test_a_thread_in_pages_that_repeat_the_parent(desk: Desk, limit: int) -> None:
    parent = desk.say("parent")
    for number in range(6):
        desk.say(str(number), thread_ts=parent)
    pages: list[list[str]] = []
    cursor = ""
    while not pages or cursor:
        page = desk.read("conversations.replies", ts=parent, limit=limit, cursor=cursor)
        pages.append([one["text"] for one in page["messages"]])
        cursor = page["response_metadata"]["next_cursor"]
        assert page["has_more"] is bool(cursor)
    assert pages[0][0] == "parent"
    assert all(len(page) <= limit for page in pages)
    if limit > 1:
        assert all(page[0] == "parent" for page in pages)
    replies = [text for page in pages for text in page if text != "parent"]
    assert replies == [str(number) for number in range(6)]


def test_replies_since_an_instant_still_begin_with_the_parent(desk: Desk) -> None:
    parent = desk.say("parent")
    first = desk.say("one", thread_ts=parent)
    desk.say("two", thread_ts=parent)
    assert desk.texts("conversations.replies", ts=parent, oldest=first) == ["parent", "two"]
    assert desk.texts("conversations.replies", ts=parent, oldest=first, inclusive=1) == [
        "parent",
        "one",
        "two",
    ]
    lonely = desk.say("lonely")
    assert desk.texts("conversations.replies", ts=lonely) == ["lonely"]


@pytest.mark.parametrize("cursor", ["%%%", "bmV4dDp4", "bmV4dF90czo=", "bmV4dF90czp4"])
def test_broken_cursors(desk: Desk, cursor: str) -> None:
    ts = desk.say()
    for method in ("conversations.history", "conversations.replies"):
        error = desk.error(method, channel=desk.incidents.id, ts=ts, cursor=cursor)
        assert error == "invalid_cursor"


def test_the_clamp_cuts_silently(desk: Desk) -> None:
    desk.slack.history_clamp = 15
    parent = desk.say("parent")
    for number in range(20):
        desk.say(str(number), thread_ts=parent)
        desk.say(str(number))
    for method in ("conversations.history", "conversations.replies"):
        page = desk.read(method, ts=parent, limit=200)
        assert (len(page["messages"]), page["has_more"]) == (15, True)


def test_a_workspace_may_refuse_replies_to_bots(desk: Desk) -> None:
    ts = desk.say()
    desk.slack.refuses_bot_replies = True
    error = desk.error("conversations.replies", channel=desk.incidents.id, ts=ts)
    assert error == "not_allowed_token_type"


def test_an_update_changes_what_it_speaks_of(desk: Desk) -> None:
    metadata = {"event_type": "mirrored", "event_payload": {"id": "1"}}
    ts = desk.say("old", blocks=[{"type": "divider", "block_id": "mark"}], metadata=metadata)
    answer = desk.ok("chat.update", channel=desk.incidents.id, ts=ts, text="new")
    assert (answer["ts"], answer["text"], answer["message"]["text"]) == (ts, "new", "new")
    (shown,) = desk.read(include_all_metadata=True)["messages"]
    assert shown["metadata"] == metadata
    assert [block["block_id"] for block in shown["blocks"]] == ["mark"]
    assert shown["edited"]["user"] == desk.app.user_id
    desk.ok("chat.update", channel=desk.incidents.id, ts=ts, text="new", metadata={}, blocks=[])
    (shown,) = desk.read()["messages"]
    assert "metadata" not in shown
    assert "blocks" not in shown


def test_only_own_messages_change(desk: Desk) -> None:
    other = desk.slack.post(desk.incidents.id, desk.pagerduty, "Triggered").ts
    channel = desk.incidents.id
    assert desk.error("chat.update", channel=channel, ts=other, text="x") == "cant_update_message"
    assert desk.error("chat.delete", channel=channel, ts=other) == "cant_delete_message"
    assert desk.error("chat.update", channel=channel, ts="1.000001", text="x") == "message_not_found"
    own = desk.say()
    desk.slack.archive(channel)
    assert desk.error("chat.update", channel=channel, ts=own, text="x") == "is_inactive"


def test_permalinks_of_messages_and_replies(desk: Desk) -> None:
    parent = desk.say()
    reply = desk.say(thread_ts=parent)
    channel = desk.incidents.id
    base = f"https://acme.slack.com/archives/{channel}/p"
    assert desk.ok("chat.getPermalink", channel=channel, message_ts=parent)["permalink"] == f"{base}1769590800000000"
    assert (
        desk.ok("chat.getPermalink", channel=channel, message_ts=reply)["permalink"]
        == f"{base}1769590800000001?thread_ts={parent}&cid={channel}"
    )
    assert desk.error("chat.getPermalink", channel=channel, message_ts="1.1") == "message_not_found"


def test_the_same_client_msg_id_posts_twice_unless_the_workspace_looks_at_it(desk: Desk) -> None:
    desk.say("one", client_msg_id="uuid-1")
    desk.say("one", client_msg_id="uuid-1")
    assert [one["client_msg_id"] for one in desk.read()["messages"]] == ["uuid-1", "uuid-1"]
    desk.slack.dedupes_client_msg_id = True
    first = desk.say("two", client_msg_id="uuid-2")
    again = desk.ok("chat.postMessage", channel=desk.incidents.id, text="two", client_msg_id="uuid-2")
    assert (again["ts"], again["is_duplicate"]) == (first, True)
    assert desk.texts().count("two") == 1
    desk.slack.join(desk.lobby.id, desk.app.user_id)
    elsewhere = desk.error("chat.postMessage", channel=desk.lobby.id, text="two", client_msg_id="uuid-2")
    assert elsewhere == "duplicate_channel_not_found"
    desk.slack.delete(desk.incidents.id, first)
    gone = desk.error("chat.postMessage", channel=desk.incidents.id, text="two", client_msg_id="uuid-2")
    assert gone == "duplicate_message_not_found"


def test_listeners_hear_posts_and_may_answer(desk: Desk) -> None:
    heard: list[tuple[str, str]] = []

    def teammate(channel: Channel, message: Message) -> None:
        heard.append((channel.name, message.text))
        if message.user == desk.app.user_id:
            desk.slack.post(channel.id, desk.bo, "on it", thread_ts=message.ts)

    desk.slack.listeners.append(teammate)
    answer = desk.ok("chat.postMessage", channel=desk.incidents.id, text="help")
    assert heard == [("incidents", "help"), ("incidents", "on it")]
    assert "reply_count" not in answer["message"]
    assert desk.texts("conversations.replies", ts=answer["ts"]) == ["help", "on it"]


def test_the_controls_edit_in_an_authors_place(desk: Desk) -> None:
    message = desk.slack.post(desk.incidents.id, desk.pagerduty, "*Triggered*")
    changed = desk.slack.update(
        desk.incidents.id,
        message.ts,
        "*Resolved*",
        blocks=[{"type": "divider"}],
        attachments=[{"text": "more"}],
        metadata={"event_type": "x", "event_payload": {}},
    )
    assert changed is message
    (shown,) = desk.read()["messages"]
    assert (shown["text"], shown["edited"]["user"]) == ("*Resolved*", desk.pagerduty.user_id)
    assert shown["bot_profile"]["app_id"] == "A1FKYAUUX"
    assert shown["metadata"] == {"event_type": "x"}


def test_a_custom_name_needs_its_scope(desk: Desk) -> None:
    ts = desk.say("hi", username="robot")
    assert "username" not in desk.read()["messages"][0]
    desk.app.scopes |= {"chat:write.customize"}
    desk.say("hi", username="robot")
    shown = desk.read(oldest=ts)["messages"][0]
    assert (shown["subtype"], shown["username"]) == ("bot_message", "robot")
