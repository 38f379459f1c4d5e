"""What a checklist's message says, and what is read from it again."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdtui.adapters.slack.messages import blocks, metadata
from pdtui.adapters.slack.parsing import message_of
from pdtui.core.slack.checklist import checklist_of, checklist_post, done_by, emoji_of, lines_of
from pdtui.core.slack.port import Post, Reaction, SlackMessage
from tests.core.builders import incident

ITEMS = ("Join the channel", "Review the alert · really", "☐ odd ✓ signs")


def post_of(done: dict[int, str], items: tuple[str, ...] = ITEMS) -> Post:
    return checklist_post(incident(12), items, done, "pdtui:checklist:PINC012", ("C1", "1.1"))


def stored(post: Post, *, with_metadata: bool = True) -> SlackMessage:
    """The post as Slack gives it back."""
    raw: dict[str, object] = {"ts": "2.2", "blocks": blocks(post)}
    return message_of({**raw, "metadata": metadata(post)} if with_metadata else raw)


@pytest.mark.parametrize("with_metadata", [True, False], ids=["metadata", "text alone"])
def test_what_is_written_is_read_again(with_metadata: bool) -> None:
    message = stored(post_of({2: "Ada Moreau", 3: "Bo · Larsen"}), with_metadata=with_metadata)
    assert tuple(lines_of(message).values())[:2] == ITEMS[:2]
    told = done_by(message)
    assert set(told) == {2, 3}
    assert told[2] == "Ada Moreau"


@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=30),
             min_size=1, max_size=12),
    st.data(),
)  # fmt: skip
def test_any_items_keep_their_number_and_state(items: list[str], data: st.DataObject) -> None:
    done = dict.fromkeys(data.draw(st.sets(st.integers(1, len(items)))), "Ada")
    message = stored(post_of(done, tuple(items)))
    assert lines_of(message) == dict(enumerate(items, 1))
    assert done_by(message) == done


def test_a_reaction_ticks_for_whoever_gave_it_first() -> None:
    reactions = (Reaction("two", 2, ("UBO", "UADA")), Reaction("keycap_ten", 1), Reaction("eyes", 1, ("UBO",)))
    message = replace(stored(post_of({1: "Ada"})), reactions=reactions)
    checklist = checklist_of(message, "C1", {"UBO": "Bo Larsen"})
    assert [(one.number, one.done, one.by) for one in checklist.items] == [
        (1, True, "Ada"),
        (2, True, "Bo Larsen"),
        (3, False, ""),
    ]
    assert checklist.done == 2


def test_the_name_in_the_terminal_wins_over_the_apps_own_reaction() -> None:
    message = replace(stored(post_of({1: "Ada"})), reactions=(Reaction("one", 1, ("UBOT",)),))
    assert checklist_of(message, "C1", {"UBOT": "pdtui"}).items[0].by == "Ada"


def test_the_metadata_stay_small_for_long_lists_and_long_names() -> None:
    items = tuple(f"item {number}" for number in range(20))
    post = post_of(dict.fromkeys(range(1, 21), "Wilhelmina Konstantinopolska-Featherstonehaugh"), items)
    assert len(json.dumps(dict(post.facts))) < 1000


def test_ten_items_have_an_emoji() -> None:
    assert [emoji_of(number) for number in (0, 1, 9, 10, 11)] == ["", "one", "nine", "keycap_ten", ""]
