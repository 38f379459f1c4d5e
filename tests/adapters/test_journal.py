"""The journal: what is claimed once, what survives, what is refused."""

from __future__ import annotations

import multiprocessing
import os
import re
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pdtui.adapters.journal import SqliteJournal
from pdtui.adapters.journal.database import MIGRATIONS
from pdtui.core.commands import AddNote
from pdtui.core.intents import Intent, IntentState
from pdtui.core.journal import ClaimLost, OutboxRow, OutboxState
from pdtui.core.model import ThreadLink
from pdtui.core.slack.owed import Telling, owed
from pdtui.errors import JournalUnusable
from tests.core.builders import HOUR, NOW, SECOND, incident, snapshot

_OPEN: list[SqliteJournal] = []


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """Each test leaves no journal open."""
    yield
    while _OPEN:
        _OPEN.pop().db.close()


KEEPERS = next(number for number, text in enumerate(MIGRATIONS, 1) if "keeper_id" in text)
"""The version of the file that knows whose pdtui carries a write out."""


def journal(path: Path) -> SqliteJournal:
    made = SqliteJournal(path / "state" / "journal.sqlite3")
    _OPEN.append(made)
    return made


def row(intent_id: str, number: int = 1) -> OutboxRow:
    telling = Telling(incident(number), "acknowledged", "Ada acknowledged #1")
    return owed(telling, f"pdtui:{intent_id}", NOW, intent_id=intent_id)


def note_intent(intent_id: str = "") -> Intent:
    made = Intent.of(AddNote("PINC001", "text"), incident(1), "PME", "Ada", NOW)
    return replace(made, id=intent_id) if intent_id else made


def owe(book: SqliteJournal, *rows: OutboxRow) -> None:
    for one in rows:
        intent = note_intent(one.intent_id)
        book.begin(intent)
        book.done(replace(intent, state=IntentState.DONE), one)


def test_the_file_is_private_and_a_snapshot_comes_back_whole(tmp_path: Path) -> None:
    book = journal(tmp_path)
    assert stat.S_IMODE(os.stat(book.path).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(book.path.parent).st_mode) == 0o700
    taken = snapshot(incident(1), incident(2, title="emoji \U0001f525 [x]"))
    book.cache("account", taken)
    assert book.cached("account") == taken
    assert book.cached("another") is None


def test_an_intent_and_its_message_end_together(tmp_path: Path) -> None:
    book = journal(tmp_path)
    owe(book, row("i1"))
    assert [owed.intent_id for owed in book.rows()] == ["i1"]
    assert book.row_of("i1") == row("i1")


def test_one_row_of_an_incident_at_a_time_and_in_order(tmp_path: Path) -> None:
    book = journal(tmp_path)
    owe(book, row("i1"), row("i2"), row("i3", number=2))
    first = book.claim(NOW)
    other = book.claim(NOW)
    assert first is not None
    assert other is not None
    assert (first.intent_id, other.intent_id) == ("i1", "i3")
    assert book.claim(NOW) is None
    book.release(replace(first, state=OutboxState.DONE, ts="1.0"))
    second = book.claim(NOW)
    assert second is not None
    assert second.intent_id == "i2"


def test_a_row_whose_time_has_not_come_waits_and_holds_the_ones_behind_it(tmp_path: Path) -> None:
    book = journal(tmp_path)
    owe(book, row("i1"), row("i2"))
    first = book.claim(NOW)
    assert first is not None
    book.release(replace(first, next_at=NOW + HOUR))
    assert book.claim(NOW) is None
    assert book.claim(NOW + HOUR) is not None


def test_a_parked_row_lets_the_others_pass_until_it_may_try_again(tmp_path: Path) -> None:
    book = journal(tmp_path)
    owe(book, row("i1"), row("i2"))
    first = book.claim(NOW)
    assert first is not None
    book.release(replace(first, state=OutboxState.PARKED, reason="is_archived"))
    second = book.claim(NOW)
    assert second is not None
    assert second.intent_id == "i2"
    assert book.unpark() == 1
    again = book.row_of("i1")
    assert again is not None
    assert again.state is OutboxState.WAITING


def _claim_and_die(path: Path) -> None:
    book = journal(path)
    book.begin(note_intent("left"))
    assert book.claim(NOW) is not None
    os._exit(9)


def _act_for_bo_and_die(path: Path) -> None:
    intent = replace(note_intent("for bo"), actor_id="PBO", actor_email="bo@acme.example", keeper_id="PME")
    journal(path).begin(intent)
    os._exit(9)


def test_what_was_asked_from_slack_is_kept_by_whose_pdtui_took_it_on(tmp_path: Path) -> None:
    process = multiprocessing.get_context("spawn").Process(target=_act_for_bo_and_die, args=(tmp_path,))
    process.start()
    process.join()
    assert process.exitcode == 9
    book = journal(tmp_path)
    assert book.recent("PME", NOW - HOUR) == ()
    assert [intent.id for intent in book.recent("PBO", NOW - HOUR)] == ["for bo"]
    assert book.take_over("PBO") == ()
    (found,) = book.take_over("PME")
    assert (found.actor_id, found.actor_email, found.keeper_id) == ("PBO", "bo@acme.example", "PME")
    assert found.is_for_another


