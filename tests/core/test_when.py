"""The time of a reminder as people type it, and when it comes, also where the clocks change."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pdtui.core.reminding.when import Timing, parse_timing, split_timing
from pdtui.errors import UsageError
from pdtui.text import LOCAL, stamp

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
NOON = datetime(2026, 11, 21, 12, 0, 30, tzinfo=BERLIN)
"""A Saturday."""


def within(timing: Timing, since: datetime, until: datetime) -> tuple[datetime, ...]:
    """All occurrences later than `since` and not later than `until`."""
    found = []
    following = timing.next_after(since)
    while following is not None and following <= until:
        found.append(following)
        following = timing.next_after(following)
    return tuple(found)


def occurrences(timing: Timing, after: str, count: int) -> list[str]:
    """The next occurrences as wall times with their offsets, asked for one after the other."""
    moment, found = datetime.fromisoformat(after), []
    for _ in range(count):
        following = timing.next_after(moment)
        assert following is not None
        assert following.tzinfo is UTC
        moment = following
        found.append(moment.astimezone(ZoneInfo(timing.zone)).isoformat(timespec="minutes"))
    return found


def by_cron(cron: str, zone: ZoneInfo) -> Timing:
    return Timing(cron=cron, zone=zone.key)


@pytest.mark.parametrize(
    ("text", "wanted", "words"),
    [
        ("in 30m", "2026-11-21T12:30:30+01:00", "at 12:30"),
        ("30m", "2026-11-21T12:30:30+01:00", "at 12:30"),
        ("in 2h30", "2026-11-21T14:30:30+01:00", "at 14:30"),
        ("in an hour", "2026-11-21T13:00:30+01:00", "at 13:00"),
        ("in 2 weeks", "2026-12-05T12:00:30+01:00", "2026-12-05 12:00"),
        ("in 366d", "2027-11-22T12:00:30+01:00", "2027-11-22 12:00"),
        ("at 14:00", "2026-11-21T14:00+01:00", "at 14:00"),
        ("14:00", "2026-11-21T14:00+01:00", "at 14:00"),
        ("at 11:00", "2026-11-22T11:00+01:00", "tomorrow 11:00"),
        ("at 4:30 PM", "2026-11-21T16:30+01:00", "at 16:30"),
        ("12am", "2026-11-22T00:00+01:00", "tomorrow 00:00"),
        ("today at 12:01", "2026-11-21T12:01+01:00", "at 12:01"),
        ("  Tomorrow   09:00 ", "2026-11-22T09:00+01:00", "tomorrow 09:00"),
        ("tomorrow at 9am", "2026-11-22T09:00+01:00", "tomorrow 09:00"),
        ("at 2026-12-01 09:00", "2026-12-01T09:00+01:00", "2026-12-01 09:00"),
        ("monday 09:00", "2026-11-23T09:00+01:00", "on Monday at 09:00"),
        ("on Monday at 9:00", "2026-11-23T09:00+01:00", "on Monday at 09:00"),
        ("fri 17:30", "2026-11-27T17:30+01:00", "on Friday at 17:30"),
        ("saturday 12:00", "2026-11-28T12:00+01:00", "2026-11-28 12:00"),
        ("saturday 12:01", "2026-11-21T12:01+01:00", "at 12:01"),
        ("at 16:30 UTC", "2026-11-21T17:30+01:00", "at 17:30"),
        ("at 14:00-05:00", "2026-11-21T20:00+01:00", "at 20:00"),
        ("2026-12-01T09:00+0100", "2026-12-01T09:00+01:00", "2026-12-01 09:00"),
        ("2026-12-01T09:00:00Z", "2026-12-01T10:00+01:00", "2026-12-01 10:00"),
    ],
)
def test_once(text: str, wanted: str, words: str) -> None:
    timing = parse_timing(text, NOON)
    assert timing == Timing(at=datetime.fromisoformat(wanted).astimezone(UTC))
    assert not timing.recurs
    assert timing.words(NOON) == words
    assert timing.next_after(NOON) == timing.at
    assert timing.at is not None
    assert timing.next_after(timing.at) is None


@pytest.mark.parametrize(
    ("text", "minutes", "words"),
    [
        ("every 30m", 30, "every 30 min"),
        ("every hour", 60, "every hour"),
        ("Hourly", 60, "every hour"),
        ("every minute", 1, "every minute"),
        ("every 1d 2h 30m", 1590, "every 1 d 2 h 30 min"),
        ("every 2 weeks", 20160, "every 14 d"),
    ],
)
def test_every_span_counts_from_now(text: str, minutes: int, words: str) -> None:
    span = timedelta(minutes=minutes)
    timing = parse_timing(text, NOON)
    assert timing == Timing(at=NOON + span, every=span)
    assert timing.words(NOON) == words
    first = timing.next_after(NOON)
    assert first == NOON + span
    assert timing.next_after(first) == NOON + 2 * span
    assert timing.next_after(first - timedelta(microseconds=1)) == first
    assert timing.next_after(first + span * 7.5) == NOON + 9 * span


def test_a_follow_up_ends_with_its_incident() -> None:
    timing = parse_timing("every 30m until resolved", NOON, on_incident=True)
    assert (timing.every, timing.until_resolved) == (timedelta(minutes=30), True)
    assert timing.words(NOON) == "every 30 min until resolved"
    again = parse_timing("every weekday at 9:00 until it is resolved", NOON, on_incident=True)
    assert again == Timing(cron="0 9 * * 1-5", zone="Europe/Berlin", until_resolved=True)
    assert again.words(NOON) == "every weekday at 09:00 until resolved"


@pytest.mark.parametrize(
    ("text", "cron", "words"),
    [
        ("every day at 09:00", "0 9 * * *", "every day at 09:00"),
        ("daily at 9am", "0 9 * * *", "every day at 09:00"),
        ("EVERY  weekday  at 09:00", "0 9 * * 1-5", "every weekday at 09:00"),
        ("every mon-fri 17:15", "15 17 * * 1-5", "every weekday at 17:15"),
        ("every weekend at 10:00", "0 10 * * 0,6", "every weekend day at 10:00"),
        ("every monday at 09:00", "0 9 * * 1", "every Monday at 09:00"),
        ("every sundays at 09:00", "0 9 * * 0", "every Sunday at 09:00"),
        ("every mon,wed at 9:00", "0 9 * * 1,3", "every Mon and Wed at 09:00"),
        ("every Mon, Wed and Fri at 9:00", "0 9 * * 1,3,5", "every Mon, Wed and Fri at 09:00"),
        ("every fri-mon at 9:00", "0 9 * * 0,1,5,6", "every Mon, Fri, Sat and Sun at 09:00"),
        ("every mon-sun at 9:00", "0 9 * * *", "every day at 09:00"),
        ("cron 0 9 * * 1-5", "0 9 * * 1-5", "every weekday at 09:00"),
        ('every "0 9 * * 1-5"', "0 9 * * 1-5", "every weekday at 09:00"),
        ("every 0 9 * * 1-5", "0 9 * * 1-5", "every weekday at 09:00"),
        ("cron */15 9-17 * * mon-fri", "*/15 9-17 * * MON-FRI", "cron */15 9-17 * * MON-FRI"),
        ("cron 0 9 1 * *", "0 9 1 * *", "cron 0 9 1 * *"),
        ("cron 0 9 L * *", "0 9 L * *", "cron 0 9 L * *"),
        ("cron 0 9 * * 7", "0 9 * * 7", "cron 0 9 * * 7"),
    ],
)
def test_times_of_day(text: str, cron: str, words: str) -> None:
    timing = parse_timing(text, NOON)
    assert timing == Timing(cron=cron, zone="Europe/Berlin")
    assert timing.words(NOON) == words
    assert parse_timing(words, NOON) == timing
    assert timing.words(NOON.astimezone(NEW_YORK)) == f"{words} (Europe/Berlin)"


def test_days_of_the_week_are_numbered_as_cron_does() -> None:
    sunday = ["2026-11-22T09:00+01:00", "2026-11-29T09:00+01:00"]
    for day in ("0", "7", "SUN"):
        assert occurrences(by_cron(f"0 9 * * {day}", BERLIN), "2026-11-21T12:00Z", 2) == sunday
    weekdays = occurrences(by_cron("0 9 * * 1-5", BERLIN), "2026-11-21T12:00Z", 6)
    assert [wall[:10] for wall in weekdays] == [
        "2026-11-23",
        "2026-11-24",
        "2026-11-25",
        "2026-11-26",
        "2026-11-27",
        "2026-11-30",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "'' is not a time for a reminder; write in 30m"),
        ("soon", "is not a time for a reminder"),
        ("now", "is not a time for a reminder"),
        ("hour", "is not a time for a reminder"),
        ("at 25:00", "is not a time for a reminder"),
        ("at 13pm", "is not a time for a reminder"),
        ("at 14:00+25:00", "is not a time for a reminder"),
        ("on funday at 9:00", "is not a time for a reminder"),
        ("monkey 9:00", "is not a time for a reminder"),
        ("every day", "is not a time for a reminder"),
        ("every", "is not a time for a reminder"),
        ("every day at 25:00", "is not a time for a reminder"),
        ("every monday-funday at 9:00", "is not a time for a reminder"),
        ("cron", "is not a time for a reminder"),
        ("cron 0 9 * *", "is not a time for a reminder"),
        ("cron * * * * * *", "is not a time for a reminder"),
        ("cron 60 9 * * *", "'60 9 . . .' is not a cron expression: bad minute; write minute, hour"),
        ("cron 0 9 * * 8", "not a cron expression: bad day-of-week"),
        ("cron 0 9 31 2 *", "not a cron expression: bad day-of-month"),
        ("cron 0 9 29 2 *", "is more than a year ahead"),
        ("in 0m", "is no time at all"),
        ("today 11:00", "has passed; write a later one"),
        ("at 2020-01-01 09:00", "has passed"),
        ("2026-11-21T11:00:30Z", "has passed"),
        ("in 367d", "is more than a year ahead"),
        ("in 999999d", "is more than a year ahead"),
        ("at 2027-11-23 09:00", "is more than a year ahead"),
        ("9999-12-31 23:59", "a time for a reminder|a year ahead"),
        ("every 400d", "is more than a year ahead"),
        ("every 59s", "is too often; once a minute"),
        ("every 0m", "is too often"),
        ("every 30m until resolved", "is about no incident; only a follow-up"),
        ("in 30m until resolved", "comes once"),
    ],
)
def test_what_is_no_timing_is_refused_in_a_sentence(text: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        parse_timing(text, NOON)


@pytest.mark.parametrize(
    ("words", "text", "wanted"),
    [
        (["call the vendor", "at", "16:30"], "call the vendor", "at 16:30"),
        (["call the vendor at 16:30"], "call the vendor", "at 16:30"),
        (["call the vendor", "at 16:30"], "call the vendor", "at 16:30"),
        (["call", "the", "vendor", "every", "weekday", "at", "09:00"], "call the vendor", "every weekday at 09:00"),
        (["call", "the", "vendor", "on", "monday", "at", "9:00"], "call the vendor", "on monday at 9:00"),
        (["call", "the", "vendor", "tomorrow", "09:00"], "call the vendor", "tomorrow 09:00"),
        (["look", "at", "the", "14:00", "graph", "in", "30m"], "look at the 14:00 graph", "in 30m"),
        (["fix", "the", "cron", "job", "in", "prod", "at", "16:30"], "fix the cron job in prod", "at 16:30"),
        (["meet at", "14:00"], "meet at", "14:00"),
        (["check every host", "at", "16:30"], "check every host", "at 16:30"),
        (['"check every host" at 16:30'], "check every host", "at 16:30"),
        (["ask Bo", "every", "0 9 * * 1-5"], "ask Bo", "cron 0 9 * * 1-5"),
        (['ask Bo every "0 9 * * 1-5"'], "ask Bo", "cron 0 9 * * 1-5"),
        (["ask", "Bo", "cron", "0", "9", "*", "*", "1-5"], "ask Bo", "cron 0 9 * * 1-5"),
        (["don't forget", "in", "2h", "30"], "don't forget", "in 2h30"),
        (["in", "30m"], "", "in 30m"),
    ],
)
def test_the_longest_end_that_reads_as_a_time_is_the_time(words: list[str], text: str, wanted: str) -> None:
    assert split_timing(words, NOON) == (text, parse_timing(wanted, NOON))


def test_a_follow_up_is_split_with_its_end() -> None:
    words = ["ask", "for", "news", "every", "30m", "until", "resolved"]
    wanted = parse_timing("every 30m until resolved", NOON, on_incident=True)
    assert split_timing(words, NOON, on_incident=True) == ("ask for news", wanted)
    with pytest.raises(UsageError, match="is about no incident"):
        split_timing(words, NOON)


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("call the vendor", "no time for the reminder"),
        ("", "no time for the reminder"),
        ("call at 2020-01-01 09:00", "'at 2020-01-01 09:00' has passed"),
        ("call every wensday at 09:00", "'every wensday at 09:00' is not a time for a reminder"),
        ("call every month on monday at 09:00", "'every month on monday at 09:00' is not a time"),
        ("call next monday at 09:00", "'next monday at 09:00' is not a time"),
        ("call tomorrow morning at 09:00", "'tomorrow morning at 09:00' is not a time"),
        ("call in 3 days at 09:00", "'in 3 days at 09:00' is not a time"),
        ("call at 2026-12-01 around 09:00", "'2026-12-01 around 09:00' is not a time"),
        ("call Friday after lunch at 14:00", "'Friday after lunch at 14:00' is not a time"),
    ],
)
def test_a_time_is_asked_for_again_rather_than_misread(sentence: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        split_timing(sentence.split(), NOON)


SPRING_BERLIN, AUTUMN_BERLIN = "2026-03-28T22:00+01:00", "2026-10-24T22:00+02:00"
SPRING_NEW_YORK, AUTUMN_NEW_YORK = "2026-03-07T22:00-05:00", "2026-10-31T22:00-04:00"


@pytest.mark.parametrize(
    ("zone", "cron", "after", "wanted"),
    [
        (BERLIN, "30 1 * * *", SPRING_BERLIN, ["03-29T01:30+01:00", "03-30T01:30+02:00"]),
        (BERLIN, "30 2 * * *", SPRING_BERLIN, ["03-29T03:00+02:00", "03-30T02:30+02:00"]),
        (BERLIN, "0 3 * * *", SPRING_BERLIN, ["03-29T03:00+02:00", "03-30T03:00+02:00"]),
        (BERLIN, "0,30 2,3 * * *", SPRING_BERLIN, ["03-29T03:00+02:00", "03-29T03:30+02:00", "03-30T02:00+02:00"]),
        (BERLIN, "0 * * * *", "2026-03-29T00:30+01:00", ["03-29T01:00+01:00", "03-29T03:00+02:00"]),
        (BERLIN, "30 1 * * *", AUTUMN_BERLIN, ["10-25T01:30+02:00", "10-26T01:30+01:00"]),
        (BERLIN, "30 2 * * *", AUTUMN_BERLIN, ["10-25T02:30+02:00", "10-26T02:30+01:00"]),
        (BERLIN, "30 2 * * *", "2026-10-25T02:15+01:00", ["10-26T02:30+01:00", "10-27T02:30+01:00"]),
        (BERLIN, "0 3 * * *", AUTUMN_BERLIN, ["10-25T03:00+01:00", "10-26T03:00+01:00"]),
        (
            BERLIN,
            "0 * * * *",
            "2026-10-25T01:30+02:00",
            ["10-25T02:00+02:00", "10-25T02:00+01:00", "10-25T03:00+01:00"],
        ),
        (NEW_YORK, "30 1 * * *", SPRING_NEW_YORK, ["03-08T01:30-05:00", "03-09T01:30-04:00"]),
        (NEW_YORK, "30 2 * * *", SPRING_NEW_YORK, ["03-08T03:00-04:00", "03-09T02:30-04:00"]),
        (NEW_YORK, "0 3 * * *", SPRING_NEW_YORK, ["03-08T03:00-04:00", "03-09T03:00-04:00"]),
        (NEW_YORK, "0 * * * *", "2026-03-08T00:30-05:00", ["03-08T01:00-05:00", "03-08T03:00-04:00"]),
        (NEW_YORK, "30 1 * * *", AUTUMN_NEW_YORK, ["11-01T01:30-04:00", "11-02T01:30-05:00"]),
        (NEW_YORK, "30 1 * * *", "2026-11-01T01:15-05:00", ["11-02T01:30-05:00", "11-03T01:30-05:00"]),
        (NEW_YORK, "30 2 * * *", AUTUMN_NEW_YORK, ["11-01T02:30-05:00", "11-02T02:30-05:00"]),
        (NEW_YORK, "0 3 * * *", AUTUMN_NEW_YORK, ["11-01T03:00-05:00", "11-02T03:00-05:00"]),
        (
            NEW_YORK,
            "0 * * * *",
            "2026-11-01T00:30-04:00",
            ["11-01T01:00-04:00", "11-01T01:00-05:00", "11-01T02:00-05:00"],
        ),
    ],
)
def test_where_the_clocks_change(zone: ZoneInfo, cron: str, after: str, wanted: list[str]) -> None:
    assert occurrences(by_cron(cron, zone), after, len(wanted)) == [f"2026-{wall}" for wall in wanted]


def test_every_span_is_of_time_that_passes() -> None:
    evening = datetime(2026, 10, 25, 1, 45, tzinfo=BERLIN)
    timing = parse_timing("every 30m", evening)
    missed = within(timing, evening, datetime(2026, 10, 25, 3, 15, tzinfo=BERLIN))
    assert [f"{instant.astimezone(BERLIN):%H:%M}" for instant in missed] == [
        "02:15",
        "02:45",
        "02:15",
        "02:45",
        "03:15",
    ]


def test_one_once_where_the_clocks_change() -> None:
    evening = datetime(2026, 3, 28, 22, 0, tzinfo=BERLIN)
    assert parse_timing("02:30", evening).at == datetime.fromisoformat("2026-03-29T03:30+02:00"), "there is no 02:30"
    assert parse_timing("monday 09:00", evening).at == datetime.fromisoformat("2026-03-30T09:00+02:00")
    before = datetime(2026, 10, 25, 1, 0, tzinfo=BERLIN)
    assert parse_timing("02:30", before).at == datetime.fromisoformat("2026-10-25T02:30+02:00"), "the first of two"


@pytest.mark.usefixtures("in_berlin")
def test_the_machines_own_zone_has_no_name_and_knows_the_changes() -> None:
    evening = datetime(2026, 3, 28, 21, 0, tzinfo=UTC).astimezone(LOCAL)
    timing = parse_timing("every day at 02:30", evening)
    assert timing == Timing(cron="30 2 * * *")
    assert timing.words(evening) == "every day at 02:30"
    named = by_cron("30 2 * * *", BERLIN)
    for year_half in (datetime(2026, 3, 27, tzinfo=UTC), datetime(2026, 10, 23, tzinfo=UTC)):
        span = (year_half, year_half + timedelta(days=5))
        assert within(timing, *span) == within(named, *span)
        assert len(within(timing, *span)) == 5


def test_a_zone_without_a_name_or_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="is no zone with a name"):
        parse_timing("every day at 09:00", datetime.fromisoformat("2026-11-21T12:00+01:00"))
    with pytest.raises(UsageError, match="'Europe/Atlantis' is not known here; install the package tzdata"):
        Timing(cron="0 9 * * *", zone="Europe/Atlantis").next_after(NOON)
    assert parse_timing("every day at 09:00", NOON.astimezone(UTC)).zone == "UTC"


def test_what_lies_within_a_span_and_the_last_of_much() -> None:
    once = parse_timing("in 30m", NOON)
    assert once.at is not None
    assert within(once, NOON, once.at) == (once.at,)
    assert within(once, once.at, once.at + timedelta(days=1)) == ()
    daily = parse_timing("every day at 09:00", NOON)
    found = within(daily, NOON, NOON + timedelta(days=3))
    assert [f"{instant.astimezone(BERLIN):%d %H:%M}" for instant in found] == ["22 09:00", "23 09:00", "24 09:00"]
    assert within(daily, found[0], found[1]) == (found[1],), "the first bound is outside, the last inside"
    assert within(daily, found[1], found[0]) == ()
    for text in ("every minute", "cron * * * * *", "cron 0 */3 * * *", "every day at 09:00", "cron 0 9 1 7 *"):
        timing = parse_timing(text, NOON)
        until = NOON + timedelta(days=900)
        latest = timing.latest(NOON, until)
        assert latest is not None
        assert NOON < latest <= until
        following = timing.next_after(latest)
        assert following is not None
        assert following > until, "nothing newer was left out"
        assert timing.latest(latest, until) is None, "the first bound is outside"


def test_an_instant_is_kept_in_utc() -> None:
    london = ZoneInfo("Europe/London")
    timing = Timing(at=datetime(2026, 3, 29, 0, 30, tzinfo=london), every=timedelta(hours=1))
    following = timing.next_after(datetime(2026, 3, 29, 0, 30, tzinfo=london))
    assert following == datetime(2026, 3, 29, 1, 30, tzinfo=UTC), "an hour later, which the wall does not show"
    day = (datetime(2026, 3, 28, 12, tzinfo=london), datetime(2026, 3, 29, 12, tzinfo=london))
    assert len(within(timing, *day)) == 11


def test_no_shape_but_the_three_is_read_back_from_a_file() -> None:
    for wrong in (
        b"{}",
        b'{"at":"2026-11-21T12:00:00Z","cron":"0 9 * * *"}',
        b'{"at":"2026-11-21T12:00:00"}',
        b'{"at":"2026-11-21T12:00:00Z","every":"PT1S"}',
        b'{"at":"2026-11-21T12:00:00Z","until_resolved":true}',
        b'{"cron":"0 9 * * *","every":"PT1H"}',
    ):
        with pytest.raises(msgspec.ValidationError):
            msgspec.json.decode(wrong, type=Timing)


ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "America/Havana", "Asia/Kolkata"]
moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
nearby = st.one_of(
    moments,
    st.builds(
        lambda change, minutes: change + timedelta(minutes=minutes),
        st.sampled_from(
            [datetime(2026, *day, tzinfo=UTC) for day in ((3, 8), (3, 29), (4, 5), (4, 24), (10, 4), (10, 25), (11, 1))]
        ),
        st.integers(-2000, 2000),
    ),
)
hours, minutes = st.integers(0, 23), st.integers(0, 59)
fixed = st.builds("{} {} * * {}".format, minutes, hours, st.sampled_from(["*", "1-5", "0", "3,6"]))
paced = st.sampled_from(["* * * * *", "*/20 * * * *", "0 * * * *", "30 */2 * * *", "*/20 2 * * *", "0,30 1-3 * * *"])
recurring = st.builds(Timing, cron=st.one_of(fixed, paced), zone=st.sampled_from(ZONES))
spaced = st.builds(Timing, at=moments, every=st.timedeltas(timedelta(minutes=1), timedelta(days=366)))


@given(st.one_of(recurring, spaced), nearby)
def test_each_occurrence_is_later_than_the_one_before_and_is_missed_once(timing: Timing, start: datetime) -> None:
    chain = [start]
    for _ in range(30):
        following = timing.next_after(chain[-1])
        assert following is not None
        chain.append(following)
    assert all(earlier < later for earlier, later in pairwise(chain))
    assert len({stamp(instant) for instant in chain[1:]}) == 30, "what they are claimed by"
    for earlier, instant in pairwise(chain):
        assert timing.latest(start, instant) == instant
        before = timing.latest(start, instant - timedelta(seconds=1))
        assert before == (earlier if earlier != start else None)


@given(hours, minutes, st.sampled_from(ZONES), nearby)
@example(2, 30, "Europe/Berlin", datetime(2026, 3, 28, 12, tzinfo=UTC))
@example(2, 30, "Europe/Berlin", datetime(2026, 10, 25, 1, 15, tzinfo=UTC))
def test_a_time_of_day_comes_once_a_day_at_that_time_unless_it_is_skipped(
    hour: int, minute: int, zone: str, start: datetime
) -> None:
    timing = parse_timing(f"every day at {hour}:{minute:02}", start.astimezone(ZoneInfo(zone)))
    moment, days = start, []
    for _ in range(5):
        following = timing.next_after(moment)
        assert following is not None
        moment = following
        wall = moment.astimezone(ZoneInfo(zone))
        days.append(wall.date())
        asked = wall.replace(hour=hour, minute=minute, fold=0)
        if asked.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == asked.replace(tzinfo=None):
            assert (wall.hour, wall.minute, wall.fold) == (hour, minute, 0)
        else:
            before = (moment - timedelta(minutes=1)).astimezone(ZoneInfo(zone))
            assert before.utcoffset() != wall.utcoffset(), "it comes when the clocks jump"
    assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(days))


@given(st.one_of(recurring, spaced, st.builds(Timing, at=moments)), st.booleans())
def test_a_timing_comes_back_from_json_as_it_was(timing: Timing, until_resolved: bool) -> None:
    if until_resolved and timing.recurs:
        timing = Timing(timing.at, timing.every, timing.cron, timing.zone, until_resolved=True)
    assert msgspec.json.decode(msgspec.json.encode(timing), type=Timing) == timing


@given(st.integers(1, 366 * 24 * 60))
def test_a_spans_words_read_back(count: int) -> None:
    timing = parse_timing(f"every {count}m", NOON)
    assert parse_timing(timing.words(NOON), NOON) == timing


@given(st.integers(1, 6 * 24 * 60))
def test_an_instants_words_read_back(count: int) -> None:
    at = (NOON + timedelta(minutes=count)).replace(second=0).astimezone(UTC)
    assert parse_timing(Timing(at=at).words(NOON), NOON).at == at


_PARTS = [
    "every",
    "cron",
    "in",
    "at",
    "on",
    "monday",
    "mon-",
    "tomorrow",
    "2026-12-01",
    "9:00",
    "9am",
    "30m",
    "2h",
    "²",
]
_PARTS += ["until", "resolved", "*", "*/0", "1-5", "0", "99999999999", "L", "1#6", "5L", '"', "+01:00", "z", ",", "and"]


@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(_PARTS), max_size=9).map(" ".join)), st.booleans())
def test_whatever_is_typed_is_read_or_refused(text: str, on_incident: bool) -> None:
    read = []
    with suppress(UsageError):
        read.append(parse_timing(text, NOON, on_incident=on_incident))
    with suppress(UsageError):
        read.append(split_timing(text.split(), NOON, on_incident=on_incident)[1])
    for timing in read:
        following = timing.next_after(NOON)
        assert following is not None
        assert NOON < following <= NOON + timedelta(days=367)
        assert timing.words(NOON)
