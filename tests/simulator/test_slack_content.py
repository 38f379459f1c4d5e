"""The simulated Slack's judgement of content: blocks, metadata, lengths, and which mentions are live."""

from __future__ import annotations

import json

import pytest

from pdtui.simulator.slack import Message, live_mentions
from tests.simulator.slack_desk import Desk, section

PLAIN = {"type": "plain_text", "text": "x"}


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_blocks_come_back_with_ids_and_defaults(desk: Desk) -> None:
    sent: list[dict[str, object]] = [
        section("*hi*", block_id="pdtui:1"),
        {"type": "header", "text": PLAIN},
        {"type": "divider"},
    ]
    desk.say("hi", blocks=sent)
    blocks = desk.read()["messages"][0]["blocks"]
    assert blocks[0] == {
        "type": "section",
        "block_id": "pdtui:1",
        "text": {"type": "mrkdwn", "text": "*hi*", "verbatim": False},
    }
    assert blocks[1]["text"] == {"type": "plain_text", "text": "x", "emoji": True}
    assert len({block["block_id"] for block in blocks}) == 3
    assert all(block["block_id"] for block in blocks)
    assert "block_id" not in sent[1]


def test_blocks_may_be_a_string_of_json(desk: Desk) -> None:
    desk.say("hi", blocks=json.dumps([{"type": "divider"}]))
    assert desk.read()["messages"][0]["blocks"][0]["type"] == "divider"


@pytest.mark.parametrize("blocks", ["{not json", {"type": "divider"}, "5"])
def test_blocks_of_the_wrong_form(desk: Desk, blocks: object) -> None:
    error = desk.error("chat.postMessage", channel=desk.incidents.id, text="x", blocks=blocks)
    assert error == "invalid_blocks_format"


@pytest.mark.parametrize(
    ("blocks", "pointer"),
    [
        ([{"type": "divider"}] * 51, "/blocks"),
        (["text"], "/blocks/0"),
        ([{"type": "banner"}], "/blocks/0/type"),
        ([{"type": "divider", "colour": "red"}], "/blocks/0"),
        ([section("x", block_id="a"), section("y", block_id="a")], "/blocks/1/block_id"),
        ([section("x", block_id="a" * 256)], "/blocks/0/block_id"),
        ([section("x", block_id=7)], "/blocks/0/block_id"),
        ([section("")], "/blocks/0/text/text"),
        ([section("x" * 3001)], "/blocks/0/text/text"),
        ([{"type": "section"}], "/blocks/0"),
        ([{"type": "section", "text": "x"}], "/blocks/0/text"),
        ([{"type": "section", "text": {**PLAIN, "verbatim": True}}], "/blocks/0/text"),
        ([{"type": "section", "fields": []}], "/blocks/0/fields"),
        ([{"type": "section", "fields": [PLAIN] * 11}], "/blocks/0/fields"),
        ([{"type": "section", "fields": [{**PLAIN, "text": "x" * 2001}]}], "/blocks/0/fields/0/text"),
        ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "/blocks/0/text"),
        ([{"type": "header", "text": {**PLAIN, "text": "x" * 151}}], "/blocks/0/text/text"),
        ([{"type": "context", "elements": []}], "/blocks/0/elements"),
        ([{"type": "context", "elements": [PLAIN] * 11}], "/blocks/0/elements"),
        ([{"type": "context", "elements": [{"type": "image", "image_url": "u"}]}], "/alt_text"),
        ([{"type": "actions", "elements": []}], "/blocks/0/elements"),
        ([{"type": "actions", "elements": [{}]}], "/blocks/0/elements/0"),
        (
            [{"type": "actions", "elements": [{"type": "button", "text": {**PLAIN, "text": "x" * 76}}]}],
            "/blocks/0/elements/0/text/text",
        ),
        (
            [{"type": "actions", "elements": [{"type": "button", "text": PLAIN, "value": "x" * 2001}]}],
            "/blocks/0/elements/0/value",
        ),
        (
            [{"type": "section", "text": PLAIN, "accessory": {"type": "button", "text": PLAIN, "style": "x"}}],
            "/blocks/0/accessory/style",
        ),
        ([{"type": "rich_text"}], "/blocks/0"),
        ([{"type": "rich_text", "elements": [{"type": "text", "text": "x"}]}], "/blocks/0/elements/0"),
        (
            [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "user"}]}]}],
            "/blocks/0/elements/0/elements/0",
        ),
        ([{"type": "markdown", "text": "x" * 12_001}], "/blocks/0/text"),
    ],
)
def test_blocks_that_slack_does_not_take(desk: Desk, blocks: object, pointer: str) -> None:
    answer = desk.call("chat.postMessage", channel=desk.incidents.id, text="x", blocks=blocks)
    assert (answer["ok"], answer["error"]) == (False, "invalid_blocks")
    assert pointer in answer["errors"][0]
    assert answer["response_metadata"]["messages"][0].startswith("[ERROR] ")
    assert desk.slack.messages(desk.incidents.id) == []


