"""Spans and ends as people type them, also on the days on which the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pdtui.core.spans import parse_end, parse_instant, parse_past, parse_turn, presets
from pdtui.errors import UsageError
from pdtui.text import LOCAL

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 21, 12, 0, 30, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("90m", 90),
        ("2h", 120),
        ("2h30", 150),
        ("2h 30", 150),
        ("2h30m", 150),
        ("1d", 1440),
        ("1d 2h", 1560),
        ("45 min", 45),
        ("  45   Minutes ", 45),
        ("for 2 hours", 120),
        ("7d", 10080),
        ("1 week", 10080),
        ("60s", 1),
    ],
)
def test_a_span_counts_from_now(text: str, minutes: int) -> None:
    assert parse_end(text, NOON) == NOON + timedelta(minutes=minutes)
    start, end = parse_turn("", text, NOON)
    assert (start, end - start) == (NOON, timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("14:00", "2026-11-21T14:00+01:00"),
        ("until 14:00", "2026-11-21T14:00+01:00"),
        ("until 12:00", "2026-11-22T12:00+01:00"),
        ("9:05", "2026-11-22T09:05+01:00"),
        ("until tomorrow 09:00", "2026-11-22T09:00+01:00"),
        ("Tomorrow 09:00", "2026-11-22T09:00+01:00"),
        ("today 23:59", "2026-11-21T23:59+01:00"),
        ("until 2026-11-22 09:00", "2026-11-22T09:00+01:00"),
        ("2026-11-22T09:00", "2026-11-22T09:00+01:00"),
        ("until 2026-11-22T09:00Z", "2026-11-22T10:00+01:00"),
        ("until monday 9:00", "2026-11-23T09:00+01:00"),
        ("until saturday 11:00", "2026-11-28T11:00+01:00"),
        ("tomorrow at 9am", "2026-11-22T09:00+01:00"),
        ("until 12:30 pm", "2026-11-21T12:30+01:00"),
        ("until 14:00 UTC", "2026-11-21T15:00+01:00"),
    ],
)
def test_a_wall_time_is_the_persons_own(text: str, wanted: str) -> None:
    end = parse_end(text, NOON)
    assert end == datetime.fromisoformat(wanted)
    assert end.tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is neither a span"),
        ("90", "is neither a span"),
        ("soon", "is neither a span"),
        ("until", "is neither a span"),
        ("until 2h", "is neither a span"),
        ("25:00", "is neither a span"),
        ("12:60", "is neither a span"),
        ("0am", "is neither a span"),
        ("monkey 9:00", "is neither a span"),
        ("2h90", "is neither a span"),
        ("-1h", "is neither a span"),
        ("2026-02-30 09:00", "is neither a span"),
        ("9999-12-31T23:59-14:00", "is neither a span"),
        ("0m", "no time at all"),
        ("today 11:00", "has passed"),
        ("2020-01-01 09:00", "has passed"),
        ("7d1s", "more than 7 days"),
        ("999999d", "more than 7 days"),
        ("until 2026-11-28 12:01", "more than 7 days"),
        ("9999-12-31 09:00", "more than 7 days"),
    ],
)
def test_what_cannot_be_an_end_is_refused_in_a_sentence(text: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        parse_end(text, NOON)


@pytest.mark.parametrize(
    ("begins", "lasts", "start", "end"),
    [
        ("", "2h", "2026-11-21T12:00:30+01:00", "2026-11-21T14:00:30+01:00"),
        ("now", "until 14:00", "2026-11-21T12:00:30+01:00", "2026-11-21T14:00+01:00"),
        ("tomorrow 09:00", "until 08:00", "2026-11-22T09:00+01:00", "2026-11-23T08:00+01:00"),
        ("14:00", "until 2026-12-10 09:00", "2026-11-21T14:00+01:00", "2026-12-10T09:00+01:00"),
        ("2026-12-01T09:00", "30d", "2026-12-01T09:00+01:00", "2026-12-31T09:00+01:00"),
        ("2027-03-27 12:00", "24h", "2027-03-27T12:00+01:00", "2027-03-28T13:00+02:00"),
        ("2026-11-21 12:00", "90d", "2026-11-21T12:00+01:00", "2027-02-19T12:00+01:00"),
    ],
)
def test_a_turn_of_duty_may_be_longer_than_a_snooze(begins: str, lasts: str, start: str, end: str) -> None:
    turn = parse_turn(begins, lasts, NOON)
    assert turn == (datetime.fromisoformat(start), datetime.fromisoformat(end))
    assert {instant.tzinfo for instant in turn} == {UTC}


@pytest.mark.parametrize(
    ("begins", "lasts", "words"),
    [
        ("", "", "is neither a span"),
        ("", "now", "is neither a span"),
        ("", "two hours", "is neither a span"),
        ("", "0s", "is no time at all"),
        ("soon", "1h", "'soon' is not a time"),
        ("2026-11-21 11:58", "1h", "'2026-11-21 11:58' has passed; begin it now or later"),
        ("14:00", "until 2026-11-21 13:00", "ends it before it begins"),
        ("", "90d1s", "is more than 90 days"),
        ("", "999999d", "is more than 90 days"),
        ("9999-12-31 09:00", "30d", "is neither a span"),
    ],
)
def test_what_is_no_turn_is_refused_in_a_sentence(begins: str, lasts: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        parse_turn(begins, lasts, NOON)


def test_the_night_in_which_the_clocks_go_back_is_an_hour_longer() -> None:
    evening = datetime(2026, 10, 24, 22, 0, tzinfo=BERLIN)
    assert parse_end("tomorrow 09:00", evening) - evening.astimezone(UTC) == timedelta(hours=12)
    assert parse_end("12h", evening) == parse_end("09:00", evening)


def test_the_night_in_which_the_clocks_go_forward_is_an_hour_shorter() -> None:
    evening = datetime(2026, 3, 28, 22, 0, tzinfo=BERLIN)
    assert parse_end("09:00", evening) - evening.astimezone(UTC) == timedelta(hours=10)
    assert parse_end("02:30", evening) == datetime.fromisoformat("2026-03-29T03:30+02:00"), "there is no 02:30"


def test_an_hour_that_comes_twice_is_the_one_still_to_come() -> None:
    before = datetime(2026, 10, 25, 1, 0, tzinfo=BERLIN)
    between = datetime(2026, 10, 25, 2, 45, tzinfo=BERLIN)
    for text in ("02:30", "today 02:30"):
        assert parse_end(text, before) == datetime.fromisoformat("2026-10-25T02:30+02:00")
        assert parse_end(text, between) == datetime.fromisoformat("2026-10-25T02:30+01:00")


@pytest.mark.usefixtures("in_berlin")
def test_the_machines_own_zone_knows_the_change_too() -> None:
    evening = datetime(2026, 10, 24, 20, 0, tzinfo=UTC).astimezone(LOCAL)
    assert parse_end("tomorrow 09:00", evening) == datetime(2026, 10, 25, 8, 0, tzinfo=UTC)
    between = datetime(2026, 10, 25, 0, 45, tzinfo=UTC).astimezone(LOCAL)
    assert parse_end("02:30", between) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("now", "2026-11-21T12:00:30+01:00"),
        ("14:00", "2026-11-21T14:00+01:00"),
        ("11:00", "2026-11-22T11:00+01:00"),
        ("2026-11-20T14:00", "2026-11-20T14:00+01:00"),
        ("2026-11-21 14:00", "2026-11-21T14:00+01:00"),
        ("2026-11-21T14:00-05:00", "2026-11-21T14:00-05:00"),
        ("2027-11-21T14:00:10Z", "2027-11-21T14:00:10+00:00"),
    ],
)
def test_an_instant_may_have_a_date_and_an_offset(text: str, wanted: str) -> None:
    instant = parse_instant(text, NOON)
    assert instant == datetime.fromisoformat(wanted)
    assert instant.tzinfo is UTC


@pytest.mark.parametrize("text", ["", "2h", "yesterday", "2026-13-01T10:00", "until 14:00", "2026-11-21"])
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not a time"):
        parse_instant(text, NOON)


def test_presets_by_day() -> None:
    ends = NOON + timedelta(hours=6)
    offered = {preset.label: preset.until for preset in presets(NOON, ends)}
    assert offered == {
        "30 min": NOON + timedelta(minutes=30),
        "1 h": NOON + timedelta(hours=1),
        "4 h": NOON + timedelta(hours=4),
        "until 09:00 tomorrow": datetime(2026, 11, 22, 9, tzinfo=BERLIN),
        "until my shift ends": ends,
    }
    assert all(until.tzinfo is UTC for until in offered.values())


def test_presets_at_night_end_in_the_coming_morning() -> None:
    night = datetime(2026, 11, 21, 2, 0, tzinfo=BERLIN)
    labels = {preset.label: preset.until for preset in presets(night, None)}
    assert labels["until 09:00 today"] == night + timedelta(hours=7)
    early = night + timedelta(hours=4)
    assert "until 09:00 tomorrow" in {preset.label for preset in presets(early, None)}


@pytest.mark.parametrize("hours", [0, -1, 7 * 24 + 1])
def test_a_shift_that_is_over_or_ends_too_late_is_not_offered(hours: int) -> None:
    assert len(presets(NOON, NOON + timedelta(hours=hours))) == 4
    assert len(presets(NOON, NOON + timedelta(days=7))) == 5


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("now", "2026-11-21T12:00:30"),
        ("8h", "2026-11-21T04:00:30"),
        ("90 min ago", "2026-11-21T10:30:30"),
        ("11:00", "2026-11-21T11:00"),
        ("22:00", "2026-11-20T22:00"),
        ("today 09:00", "2026-11-21T09:00"),
        ("yesterday 09:00", "2026-11-20T09:00"),
        ("2026-11-19 22:15", "2026-11-19T22:15"),
        ("2026-11-19T22:15:00Z", "2026-11-19T23:15"),
    ],
)
def test_a_time_that_has_passed_is_the_last_such_one(text: str, wanted: str) -> None:
    assert parse_past(text, NOON) == datetime.fromisoformat(wanted).replace(tzinfo=BERLIN)


@pytest.mark.parametrize("text", ["soon", "", "25:00", "tomorrow 09:00", "today 13:00", "2027-01-01", "yesterday"])
def test_a_time_that_is_none_or_still_to_come_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"write 8h \(ago\)"):
        parse_past(text, NOON)
