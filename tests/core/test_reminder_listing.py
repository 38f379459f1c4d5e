"""How reminders are called and listed, and what is answered to a person's words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pdtui.core.reminding.kinds import ReminderKind
from pdtui.core.reminding.listing import chosen, handle, listed, unplanned
from pdtui.core.reminding.own import OwnReminder, of_own
from pdtui.core.reminding.reminder import Reminder
from pdtui.core.reminding.saying import offers, outcome, parse_snooze, snooze_offers
from pdtui.core.reminding.store import Planned, ReminderState
from pdtui.core.reminding.when import parse_timing
from pdtui.errors import NotFound, UsageError

NOW = datetime(2026, 11, 21, 3, 12, 30, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def row(key: str, minutes: int = 10, kind: ReminderKind = ReminderKind.ESCALATION, own_id: int = 0) -> Planned:
    due_at = NOW + timedelta(minutes=minutes)
    return Planned(Reminder(key, kind, due_at, key, due_at + timedelta(minutes=2), own_id=own_id), due_at)


def made(number: int, words: str) -> OwnReminder:
    return OwnReminder(number, f"t{number}", "tea", parse_timing(words, NOW), NOW)


def test_a_handle_is_the_same_everywhere_and_is_neither_a_number_nor_a_word() -> None:
    assert handle("escalation:Q1:2026") == handle("escalation:Q1:2026")
    handles = {handle(str(number)) for number in range(5000)}
    assert len(handles) > 4995
    assert not any(letter in "aeiou0123456789" for one in handles for letter in one)


def test_a_number_is_given_to_the_soonest_and_the_handle_to_all() -> None:
    own = made(3, "every 30m")
    planned = [Planned(one, one.due_at) for one in of_own([own], NOW + timedelta(hours=1))]
    lines = listed(planned, (), [own])
    assert [line.name for line in lines] == ["3", handle(planned[1].key)]
    assert chosen(lines, "3") == chosen(lines, "#3") == lines[0]
    assert chosen(lines, lines[1].name[:3].upper()) == lines[1]
    assert chosen(lines, handle(lines[0].key)) == lines[0]


def test_an_own_one_that_is_over_is_still_found_by_its_number_once_told() -> None:
    told = Planned(row("k", own_id=4).reminder, NOW, ReminderState.TOLD, NOW)
    (line,) = listed((), [told], ())
    assert (line.name, chosen([line], "4")) == (handle("k"), line)


def test_what_means_none_or_several_or_nothing_at_all_is_refused() -> None:
    keys = [str(number) for number in range(400)]
    several = next(
        (one, other) for one in keys for other in keys if one < other and handle(one)[:2] == handle(other)[:2]
    )
    lines = listed([row(key) for key in several], (), ())
    with pytest.raises(UsageError, match=r"means 2 reminders: .*, .*; write more of it"):
        chosen(lines, handle(several[0])[:2])
    for wrong in ("", "b", "two", "it's"):
        with pytest.raises(UsageError, match="is not a reminder"):
            chosen(lines, wrong)
    for gone in ("7", "zzzzzz"):
        with pytest.raises(NotFound, match="there is no reminder"):
            chosen(lines, gone)


def test_what_is_made_and_not_planned_is_known() -> None:
    own = [made(1, "every 30m"), made(2, "in 1h")]
    planned = [Planned(one, one.due_at) for one in of_own(own[:1], NOW)]
    assert unplanned(listed(planned, (), own), own) == (own[1],)


def test_a_line_says_when_and_what_in_the_zone_of_now() -> None:
    now = NOW.astimezone(BERLIN)
    (line,) = listed([row("Payments")], (), ())
    assert (line.when(now), line.what(now)) == ("04:22, in 10m", "Payments, at 04:24")
    assert line.when(now + timedelta(hours=1)) == "04:22, due now"


def test_every_offer_reads_as_what_it_is_called_at_any_hour() -> None:
    for hour in range(24):
        for minute in (0, 1, 54, 55, 56, 59):
            now = NOW.replace(hour=hour, minute=minute).astimezone(BERLIN)
            for offer in offers(now):
                timing = parse_timing(offer.typed, now, on_incident=True)
                assert timing.next_after(now) is not None
                if offer.label == "at the full hour":
                    assert timing.at is not None
                    assert timing.at.minute == 0
                    assert timedelta(minutes=4) < timing.at - now <= timedelta(minutes=66)
            for offer in snooze_offers():
                assert parse_snooze(offer.typed, now) > now


def test_an_outcome_is_told_with_the_time_that_is_left() -> None:
    assert outcome(parse_timing("in 30m", NOW), NOW) == "at 03:42, in 30 min"
    assert outcome(parse_timing("every weekday at 09:00", NOW), NOW) == (
        "every weekday at 09:00, first at Mon 09:00, in 2 d 5 h"
    )
    assert outcome(parse_timing("at 03:13", NOW), NOW) == "at 03:13, in 30 s"


def test_a_snooze_has_one_end() -> None:
    assert parse_snooze("until 14:00", NOW) == NOW.replace(hour=14, minute=0, second=0)
    assert parse_snooze("Until  tomorrow 9:00", NOW) == NOW.replace(day=22, hour=9, minute=0, second=0)
    assert parse_snooze("2h30", NOW) == NOW + timedelta(hours=2, minutes=30)
    for wrong in ("every 30m", "soon", "", "until", "2020-01-01 09:00"):
        with pytest.raises(UsageError):
            parse_snooze(wrong, NOW)