def test_blocks_at_their_limits(desk: Desk) -> None:
    rich = {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "<!channel>"}]},
            {"type": "rich_text_list", "style": "bullet", "elements": []},
        ],
    }
    button = {"type": "button", "text": PLAIN, "action_id": "a", "url": "https://x.example", "style": "danger"}
    image = {"type": "image", "image_url": "https://x.example/a.png", "alt_text": "a"}
    desk.say(
        blocks=[
            section("x" * 3000, accessory=button),
            {"type": "context", "elements": [PLAIN, image]},
            {"type": "actions", "elements": [button, {"type": "datepicker"}]},
            {"type": "markdown", "text": "x" * 12_000},
            rich,
            image,
            *[{"type": "divider"}] * 44,
        ],
    )
    assert len(desk.read()["messages"][0]["blocks"]) == 50


def test_a_message_needs_content(desk: Desk) -> None:
    channel = desk.incidents.id
    assert desk.error("chat.postMessage", channel=channel) == "no_text"
    assert desk.error("chat.postMessage", channel=channel, text=" \n", blocks=[]) == "no_text"
    desk.ok("chat.postMessage", channel=channel, blocks=[{"type": "divider"}])
    ts = desk.say(attachments=[{"text": "one"}, {"text": "two", "fallback": "2"}])
    attachments = desk.read()["messages"][0]["attachments"]
    assert [(one["id"], one["fallback"]) for one in attachments] == [(1, "[no preview available]"), (2, "2")]
    many = [{"text": "x"}] * 101
    error = desk.error("chat.postMessage", channel=channel, text="x", attachments=many)
    assert error == "too_many_attachments"
    assert desk.error("chat.update", channel=channel, ts=ts) == "no_text"


def test_long_texts(desk: Desk) -> None:
    channel = desk.incidents.id
    answer = desk.ok("chat.postMessage", channel=channel, text="x" * 40_001)
    assert len(answer["message"]["text"]) == 40_000
    assert answer["response_metadata"]["warnings"] == ["message_truncated"]
    ts = answer["ts"]
    assert desk.error("chat.update", channel=channel, ts=ts, text="x" * 4001) == "msg_too_long"
    desk.ok("chat.update", channel=channel, ts=ts, text="x" * 4000)


def test_markdown_text_stands_alone(desk: Desk) -> None:
    channel = desk.incidents.id
    desk.ok("chat.postMessage", channel=channel, markdown_text="**hi**")
    error = desk.error("chat.postMessage", channel=channel, markdown_text="x", text="y")
    assert error == "markdown_text_conflict"
    long = desk.error("chat.postMessage", channel=channel, markdown_text="x" * 12_001)
    assert long == "msg_blocks_too_long"


def test_text_is_stored_as_sent(desk: Desk) -> None:
    for text in ("a &lt;b&gt; &amp;amp; c", "🔥 café", "<https://x.example|x>"):
        desk.say(text)
        assert desk.texts(limit=1) == [text]


def test_metadata_is_echoed_and_read_back_whole_only_on_request(desk: Desk) -> None:
    metadata = {"event_type": "pdtui_action_mirrored", "event_payload": {"id": "a", "n": 1, "list": ["x"]}}
    answer = desk.ok("chat.postMessage", channel=desk.incidents.id, text="x", metadata=metadata)
    assert answer["message"]["metadata"] == metadata
    assert desk.read()["messages"][0]["metadata"] == {"event_type": "pdtui_action_mirrored"}
    assert desk.read(include_all_metadata=1)["messages"][0]["metadata"] == metadata
    replies = desk.read("conversations.replies", ts=answer["ts"], include_all_metadata=True)
    assert replies["messages"][0]["metadata"] == metadata


