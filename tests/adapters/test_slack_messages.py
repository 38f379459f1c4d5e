"""pdtui's posts as Slack gets them: limits, marks, and ids or addresses that cannot be such."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pdtui.adapters.slack.messages import blocks, fallback, metadata
from pdtui.adapters.slack.parsing import message_of
from pdtui.core.slack.port import Button, Piece, PieceKind, Post
from pdtui.simulator.slack.blocks import checked_blocks

LINK = "https://acme.pagerduty.com/incidents/P1?a=1&b=2"
TEXTS = st.text(st.sampled_from("ab <>&@!#|\n`*_é\U0001f525"), max_size=4000)


def elements(post: Post) -> list[dict[str, object]]:
    """The elements of a post's first section."""
    section = blocks(post)[0]["elements"]
    assert isinstance(section, list)
    found: list[dict[str, object]] = section[0]["elements"]
    return found


def test_a_headline_with_and_without_a_link() -> None:
    assert elements(Post("C1", "pdtui:1", "Ada acked")) == [{"type": "text", "text": "Ada acked"}]
    linked = Post("C1", "pdtui:1", "Ada acked", link=LINK)
    assert elements(linked) == [{"type": "link", "url": LINK, "text": "Ada acked"}]


def test_pieces_stand_instead_of_the_headline() -> None:
    post = Post(
        "C1",
        "pdtui:1",
        "unused",
        pieces=(
            Piece("ask "),
            Piece("Bo", PieceKind.USER, "U123"),
            Piece(""),
            Piece("ops", PieceKind.CHANNEL, "C123"),
            Piece("", PieceKind.LINK, LINK),
            Piece("@here", PieceKind.BROADCAST, "here"),
        ),
    )
    assert elements(post) == [
        {"type": "text", "text": "ask "},
        {"type": "user", "user_id": "U123"},
        {"type": "channel", "channel_id": "C123"},
        {"type": "link", "url": LINK, "text": LINK},
        {"type": "text", "text": "@here"},
    ]
    assert fallback(post) == f"ask <@U123>ops{LINK.replace('&', '&amp;')}@here"


@pytest.mark.parametrize(
    ("piece", "shown"),
    [
        (Piece("Bo", PieceKind.USER, "U1> <!channel"), "Bo"),
        (Piece("", PieceKind.USER, "<!here>"), "<!here>"),
        (Piece("ops", PieceKind.CHANNEL, ""), "ops"),
        (Piece("click", PieceKind.LINK, "javascript:alert(1)"), "click"),
        (Piece("click", PieceKind.LINK, "https://x.example/|<!channel>"), "click"),
    ],
)
def test_what_is_no_id_and_no_address_is_text(piece: Piece, shown: str) -> None:
    post = Post("C1", "pdtui:1", "", pieces=(piece,))
    assert elements(post) == [{"type": "text", "text": shown}]
    assert fallback(post) == shown.replace("<", "&lt;").replace(">", "&gt;")


def test_a_link_of_the_headline_that_is_no_address_is_left_out() -> None:
    assert elements(Post("C1", "pdtui:1", "Ada", link="file:///etc/passwd")) == [{"type": "text", "text": "Ada"}]


@settings(deadline=None)
@given(TEXTS, TEXTS, st.lists(TEXTS, max_size=30))
def test_slack_takes_every_text_and_none_is_live(headline: str, quote: str, lines: list[str]) -> None:
    post = Post(
        "C1",
        "pdtui:1",
        headline,
        quote,
        lines=tuple(lines),
        buttons=(Button("a" * 300, headline[:200] or "x", "v" * 3000, "loud"),),
    )
    assert checked_blocks(blocks(post), "x")
    text = fallback(post)
    assert len(text) <= 2900
    assert "<" not in text
    assert ">" not in text
    assert re.fullmatch(r"(?:[^&]|&(?:amp|lt|gt);)*", text)


def test_pieces_that_are_all_empty_leave_a_blank() -> None:
    post = Post("C1", "pdtui:1", "", pieces=(Piece(""), Piece("", PieceKind.USER)))
    assert elements(post) == [{"type": "text", "text": " "}]


def test_lines_that_have_no_room_are_counted() -> None:
    post = Post("C1", "pdtui:1", "digest", lines=tuple("x" * 1000 for _ in range(10)))
    read = message_of({"ts": "1.1", "blocks": blocks(post)})
    assert read.pieces[-1].text.endswith("\n• … and 4 more")


def test_a_mention_is_left_out_whole_where_there_is_no_room() -> None:
    post = Post("C1", "pdtui:1", "", pieces=(Piece("x" * 2895), Piece("Bo", PieceKind.USER, "U123")))
    assert fallback(post) == "x" * 2895 + "…"


def test_the_marks_fit_into_a_thousand_bytes() -> None:
    marks = tuple(f"pdtui:{number:032d}" for number in range(100))
    made = metadata(Post("C1", "pdtui:m", "digest", facts={"role": "digest"}, marks=marks))
    assert 900 < len(json.dumps(made)) < 1000
    payload = made["event_payload"]
    assert isinstance(payload, dict)
    kept = payload["marks"]
    assert tuple(kept) == marks[: len(kept)]
    assert message_of({"ts": "1.1", "metadata": made}).markers == {"pdtui:m", *kept}


def test_no_marks_and_none_that_fit() -> None:
    assert metadata(Post("C1", "pdtui:m", "x"))["event_payload"] == {"marker": "pdtui:m"}
    crowded = Post("C1", "pdtui:m", "x", facts={"a": "b" * 990}, marks=("pdtui:1",))
    assert metadata(crowded)["event_payload"] == {"a": "b" * 990, "marker": "pdtui:m"}


def test_no_fact_takes_the_place_of_the_marker() -> None:
    made = metadata(Post("C1", "pdtui:m", "x", facts={"marker": "forged"}))
    assert made["event_payload"] == {"marker": "pdtui:m"}
