"""What Slack is owed: claimed by a lease, in order within a lane, fenced against who overslept."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from pdtui.adapters.journal.database import Database, decode, instant, stamp, when
from pdtui.adapters.journal.owner import alive
from pdtui.core.journal import ClaimLost, OutboxRow, OutboxState, Owed
from pdtui.core.slack import owed
from pdtui.core.slack.owed import FOLDED_INTO, Job

LEASE = timedelta(seconds=60)
"""How long a claim holds while its owner lives; longer than a single call, and renewed by each save."""
_UNFINISHED = (OutboxState.WAITING, OutboxState.SENDING)
_KINDS: dict[str, type[Job]] = {
    "telling": owed.Telling,
    "reply": owed.Reply,
    "digest": owed.Digest,
    "announcement": owed.Announcement,
    "parent_update": owed.ParentUpdate,
    "pointer": owed.Pointer,
    "direct": owed.DirectMessage,
    "checklist": owed.ChecklistPost,
    "tick": owed.Tick,
    "reacting": owed.Reacting,
    "channel": owed.ChannelWish,
    "archiving": owed.Archiving,
    "channel_message": owed.ChannelMessage,
    "personal_message": owed.PersonalMessage,
    "brief": owed.BriefPost,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


class OutboxTable(Database):
    """The outbox of the journal."""

    def owe(self, *rows: OutboxRow) -> None:
        """Insert rows together, those apart whose marker is there."""
        with self.transaction():
            for row in rows:
                insert(self.db, row, owner="")

    def owe_anew(self, row: OutboxRow) -> None:
        """Take the place of an older row of the same marker, unless somebody is at it now."""
        with self.transaction():
            found = self.db.execute("SELECT * FROM outbox WHERE marker = ?", (row.marker,)).fetchone()
            if found is not None and not _held(found, datetime.now(UTC)):
                if found["state"] == OutboxState.SENDING:  # it may be there: only looking for it settles that
                    self.db.execute("UPDATE outbox SET alone = 1, next_at = NULL WHERE marker = ?", (row.marker,))
                else:
                    self.db.execute("DELETE FROM outbox WHERE marker = ?", (row.marker,))
            insert(self.db, row, owner="")

    def claim(self, now: datetime, workspace: str = "") -> OutboxRow | None:
        """The oldest row whose time has come, whose lane is free and whose last owner is gone or let go."""
        with self.transaction():
            heads = self.db.execute(
                "SELECT * FROM outbox WHERE alone AND workspace = ? AND sequence IN (SELECT MIN(sequence) FROM outbox"
                " WHERE alone AND workspace = ? AND state IN (?, ?) GROUP BY lane)"
                " AND (next_at IS NULL OR next_at <= ?) ORDER BY sequence",
                (workspace, workspace, *_UNFINISHED, now.timestamp()),
            ).fetchall()
            for row in heads:
                if not _held(row, now):
                    self._take(row["marker"], now)
                    return _outbox_row(row)
        return None

    def _take(self, marker: str, now: datetime) -> None:
        self.db.execute(
            "UPDATE outbox SET owner = ?, lease_until = ? WHERE marker = ?",
            (self.owner, (now + LEASE).timestamp(), marker),
        )

    def claim_beside(self, row: OutboxRow) -> OutboxRow:
        """The row of a message on another job's way; within a process the caller sees to it that only one does."""
        with self.transaction():
            insert(self.db, row, owner="")
            found = self.db.execute("SELECT * FROM outbox WHERE marker = ?", (row.marker,)).fetchone()
            if found["owner"] != self.owner and _held(found, datetime.now(UTC)):
                raise ClaimLost
            self._take(row.marker, datetime.now(UTC))
        return _outbox_row(found)

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
                    " thread_ts=?, ts=?, reason=?, progress=?, owner=?, lease_until=? WHERE marker=? AND owner=?",
                    (*_progress(row), owner, lease_until, row.marker, self.owner),
                )
            )

    def _still_ours(self, changed: sqlite3.Cursor) -> None:
        if changed.rowcount == 0:
            raise ClaimLost

    def fold(self, rows: Sequence[OutboxRow], digest: OutboxRow) -> OutboxRow:
        """A digest takes the place of rows that nobody else holds and that were never sent."""
        with self.transaction():
            insert(self.db, digest, owner=self.owner)
            self._take(digest.marker, datetime.now(UTC))
            for row in rows:
                folded = row.with_progress(**{FOLDED_INTO: digest.marker}).progress
                self.db.execute(
                    "UPDATE outbox SET state = ?, progress = ?, owner = '', lease_until = 0 WHERE marker = ?"
                    " AND state = ? AND sent_at IS NULL AND owner IN ('', ?)",
                    (OutboxState.FOLDED, msgspec.json.encode(folded), row.marker, OutboxState.WAITING, self.owner),
                )
            found = self.db.execute("SELECT * FROM outbox WHERE marker = ?", (digest.marker,)).fetchone()
        return _outbox_row(found)

    def unfolded(self, digest: OutboxRow) -> tuple[OutboxRow, ...]:
        """The rows that a posted digest stands for, done with it."""
        which = f"$.{FOLDED_INTO}"
        with self.transaction():
            self.db.execute(
                "UPDATE outbox SET state = ?, ts = ?, channel_id = ?, thread_ts = ? WHERE state = ?"
                " AND json_extract(progress, ?) = ?",
                (OutboxState.DONE, digest.ts, digest.channel_id, digest.thread_ts, OutboxState.FOLDED, which,
                 digest.marker),
            )  # fmt: skip
            found = self.db.execute(
                "SELECT * FROM outbox WHERE lane = ? AND json_extract(progress, ?) = ? ORDER BY sequence",
                (digest.lane, which, digest.marker),
            ).fetchall()
        return tuple(map(_outbox_row, found))

    def rows(self) -> tuple[OutboxRow, ...]:
        """What is owed: waiting, being sent, or parked."""
        found = self.read(
            "SELECT * FROM outbox WHERE alone AND state IN (?, ?, ?) ORDER BY sequence",
            *_UNFINISHED,
            OutboxState.PARKED,
        )
        return tuple(map(_outbox_row, found))

    def row(self, marker: str) -> OutboxRow | None:
        """One row by its marker."""
        found = self.read("SELECT * FROM outbox WHERE marker = ?", marker)
        return _outbox_row(found[0]) if found else None

    def row_of(self, intent_id: str) -> OutboxRow | None:
        """The message that an intent owes or owed."""
        found = self.read("SELECT * FROM outbox WHERE intent_id = ? AND intent_id <> ''", intent_id)
        return _outbox_row(found[0]) if found else None

    def in_lane(self, lane: str, since: datetime) -> tuple[OutboxRow, ...]:
        """What a lane was owed since then."""
        found = self.read(
            "SELECT * FROM outbox WHERE lane = ? AND created_at >= ? AND alone ORDER BY sequence", lane, stamp(since)
        )
        return tuple(map(_outbox_row, found))

    def unpark(self, workspace: str | None = None) -> int:
        """Parked rows wait again, from the beginning."""
        return self._again("state = ? AND (? IS NULL OR workspace = ?)", OutboxState.PARKED, workspace, workspace)

    def strand(self, workspaces: Collection[str], reason: str) -> int:
        """What no workspace of the settings delivers waits for a person."""
        known = ", ".join("?" for _ in workspaces)
        query = f"UPDATE outbox SET state = ?, reason = ? WHERE state IN (?, ?) AND workspace NOT IN ({known})"  # noqa: S608 - marks only
        with self.transaction():
            return self.db.execute(query, (OutboxState.PARKED, reason, *_UNFINISHED, *workspaces)).rowcount

    def owed_to(self, workspace: str, now: datetime) -> Owed:
        """Counted by the file itself: there may be thousands."""
        (found,) = self.read(
            "SELECT COALESCE(SUM(state <> ? AND NOT (attempts = 0 AND reason = '' AND COALESCE(next_at, 0) > ?)), 0),"
            " COALESCE(SUM(state = ?), 0), MIN(CASE WHEN next_at > ? THEN next_at END)"
            " FROM outbox WHERE alone AND workspace = ? AND state IN (?, ?, ?)",
            OutboxState.PARKED, stamp(now), OutboxState.PARKED, stamp(now), workspace, *_UNFINISHED,
            OutboxState.PARKED,
        )  # fmt: skip
        last = self.read(
            "SELECT reason FROM outbox WHERE alone AND workspace = ? AND state = ? ORDER BY sequence DESC LIMIT 1",
            workspace, OutboxState.PARKED,
        )  # fmt: skip
        return Owed(found[0], found[1], last[0]["reason"] if last else "", instant(found[2]))

    def retry(self, marker: str) -> bool:
        """One row goes again now."""
        which = "marker = ? AND state IN (?, ?, ?) AND alone"
        return self._again(which, marker, *_UNFINISHED, OutboxState.PARKED) > 0

    def _again(self, which: str, *values: object) -> int:
        query = "UPDATE outbox SET state = CASE WHEN sent_at IS NULL THEN ? ELSE ? END, next_at = NULL, reason = ''"
        with self.transaction():
            return self.db.execute(f"{query} WHERE {which}", (*_UNFINISHED, *values)).rowcount

    def drop(self, marker: str) -> bool:
        """Take a row out that nobody is sending now, with all that it stands for."""
        with self.transaction():
            found = self.db.execute("SELECT * FROM outbox WHERE marker = ? AND alone", (marker,)).fetchone()
            if found is None or found["state"] not in (*_UNFINISHED, OutboxState.PARKED):
                return False
            if _held(found, datetime.now(UTC)):
                return False
            self.db.execute("UPDATE outbox SET state = ?, owner = '' WHERE marker = ?", (OutboxState.DROPPED, marker))
            self.db.execute(
                "UPDATE outbox SET state = ? WHERE state = ? AND lane = ? AND json_extract(progress, ?) = ?",
                (OutboxState.DROPPED, OutboxState.FOLDED, found["lane"], f"$.{FOLDED_INTO}", marker),
            )
        return True


