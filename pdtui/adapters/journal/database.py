"""The file itself: opened, migrated, pruned, and written in transactions that are whole or not at all.

Migrations are an append-only list; a file from a newer pdtui is refused rather than guessed at.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import msgspec

from pdtui.adapters.journal.owner import new_owner
from pdtui.core.intents import IntentState
from pdtui.core.journal import OutboxState
from pdtui.errors import JournalUnusable

KEPT = timedelta(days=90)
"""How long finished work is remembered."""
BUSY_SECONDS = 1.0
"""How long another process may hold the file; the screen stands still meanwhile."""

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE cache (account TEXT PRIMARY KEY, snapshot BLOB NOT NULL);
    CREATE TABLE intents (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        actor_id TEXT NOT NULL,
        actor_name TEXT NOT NULL,
        kind TEXT NOT NULL,
        command BLOB NOT NULL,
        incident_id TEXT NOT NULL,
        incident BLOB NOT NULL,
        created_at REAL NOT NULL,
        state TEXT NOT NULL,
        step INTEGER NOT NULL,
        sent_at REAL,
        baseline BLOB NOT NULL,
        outcome TEXT NOT NULL,
        owner TEXT NOT NULL
    );
    CREATE INDEX intents_open ON intents (state, actor_id);
    CREATE TABLE outbox (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        marker TEXT NOT NULL UNIQUE,
        intent_id TEXT NOT NULL,
        incident_id TEXT NOT NULL,
        telling BLOB NOT NULL,
        created_at REAL NOT NULL,
        state TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        next_at REAL,
        sent_at REAL,
        clean_reads INTEGER NOT NULL,
        channel_id TEXT NOT NULL,
        thread_ts TEXT NOT NULL,
        ts TEXT NOT NULL,
        reason TEXT NOT NULL,
        owner TEXT NOT NULL,
        lease_until REAL NOT NULL
    );
    CREATE INDEX outbox_open ON outbox (state, incident_id, sequence);
    CREATE TABLE threads (
        incident_id TEXT NOT NULL,
        team_id TEXT NOT NULL,
        link BLOB NOT NULL,
        PRIMARY KEY (incident_id, team_id)
    );
    CREATE TABLE reminders (key TEXT PRIMARY KEY, claimed_at REAL NOT NULL);
    """,
    """
    CREATE TABLE directory (
        account TEXT NOT NULL,
        kind TEXT NOT NULL,
        catalogue BLOB NOT NULL,
        PRIMARY KEY (account, kind)
    );
    """,
    """
    ALTER TABLE intents ADD COLUMN result TEXT NOT NULL DEFAULT '';
    ALTER TABLE intents ADD COLUMN grouped TEXT NOT NULL DEFAULT '';
    ALTER TABLE intents ADD COLUMN undoes TEXT NOT NULL DEFAULT '';
    CREATE INDEX intents_recent ON intents (actor_id, state, created_at);
    """,
    """
    ALTER TABLE intents ADD COLUMN before BLOB NOT NULL DEFAULT 'null';
    CREATE UNIQUE INDEX intents_undone ON intents (undoes) WHERE undoes <> '' AND state <> 'refused';
    """,
    """
    ALTER TABLE outbox RENAME COLUMN telling TO job;
    ALTER TABLE outbox ADD COLUMN kind TEXT NOT NULL DEFAULT 'telling';
    ALTER TABLE outbox ADD COLUMN lane TEXT NOT NULL DEFAULT '';
    ALTER TABLE outbox ADD COLUMN workspace TEXT NOT NULL DEFAULT '';
    ALTER TABLE outbox ADD COLUMN alone INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE outbox ADD COLUMN progress BLOB NOT NULL DEFAULT '{}';
    UPDATE outbox SET lane = incident_id, alone = (intent_id <> '');
    DROP INDEX outbox_open;
    CREATE INDEX outbox_open ON outbox (state, workspace, lane, sequence);
    CREATE INDEX outbox_lane ON outbox (lane, created_at);
    CREATE INDEX outbox_intent ON outbox (intent_id);
    CREATE TABLE channels (
        incident_id TEXT NOT NULL,
        team_id TEXT NOT NULL,
        channel BLOB NOT NULL,
        PRIMARY KEY (incident_id, team_id)
    );
    CREATE TABLE people (
        email TEXT NOT NULL,
        team_id TEXT NOT NULL,
        person BLOB NOT NULL,
        PRIMARY KEY (email, team_id)
    );
    CREATE TABLE parts (name TEXT PRIMARY KEY, owner TEXT NOT NULL, until REAL NOT NULL);
    """,
    """
    ALTER TABLE intents ADD COLUMN actor_email TEXT NOT NULL DEFAULT '';
    ALTER TABLE intents ADD COLUMN keeper_id TEXT NOT NULL DEFAULT '';
    UPDATE intents SET keeper_id = actor_id;
    DROP INDEX intents_open;
    CREATE INDEX intents_open ON intents (state, keeper_id);
    """,
    """
    CREATE TABLE planned_reminders (
        owner TEXT NOT NULL,
        key TEXT NOT NULL,
        series TEXT NOT NULL,
        due_at REAL NOT NULL,
        reminder BLOB NOT NULL,
        state TEXT NOT NULL,
        told_at REAL,
        snoozed INTEGER NOT NULL DEFAULT 0,
        holder TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (owner, key)
    );
    CREATE INDEX planned_reminders_open ON planned_reminders (owner, state, due_at);
    CREATE INDEX planned_reminders_series ON planned_reminders (owner, series);
    CREATE TABLE own_reminders (number INTEGER PRIMARY KEY AUTOINCREMENT, owner TEXT NOT NULL, own BLOB NOT NULL);
    CREATE TABLE shift_plans (owner TEXT PRIMARY KEY, read_at REAL NOT NULL, plan BLOB NOT NULL);
    """,
    """
    CREATE TABLE covers (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        owner TEXT NOT NULL,
        request BLOB NOT NULL,
        created_at REAL NOT NULL,
        state TEXT NOT NULL,
        channel_id TEXT NOT NULL DEFAULT '',
        ts TEXT NOT NULL DEFAULT '',
        seen_ts TEXT NOT NULL DEFAULT '',
        answer TEXT NOT NULL DEFAULT '',
        intent_id TEXT NOT NULL DEFAULT '',
        told INTEGER NOT NULL DEFAULT 1
    );
    CREATE INDEX covers_open ON covers (owner, state);
    """,
)

