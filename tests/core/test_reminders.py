"""Handoff reminders: which are wanted, what they say, and that each is said once."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from pdtui.core.reminders import Handoff, due_now, on_call_summary, shifts_of, wanted, with_counterparts
from pdtui.text import LOCAL, clock_time
from tests.core.builders import HOUR, ME, MINUTE, NOW, on_call

QUARTER = 15 * MINUTE


def test_one_before_the_end_of_this_shift_and_one_before_the_start_of_the_next() -> None:
    shifts = shifts_of([on_call(NOW - HOUR, NOW + HOUR), on_call(NOW + 9 * HOUR, NOW + 12 * HOUR)], ME.id)
    found = [(reminder.kind, reminder.due_at - NOW) for reminder in wanted(shifts, QUARTER, NOW)]
    assert found == [
        (Handoff.SHIFT_ENDS, HOUR - QUARTER),
        (Handoff.SHIFT_STARTS, 9 * HOUR - QUARTER),
        (Handoff.SHIFT_ENDS, 12 * HOUR - QUARTER),
    ]


def test_a_schedule_seen_through_two_policies_is_announced_once() -> None:
    entries = [on_call(NOW - HOUR, NOW + HOUR), on_call(NOW - HOUR, NOW + HOUR, policy="Search", level=2)]
    assert len(wanted(shifts_of(entries, ME.id), QUARTER, NOW)) == 1


def test_who_is_always_on_call_is_not_reminded() -> None:
    assert wanted(shifts_of([on_call(None, None, schedule="")], ME.id), QUARTER, NOW) == ()


def test_the_keys_are_the_same_after_a_restart() -> None:
    first = wanted(shifts_of([on_call(NOW - HOUR, NOW + HOUR)], ME.id), QUARTER, NOW)
    later = wanted(shifts_of([on_call(NOW - HOUR, NOW + HOUR)], ME.id), QUARTER, NOW + QUARTER)
    assert [reminder.key for reminder in first] == [reminder.key for reminder in later]


def test_what_came_due_while_away_is_told_once_with_how_late_it_is() -> None:
    reminders = wanted(shifts_of([on_call(NOW - HOUR, NOW + HOUR)], ME.id), QUARTER, NOW)
    reminders = with_counterparts(reminders, {reminders[0].key: "Bo Larsen"})
    claimed: set[str] = set()

    def claim(key: str) -> bool:
        fresh = key not in claimed
        claimed.add(key)
        return fresh

    assert list(due_now(reminders, NOW, claim)) == []
    late = NOW + HOUR - QUARTER + 20 * MINUTE
    (due,) = due_now(reminders, late, claim)
    assert due.title == "Your shift ended at 04:00"
    assert "Bo Larsen takes over" in due.text
    assert due.late == 20 * MINUTE
    assert "20 min ago" in due.text
    assert list(due_now(reminders, late, claim)) == []


def test_older_than_an_hour_is_not_told_any_more() -> None:
    shifts = shifts_of([on_call(NOW - HOUR, NOW + HOUR)], ME.id)
    reminders = wanted(shifts, QUARTER, NOW)
    assert list(due_now(reminders, NOW + HOUR - QUARTER + 61 * MINUTE, lambda key: True)) == []
    assert wanted(shifts, QUARTER, NOW + HOUR - QUARTER + 61 * MINUTE) == ()


def test_two_schedules_that_end_together_make_one_announcement() -> None:
    entries = [on_call(NOW - HOUR, NOW + HOUR), on_call(NOW - HOUR, NOW + HOUR, schedule="Search", policy="Search")]
    (due,) = due_now(wanted(shifts_of(entries, ME.id), QUARTER, NOW), NOW + HOUR - QUARTER, lambda key: True)
    assert len(due.keys) == 2
    assert due.title == "Your shift ends at 04:00"
    assert due.late == timedelta()


def test_the_status_line_says_duty_until_when_or_when_next() -> None:
    assert on_call_summary([on_call(NOW - HOUR, NOW + HOUR)], ME.id, NOW) == "on call: Primary L1 until 04:00"
    assert on_call_summary([on_call(NOW + HOUR, NOW + 2 * HOUR)], ME.id, NOW) == "off call, next 04:00 Primary"
    assert on_call_summary([], ME.id, NOW) == "off call"
    assert on_call_summary([on_call(None, None, schedule="")], ME.id, NOW) == "on call: Payments L1 always"


def test_a_claim_that_fails_takes_no_other_announcement_with_it() -> None:
    entries = [on_call(NOW - HOUR, NOW + HOUR), on_call(NOW - HOUR, NOW + HOUR + MINUTE, schedule="B", policy="B")]
    reminders = wanted(shifts_of(entries, ME.id), QUARTER, NOW)
    calls = []

    def claim(key: str) -> bool:
        calls.append(key)
        if len(calls) == 2:
            raise OSError("the disk is full")
        return True

    said = due_now(reminders, NOW + HOUR, claim)
    assert next(said).title == "Your shift ended at 04:00"
    with pytest.raises(OSError, match="full"):
        next(said)


def test_a_shift_behind_a_change_of_clocks_is_told_at_the_right_wall_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    saturday = datetime(2026, 10, 24, 10, 0, tzinfo=UTC).astimezone(LOCAL)
    monday = datetime(2026, 10, 26, 8, 0, tzinfo=UTC)
    assert clock_time(monday, saturday) == "Mon 09:00"
    assert saturday.hour == 12
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