def _held(row: sqlite3.Row, now: datetime) -> bool:
    """Whether somebody who lives has a claim that has not run out."""
    return bool(row["lease_until"] > now.timestamp() and alive(row["owner"]) is not False)


def insert(db: sqlite3.Connection, row: OutboxRow, owner: str) -> None:
    """Add a row inside a transaction, unless its marker is there already."""
    db.execute(
        "INSERT OR IGNORE INTO outbox (marker, intent_id, incident_id, kind, job, created_at, lane, workspace, alone,"
        " state, attempts, next_at, sent_at, clean_reads, channel_id, thread_ts, ts, reason, progress, owner,"
        " lease_until) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,0)",
        (
            row.marker,
            row.intent_id,
            row.incident_id,
            _NAMES[type(row.job)],
            msgspec.json.encode(row.job),
            stamp(row.created_at),
            row.lane,
            row.workspace,
            row.alone,
            *_progress(row),
            owner,
        ),
    )


def _progress(row: OutboxRow) -> tuple[object, ...]:
    """What changes on a row's way, in the order of the columns from `state` to `progress`."""
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
        msgspec.json.encode(row.progress),
    )


def lease_end() -> float:
    """When a claim that is made now runs out."""
    return (datetime.now(UTC) + LEASE).timestamp()


def _outbox_row(row: sqlite3.Row) -> OutboxRow:
    return OutboxRow(
        marker=row["marker"],
        intent_id=row["intent_id"],
        job=decode(row["job"], _KINDS[row["kind"]]),
        created_at=when(row["created_at"]),
        lane=row["lane"],
        workspace=row["workspace"],
        alone=bool(row["alone"]),
        progress=decode(row["progress"], dict[str, str]),
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
