"""The reminders of the journal: planned, claimed once over real processes, told after a kill, kept or given back."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pdtui.adapters.journal import SqliteJournal
from pdtui.core.reminding.kinds import ReminderKind
from pdtui.core.reminding.of_shifts import Plan
from pdtui.core.reminding.reminder import Reminder
from pdtui.core.reminding.store import Planned, ReminderState
from pdtui.core.reminding.timing import Timing
from tests.core.builders import HOUR, MINUTE, NOW

ME = "PME"
MANY = 200
_SPAWN = multiprocessing.get_context("spawn")


def reminder(key: str, *, due_in: timedelta = timedelta(), series: str = "") -> Reminder:
    return Reminder(key, ReminderKind.UNACKNOWLEDGED, NOW + due_in, f"#1 {key}", NOW, series=series)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[SqliteJournal]:
    journal = SqliteJournal(tmp_path / "journal.sqlite3")
    yield journal
    journal.db.close()


def keys(planned: tuple[Planned, ...]) -> list[str]:
    return [one.key for one in planned]


def _claim_one_by_one(path: Path, begin: object, found: object) -> None:
    journal = SqliteJournal(path)
    begin.wait()  # type: ignore[attr-defined]
    mine = [one.key for one in journal.planned(ME) if journal.claim_reminders(ME, [one], NOW)]
    journal.was_told(ME, mine, NOW)
    found.put(mine)  # type: ignore[attr-defined]
    journal.close()


def _claim_and_die(path: Path) -> None:
    journal = SqliteJournal(path)
    assert journal.claim_reminders(ME, journal.planned(ME), NOW)
    os._exit(9)


def test_of_four_processes_each_reminder_has_one(book: SqliteJournal) -> None:
    book.plan(ME, [reminder(f"r{number:03}") for number in range(MANY)], ())
    begin, found = _SPAWN.Barrier(4), _SPAWN.Queue()
    processes = [_SPAWN.Process(target=_claim_one_by_one, args=(book.path, begin, found)) for _ in range(4)]
    for process in processes:
        process.start()
    claimed = [key for _ in processes for key in found.get(timeout=60)]
    for process in processes:
        process.join()
    assert sorted(claimed) == [f"r{number:03}" for number in range(MANY)]
    assert book.planned(ME) == ()
    assert len(book.told_since(ME, NOW - HOUR)) == MANY


def test_what_a_killed_process_was_telling_is_told_after_all(book: SqliteJournal) -> None:
    book.plan(ME, [reminder("one")], ())
    process = _SPAWN.Process(target=_claim_and_die, args=(book.path,))
    process.start()
    process.join()
    assert process.exitcode == 9
    assert book.planned(ME) == ()
    assert book.reclaim(ME) == 1
    (planned,) = book.planned(ME)
    assert book.claim_reminders(ME, [planned], NOW) == {"one"}
    assert book.reclaim(ME) == 0
    book.was_told(ME, ["one"], NOW)
    assert keys(book.told_since(ME, NOW)) == ["one"]


def test_what_could_not_be_shown_is_given_back(book: SqliteJournal) -> None:
    book.plan(ME, [reminder("one")], ())
    assert book.claim_reminders(ME, book.planned(ME), NOW) == {"one"}
    book.give_back(ME, ["one"])
    assert book.claim_reminders(ME, book.planned(ME), NOW) == {"one"}


def test_a_plan_is_brought_up_to_date_and_what_was_told_stays_told(book: SqliteJournal) -> None:
    book.plan(ME, [reminder("one"), reminder("two"), reminder("three")], ())
    assert book.claim_reminders(ME, book.planned(ME)[:1], NOW) == {"one"}
    book.was_told(ME, ["one"], NOW)
    changed = replace(reminder("two"), detail="Bo takes over")
    book.plan(ME, [reminder("one"), changed], ["three"])
    (two,) = book.planned(ME)
    assert two.reminder == changed
    assert book.is_known(ME, ["one", "two", "three", "four"]) == {"one", "two"}


def test_a_snoozed_one_comes_again_and_is_not_replanned(book: SqliteJournal) -> None:
    book.plan(ME, [reminder("one")], ())
    assert book.claim_reminders(ME, book.planned(ME), NOW)
    book.was_told(ME, ["one"], NOW)
    assert book.snooze_reminder(ME, "one", NOW + HOUR)
    book.plan(ME, [reminder("one")], ["one"])
    (again,) = book.planned(ME)
    assert (again.due_at, again.snoozed, again.state) == (NOW + HOUR, True, ReminderState.PLANNED)
    assert book.claim_reminders(ME, [again], NOW + HOUR) == {"one"}
    assert not book.snooze_reminder(ME, "nothing", NOW)


def test_dismissing_takes_the_whole_series(book: SqliteJournal) -> None:
    book.plan(ME, [reminder("one", series="s"), reminder("two", series="s"), reminder("three")], ())
    assert book.dismiss_reminder(ME, "one")
    assert keys(book.planned(ME)) == ["three"]
    assert book.dismissed(ME) == {"s"}
    assert not book.dismiss_reminder(ME, "nothing")


def test_what_a_person_made_is_numbered_and_removed_with_what_is_planned_of_it(book: SqliteJournal) -> None:
    timing = Timing(at=NOW + HOUR)
    first, second = (book.add_own(ME, text, timing, NOW) for text in ("call", "write"))
    assert [one.text for one in book.own(ME)] == ["call", "write"]
    book.plan(ME, [replace(reminder("one"), own_id=first.number), replace(reminder("two"), own_id=second.number)], ())
    assert book.remove_own(ME, first.number)
    assert not book.remove_own(ME, first.number)
    assert not book.remove_own("PELSE", second.number)
    assert keys(book.planned(ME)) == ["two"]
    assert book.add_own(ME, "more", timing, NOW).number > second.number


def test_of_two_readings_of_my_shifts_one_replaces_the_old(book: SqliteJournal) -> None:
    old = Plan(NOW, NOW + HOUR, ())
    assert book.last_plan(ME) is None
    assert book.keep_plan(ME, old, None, ())
    new = Plan(NOW + MINUTE, NOW + HOUR, ())
    assert book.keep_plan(ME, new, old, [reminder("changed")])
    assert not book.keep_plan(ME, Plan(NOW + 2 * MINUTE, NOW + HOUR, ()), old, [reminder("changed again")])
    assert book.last_plan(ME) == new
    assert keys(book.planned(ME)) == ["changed"]


def test_another_process_is_noticed(book: SqliteJournal) -> None:
    before = book.stirred()
    book.plan(ME, [reminder("mine")], ())
    assert book.stirred() == before
    beside = SqliteJournal(book.path)
    beside.plan(ME, [reminder("theirs")], ())
    beside.db.close()
    assert book.stirred() != before


def test_everything_is_each_person_s_own(book: SqliteJournal) -> None:
    book.plan(ME, [reminder("one")], ())
    assert book.planned("PELSE") == ()
    assert book.claim_reminders("PELSE", book.planned(ME), NOW) == frozenset()