@pytest.mark.parametrize(
    ("metadata", "error"),
    [
        ("{", "invalid_metadata_format"),
        (["x"], "invalid_metadata_format"),
        ({"event_type": "x"}, "invalid_metadata_schema"),
        ({"event_type": "", "event_payload": {}}, "invalid_metadata_schema"),
        ({"event_type": "x", "event_payload": "y"}, "invalid_metadata_schema"),
        ({"event_type": "x", "event_payload": {}, "other": 1}, "invalid_metadata_schema"),
        ({"event_type": "x", "event_payload": {"a": "y" * 5000}}, "metadata_too_large"),
    ],
)
def test_metadata_that_slack_does_not_take(desk: Desk, metadata: object, error: str) -> None:
    assert desk.error("chat.postMessage", channel=desk.incidents.id, text="x", metadata=metadata) == error


def test_a_workspace_that_drops_metadata_warns(desk: Desk) -> None:
    desk.slack.drops_metadata = True
    metadata = {"event_type": "x", "event_payload": {}}
    channel = desk.incidents.id
    posted = desk.ok("chat.postMessage", channel=channel, text="x", metadata=metadata)
    updated = desk.ok("chat.update", channel=channel, ts=posted["ts"], text="y", metadata=metadata)
    for answer in (posted, updated):
        assert answer["response_metadata"]["warnings"] == ["invalid_metadata_schema"]
        assert "metadata" not in answer["message"]
    assert "metadata" not in desk.read(include_all_metadata=True)["messages"][0]


def message(text: str = "", **fields: object) -> Message:
    one = Message("1.000001", text, "U1")
    for name, value in fields.items():
        setattr(one, name, value)
    return one


HOSTILE = "<!channel> <!here|x> <@U123|bo> <!subteam^S1|@team> <!everyone>"
LIVE = ["<!channel>", "<!here>", "<@U123>", "<!subteam^S1>", "<!everyone>"]


def rich(*elements: dict[str, object]) -> list[dict[str, object]]:
    return [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}]


@pytest.mark.parametrize(
    "one",
    [
        message(HOSTILE),
        message("x", blocks=[section(HOSTILE)]),
        message("x", blocks=[{"type": "section", "fields": [{"type": "mrkdwn", "text": HOSTILE}]}]),
        message("x", blocks=[{"type": "context", "elements": [{"type": "mrkdwn", "text": HOSTILE, "verbatim": True}]}]),
        message("x", blocks=[{"type": "markdown", "text": HOSTILE}]),
        message("x", attachments=[{"text": HOSTILE}]),
        message("x", attachments=[{"fields": [{"title": "a", "value": HOSTILE}]}]),
        message("x", attachments=[{"blocks": [section(HOSTILE)]}]),
    ],
)
def test_live_mentions_are_found_wherever_slack_reads_markup(one: Message) -> None:
    assert live_mentions(one) == LIVE


@pytest.mark.parametrize(
    "one",
    [
        message("&lt;!channel&gt; @channel <https://x.example|@here> <#C1|x>"),
        message("<!date^1769590800^{date_num}|then>"),
        message("x", blocks=[{"type": "header", "text": {"type": "plain_text", "text": HOSTILE}}]),
        message("x", blocks=rich({"type": "text", "text": HOSTILE})),
        message("x", blocks=rich({"type": "link", "url": "https://x.example", "text": HOSTILE})),
    ],
)
def test_what_is_literal_mentions_nobody(one: Message) -> None:
    assert live_mentions(one) == []


def test_mentions_that_are_elements_are_live() -> None:
    one = message(
        "x",
        blocks=rich(
            {"type": "user", "user_id": "U1"},
            {"type": "usergroup", "usergroup_id": "S1"},
            {"type": "broadcast", "range": "here"},
        ),
    )
    assert live_mentions(one) == ["<@U1>", "<!subteam^S1>", "<!here>"]


def test_linked_names_make_bare_ones_live(desk: Desk) -> None:
    desk.say("look @channel, a@here.example")
    desk.say("look @channel, a@here.example", link_names=True)
    quiet, loud = desk.slack.messages(desk.incidents.id)
    assert live_mentions(quiet) == []
    assert live_mentions(loud) == ["<!channel>"]
