"""My shifts without seams, and the word on duty that follows from them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from pdtui.core.shifts import merged, on_call_summary, present_shift, shift_ends, shifts_of
from tests.core.builders import HOUR, ME, MINUTE, NOW, on_call


def hours(*shifts: tuple[float | None, float | None], level: int = 1, schedule: str = "Primary") -> list[object]:
    """The merged shifts of entries that are given in hours from now, as hours from now."""
    entries = [
        on_call(
            None if start is None else NOW + start * HOUR,
            None if end is None else NOW + end * HOUR,
            level=level,
            schedule=schedule,
        )
        for start, end in shifts
    ]
    return [
        (
            None if shift.start is None else (shift.start - NOW) / HOUR,
            None if shift.end is None else (shift.end - NOW) / HOUR,
        )
        for shift in merged(shifts_of(entries, ME.id))
    ]


def test_shifts_that_touch_are_one_however_many_they_are() -> None:
    assert hours((12, 24), (0, 12), (24, 36)) == [(0, 36)]


def test_shifts_that_overlap_are_one_and_end_when_the_last_does() -> None:
    assert hours((0, 12), (6, 8)) == [(0, 12)]
    assert hours((0, 12), (6, 14)) == [(0, 14)]


def test_an_override_by_somebody_else_splits_a_shift() -> None:
    assert hours((0, 4), (8, 12)) == [(0, 4), (8, 12)]


def test_who_is_always_on_call_has_one_shift_without_end() -> None:
    assert hours((None, None)) == [(None, None)]
    assert hours((None, 4), (4, None)) == [(None, None)]
    assert hours((0, None), (3, 5)) == [(0, None)]


def test_two_places_are_not_merged() -> None:
    entries = [on_call(NOW, NOW + HOUR), on_call(NOW + HOUR, NOW + 2 * HOUR, schedule="Search", policy="Search")]
    assert len(merged(shifts_of(entries, ME.id))) == 2
    direct = [on_call(None, NOW, schedule=""), on_call(NOW, None, schedule="", level=2)]
    assert len(merged(shifts_of(direct, ME.id))) == 2


def test_the_word_on_duty_speaks_of_the_end_after_which_somebody_else_is_on_call() -> None:
    entries = [on_call(NOW - HOUR, NOW + HOUR), on_call(NOW + HOUR, NOW + 9 * HOUR)]
    assert on_call_summary(entries, ME.id, NOW) == "on call: Primary L1 until 12:00"
    assert shift_ends(entries, ME.id, NOW) == NOW + 9 * HOUR
    shift = present_shift(entries, ME.id, NOW)
    assert shift is not None
    assert (shift.start, shift.end) == (NOW - HOUR, NOW + 9 * HOUR)


def test_several_duties_at_once_are_told_by_the_lowest_level() -> None:
    entries = [on_call(None, None, schedule="", policy="Search", level=2), on_call(NOW - HOUR, NOW + HOUR)]
    assert on_call_summary(entries, ME.id, NOW) == "on call: Primary L1 +1 until 04:00"


def test_off_call_says_when_next() -> None:
    entries = [on_call(NOW - HOUR, NOW), on_call(NOW + 30 * HOUR, NOW + 32 * HOUR), on_call(NOW + 90 * HOUR, None)]
    assert on_call_summary(entries, ME.id, NOW) == "off call, next Sun 09:00 Primary"
    assert present_shift(entries, ME.id, NOW) is None
    assert shift_ends(entries, ME.id, NOW) is None


def test_an_end_behind_a_change_of_clocks_is_told_by_the_wall() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    now = NOW.replace(month=10, day=24, hour=10)
    entries = [on_call(now - HOUR, now + 30 * HOUR - 30 * MINUTE)]
    assert on_call_summary(entries, ME.id, now.astimezone(berlin)) == "on call: Primary L1 until Sun 16:30"
