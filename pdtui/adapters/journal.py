"""The journal on SQLite: WAL, synchronous=FULL, mode 0600, shared by all pdtui processes of one person.

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

from pdtui.adapters.owner import alive, new_owner
from pdtui.core.actions import Acknowledge, AddNote, Command, Escalate, Resolve
from pdtui.core.journal import ClaimLost, OutboxRow, OutboxState
from pdtui.core.mirror import Telling
from pdtui.core.model import Incident, Snapshot, ThreadLink
from pdtui.core.writes import RESUME_WITHIN, Intent, IntentState
from pdtui.errors import JournalUnusable

LEASE = timedelta(seconds=60)
"""How long a claim holds while its owner lives; longer than the slowest single call, and renewed by each save."""
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
)

_KINDS: dict[str, type[Command]] = {
    "acknowledge": Acknowledge,
    "resolve": Resolve,
    "escalate": Escalate,
    "note": AddNote,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}
_UNFINISHED = (OutboxState.WAITING, OutboxState.SENDING)

T = TypeVar("T")


def _stamp(instant: datetime | None) -> float | None:
    return None if instant is None else instant.timestamp()


def _instant(stamp: float | None) -> datetime | None:
    return None if stamp is None else datetime.fromtimestamp(stamp, UTC)


def _when(stamp: float) -> datetime:
    return datetime.fromtimestamp(stamp, UTC)


def _decode(blob: bytes, kind: type[T]) -> T:
    return msgspec.json.decode(blob, type=kind)


def _lease_end() -> float:
    return (datetime.now(UTC) + LEASE).timestamp()


def _orphaned(owner: str, created_at: float) -> bool:
    """Whether an intent has nobody any more; one of another container is left until it would not be sent."""
    living = alive(owner)
    if living is None:
        return datetime.now(UTC) - _when(created_at) > RESUME_WITHIN
    return not living


class SqliteJournal:
    """`pdtui.core.journal.Journal` on one file. Not for use from several threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.owner = new_owner()
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            path.chmod(0o600)
            self._db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise self._unusable(error) from error
        try:
            self._db.row_factory = sqlite3.Row
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._migrate()
            self._prune()
        except sqlite3.Error as error:
            self._db.close()
            raise self._unusable(error) from error
        except JournalUnusable:
            self._db.close()
            raise

    def close(self) -> None:
        """Let go of the claims and the file; nothing depends on this being reached."""
        with self._transaction():
            for table in ("intents", "outbox"):
                self._db.execute(f"UPDATE {table} SET owner = '' WHERE owner = ?", (self.owner,))  # noqa: S608
        self._db.close()

    def _migrate(self) -> None:
        with self._transaction():
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version > len(MIGRATIONS):
                raise JournalUnusable(
                    f"the journal {self.path} was written by a newer pdtui",
                    "update pdtui, or move the file away to start a new one",
                )
            for number, migration in enumerate(MIGRATIONS[version:], version + 1):
                for statement in filter(None, map(str.strip, migration.split(";"))):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version = {number}")

    def _prune(self) -> None:
        """Forget what nobody will ask for again."""
        limit = (datetime.now(UTC) - KEPT).timestamp()
        with self._transaction():
            self._db.execute("DELETE FROM outbox WHERE state = ? AND created_at < ?", (OutboxState.DONE, limit))
            self._db.execute(
                "DELETE FROM intents WHERE state IN (?, ?, ?) AND created_at < ?",
                (IntentState.DONE, IntentState.REFUSED, IntentState.UNKNOWN, limit),
            )
            self._db.execute("DELETE FROM reminders WHERE claimed_at < ?", (limit,))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """A write transaction: all of it or none, also when the machine loses power."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            raise self._unusable(error) from error
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    def _read(self, query: str, *values: object) -> list[sqlite3.Row]:
        try:
            return self._db.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise self._unusable(error) from error

    def _unusable(self, error: Exception) -> JournalUnusable:
        return JournalUnusable(
            f"the journal {self.path} cannot be used ({error})",
            "free the disk, close the program that holds it, or move the file away; nothing is sent until it works",
        )

    # -- the cache ---------------------------------------------------------------------------

    def cached(self, account: str) -> Snapshot | None:
        """The last good reading; one that this version cannot read any more counts as none."""
        found = self._read("SELECT snapshot FROM cache WHERE account = ?", account)
        if not found:
            return None
        try:
            return _decode(found[0]["snapshot"], Snapshot)
        except msgspec.DecodeError:
            return None

    def cache(self, account: str, snapshot: Snapshot) -> None:
        """Replace the remembered reading."""
        with self._transaction():
            self._db.execute("INSERT OR REPLACE INTO cache VALUES (?, ?)", (account, msgspec.json.encode(snapshot)))

    # -- intents -----------------------------------------------------------------------------

    def begin(self, intent: Intent) -> None:
        """Insert an intent, owned by this process."""
        with self._transaction():
            self._db.execute(
                "INSERT INTO intents (id, actor_id, actor_name, kind, command, incident_id, incident, created_at,"
                " state, step, sent_at, baseline, outcome, owner) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                (
                    intent.id,
                    intent.actor_id,
                    intent.actor_name,
                    _NAMES[type(intent.command)],
                    msgspec.json.encode(intent.command),
                    intent.incident.id,
                    msgspec.json.encode(intent.incident),
                    _stamp(intent.created_at),
                    intent.state,
                    intent.step,
                    _stamp(intent.sent_at),
                    msgspec.json.encode(intent.baseline),
                    intent.outcome,
                    self.owner,
                ),
            )

    def update(self, intent: Intent) -> None:
        """Write an intent's progress."""
        with self._transaction():
            self._update(intent)

    def done(self, intent: Intent, row: OutboxRow | None) -> None:
        """The intent's end and the message it owes, together."""
        with self._transaction():
            self._update(intent)
            if row is not None:
                self._insert(row, owner="")

    def _update(self, intent: Intent) -> None:
        changed = self._db.execute(
            "UPDATE intents SET state=?, step=?, sent_at=?, baseline=?, outcome=? WHERE id=? AND owner=?",
            (
                intent.state,
                intent.step,
                _stamp(intent.sent_at),
                msgspec.json.encode(intent.baseline),
                intent.outcome,
                intent.id,
                self.owner,
            ),
        )
        if changed.rowcount == 0:
            raise ClaimLost(intent.id)

    def take_over(self, actor_id: str) -> tuple[Intent, ...]:
        """Claim what a killed process left; its owner is checked to be gone inside the transaction."""
        with self._transaction():
            found = self._db.execute(
                "SELECT * FROM intents WHERE actor_id = ? AND state IN (?, ?) AND owner <> ? ORDER BY sequence",
                (actor_id, IntentState.STARTED, IntentState.SENDING, self.owner),
            ).fetchall()
            orphans = [row for row in found if _orphaned(row["owner"], row["created_at"])]
            for row in orphans:
                self._db.execute("UPDATE intents SET owner = ? WHERE id = ?", (self.owner, row["id"]))
        return tuple(map(_intent, orphans))

    # -- the outbox --------------------------------------------------------------------------

    def _insert(self, row: OutboxRow, owner: str) -> None:
        self._db.execute(
            "INSERT OR IGNORE INTO outbox (marker, intent_id, incident_id, telling, created_at, state, attempts,"
            " next_at, sent_at, clean_reads, channel_id, thread_ts, ts, reason, owner, lease_until)"
            " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,0)",
            (
                row.marker,
                row.intent_id,
                row.incident_id,
                msgspec.json.encode(row.telling),
                _stamp(row.created_at),
                row.state,
                row.attempts,
                _stamp(row.next_at),
                _stamp(row.sent_at),
                row.clean_reads,
                row.channel_id,
                row.thread_ts,
                row.ts,
                row.reason,
                owner,
            ),
        )

    def claim(self, now: datetime) -> OutboxRow | None:
        """The oldest row whose time has come, whose thread is free and whose last owner is gone or let go."""
        with self._transaction():
            heads = self._db.execute(
                "SELECT * FROM outbox WHERE intent_id <> '' AND sequence IN (SELECT MIN(sequence) FROM outbox"
                " WHERE intent_id <> '' AND state IN (?, ?) GROUP BY incident_id)"
                " AND (next_at IS NULL OR next_at <= ?) ORDER BY sequence",
                (*_UNFINISHED, now.timestamp()),
            ).fetchall()
            for row in heads:
                held = row["lease_until"] > now.timestamp() and alive(row["owner"]) is not False
                if not held:
                    self._db.execute(
                        "UPDATE outbox SET owner = ?, lease_until = ? WHERE marker = ?",
                        (self.owner, (now + LEASE).timestamp(), row["marker"]),
                    )
                    return _outbox_row(row)
        return None

    def renew(self, row: OutboxRow) -> None:
        """Keep the claim while slow calls are made."""
        with self._transaction():
            self._still_ours(
                self._db.execute(
                    "UPDATE outbox SET lease_until = ? WHERE marker = ? AND owner = ?",
                    (_lease_end(), row.marker, self.owner),
                )
            )

    def release(self, row: OutboxRow) -> None:
        """Write the new state and let go of the claim."""
        self._write(row, owner="", lease_until=0.0)

    def save(self, row: OutboxRow) -> None:
        """Write the new state and renew the claim."""
        self._write(row, owner=self.owner, lease_until=_lease_end())

    def _write(self, row: OutboxRow, owner: str, lease_until: float) -> None:
        with self._transaction():
            self._still_ours(
                self._db.execute(
                    "UPDATE outbox SET state=?, attempts=?, next_at=?, sent_at=?, clean_reads=?, channel_id=?,"
                    " thread_ts=?, ts=?, reason=?, owner=?, lease_until=? WHERE marker=? AND owner=?",
                    (
                        row.state,
                        row.attempts,
                        _stamp(row.next_at),
                        _stamp(row.sent_at),
                        row.clean_reads,
                        row.channel_id,
                        row.thread_ts,
                        row.ts,
                        row.reason,
                        owner,
                        lease_until,
                        row.marker,
                        self.owner,
                    ),
                )
            )

    def _still_ours(self, changed: sqlite3.Cursor) -> None:
        if changed.rowcount == 0:
            raise ClaimLost

    def parent(self, row: OutboxRow) -> OutboxRow:
        """The parent's row, claimed: who holds the incident's oldest reply may hold this one as well."""
        with self._transaction():
            self._insert(row, owner=self.owner)
            self._db.execute(
                "UPDATE outbox SET owner = ?, lease_until = ? WHERE marker = ?",
                (self.owner, _lease_end(), row.marker),
            )
            found = self._db.execute("SELECT * FROM outbox WHERE marker = ?", (row.marker,)).fetchone()
        return _outbox_row(found)

    def rows(self) -> tuple[OutboxRow, ...]:
        """What is owed: waiting, being sent, or parked."""
        return tuple(
            _outbox_row(row)
            for row in self._read(
                "SELECT * FROM outbox WHERE intent_id <> '' AND state IN (?, ?, ?) ORDER BY sequence",
                *_UNFINISHED,
                OutboxState.PARKED,
            )
        )

    def row_of(self, intent_id: str) -> OutboxRow | None:
        """The message that an intent owes or owed."""
        found = self._read("SELECT * FROM outbox WHERE intent_id = ?", intent_id)
        return _outbox_row(found[0]) if found else None

    def unpark(self) -> int:
        """Parked rows wait again, from the beginning."""
        with self._transaction():
            return self._db.execute(
                "UPDATE outbox SET state = CASE WHEN sent_at IS NULL THEN ? ELSE ? END, next_at = NULL, reason = ''"
                " WHERE state = ?",
                (OutboxState.WAITING, OutboxState.SENDING, OutboxState.PARKED),
            ).rowcount

    # -- threads and reminders ---------------------------------------------------------------

    def link(self, link: ThreadLink) -> None:
        """Remember or replace an incident's thread."""
        with self._transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO threads VALUES (?, ?, ?)",
                (link.incident_id, link.team_id, msgspec.json.encode(link)),
            )

    def unlink(self, incident_id: str, team_id: str) -> None:
        """Forget an incident's thread, and a parent message of pdtui's own with it."""
        with self._transaction():
            self._db.execute("DELETE FROM threads WHERE incident_id = ? AND team_id = ?", (incident_id, team_id))
            self._db.execute("DELETE FROM outbox WHERE incident_id = ? AND intent_id = ''", (incident_id,))

    def thread(self, incident_id: str, team_id: str = "") -> ThreadLink | None:
        """The remembered thread."""
        found = self._read(
            "SELECT link FROM threads WHERE incident_id = ? AND team_id LIKE ?", incident_id, team_id or "%"
        )
        return _decode(found[0]["link"], ThreadLink) if found else None

    def claim_reminder(self, key: str, at: datetime) -> bool:
        """True for the one caller who inserted the key."""
        with self._transaction():
            inserted = self._db.execute("INSERT OR IGNORE INTO reminders VALUES (?, ?)", (key, at.timestamp()))
            return inserted.rowcount == 1


def _intent(row: sqlite3.Row) -> Intent:
    return Intent(
        id=row["id"],
        actor_id=row["actor_id"],
        actor_name=row["actor_name"],
        command=_decode(row["command"], _KINDS[row["kind"]]),
        incident=_decode(row["incident"], Incident),
        created_at=_when(row["created_at"]),
        state=IntentState(row["state"]),
        step=row["step"],
        sent_at=_instant(row["sent_at"]),
        baseline=_decode(row["baseline"], tuple[str, ...]),
        outcome=row["outcome"],
    )


def _outbox_row(row: sqlite3.Row) -> OutboxRow:
    return OutboxRow(
        marker=row["marker"],
        intent_id=row["intent_id"],
        telling=_decode(row["telling"], Telling),
        created_at=_when(row["created_at"]),
        state=OutboxState(row["state"]),
        attempts=row["attempts"],
        next_at=_instant(row["next_at"]),
        sent_at=_instant(row["sent_at"]),
        clean_reads=row["clean_reads"],
        channel_id=row["channel_id"],
        thread_ts=row["thread_ts"],
        ts=row["ts"],
        reason=row["reason"],
    )
