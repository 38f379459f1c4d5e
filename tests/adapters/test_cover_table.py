"""The requests for cover on disk: what is settled once stays settled, over processes and restarts."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pdtui.adapters.journal import SqliteJournal
from pdtui.adapters.journal.database import MIGRATIONS
from pdtui.core.commands import AddOverride, placeholder
from pdtui.core.cover.request import CoverRequest, CoverState
from pdtui.core.intents import Intent
from pdtui.core.model import Reference
from pdtui.errors import JournalUnusable

NOW = datetime.now(UTC).replace(microsecond=0)
HOUR = timedelta(hours=1)
ADA, BO = Reference("PADA", "Ada Moreau", "user"), Reference("PBO", "Bo Larsen", "user")
PRIMARY = Reference("S1", "Payments primary", "schedule")
REQUEST = CoverRequest("0a1b2c3d", PRIMARY, NOW + HOUR, NOW + 5 * HOUR, BO, ADA, "the dentist", NOW)


def write() -> Intent:
    command = AddOverride(PRIMARY, BO, REQUEST.start, REQUEST.end)
    return Intent.of(command, placeholder(command, NOW), ADA.id, ADA.name, NOW)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


def test_it_is_kept_as_it_was_asked(path: Path) -> None:
    journal = SqliteJournal(path)
    journal.add_cover(REQUEST)
    journal.cover_posted(REQUEST.id, "D1", "100.1")
    journal.close()
    journal = SqliteJournal(path)
    assert journal.covers(ADA.id, NOW) == (replace(REQUEST, channel_id="D1", ts="100.1"),)
    assert (journal.cover(BO.id, REQUEST.id), journal.covers(BO.id, NOW)) == (None, ())
    with pytest.raises(JournalUnusable):
        journal.add_cover(REQUEST)


def test_of_two_processes_one_settles_it_and_one_alone_has_the_write(path: Path) -> None:
    one, other = SqliteJournal(path), SqliteJournal(path)
    one.add_cover(REQUEST)
    ours, theirs = write(), write()
    assert one.settle_cover(REQUEST, CoverState.ACCEPTED, "yes", ours)
    assert not other.settle_cover(REQUEST, CoverState.ACCEPTED, "yes", theirs)
    assert not other.settle_cover(REQUEST, CoverState.DECLINED, "no")
    assert one.intent(ours.id) is not None
    assert one.intent(theirs.id) is None
    found = other.cover(ADA.id, REQUEST.id)
    assert found == replace(REQUEST, state=CoverState.ACCEPTED, answer="yes", intent_id=ours.id)
    assert other.take_over(ADA.id) == ()
    one.close()
    assert [intent.id for intent in other.take_over(ADA.id)] == [ours.id]


def test_words_are_noted_once_and_only_while_it_is_open(path: Path) -> None:
    one, other = SqliteJournal(path), SqliteJournal(path)
    one.add_cover(REQUEST)
    assert one.note_cover_answer(REQUEST, "101.0", "hm")
    assert not other.note_cover_answer(REQUEST, "101.0", "hm")
    assert one.settle_cover(REQUEST, CoverState.DECLINED)
    noted = one.cover(ADA.id, REQUEST.id)
    assert noted is not None
    assert (noted.answer, noted.state, noted.told) == ("hm", CoverState.DECLINED, False)
    assert not one.note_cover_answer(noted, "102.0", "yes")


def test_an_end_is_told_once_and_stays_listed_until_then(path: Path) -> None:
    journal = SqliteJournal(path)
    journal.add_cover(REQUEST)
    later = NOW + timedelta(days=8)
    assert journal.settle_cover(REQUEST, CoverState.EXPIRED)
    assert len(journal.covers(ADA.id, later)) == 1
    assert journal.tell_cover(REQUEST.id)
    assert not journal.tell_cover(REQUEST.id)
    assert (len(journal.covers(ADA.id, later)), len(journal.covers(ADA.id, NOW))) == (0, 1)


def test_what_is_long_over_is_forgotten_and_what_is_open_is_not(path: Path) -> None:
    journal = SqliteJournal(path)
    old = replace(REQUEST, created_at=NOW - timedelta(days=91))
    for request_id in ("00000001", "00000002", "00000003"):
        journal.add_cover(replace(old, id=request_id))
    journal.settle_cover(replace(old, id="00000001"), CoverState.DECLINED)
    journal.settle_cover(replace(old, id="00000002"), CoverState.DECLINED)
    journal.tell_cover("00000001")
    journal.close()
    journal = SqliteJournal(path)
    kept = {one.id for one in journal.covers(ADA.id, NOW - timedelta(days=365))}
    assert kept == {"00000002", "00000003"}


def test_a_file_from_before_is_brought_up_to_date(path: Path) -> None:
    version = next(number for number, migration in enumerate(MIGRATIONS) if "CREATE TABLE covers" in migration)
    db = sqlite3.connect(path)
    for migration in MIGRATIONS[:version]:
        db.executescript(migration)
    db.execute(f"PRAGMA user_version = {version}")
    db.commit()
    db.close()
    journal = SqliteJournal(path)
    journal.add_cover(REQUEST)
    assert journal.covers(ADA.id, NOW) == (REQUEST,)
