"""Hostile text is made harmless, and stays readable."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdtui.text import ago, clean, clock_time, spell


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("plain", "plain"),
        ("\x1b]0;PWNED\x07title", "title"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x9b31mred", "red"),
        ("\x1bP1;2|secret\x1b\\after", "after"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("two\nlines\r\n\tand a tab", "two lines and a tab"),
        ("  much   space ", "much space"),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467 family", "\U0001f468\u200d\U0001f469\u200d\U0001f467 family"),
        ("disk [95%] {x} <!channel>", "disk [95%] {x} <!channel>"),
        (None, ""),
        (42, "42"),
        ("nul\x00byte\x7f\x85", "nulbyte"),
        ("\ud800 lonely", "lonely"),
    ],
)
def test_clean(given_text: object, shown: str) -> None:
    assert clean(given_text) == shown


def test_newlines_stay_where_they_are_wanted() -> None:
    given_text = "one\r\ntwo  \x1b[2J\n   three  four"
    assert clean(given_text, multiline=True) == "one\ntwo\n   three  four"
    assert clean(given_text) == "one two three four"


@given(st.text())
def test_nothing_that_a_terminal_obeys_is_left(text: str) -> None:
    for multiline in (False, True):
        cleaned = clean(text, multiline=multiline)
        for character in cleaned:
            allowed = multiline and character == "\n"
            assert allowed or unicodedata.category(character) not in ("Cc", "Cs", "Co", "Cn")
            assert character not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@given(st.text())
def test_clean_text_stays_as_it_is(text: str) -> None:
    for multiline in (False, True):
        once = clean(text, multiline=multiline)
        assert clean(once, multiline=multiline) == once


@pytest.mark.parametrize(
    ("seconds", "short", "long"),
    [
        (0, "0s", "0 s"),
        (-5, "0s", "0 s"),
        (59, "59s", "59 s"),
        (61, "1m", "1 min 1 s"),
        (3600, "1h", "1 h"),
        (4800, "1h", "1 h 20 min"),
        (90000, "1d", "1 d 1 h"),
    ],
)
def test_spans(seconds: int, short: str, long: str) -> None:
    assert ago(timedelta(seconds=seconds)) == short
    assert spell(timedelta(seconds=seconds)) == long


def test_clock_time_says_the_day_only_where_it_must() -> None:
    now = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
    assert clock_time(now + timedelta(hours=2), now) == "05:00"
    assert clock_time(now + timedelta(days=1), now) == "Sun 03:00"
    assert clock_time(now + timedelta(days=20), now) == "2026-12-11 03:00"
