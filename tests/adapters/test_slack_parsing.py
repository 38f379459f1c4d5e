"""Slack's messages as the model has them: every shape that a message has, and every trick of a stranger."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pdtui.adapters.slack.parsing import message_of
from pdtui.core.slack.port import Piece, PieceKind, Reaction, SlackMessage
from tests.simulator.slack_desk import DOCUMENTS

TEXT, USER, CHANNEL, LINK, BROADCAST = PieceKind
Raw = dict[str, object]


def read(**fields: object) -> SlackMessage:
    return message_of({"ts": "1.000001", **fields})


def pieces(text: str) -> tuple[Piece, ...]:
    return read(text=text).pieces


def rich(*elements: Raw) -> tuple[Piece, ...]:
    return read(blocks=[{"type": "rich_text", "elements": list(elements)}]).pieces


def part(kind: str, *elements: Raw, **more: object) -> Raw:
    return {"type": f"rich_text_{kind}", "elements": list(elements), **more}


def said(text: str, **more: object) -> Raw:
    return {"type": "text", "text": text, **more}


def plain(found: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in found)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("plain", [Piece("plain")]),
        ("hey <@U1>, <#C1|ops> ", [Piece("hey "), Piece("", USER, "U1"), Piece(", "), Piece("ops", CHANNEL, "C1")]),
        ("<@W1|@bo> <#C2>", [Piece("bo", USER, "W1"), Piece(" "), Piece("", CHANNEL, "C2")]),
        ("<!here>", [Piece("@here", BROADCAST, "here")]),
        ("<!channel|@channel>", [Piece("@channel", BROADCAST, "channel")]),
        ("<!subteam^S1|@sre> <!subteam^S2>", [Piece("@sre @S2")]),
        ("<!date^1392734382^{date} at {time}|Feb 18 2014>", [Piece("Feb 18 2014")]),
        ("<!date^1392734382^{date}^https://x.example|Feb 18>", [Piece("Feb 18")]),
        ("<https://x.example/a?b=1&amp;c=2|a &lt;b&gt; &amp; c>", [Piece("a <b> & c", LINK, "https://x.example/a?b=1&c=2")]),
        ("<https://x.example>", [Piece("https://x.example", LINK, "https://x.example")]),
        ("<mailto:a@b.example|a@b.example>", [Piece("a@b.example", LINK, "mailto:a@b.example")]),
        ("<javascript:alert(1)|click>", [Piece("click")]),
        ("&lt;!channel&gt; &lt;@U1&gt; &amp;lt;", [Piece("<!channel> <@U1> &lt;")]),
        ("a < b and c > d", [Piece("a < b and c > d")]),
        ("<> <none>", [Piece("<> <none>")]),
        ("<!unknown>", [Piece("unknown")]),
        ("one\n  two\n", [Piece("one\n  two")]),
        ("[@click=app.quit]x[/]", [Piece("[@click=app.quit]x[/]")]),
    ],
)  # fmt: skip
def test_markup(markup: str, expected: list[Piece]) -> None:
    assert list(pieces(markup)) == expected


@pytest.mark.parametrize(
    "markup",
    [
        "\x1b[31mred\x1b[0m",
        "\x1b]0;title\x07red",
        "\x9b31mred",
        "re\u202ed",
        "<@U1|re\x1b[2Jd>",
        "<https://x.example/\x1b[2J|red>",
        "<!date^1^{date}|red\x1b[2J>",
        "<!subteam^S\x1b[2J1|red>",
        "&#x1b;[2Jred",
    ],
)
def test_markup_cannot_drive_the_terminal(markup: str) -> None:
    found = read(text=markup)
    shown = found.text + "".join(piece.text + piece.value for piece in found.pieces)
    assert "red" in shown
    assert not set(shown) & {"\x1b", "\x9b", "\x07", "\u202e"}


@settings(deadline=None)
@given(st.text(st.sampled_from("<>!@#|^&;ltgamp \n\x1b[]\x9b\u202eab"), max_size=60))
def test_any_markup_is_read_and_harmless(markup: str) -> None:
    found = read(text=markup)
    assert found.pieces
    shown = "".join(piece.text + piece.value for piece in found.pieces)
    assert not set(shown) & {"\x1b", "\x9b", "\u202e"}
    literal = markup.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert {piece.kind for piece in pieces(literal)} == {TEXT}


def test_rich_text_with_every_element() -> None:
    found = rich(
        part(
            "section",
            said("bold ", style={"bold": True}),
            said("and "),
            {"type": "user", "user_id": "U1"},
            said(" "),
            {"type": "usergroup", "usergroup_id": "S1"},
            {"type": "channel", "channel_id": "C1"},
            {"type": "broadcast", "range": "everyone"},
            {"type": "emoji", "name": "fire", "unicode": "1f525"},
            {"type": "date", "timestamp": 1, "format": "{date}", "fallback": "1 January"},
            {"type": "link", "url": "https://x.example", "text": "label"},
            {"type": "link", "url": "https://x.example"},
            {"type": "color", "value": "#fff"},
        )
    )
    assert found == (
        Piece("bold and "),
        Piece("", USER, "U1"),
        Piece(" @S1"),
        Piece("", CHANNEL, "C1"),
        Piece("@everyone", BROADCAST, "everyone"),
        Piece(":fire:1 January"),
        Piece("label", LINK, "https://x.example"),
        Piece("https://x.example", LINK, "https://x.example"),
    )


def test_rich_text_with_every_part() -> None:
    found = rich(
        part("section", said("head\n")),
        part("list", part("section", said("a")), part("section", said("b")), style="bullet", indent=0),
        part("list", part("section", said("deep")), style="bullet", indent=1),
        part("list", part("section", said("c")), part("section", said("d")), style="ordered", offset=1),
        part("quote", said("first\nsecond")),
        part("preformatted", said("  x = 1\n  y\n")),
        part("section", said("end")),
    )
    assert plain(found) == "head\n• a\n• b\n  • deep\n2. c\n3. d\n> first\n> second\n  x = 1\n  y\nend"


def test_the_texts_of_rich_text_are_literal() -> None:
    assert rich(part("section", said("<!channel> &lt; \x1b[2J<@U1>"))) == (Piece("<!channel> &lt; <@U1>"),)


def test_other_blocks_by_their_texts() -> None:
    found = read(
        text="the fallback",
        blocks=[
            {"type": "header", "text": {"type": "plain_text", "text": "Down &amp; out <@U1>"}},
            {
                "type": "section",
                "text": {"type": "mrkdwn", "text": "see <https://x.example|it>"},
                "fields": [{"type": "mrkdwn", "text": "one"}, {"type": "plain_text", "text": "two"}],
            },
            {"type": "divider"},
            {
                "type": "context",
                "elements": [{"type": "image", "alt_text": "logo"}, {"type": "mrkdwn", "text": "by <@U1>"}],
            },
            {"type": "actions", "elements": [{"type": "button", "text": {"type": "plain_text", "text": "Ack"}}]},
            {"type": "markdown", "text": "# as it is"},
        ],
    ).pieces
    assert found == (
        Piece("Down & out <@U1>\nsee "),
        Piece("it", LINK, "https://x.example"),
        Piece("\none\ntwo\nlogo by "),
        Piece("", USER, "U1"),
        Piece("\n# as it is"),
    )


@pytest.mark.parametrize(
    "blocks", [[], [{"type": "actions", "elements": []}], "x", None, [None], [{"type": "rich_text"}]]
)
def test_blocks_that_say_nothing_leave_the_text(blocks: object) -> None:
    assert read(text="the text", blocks=blocks).pieces == (Piece("the text"),)


def test_attachments_where_there_is_no_text() -> None:
    attachments = [{"fallback": "[CRIT] <https://x.example|db>", "title": "t"}, {"title": "only"}, {"text": "last"}, {}]
    assert read(text="", attachments=attachments).pieces == (
        Piece("[CRIT] "),
        Piece("db", LINK, "https://x.example"),
        Piece("\nonly\nlast"),
    )
    assert read(text="said", attachments=attachments).pieces == (Piece("said"),)


def test_nothing_at_all_and_nothing_but_a_file() -> None:
    assert read(text=" \n").pieces == (Piece("(no text)"),)
    assert read().pieces == (Piece("(no text)"),)
    found = read(text="", subtype="file_share", files=[{"name": "a\x1b[2J.png"}, {"title": "graph"}, {"id": "F1"}])
    assert (found.pieces, found.files) == ((), ("a.png", "graph"))


def test_everything_beside_the_text() -> None:
    found = read(
        text="x",
        thread_ts="1.000001",
        user="U1",
        bot_id="B1",
        bot_profile={"name": "Pager\x1b[2JDuty", "app_id": "A1FKYAUUX"},
        edited={"user": "U1", "ts": "2.0"},
        reactions=[{"name": "eyes", "count": 3, "users": ["U1", "U2", None]}, {"name": "+1"}],
        reply_count=2,
        metadata={"event_type": "pdtui_action_mirrored", "event_payload": {"marker": "pdtui:1", "n": 1, "role": "a"}},
        blocks=[{"block_id": "pdtui:1"}, {"block_id": "pdtui:2:buttons"}, {"block_id": "other"}, {"block_id": 7}],
    )
    assert found == SlackMessage(
        ts="1.000001",
        thread_ts="1.000001",
        text="x",
        bot_id="B1",
        app_id="A1FKYAUUX",
        markers=frozenset({"pdtui:1", "pdtui:2"}),
        user_id="U1",
        author="PagerDuty",
        pieces=(Piece("x"),),
        edited=True,
        reactions=(Reaction("eyes", 3, ("U1", "U2")), Reaction("+1", 0)),
        reply_count=2,
        facts={"role": "a"},
    )


def test_the_metadata_of_another_app_is_not_ours() -> None:
    found = read(metadata={"event_type": "deployed", "event_payload": {"marker": "pdtui:1", "role": "parent"}})
    assert (found.markers, found.facts) == (frozenset(), {})


@pytest.mark.parametrize("marks", [None, "pdtui:2", [None, 7, ["pdtui:2"], ""], {}])
def test_marks_of_any_shape(marks: object) -> None:
    payload = {"marker": "pdtui:1", "marks": marks}
    assert read(metadata={"event_type": "pdtui_action_mirrored", "event_payload": payload}).markers == {"pdtui:1"}


def test_an_app_that_gave_itself_a_name() -> None:
    found = read(subtype="bot_message", username="Deploys", bot_id="B1", bot_profile={"name": "CI"})
    assert found.author == "Deploys"


def test_addresses_are_found_wherever_they_stand() -> None:
    address = "https://acme.pagerduty.com/incidents/P1?a=1&amp;b=2"
    found = read(
        text="", attachments=[{"title_link": address}], blocks=[{"type": "section", "accessory": {"url": "https://y"}}]
    )
    assert "https://acme.pagerduty.com/incidents/P1?a=1&b=2" in found.text
    assert "https://y" in found.text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "text", "elements", "blocks", "name", "users", "user_id", "fields", "indent", "url"]
            ),
            inner | st.sampled_from(["rich_text", "section", "rich_text_list", "rich_text_quote", "link", "context"]),
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from([*SlackMessage.__slots__, "blocks", "attachments", "metadata", "user"]), JSON))
def test_a_message_of_any_shape_is_read(raw: Raw) -> None:
    assert isinstance(message_of(raw).pieces, tuple)


def examples() -> list[Raw]:
    """The messages in the documentation's examples."""
    found: list[Raw] = []
    for path in sorted((DOCUMENTS / "docs_examples").glob("*.json")):
        body = json.loads(path.read_text(encoding="utf-8"))
        messages = body.get("messages")
        shown = messages if isinstance(messages, list) else [body.get("message")]
        found += [one for one in shown if isinstance(one, dict) and "ts" in one]
    return found


def test_the_messages_of_the_documentation() -> None:
    corpus = examples()
    if not corpus:
        pytest.skip("the collected examples are not at hand")
    assert len(corpus) > 5
    for raw in corpus:
        found = message_of(raw)
        assert found.ts == raw["ts"]
        assert found.pieces != (Piece("(no text)"),)


def test_the_tombstone_of_the_documentation() -> None:
    path = DOCUMENTS / "message_changed_tombstone_event.json"
    if not path.is_file():
        pytest.skip("the collected examples are not at hand")
    found = message_of(json.loads(path.read_text(encoding="utf-8"))["message"])
    assert (found.deleted, found.reply_count) == (True, 1)
    assert found.pieces == (Piece("This message was deleted."),)
