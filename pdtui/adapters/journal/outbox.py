"""Messages that Slack is owed: claimed by a lease, in order within a thread, fenced against who overslept."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

import msgspec

from pdtui.adapters.journal.database import Database, decode, instant, stamp, when
from pdtui.adapters.journal.owner import alive
from pdtui.core.journal import ClaimLost, OutboxRow, OutboxState
from pdtui.core.slack.mirror import Telling

LEASE = timedelta(seconds=60)
"""How long a claim holds while its owner lives; longer than a single call, and renewed by each save."""
_UNFINISHED = (OutboxState.WAITING, OutboxState.SENDING)


class OutboxTable(Database):
    """The outbox of the journal."""

    def claim(self, now: datetime) -> OutboxRow | None:
        """The oldest row whose time has come, whose thread is free and whose last owner is gone or let go."""
        with self.transaction():
            heads = self.db.execute(
                "SELECT * FROM outbox WHERE intent_id <> '' AND sequence IN (SELECT MIN(sequence) FROM outbox"
                " WHERE intent_id <> '' AND state IN (?, ?) GROUP BY incident_id)"
                " AND (next_at IS NULL OR next_at <= ?) ORDER BY sequence",
                (*_UNFINISHED, now.timestamp()),
            ).fetchall()
            for row in heads:
                held = row["lease_until"] > now.timestamp() and alive(row["owner"]) is not False
                if not held:
                    self.db.execute(
                        "UPDATE outbox SET owner = ?, lease_until = ? WHERE marker = ?",
                        (self.owner, (now + LEASE).timestamp(), row["marker"]),
                    )
                    return _outbox_row(row)
        return None

    def renew(self, row: OutboxRow) -> None:
        """Keep the claim while slow calls are made."""
        with self.transaction():
            self._still_ours(
                self.db.execute(
                    "UPDATE outbox SET lease_until = ? WHERE marker = ? AND owner = ?",
                    (lease_end(), row.marker, self.owner),
                )
            )

    def release(self, row: OutboxRow) -> None:
        """Write the new state and let go of the claim."""
        self._write(row, owner="", lease_until=0.0)

    def save(self, row: OutboxRow) -> None:
        """Write the new state and renew the claim."""
        self._write(row, owner=self.owner, lease_until=lease_end())

    def _write(self, row: OutboxRow, owner: str, lease_until: float) -> None:
        with self.transaction():
            self._still_ours(
                self.db.execute(
                    "UPDATE outbox SET state=?, attempts=?, next_at=?, sent_at=?, clean_reads=?, channel_id=?,"
                    " thread_ts=?, ts=?, reason=?, owner=?, lease_until=? WHERE marker=? AND owner=?",
                    (*_progress(row), owner, lease_until, row.marker, self.owner),
                )
            )

    def _still_ours(self, changed: sqlite3.Cursor) -> None:
        if changed.rowcount == 0:
            raise ClaimLost

    def parent(self, row: OutboxRow) -> OutboxRow:
        """The parent's row, claimed: who holds the incident's oldest reply may hold this one as well."""
        with self.transaction():
            insert(self.db, row, owner=self.owner)
            self.db.execute(
                "UPDATE outbox SET owner = ?, lease_until = ? WHERE marker = ?",
                (self.owner, lease_end(), row.marker),
            )
            found = self.db.execute("SELECT * FROM outbox WHERE marker = ?", (row.marker,)).fetchone()
        return _outbox_row(found)

    def rows(self) -> tuple[OutboxRow, ...]:
        """What is owed: waiting, being sent, or parked."""
        return tuple(
            _outbox_row(row)
            for row in self.read(
                "SELECT * FROM outbox WHERE intent_id <> '' AND state IN (?, ?, ?) ORDER BY sequence",
                *_UNFINISHED,
                OutboxState.PARKED,
            )
        )

    def row_of(self, intent_id: str) -> OutboxRow | None:
        """The message that an intent owes or owed."""
        found = self.read("SELECT * FROM outbox WHERE intent_id = ?", intent_id)
        return _outbox_row(found[0]) if found else None

    def unpark(self) -> int:
        """Parked rows wait again, from the beginning."""
        with self.transaction():
            return self.db.execute(
                "UPDATE outbox SET state = CASE WHEN sent_at IS NULL THEN ? ELSE ? END, next_at = NULL, reason = ''"
                " WHERE state = ?",
                (OutboxState.WAITING, OutboxState.SENDING, OutboxState.PARKED),
            ).rowcount


def insert(db: sqlite3.Connection, row: OutboxRow, owner: str) -> None:
    """Add a row inside a transaction, unless its marker is there already."""
    db.execute(
        "INSERT OR IGNORE INTO outbox (marker, intent_id, incident_id, telling, created_at, state, attempts,"
        " next_at, sent_at, clean_reads, channel_id, thread_ts, ts, reason, owner, lease_until)"
        " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,0)",
        (
            row.marker,
            row.intent_id,
            row.incident_id,
            msgspec.json.encode(row.telling),
            stamp(row.created_at),
            *_progress(row),
            owner,
        ),
    )


def _progress(row: OutboxRow) -> tuple[object, ...]:
    """What changes on a row's way, in the order of the columns from `state` to `reason`."""
    return (
        row.state,
        row.attempts,
        stamp(row.next_at),
        stamp(row.sent_at),
        row.clean_reads,
        row.channel_id,
        row.thread_ts,
        row.ts,
        row.reason,
    )


def lease_end() -> float:
    """When a claim that is made now runs out."""
    return (datetime.now(UTC) + LEASE).timestamp()


def _outbox_row(row: sqlite3.Row) -> OutboxRow:
    return OutboxRow(
        marker=row["marker"],
        intent_id=row["intent_id"],
        telling=decode(row["telling"], Telling),
        created_at=when(row["created_at"]),
        state=OutboxState(row["state"]),
        attempts=row["attempts"],
        next_at=instant(row["next_at"]),
        sent_at=instant(row["sent_at"]),
        clean_reads=row["clean_reads"],
        channel_id=row["channel_id"],
        thread_ts=row["thread_ts"],
        ts=row["ts"],
        reason=row["reason"],
    )
