"""How long work is counted and told: each thing once, no faster than eyes follow."""

from __future__ import annotations

import pytest

from pdtui.core.progress import EVERY, Counting, Paced, Progress
from tests.benchmarks.requests_per_minute import ShiftedClock
from tests.core.builders import SECOND


@pytest.mark.parametrize(("progress", "words"), [
    (Progress("reading", 1200, 12000), "reading 1,200 of 12,000"),
    (Progress("reading", 1200), "reading: 1,200 so far"),
    (Progress("looking for the incidents"), "looking for the incidents…"),
    (Progress("reading", 100, 1200, "incidents"), "reading 100 of 1,200 incidents"),
    (Progress("reading the log", 3, 9, "incidents", "340 entries"), "reading the log: 340 entries, 3 of 9 incidents"),
])  # fmt: skip
def test_the_words(progress: Progress, words: str) -> None:
    assert str(progress) == words


def ids(start: int, end: int) -> list[str]:
    return [f"Q{number}" for number in range(start, end)]


def test_overlapping_pages_of_several_lists_are_counted_once_and_never_backwards() -> None:
    told: list[Progress] = []
    see = Counting("reading", told.append).see
    see(ids(0, 100), 250)
    see(ids(99, 199), 250)
    see(ids(198, 250), 250)
    see(ids(0, 100), 120)
    assert told == [Progress("reading", 100, 250), Progress("reading", 199, 250)]


def test_a_list_of_one_page_is_not_spoken_of() -> None:
    told: list[Progress] = []
    Counting("reading", told.append).see(ids(0, 40), 40)
    assert told == []


def test_without_a_total_what_was_read_is_said() -> None:
    told: list[Progress] = []
    Counting("reading", told.append).see(ids(0, 100), 0)
    assert told == [Progress("reading", 100, 0)]


def test_it_is_told_ten_times_a_second_at_most() -> None:
    told: list[Progress] = []
    clock = ShiftedClock()
    tell = Paced(told.append, clock.monotonic)
    for number in range(1000):
        tell(Progress("reading", number, 1000))
    assert told[0].done == 0
    clock.ahead += EVERY * SECOND
    tell(Progress("reading", 1000, 1000))
    assert told[-1].done == 1000
    assert len(told) < 100
    tell(Progress("reading the log", 0, 9))
    assert told[-1].what == "reading the log"
