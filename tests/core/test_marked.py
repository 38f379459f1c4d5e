"""Markdown taken apart for Slack: what pdtui writes, what people make of it, and nothing that acts."""

from __future__ import annotations

import pytest

from pdtui.core.handoff.markdown import escaped
from pdtui.core.slack.marked import MOST, MOST_PARTS, parts_of, title_of, without_title
from pdtui.core.slack.port import Part, PartKind, Piece, PieceKind

HEAD, TEXT, ITEM, INNER = PartKind.HEADING, PartKind.TEXT, PartKind.ITEM, PartKind.INNER


def text(kind: PartKind, words: str) -> Part:
    return Part(kind, (Piece(words),))


def test_headings_items_and_text_keep_their_kind() -> None:
    found = parts_of("Hello.\n\n## One *two*\n\n- a\n  - b\n\t- c\n* d\n1. e\n+ f\n-not an item\n#not a heading")
    assert found == (
        text(TEXT, "Hello."), text(HEAD, "One *two*"), text(ITEM, "a"), text(INNER, "b"), text(INNER, "c"),
        text(ITEM, "d"), text(ITEM, "e"), text(ITEM, "f"), text(TEXT, "-not an item"), text(TEXT, "#not a heading"),
    )  # fmt: skip


def test_links_are_links_where_their_address_is_one() -> None:
    (part,) = parts_of(
        "- [#12](https://a.example/1?b=c&d) x <https://b.example> [y](javascript:z) [\\[q\\]](mailto:a@b)"
    )
    assert part.pieces == (
        Piece("#12", PieceKind.LINK, "https://a.example/1?b=c&d"), Piece(" x "),
        Piece("https://b.example", PieceKind.LINK, "https://b.example"), Piece(" [y](javascript:z) "),
        Piece("[q]", PieceKind.LINK, "mailto:a@b"),
    )  # fmt: skip


@pytest.mark.parametrize(
    "hostile", ["<!channel> <@U1>", "[x](https://evil.example)", "a\\*b**c__d", "# h", "- i", "`c` ~s~ & | ! {}", "\\"]
)
def test_what_was_escaped_comes_back_as_it_was(hostile: str) -> None:
    assert parts_of(f"- #1 {escaped(hostile)}: open") == (text(ITEM, f"#1 {hostile}: open"),)


def test_stress_is_left_out_and_empty_lines_too() -> None:
    assert parts_of("**Ada** takes __over__\n\n\n   \n") == (text(TEXT, "Ada takes over"),)
    assert parts_of("") == ()


def test_the_title_is_the_first_heading() -> None:
    given = "\n# Handoff by \\*Ada\\*\n\nrest\n"
    assert (title_of(given), parts_of(without_title(given))) == ("Handoff by *Ada*", (text(TEXT, "rest"),))
    assert (title_of("no title\n# x"), without_title("no title\n# x")) == ("", "no title\n# x")


def test_what_has_no_room_is_counted() -> None:
    found = parts_of("\n".join(f"- {number:03} {'x' * 95}" for number in range(200)))
    shown = [part for part in found if part.kind is ITEM]
    assert sum(len(part.pieces[0].text) for part in shown) <= MOST
    assert found[-1] == text(TEXT, f"… {200 - len(shown)} more lines")
    many = parts_of("\n".join(f"- {number}" for number in range(MOST_PARTS + 1)))
    assert many[-1] == text(TEXT, "… 1 more line")
    (long,) = parts_of("y" * 20_000)
    assert len(long.pieces[0].text) == 2_500
