"""Quiet hours: how they are written, across midnight, on some days, and as clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdtui.core.reminding.quiet import QuietHours, parse_quiet

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = frozenset(range(7))


def quiet(text: str, moment: datetime) -> bool:
    (hours,) = parse_quiet(text)
    return hours.covers(moment.astimezone(UTC), BERLIN)


def at(day: int, hour: int, minute: int = 0, *, month: int = 11, fold: int = 0) -> datetime:
    """In November 2026 the 2nd is a Monday."""
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN, fold=fold)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("22:00-07:00", QuietHours(time(22), time(7))),
        ("9:30 – 17:00 mon-fri", QuietHours(time(9, 30), time(17), frozenset(range(5)))),
        ("22:00-07:00 Fri - Mon", QuietHours(time(22), time(7), frozenset({4, 5, 6, 0}))),
        ("00:00-24:00 saturday, sun", QuietHours(time(), time(), frozenset({5, 6}))),
        ("12:00-24:00 wed", QuietHours(time(12), time(), frozenset({2}))),
    ],
)
def test_they_are_written_as_a_person_says_them(text: str, hours: QuietHours) -> None:
    assert parse_quiet(text) == parse_quiet([text]) == (hours,)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("ten to seven", "wants hours such as"),
        (7, "wants hours such as"),
        (["22:00-07:00", 3], "wants hours such as"),
        ("22:00-07:60", "holds 07:60, which no clock shows"),
        ("24:00-07:00", "holds 24:00, which no clock shows"),
        ("22:00-22:00", 'a whole day is "00:00-24:00"'),
        ("22:00-07:00 mon-fry", "does not know the day 'fry'; did you mean 'fri'"),
    ],
)
def test_what_cannot_be_meant_is_refused(value: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_quiet(value)


def test_several_hours() -> None:
    assert len(parse_quiet(["22:00-07:00", "00:00-24:00 sat-sun"])) == 2
    assert parse_quiet([]) == ()


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (at(3, 21, 59), False),
        (at(3, 22), True),
        (at(4, 0), True),
        (at(4, 6, 59), True),
        (at(4, 7), False),
    ],
)
def test_across_midnight(moment: datetime, expected: bool) -> None:
    assert quiet("22:00-07:00", moment) is expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (at(6, 23), True),  # Friday night
        (at(7, 6), True),  # and the Saturday morning that belongs to it
        (at(7, 23), False),  # Saturday night
        (at(2, 6), False),  # Monday morning belongs to Sunday
        (at(2, 23), True),
    ],
)
def test_a_night_belongs_to_the_day_on_which_it_began(moment: datetime, expected: bool) -> None:
    assert quiet("22:00-07:00 mon-fri", moment) is expected


def test_whole_days() -> None:
    assert not quiet("00:00-24:00 sat-sun", at(6, 23, 59))
    assert quiet("00:00-24:00 sat-sun", at(7, 0))
    assert quiet("00:00-24:00 sat-sun", at(8, 23, 59))
    assert not quiet("00:00-24:00 sat-sun", at(9, 0))


def test_as_clocks_go_back_the_repeated_hour_is_quiet_without_a_hole() -> None:
    moments = [at(24, 22, month=10).astimezone(UTC) + timedelta(minutes=5 * step) for step in range(12 * 14)]
    found = [quiet("22:00-02:30", moment) for moment in moments]
    assert found.index(False) * 5 == 5.5 * 60, "22:00 to the second 02:30 is an hour longer than on other days"
    assert not any(found[found.index(False) :])


def test_as_clocks_go_back_they_begin_at_the_first_of_two_equal_times() -> None:
    assert quiet("02:30-06:00", at(25, 2, 30, month=10, fold=0))
    assert quiet("02:30-06:00", at(25, 2, 10, month=10, fold=1))
    assert not quiet("02:30-06:00", at(25, 2, 10, month=10, fold=0))


def test_as_clocks_go_forward_the_skipped_hour_is_skipped() -> None:
    assert quiet("01:00-02:30", at(29, 1, 59, month=3))
    assert quiet("01:00-02:30", at(29, 3, 29, month=3))
    assert not quiet("01:00-02:30", at(29, 3, 30, month=3))
    assert quiet("22:00-07:00", at(29, 6, 59, month=3))
    assert not quiet("22:00-07:00", at(29, 7, month=3))


@given(st.times(), st.times(), st.integers(0, 180 * 24 * 60))
def test_between_changes_of_clocks_they_are_what_the_wall_says(start: time, end: time, minutes: int) -> None:
    moment = at(1, 0, month=4).astimezone(UTC) + timedelta(minutes=minutes)
    wall = moment.astimezone(BERLIN).time()
    inside = start <= wall < end if start < end else wall >= start or wall < end
    assert QuietHours(start, end, WEEK).covers(moment, BERLIN) is inside
