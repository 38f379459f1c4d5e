"""The rules of the list: the highlight is an incident, and only the person moves it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pdtui.core.listing.folding import Entry
from pdtui.core.store import Row
from pdtui.tui.widgets.held_rows import HIDDEN, LEFT, HeldRows
from tests.tui.fake_engine import row

POOL = [row(number) for number in range(40)]


def held(*numbers: int, height: int = 5) -> HeldRows:
    made = HeldRows()
    made.height = height
    made.take([POOL[number] for number in numbers])
    return made


def ids(rows: list[Entry | None]) -> list[int | None]:
    return [one.incident.number if isinstance(one, Row) else None for one in rows]


def number(rows: HeldRows) -> int | None:
    return rows.row.incident.number if rows.row else None


class ListMachine(RuleBasedStateMachine):
    """Polls and keys in any order; what a poll may never do is checked in the poll itself."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = HeldRows()
        self.world: list[int] = []
        self.filtered: set[int] | None = None

    @initialize(height=st.integers(0, 8))
    def begin(self, height: int) -> None:
        self.rows.height = height

    def visible(self) -> list[Row]:
        return [POOL[n] for n in self.world if self.filtered is None or n in self.filtered]

    def is_hidden(self, incident_id: str) -> bool:
        return any(POOL[n].id == incident_id for n in self.world)

    @rule(world=st.lists(st.integers(0, 39), unique=True, max_size=30))
    def poll(self, world: list[int]) -> None:
        highlighted, line = self.rows.highlighted, self.rows.line
        self.world = world
        self.rows.take(self.visible(), hidden=self.is_hidden)
        if highlighted is not None:
            assert self.rows.highlighted == highlighted
            if line is not None:
                place = [one.id for one in self.rows.rows].index(highlighted)
                last = max(0, len(self.rows.rows) - self.rows.height)
                assert self.rows.top == min(max(place - line, 0), last)
            there = {one.id for one in self.visible()}
            assert bool(self.rows.gone) == (highlighted not in there)
        elif self.visible():
            assert self.rows.highlighted == self.visible()[0].id

    @rule(wanted=st.none() | st.sets(st.integers(0, 39)))
    def filter(self, wanted: set[int] | None) -> None:
        highlighted = self.rows.highlighted
        self.filtered = wanted
        there = [one.id for one in self.visible()]
        stays = highlighted is not None and (highlighted in there or not self.is_hidden(highlighted))
        self.rows.take(self.visible(), by_person=True, hidden=self.is_hidden)
        first = there[0] if there else None
        assert self.rows.highlighted == (highlighted if stays else first)
        assert bool(self.rows.gone) == (stays and highlighted not in there)

    @rule(world=st.lists(st.integers(0, 39), unique=True))
    def another_list(self, world: list[int]) -> None:
        highlighted, self.world, self.filtered = self.rows.highlighted, world, None
        there = [one.id for one in self.visible()]
        self.rows.take(self.visible(), by_person=True, afresh=True, hidden=self.is_hidden)
        assert self.rows.highlighted == (highlighted if highlighted in there else there[0] if there else None)
        assert not self.rows.gone

    @rule(by=st.sampled_from([-100, -4, -1, 1, 4, 100]))
    def key(self, by: int) -> None:
        before = [one.id for one in self.rows.rows]
        here = before.index(self.rows.highlighted) if self.rows.highlighted else 0
        was_gone = self.rows.gone
        self.rows.move(by)
        if not before:
            assert self.rows.highlighted is None
            return
        target = min(max(here + by, 0), len(before) - 1)
        if was_gone and target == here:
            assert self.rows.highlighted != before[here]
        else:
            assert self.rows.highlighted == before[target]
        assert not self.rows.gone

    @rule(lines=st.integers(-9, 9))
    def wheel(self, lines: int) -> None:
        highlighted = self.rows.highlighted
        self.rows.scroll(lines)
        assert self.rows.highlighted == highlighted

    @precondition(lambda self: self.rows.rows and self.rows.height)
    @rule(data=st.data())
    def click(self, data: st.DataObject) -> None:
        window = self.rows.window()
        lines = [line for line, one in enumerate(window) if one is not None]
        if not lines:
            return
        line = data.draw(st.sampled_from(lines))
        clicked = window[line]
        assert clicked is not None
        self.rows.go(line + self.rows.top, line=line)
        assert self.rows.highlighted == clicked.id
        assert self.rows.line == line

    @rule()
    def mark(self) -> None:
        before, gone = self.rows.marks, self.rows.gone
        self.rows.toggle_mark()
        changed = before ^ self.rows.marks
        assert changed == (set() if gone or self.rows.highlighted is None else {self.rows.highlighted})

    @rule()
    def mark_all(self) -> None:
        before, there = self.rows.marks, {one.id for one in self.visible()}
        self.rows.toggle_marks()
        assert self.rows.marks - there == before - there
        assert self.rows.marks & there == (set() if there <= before else there)

    @rule(height=st.integers(0, 8))
    def resize(self, height: int) -> None:
        self.rows.height = height
        self.rows.clamp()

    @invariant()
    def rows_are_as_given(self) -> None:
        listed = [one.id for one in self.visible()]
        if self.rows.gone:
            assert self.rows.highlighted not in listed
        assert [one.id for one in self.rows.rows if not self.rows.gone or one.id != self.rows.highlighted] == listed
        assert self.rows.listed == len(listed)

    @invariant()
    def marks_are_listed(self) -> None:
        assert self.rows.marks <= {POOL[n].id for n in self.world}

    @invariant()
    def marked_are_those_in_view_in_the_order_of_the_list(self) -> None:
        assert list(self.rows.marked) == [one.id for one in self.visible() if one.id in self.rows.marks]
        assert self.rows.marks_hidden == len(self.rows.marks) - len(self.rows.marked)

    @invariant()
    def window_is_full_height(self) -> None:
        assert len(self.rows.window()) == self.rows.height
        above, below = self.rows.unseen()
        assert above >= 0
        assert below >= 0


