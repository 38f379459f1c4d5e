"""Who is on call when, level by level, without a hole in the telling."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from pdtui.core.entries import DirectoryEntry, Kind
from pdtui.core.model import EscalationLevel, OnCall, Reference
from pdtui.core.timeline import Stretch, lines_of, stretches
from tests.core.builders import HOUR, ME, NOW, on_call

END = NOW + 48 * HOUR
BO = Reference("PBO", "Bo Larsen", "user")
CHEN = Reference("PCHEN", "Chen Wei", "user")
PAYMENTS = Reference("PPayments", "Payments", "escalation_policy")
SEARCH = Reference("PSearch", "Search", "escalation_policy")


def entry(start: float | None, end: float | None, user: Reference | None = None, **more: object) -> OnCall:
    """From and until, in hours from now; mine where nobody is named."""
    made = on_call(
        None if start is None else NOW + start * HOUR,
        None if end is None else NOW + end * HOUR,
        **more,  # type: ignore[arg-type] # the arguments of `on_call`
    )
    return made if user is None else replace(made, user=user)


def told(found: tuple[Stretch, ...]) -> list[tuple[str, float | None, float | None]]:
    """Who, and from when until when in hours from now."""

    def hour(instant: datetime | None) -> float | None:
        return None if instant is None else (instant - NOW) / HOUR

    return [("+".join(one.name for one in each.people), hour(each.start), hour(each.end)) for each in found]


def of(*entries: OnCall) -> list[tuple[str, float | None, float | None]]:
    return told(stretches(entries, ME.id, NOW, END))


def test_a_rotation_is_one_stretch_after_the_other() -> None:
    assert of(entry(-6, 6), entry(6, 54, BO)) == [("Ada Moreau", -6, 6), ("Bo Larsen", 6, 54)]


def test_what_touches_and_is_the_same_persons_is_one() -> None:
    assert of(entry(-6, 6), entry(6, 12), entry(12, 20), entry(20, 50, BO)) == [
        ("Ada Moreau", -6, 20),
        ("Bo Larsen", 20, 50),
    ]


def test_an_override_in_the_middle_splits_a_shift() -> None:
    found = stretches([entry(-6, 4), entry(4, 8, BO), entry(8, 60)], ME.id, NOW, END)
    assert told(found) == [("Ada Moreau", -6, 4), ("Bo Larsen", 4, 8), ("Ada Moreau", 8, 60)]
    assert [each.mine for each in found] == [True, False, True]


def test_who_is_always_on_call_has_neither_beginning_nor_end() -> None:
    assert of(entry(None, None, BO)) == [("Bo Larsen", None, None)]
    assert of(entry(None, 5, BO), entry(5, None, BO)) == [("Bo Larsen", None, None)]


def test_a_gap_is_a_stretch_of_nobody_and_open_where_its_bounds_were_not_read() -> None:
    assert of(entry(2, 4, BO), entry(7, 9)) == [
        ("", None, 2), ("Bo Larsen", 2, 4), ("", 4, 7), ("Ada Moreau", 7, 9), ("", 9, None),
    ]  # fmt: skip
    assert of() == [("", None, None)]
    (gap,) = stretches([], ME.id, NOW, END)
    assert gap.is_gap
    assert not gap.mine


def test_people_on_call_at_the_same_time_stand_together() -> None:
    both = stretches([entry(None, None, BO), entry(3, 6)], ME.id, NOW, END)
    assert told(both) == [("Bo Larsen", None, 3), ("Ada Moreau+Bo Larsen", 3, 6), ("Bo Larsen", 6, None)]
    assert [each.mine for each in both] == [False, True, False]
    assert both[1].others == (BO,)


def test_one_person_through_two_schedules_stands_there_once() -> None:
    assert of(entry(-2, 6, BO), entry(-1, 60, BO, schedule="Nights")) == [("Bo Larsen", -2, 60)]


def test_of_several_the_first_who_leaves_ends_what_is_told() -> None:
    assert of(entry(-3, 50, BO), entry(-1, 90, CHEN)) == [("Bo Larsen+Chen Wei", -1, 50)]


def test_what_lies_outside_of_the_span_is_left_out() -> None:
    assert of(entry(-9, 0, CHEN), entry(0, 48, BO), entry(48, 60, CHEN), entry(3, 3, CHEN)) == [("Bo Larsen", 0, 48)]


def test_an_hourly_rotation_of_a_fortnight_is_told_whole() -> None:
    many = [entry(hour, hour + 1, (BO, CHEN)[hour % 2]) for hour in range(336)]
    found = stretches(many, ME.id, NOW, NOW + timedelta(days=14))
    assert len(found) == 336
    assert all(one.end == other.start for one, other in pairwise(found))


def definition(policy: Reference, *numbers: int) -> dict[str, DirectoryEntry]:
    levels = tuple(EscalationLevel(number, 30) for number in numbers)
    return {policy.id: DirectoryEntry(policy.id, policy.name, Kind.POLICY, levels=levels)}


def test_one_line_per_policy_and_level_mine_first_then_by_name() -> None:
    elsewhere = Reference("PAlpha", "alpha", "escalation_policy")
    entries = [
        entry(0, 5, BO, policy="Alpha"), entry(0, 5, BO, level=2), entry(0, 5), entry(0, 5, policy="Search", level=3),
    ]  # fmt: skip
    lines = lines_of(entries, [elsewhere, SEARCH, PAYMENTS, PAYMENTS], {}, ME.id, NOW, END)
    assert [(line.policy.name, line.level) for line in lines] == [
        ("Payments", 1), ("Payments", 2), ("Search", 3), ("alpha", 1),
    ]  # fmt: skip


def test_a_level_with_nobody_in_it_is_known_from_the_policy() -> None:
    lines = lines_of([entry(0, 48)], [PAYMENTS], definition(PAYMENTS, 1, 2), ME.id, NOW, END)
    assert [(line.level, told(line.stretches)) for line in lines] == [
        (1, [("Ada Moreau", 0, 48)]),
        (2, [("", None, None)]),
    ]


def test_a_line_says_what_holds_what_follows_and_what_comes() -> None:
    entries = [entry(-4, -1, CHEN), entry(-1, 2), entry(2, 4, BO), entry(9, 12)]
    (line,) = lines_of(entries, [PAYMENTS], {}, ME.id, NOW - 4 * HOUR, END)
    present = line.at(NOW)
    assert present is not None
    assert present.mine
    following = line.after(present)
    assert following is not None
    assert following.people == (BO,)
    assert told(line.gaps(NOW)) == [("", 4, 9), ("", 12, None)]
    assert told(line.mine(NOW)) == [("Ada Moreau", -1, 2), ("Ada Moreau", 9, 12)]
    assert line.after(line.stretches[-1]) is None
    (later,) = lines_of([entry(2, 4)], [PAYMENTS], {}, ME.id, NOW + HOUR, END)
    assert line.at(NOW - 5 * HOUR) is None
    assert told(later.stretches)[0] == ("", None, 2)
