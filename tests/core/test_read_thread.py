"""A thread put together from readings of its end and of all of it."""

from __future__ import annotations

from dataclasses import replace

from pdtui.core.model import ThreadLink
from pdtui.core.slack.port import Piece, PieceKind, SlackIdentity, SlackMessage
from pdtui.core.slack.read_thread import ReadThread, shown

LINK = ThreadLink("PINC001", "T1", "C1", "100.000001")


def said(ts: str, text: str, **changes: object) -> SlackMessage:
    made = SlackMessage(ts, LINK.ts, text, user_id="UBO", pieces=(Piece(text),))
    return replace(made, **changes)  # type: ignore[arg-type]


def parent(replies: int) -> SlackMessage:
    return said(LINK.ts, "parent", reply_count=replies)


def texts(thread: ReadThread) -> list[str]:
    return [message.text for message in shown(thread.messages.values(), LINK, {}, "", None)]


def test_the_end_is_added_to_what_is_known_and_counted() -> None:
    thread = ReadThread(LINK)
    assert thread.newest == ""
    thread.take([parent(1), said("101.000000", "one")], whole=True)
    assert not thread.whole
    thread.take([parent(2), said("102.000000", "two")], whole=False)
    assert texts(thread) == ["parent", "one", "two"]
    assert thread.newest == "102.000000"
    assert not thread.whole


def test_a_count_that_does_not_fit_asks_for_all_of_it() -> None:
    thread = ReadThread(LINK)
    thread.take([parent(2), said("101.000000", "one"), said("102.000000", "two")], whole=True)
    thread.take([parent(1), said("102.000000", "two")], whole=False)
    assert thread.whole


def test_the_tenth_reading_is_of_all_of_it() -> None:
    thread = ReadThread(LINK)
    thread.take([parent(0)], whole=True)
    for _ in range(8):
        assert not thread.whole
        thread.take([parent(0)], whole=False)
    thread.take([parent(0)], whole=False)
    assert thread.whole


def test_what_is_gone_from_all_of_it_was_deleted_and_says_nothing_any_more() -> None:
    thread = ReadThread(LINK)
    thread.take([parent(1), said("101.000000", "a secret", files=("key.pem",))], whole=True)
    thread.take([parent(0)], whole=True)
    (_, gone) = shown(thread.messages.values(), LINK, {"UBO": "Bo"}, "", None)
    assert (gone.deleted, gone.author, gone.files, gone.text) == (True, "Bo", (), "This message was deleted.")


def test_seconds_of_different_length_are_in_their_order() -> None:
    thread = ReadThread(LINK)
    thread.take([parent(2), said("1000.000000", "later"), said("999.000000", "earlier")], whole=True)
    assert texts(thread) == ["parent", "earlier", "later"]


def test_whose_a_message_is() -> None:
    me = SlackIdentity("T1", bot_id="BME", user_id="UBOT")
    messages = [
        said("101.000000", "mine", user_id="UME"),
        said("102.000000", "by an app under my name", user_id="UME", bot_id="BOTHER"),
        said("103.000000", "pdtui's", user_id="UBOT", bot_id="BME"),
        said("104.000000", "marked", markers=frozenset({"pdtui:1"})),
        said("105.000000", "nobody's", user_id=""),
    ]
    found = shown(messages, LINK, {}, "UME", me)
    assert [one.is_mine for one in found] == [True, False, False, False, False]
    assert [one.by_pdtui for one in found] == [False, False, True, True, False]
    assert found[4].author == "somebody"
    assert not any(one.is_mine for one in shown(messages, LINK, {}, "", me))


def test_mentions_carry_names_where_they_are_known() -> None:
    pieces = (Piece("", PieceKind.USER, "UBO"), Piece(" and "), Piece("", PieceKind.USER, "UNEW"))
    (found,) = shown([said("101.000000", "", pieces=pieces)], LINK, {"UBO": "Bo Larsen"}, "", None)
    assert found.text == "@Bo Larsen and @UNEW"