TestListMachine = ListMachine.TestCase
TestListMachine.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def test_arrivals_that_fit_are_shown_and_the_highlight_stays_with_its_incident() -> None:
    rows = held(1, 2)
    rows.move(1)
    rows.take([POOL[n] for n in (7, 1, 2)])
    assert number(rows) == 2
    assert ids(rows.window()) == [7, 1, 2, None, None]
    assert rows.unseen() == (0, 0)


def test_arrivals_that_do_not_fit_are_counted_above() -> None:
    rows = held(1, 2, 3)
    rows.move(1)
    rows.take([POOL[n] for n in (7, 8, 9, 1, 2, 3, 4, 5)])
    assert number(rows) == 2
    assert rows.line == 1
    assert ids(rows.window()) == [1, 2, 3, 4, 5]
    assert rows.unseen() == (3, 0)
    rows.move(-100)
    assert rows.unseen() == (0, 0)
    assert ids(rows.window())[:3] == [7, 8, 9]


def test_departures_leave_no_empty_lines_above() -> None:
    rows = held(1, 2, 3, 4)
    rows.move(3)
    rows.take([POOL[4]])
    assert (number(rows), rows.line) == (4, 0)


def test_ghost_stays_until_left() -> None:
    rows = held(1, 2, 3)
    rows.move(1)
    rows.tell_gone(POOL[1].incident, "resolved by Ann")
    rows.take([POOL[1], POOL[3]])
    assert (number(rows), rows.gone, rows.line) == (2, LEFT, 1)
    rows.tell_gone(POOL[2].incident, "resolved by Ann")
    assert rows.gone == "resolved by Ann"
    rows.take([POOL[9], POOL[1], POOL[3]])
    assert (number(rows), rows.gone, rows.line) == (2, "resolved by Ann", 2)
    rows.move(1)
    assert (number(rows), rows.gone) == (3, "")
    assert ids([*rows.rows]) == [9, 1, 3]


def test_what_became_of_it_may_come_first() -> None:
    rows = held(1, 2)
    rows.tell_gone(POOL[1].incident, "reassigned to Bo")
    rows.take([POOL[2]])
    assert rows.gone == "reassigned to Bo"


def test_ghost_that_returns_is_listed_again() -> None:
    rows = held(1, 2)
    rows.take([POOL[2]])
    rows.take([POOL[1], POOL[2]])
    assert (number(rows), rows.gone) == (1, "")


@pytest.mark.parametrize("by", [1, -1])
def test_last_ghost_can_be_left(by: int) -> None:
    rows = held(1)
    rows.take([])
    assert (number(rows), rows.gone) == (1, LEFT)
    rows.move(by)
    assert number(rows) is None
    assert rows.rows == []


def test_poll_that_no_longer_matches_says_so() -> None:
    rows = held(1, 2)
    rows.take([POOL[2]], hidden=lambda incident_id: True)
    assert rows.gone == HIDDEN
    rows.tell_gone(POOL[1].incident, "resolved by Ann")
    assert rows.gone == HIDDEN


def test_own_filter_moves_the_highlight() -> None:
    rows = held(1, 2, 3)
    rows.take([POOL[3]], by_person=True, hidden=lambda incident_id: True)
    assert (number(rows), rows.gone) == (3, "")


def test_own_filter_leaves_the_highlight_on_what_left() -> None:
    rows = held(1, 2, 3)
    rows.take([POOL[3]], by_person=True)
    assert (number(rows), rows.gone) == (1, LEFT)
    rows.take([POOL[3]], by_person=True, afresh=True)
    assert (number(rows), rows.gone) == (3, "")


def test_marks_follow_their_incident_and_end_with_it() -> None:
    rows = held(1, 2, 3)
    rows.toggle_mark()
    rows.take([POOL[n] for n in (3, 2, 1)])
    assert rows.marks == {POOL[1].id}
    rows.take([POOL[2]], hidden=lambda incident_id: incident_id == POOL[1].id)
    assert rows.marks == {POOL[1].id}
    rows.take([POOL[2]])
    assert rows.marks == set()


def test_lost_marks_are_counted_once_and_hidden_ones_are_not_lost() -> None:
    rows = held(1, 2, 3, 4)
    rows.toggle_marks()
    rows.take([POOL[2]], hidden=lambda incident_id: incident_id == POOL[1].id)
    assert rows.take_lost_marks() == 2
    assert rows.take_lost_marks() == 0
    assert (rows.marked, rows.marks_hidden) == ((POOL[2].id,), 1)


def test_ghost_cannot_be_marked() -> None:
    rows = held(1)
    rows.take([])
    rows.toggle_mark()
    assert rows.marks == set()


def test_top_line_holds_while_the_highlight_is_out_of_sight() -> None:
    rows = held(*range(20))
    rows.scroll(10)
    assert rows.line is None
    rows.take([POOL[n] for n in (30, 31, *range(20))])
    assert ids(rows.window()) == [10, 11, 12, 13, 14]
    assert number(rows) == 0