def test_writes_of_an_older_pdtui_are_kept_by_who_asked_for_them(tmp_path: Path) -> None:
    book = journal(tmp_path)
    book.begin(note_intent("old"))
    with book.transaction():
        book.db.execute("UPDATE intents SET owner = ''")
        book.db.execute("DROP INDEX intents_open")
        for column in ("actor_email", "keeper_id"):
            book.db.execute(f"ALTER TABLE intents DROP COLUMN {column}")
        book.db.execute("CREATE INDEX intents_open ON intents (state, actor_id)")
        for table in re.findall(r"CREATE TABLE (\w+)", "".join(MIGRATIONS[KEEPERS:])):
            book.db.execute(f"DROP TABLE {table}")
        book.db.execute(f"PRAGMA user_version = {KEEPERS - 1}")
    (found,) = journal(tmp_path).take_over("PME")
    assert (found.id, found.actor_email, found.is_for_another) == ("old", "", False)


def test_what_a_dead_process_held_is_free_at_once_and_what_a_living_one_holds_is_not(tmp_path: Path) -> None:
    book = journal(tmp_path)
    owe(book, row("i1"))
    process = multiprocessing.get_context("spawn").Process(target=_claim_and_die, args=(tmp_path,))
    process.start()
    process.join()
    assert process.exitcode == 9
    assert book.claim(NOW) is not None
    assert [intent.id for intent in book.take_over("PME")] == ["left"]
    assert book.take_over("PME") == ()
    beside = journal(tmp_path)
    assert beside.claim(NOW) is None
    assert beside.take_over("PME") == ()
    assert book.take_over("PELSE") == ()


def test_a_closed_journal_lets_go_of_what_it_held(tmp_path: Path) -> None:
    book = journal(tmp_path)
    owe(book, row("i1"))
    assert book.claim(NOW) is not None
    book.close()
    assert journal(tmp_path).claim(NOW) is not None


def test_a_reminder_is_claimed_once_over_all_processes(tmp_path: Path) -> None:
    book, beside = journal(tmp_path), journal(tmp_path)
    assert book.claim_once("shift_ends:S1:2026", NOW)
    assert not beside.claim_once("shift_ends:S1:2026", NOW)
    book.close()
    assert not journal(tmp_path).claim_once("shift_ends:S1:2026", NOW + HOUR)


def test_a_thread_is_remembered_per_workspace(tmp_path: Path) -> None:
    book = journal(tmp_path)
    link = ThreadLink("PINC001", "T1", "C1", "1.0", "incidents", "https://x", "pagerduty")
    book.link(link)
    assert book.thread("PINC001", "T1") == link
    assert book.thread("PINC001") == link
    assert book.thread("PINC001", "T2") is None
    book.unlink("PINC001", "T1")
    assert book.thread("PINC001") is None


def test_finished_work_is_forgotten_in_the_end_and_unfinished_never(tmp_path: Path) -> None:
    book = journal(tmp_path)
    owe(book, replace(row("old"), state=OutboxState.DONE, created_at=NOW - timedelta(days=400)))
    owe(book, replace(row("owed"), created_at=NOW - timedelta(days=400)))
    book.close()
    again = journal(tmp_path)
    assert again.row_of("old") is None
    assert again.row_of("owed") is not None


def test_a_journal_of_a_newer_pdtui_is_refused(tmp_path: Path) -> None:
    book = journal(tmp_path)
    book.close()
    with closing(sqlite3.connect(book.path)) as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(JournalUnusable, match="newer pdtui"):
        journal(tmp_path)


def test_a_file_that_is_no_journal_is_refused_with_advice(tmp_path: Path) -> None:
    path = tmp_path / "state" / "journal.sqlite3"
    path.parent.mkdir()
    path.write_bytes(b"not a database at all, but long enough to be looked at" * 50)
    with pytest.raises(JournalUnusable, match="move the file away"):
        SqliteJournal(path)


def test_a_row_that_is_saved_stays_claimed(tmp_path: Path) -> None:
    book, beside = journal(tmp_path), journal(tmp_path)
    owe(book, row("i1"))
    first = book.claim(NOW)
    assert first is not None
    book.save(replace(first, state=OutboxState.SENDING, sent_at=NOW))
    assert beside.claim(NOW + SECOND) is None


@pytest.mark.parametrize("state", [IntentState.SENDING, IntentState.STARTED, IntentState.DONE])
def test_what_was_refused_is_never_taken_up_again(tmp_path: Path, state: IntentState) -> None:
    book, intent, other = journal(tmp_path), note_intent("A"), note_intent("B")
    book.begin(intent, other)
    book.update(replace(intent, state=IntentState.REFUSED, outcome="cancelled before it was sent"))
    with pytest.raises(ClaimLost):
        book.update(replace(other, state=state), replace(intent, state=state))
    kept, beside = book.intent("A"), book.intent("B")
    assert kept is not None
    assert beside is not None
    assert (kept.state, beside.state) == (IntentState.REFUSED, IntentState.STARTED)
