"""Who is on call, who comes next, and when nobody is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from pdtui.core.entries import DirectoryEntry, Kind
from pdtui.core.model import EscalationLevel, OnCall, Reference
from pdtui.core.on_call import Gap, gaps, rosters
from tests.core.builders import HOUR, NOW, on_call

POLICY = Reference("PPayments", "Payments", "escalation_policy")
END = NOW + 10 * HOUR
BO = Reference("PBO", "Bo Larsen", "user")
PRIMARY = Reference("SPrimary", "Primary", "schedule")


def entry(start: float | None, end: float | None, **more: object) -> OnCall:
    """From and until, in hours from now."""
    return on_call(
        None if start is None else NOW + start * HOUR,
        None if end is None else NOW + end * HOUR,
        **more,  # type: ignore[arg-type] # the arguments of `on_call`
    )


def hours(found: Iterable[Gap]) -> list[tuple[float, float | None]]:
    return [((gap.start - NOW) / HOUR, (gap.end - NOW) / HOUR if gap.end else None) for gap in found]


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([(None, None)], []),
        ([(None, 4), (4, None)], []),
        ([(-3, 2), (2, 5), (4, 11)], []),
        ([(-3, 2), (3, 12)], [(2, 3)]),
        ([(4, 5), (-1, 1)], [(1, 4), (5, None)]),
        ([(0, 8), (1, 2)], [(8, None)]),
        ([(2, None)], [(0, 2)]),
        ([(-9, -1), (11, 12)], [(0, None)]),
        ([], [(0, None)]),
    ],
)
def test_gaps_are_what_no_entry_covers(
    entries: list[tuple[float | None, float | None]], expected: list[tuple[float, float | None]]
) -> None:
    found = gaps(POLICY, 1, [entry(*span) for span in entries], NOW, END)
    assert hours(found) == expected


def definition(*levels: EscalationLevel) -> dict[str, DirectoryEntry]:
    return {POLICY.id: DirectoryEntry(POLICY.id, POLICY.name, Kind.POLICY, levels=levels)}


def test_each_level_has_who_is_on_call_and_who_comes_next() -> None:
    mine, later = entry(-1, 2), replace(entry(2, 6), user=BO)
    (level,) = rosters([later, mine, mine], [POLICY], {}, NOW, END)
    assert (level.number, level.now, level.next) == (1, (mine,), (later,))
    assert hours(level.gaps) == [(6, None)]


def test_a_level_with_nobody_at_all_is_known_from_the_policy() -> None:
    levels = (EscalationLevel(1, 30, (PRIMARY,)), EscalationLevel(2, 30, (PRIMARY,)), EscalationLevel(3, 30, (BO,)))
    found = rosters([entry(None, None)], [POLICY], definition(*levels), NOW, END)
    assert [(level.number, len(level.now), len(level.gaps)) for level in found] == [(1, 1, 0), (2, 0, 1), (3, 0, 0)]
    assert hours(found[1].gaps) == [(0, None)]


def test_who_stands_in_the_policy_directly_leaves_no_gap() -> None:
    (level,) = rosters([entry(-1, 2, schedule="")], [POLICY], {}, NOW, END)
    assert level.gaps == ()


def test_only_the_policies_that_were_asked_for_are_shown_in_their_order() -> None:
    other = entry(-1, 2, policy="Search", level=3)
    found = rosters([entry(-1, 2), other], [Reference("PSearch", "Search"), POLICY], {}, NOW, END)
    assert [(level.policy.name, level.number) for level in found] == [("Search", 3), ("Payments", 1)]
