"""Which shift a brief is of, by the on-call entries of one person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pdtui.core.handoff.span import chosen_span, shift_span
from pdtui.core.model import Reference
from tests.core.builders import HOUR, ME, MINUTE, NOW, on_call


def test_the_present_shift_is_told_from_its_beginning_to_now() -> None:
    found = shift_span([on_call(NOW - 7 * HOUR, NOW + HOUR)], ME.id, NOW)
    assert found is not None
    assert (found.since, found.until, found.ends, found.hands_over) == (NOW - 7 * HOUR, NOW, NOW + HOUR, NOW + HOUR)
    assert ([one.name for one in found.policies], found.services) == (["Payments"], ("PSVC",))


def test_back_to_back_turns_are_one_shift_also_those_to_come() -> None:
    turns = [on_call(NOW + (at - 9) * HOUR, NOW + (at - 5) * HOUR) for at in (8, 0, 4)]
    found = shift_span(turns, ME.id, NOW)
    assert found is not None
    assert (found.since, found.ends) == (NOW - 9 * HOUR, NOW + 3 * HOUR)
    with_break = [turns[1], replace(turns[2], start=NOW - 4 * HOUR)]
    found = shift_span(with_break, ME.id, NOW - 2 * HOUR)
    assert found is not None
    assert found.since == NOW - 4 * HOUR


@pytest.mark.parametrize(("ago", "is_there"), [(0 * MINUTE, True), (12 * HOUR, True), (12 * HOUR + MINUTE, False)])
def test_one_that_ended_counts_for_twelve_hours(ago: object, is_there: bool) -> None:
    end = NOW - ago  # type: ignore[operator] # a span
    found = shift_span([on_call(end - 8 * HOUR, end)], ME.id, NOW)
    assert (found is not None) is is_there
    if found is not None:
        assert (found.since, found.until, found.ends) == (end - 8 * HOUR, end, end)


def test_a_present_shift_goes_before_one_that_ended_and_the_first_level_before_the_others() -> None:
    ended = on_call(NOW - 9 * HOUR, NOW - HOUR, schedule="Other")
    second = on_call(NOW - HOUR, NOW + MINUTE, level=2, schedule="Backup", policy="Search")
    present = on_call(NOW - HOUR, NOW + 5 * HOUR)
    found = shift_span([ended, second, present], ME.id, NOW)
    assert found is not None
    assert found.ends == NOW + 5 * HOUR
    found = shift_span([second], ME.id, NOW)
    assert found is not None
    assert [place.name for place in found.places] == ["Backup"]


def test_of_several_that_which_ends_next_with_those_that_end_with_it() -> None:
    end = NOW + HOUR
    here = on_call(NOW - 4 * HOUR, end, policy="Payments")
    there = on_call(NOW - 5 * HOUR, end, schedule="Search duty", policy="Search")
    later = on_call(NOW - HOUR, NOW + 40 * HOUR, schedule="Weekly", policy="Billing")
    found = shift_span([later, there, here], ME.id, NOW)
    assert found is not None
    assert (found.since, [one.name for one in found.policies]) == (NOW - 5 * HOUR, ["Payments", "Search"])
    assert found.key == f"SPrimary:{end:%Y-%m-%dT%H:%M:%SZ}"


def test_being_on_call_for_ever_and_the_turns_of_others_are_no_shift() -> None:
    other = replace(on_call(NOW - HOUR, NOW + HOUR), user=Reference("PBO", "Bo"))
    assert shift_span([on_call(None, None, schedule=""), other], ME.id, NOW) is None
    assert shift_span([on_call(NOW + HOUR, NOW + 2 * HOUR)], ME.id, NOW) is None


def test_one_schedule_of_several_policies_is_one_place() -> None:
    both = [on_call(NOW - HOUR, NOW + HOUR, policy=name) for name in ("Payments", "Search")]
    found = shift_span(both, ME.id, NOW)
    assert found is not None
    assert {place.key for place in found.places} == {"SPrimary"}
    assert [one.id for one in found.policies] == ["PPayments", "PSearch"]


def test_a_chosen_span_takes_what_i_was_on_call_for_in_it() -> None:
    entries = [
        on_call(NOW - 9 * HOUR, NOW - 5 * HOUR, policy="Early"),
        on_call(NOW - 5 * HOUR, NOW - HOUR, policy="Late"),
        on_call(None, None, level=2, schedule="", policy="Always"),
    ]
    found = chosen_span(entries, ME.id, NOW - 4 * HOUR, NOW)
    assert found is not None
    assert ([one.name for one in found.policies], found.ends, found.hands_over) == (["Late"], None, NOW)
    assert (found.holds(found.since), found.holds(found.until)) == (True, False)
    only_second = chosen_span(entries, ME.id, NOW - HOUR, NOW)
    assert only_second is not None
    assert [(place.name, place.level) for place in only_second.places] == [("Always", 2)]
    assert chosen_span(entries[:2], ME.id, NOW - HOUR, NOW) is None
