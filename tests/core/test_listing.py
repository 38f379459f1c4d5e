"""Order, groups and storms: what is shown of what is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from pdtui.core.listing.folding import Group, fold
from pdtui.core.listing.listing import Listing
from pdtui.core.listing.ordering import Order, column_of, order_of, sort
from pdtui.core.listing.storm import storm
from pdtui.core.model import PendingAction, Priority, Reason, Reference
from pdtui.core.store import Row
from tests.core.builders import MINUTE, NOW, incident


def row(number: int, title: str = "", *, service: str = "PSVC", at: datetime = NOW, **changes: object) -> Row:
    made = incident(number, title=title or f"Incident {number}", created_at=at, **changes)
    return Row(replace(made, service=Reference(service, service)), Reason(assigned=True))


def shapes(entries: object) -> list[object]:
    assert isinstance(entries, tuple)
    return [[*one.incident_ids] if isinstance(one, Group) else one.id for one in entries]


DISKS = [row(1, "Disk 91 % full on db-3"), row(2, "Login is slow"), row(3, "Disk 97 % full on db-12")]


def test_what_differs_in_numbers_only_is_one_line_with_the_numbers_left_open() -> None:
    entries = fold(DISKS)
    assert shapes(entries) == [["PINC001", "PINC003"], "PINC002"]
    assert isinstance(entries[0], Group)
    assert entries[0].title == "Disk ‥ % full on db-‥"


def test_the_same_words_of_another_service_are_another_matter() -> None:
    rows = [row(1, "Disk full"), row(2, "Disk full", service="PS2"), row(3, "disk FULL")]
    assert shapes(fold(rows)) == [["PINC001", "PINC003"], "PINC002"]


def test_an_open_group_is_followed_by_its_incidents() -> None:
    (closed, _) = fold(DISKS)
    assert shapes(fold(DISKS, opened={closed.id})) == [["PINC001", "PINC003"], "PINC001", "PINC003", "PINC002"]


def test_one_that_is_apart_stays_by_itself_unless_its_group_is_open() -> None:
    rows = [*DISKS, row(4, "Disk 99 % full on db-1")]
    assert shapes(fold(rows, apart={"PINC003"})) == [["PINC001", "PINC004"], "PINC002", "PINC003"]
    group = fold(rows)[0]
    assert shapes(fold(rows, apart={"PINC003"}, opened={group.id}))[0] == ["PINC001", "PINC003", "PINC004"]


def test_a_group_that_shrinks_to_one_stays_a_group_while_it_is_kept() -> None:
    group = fold(DISKS)[0]
    assert shapes(fold(DISKS[:2], kept={group.id})) == [["PINC001"], "PINC002"]
    assert shapes(fold(DISKS[:2])) == ["PINC001", "PINC002"]


@pytest.mark.parametrize(
    ("order", "numbers"),
    [
        (Order.IMPORTANCE, [1, 2, 3]),
        (Order.NEWEST, [2, 3, 1]),
        (Order.OLDEST, [1, 3, 2]),
        (Order.PRIORITY, [3, 1, 2]),
        (Order.STATUS, [2, 3, 1]),
        (Order.SERVICE, [2, 3, 1]),
        (Order.NEXT, [3, 1, 2]),
    ],
)
def test_the_orders(order: Order, numbers: list[int]) -> None:
    rows = [
        row(1, service="b", at=NOW - 9 * MINUTE, status="acknowledged", priority=Priority("P", "P2"),
            pending_actions=(PendingAction("unacknowledge", NOW + 5 * MINUTE),)),
        row(2, service="a", at=NOW - MINUTE),
        row(3, service="a", at=NOW - 3 * MINUTE, priority=Priority("P", "P1"),
            pending_actions=(PendingAction("escalate", NOW + 3 * MINUTE),)),
    ]  # fmt: skip
    assert [one.incident.number for one in sort(rows, order)] == numbers


def test_a_column_orders_then_turns_round_then_is_as_usual() -> None:
    order: Order | None = Order.IMPORTANCE
    seen = []
    for _ in range(3):
        order = order_of("age", order or Order.IMPORTANCE)
        seen.append(order)
    assert seen == [Order.NEWEST, Order.OLDEST, Order.IMPORTANCE]
    assert order_of("title", Order.NEWEST) is None
    assert {column_of(order) for order in Order} == {"", "age", "priority", "state", "service", "next"}


@pytest.mark.parametrize(
    ("arrivals", "apart", "late", "expected"),
    [
        (20, 2, 0, 20),
        (19, 2, 0, 0),
        (40, 3, 0, 20),
        (40, 4, 0, 0),
        (20, 2, 9, 20),
        (20, 2, 11, 0),
        (20, 2, -9, 20),
        (0, 1, 0, 0),
    ],
)
def test_twenty_within_a_minute_are_a_storm_until_ten_minutes_later(
    arrivals: int, apart: int, late: int, expected: int
) -> None:
    rows = [row(number, at=NOW + timedelta(seconds=number * apart)) for number in range(arrivals)]
    newest = NOW + timedelta(seconds=max(0, arrivals - 1) * apart)
    assert storm(rows, newest + late * MINUTE) == expected


def flood(first: int, many: int = 25, at: datetime = NOW) -> list[Row]:
    return [row(number, f"Timeout {number}", at=at) for number in range(first, first + many)]


def test_a_storm_folds_the_list_but_for_what_is_highlighted() -> None:
    listing, calm = Listing(), [row(900, "Timeout 1", at=NOW - 60 * MINUTE), row(901, at=NOW - 60 * MINUTE)]
    assert shapes(listing.take(calm, NOW, highlighted="PINC900")) == ["PINC900", "PINC901"]
    entries = listing.take([*flood(0), *calm], NOW, highlighted="PINC900")
    assert shapes(entries) == [[f"PINC{number:03}" for number in range(25)], "PINC900", "PINC901"]
    assert (listing.storm, listing.folded) == (25, True)


def test_what_the_person_unfolds_stays_so_until_the_next_storm() -> None:
    listing = Listing()
    listing.take(flood(0), NOW)
    listing.fold(folded=False)
    assert len(listing.take(flood(0, 30), NOW)) == 30
    later = NOW + 30 * MINUTE
    assert len(listing.take(flood(0, 3), later)) == 3
    assert len(listing.take(flood(100, 40, later), later)) == 1


def test_after_the_storm_it_stays_folded_until_the_person_unfolds_it() -> None:
    listing = Listing()
    listing.take(flood(0), NOW)
    assert len(listing.take(flood(0), NOW + 60 * MINUTE)) == 1


def test_a_filter_counts_incidents_not_lines_and_hides_before_it_folds() -> None:
    listing = Listing()
    listing.set_filter("disk age:<1h")
    listing.fold(folded=True)
    old = row(4, "Disk 5 % full on db-9", at=NOW - 90 * MINUTE)
    assert shapes(listing.take([*DISKS, old], NOW)) == [["PINC001", "PINC003"]]
    assert listing.shown == 2
    assert listing.hides(old.id)
    assert not listing.hides(DISKS[0].id)
    assert not listing.hides("PNONE")


def test_the_highlight_goes_into_its_group_and_out_to_its_first() -> None:
    listing = Listing()
    listing.fold(folded=True)
    (group, _) = listing.take(DISKS, NOW)
    assert listing.instead("PINC003", DISKS) == {"PINC003": (group.id,)}
    assert listing.instead(group.id, ()) == {group.id: ("PINC001", "PINC003")}
    assert listing.instead(None, ()) == {}


def test_one_straggler_does_not_end_a_storm_that_was_unfolded() -> None:
    listing = Listing()
    listing.take(flood(0), NOW)
    listing.fold(folded=False)
    late = row(700, "Timeout 700", at=NOW + 3 * MINUTE)
    assert len(listing.take([*flood(0), late], NOW + 3 * MINUTE)) == 26
    assert len(listing.take(flood(0), NOW + 4 * MINUTE)) == 25


def test_the_group_of_an_incident_is_opened() -> None:
    listing = Listing()
    listing.fold(folded=True)
    listing.take(DISKS, NOW)
    assert not listing.open_group_of("PINC002")
    assert listing.open_group_of("PINC003")
    assert shapes(listing.take(DISKS, NOW)) == [["PINC001", "PINC003"], "PINC001", "PINC003", "PINC002"]
    assert not listing.open_group_of("PINC003")