T = TypeVar("T")


def stamp(moment: datetime | None) -> float | None:
    """An instant as the file keeps it: seconds since 1970."""
    return None if moment is None else moment.timestamp()


def instant(seconds: float | None) -> datetime | None:
    """An instant back from the file."""
    return None if seconds is None else when(seconds)


def when(seconds: float) -> datetime:
    """An instant that is always there."""
    return datetime.fromtimestamp(seconds, UTC)


def decode(blob: bytes, kind: type[T]) -> T:
    """A value back from its JSON."""
    return msgspec.json.decode(blob, type=kind)


class Database:
    """One connection, with the name under which this process claims. Not for use from several threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.owner = new_owner()
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            path.chmod(0o600)
            self.db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise self.unusable(error) from error
        try:
            self.db.row_factory = sqlite3.Row
            self.db.execute("PRAGMA journal_mode=WAL")
            self.db.execute("PRAGMA synchronous=FULL")
            self._migrate()
            self._prune()
        except sqlite3.Error as error:
            self.db.close()
            raise self.unusable(error) from error
        except JournalUnusable:
            self.db.close()
            raise

    def close(self) -> None:
        """Let go of the claims and the file; nothing depends on this being reached."""
        with self.transaction():
            for table in ("intents", "outbox"):
                self.db.execute(f"UPDATE {table} SET owner = '' WHERE owner = ?", (self.owner,))  # noqa: S608
            self.db.execute("DELETE FROM parts WHERE owner = ?", (self.owner,))
        self.db.close()

    def _migrate(self) -> None:
        with self.transaction():
            version = self.db.execute("PRAGMA user_version").fetchone()[0]
            if version > len(MIGRATIONS):
                raise JournalUnusable(
                    f"the journal {self.path} was written by a newer pdtui",
                    "update pdtui, or move the file away to start a new one",
                )
            for number, migration in enumerate(MIGRATIONS[version:], version + 1):
                for statement in filter(None, map(str.strip, migration.split(";"))):
                    self.db.execute(statement)
                self.db.execute(f"PRAGMA user_version = {number}")

    def _prune(self) -> None:
        """Forget what nobody will ask for again."""
        limit = (datetime.now(UTC) - KEPT).timestamp()
        with self.transaction():
            self.db.execute(
                "UPDATE outbox SET state = ? WHERE state = ? AND json_extract(progress, '$.folded_into') IN"
                " (SELECT marker FROM outbox WHERE state = ?)",
                (OutboxState.DONE, OutboxState.FOLDED, OutboxState.DONE),
            )
            self.db.execute(
                "DELETE FROM outbox WHERE state IN (?, ?) AND created_at < ?",
                (OutboxState.DONE, OutboxState.DROPPED, limit),
            )
            self.db.execute(
                "DELETE FROM intents WHERE state IN (?, ?, ?) AND created_at < ?",
                (IntentState.DONE, IntentState.REFUSED, IntentState.UNKNOWN, limit),
            )
            self.db.execute("DELETE FROM reminders WHERE claimed_at < ?", (limit,))
            self.db.execute(
                "DELETE FROM covers WHERE state NOT IN ('asked', 'accepted') AND told AND created_at < ?", (limit,)
            )
            self.db.execute(
                "DELETE FROM planned_reminders WHERE state NOT IN ('planned', 'telling') AND due_at < ?", (limit,)
            )

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A write transaction: all of it or none, also when the machine loses power."""
        try:
            self.db.execute("BEGIN IMMEDIATE")
            yield
            self.db.execute("COMMIT")
        except sqlite3.Error as error:
            raise self.unusable(error) from error
        finally:
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")

    def read(self, query: str, *values: object) -> list[sqlite3.Row]:
        """All rows of a query; raises `JournalUnusable`."""
        try:
            return self.db.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise self.unusable(error) from error

    def unusable(self, error: Exception) -> JournalUnusable:
        """What the person is told of a fault of the file."""
        return JournalUnusable(
            f"the journal {self.path} cannot be used ({error})",
            "free the disk, close the program that holds it, or move the file away; nothing is sent until it works",
        )
