"""A paste is text, whatever it holds and in whatever pieces it comes."""

from __future__ import annotations

import pytest
from textual.events import Key, Paste

from pdtui.tui.pasting import BEGIN, END, PasteProofParser

COLOURED = "AAA first\x1b[31mred\x1b[0m bell\x07 tail\rBBB second\rCCC third"
HARMLESS = COLOURED.replace("\x1b", "")


def parsed(*chunks: str) -> list[object]:
    parser = PasteProofParser()
    found = [event for chunk in chunks for event in parser.feed(chunk)]
    return [event.text if isinstance(event, Paste) else event.key for event in found if isinstance(event, Paste | Key)]


def test_escape_sequences_in_a_paste_press_no_key() -> None:
    assert parsed(f"{BEGIN}{COLOURED}{END}x") == [HARMLESS, "x"]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 64])
def test_however_it_is_cut(size: int) -> None:
    whole = f"a{BEGIN}{COLOURED}{END}b"
    start = whole.index(BEGIN) + len(BEGIN)  # Textual itself must see the first mark in one piece
    chunks = [whole[:start], *(whole[at : at + size] for at in range(start, len(whole), size))]
    assert parsed(*chunks) == ["a", HARMLESS, "b"]


def test_keys_outside_a_paste_are_as_ever() -> None:
    assert parsed("\x1b[A", "q", "\x1b[B") == ["up", "q", "down"]


def test_two_pastes_and_a_mark_within_text() -> None:
    assert parsed(f"{BEGIN}one{END}{BEGIN}\x1b[20 two{END}") == ["one", "[20 two"]
