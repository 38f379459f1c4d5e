"""The requests for cover in the journal: what was asked of whom, what they said, what came of it."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import datetime

import msgspec

from pdtui.adapters.journal.database import decode, stamp
from pdtui.adapters.journal.intents import IntentTable
from pdtui.core.cover.request import OPEN, CoverRequest, CoverState
from pdtui.core.intents import Intent


class CoverTable(IntentTable):
    """`pdtui.core.cover.store.CoverStore`."""

    def add_cover(self, request: CoverRequest) -> None:
        """A row of its own."""
        with self.transaction():
            self.db.execute(
                "INSERT INTO covers (id, owner, request, created_at, state) VALUES (?,?,?,?,?)",
                (
                    request.id,
                    request.asker.id,
                    msgspec.json.encode(request),
                    stamp(request.created_at),
                    request.state,
                ),
            )

    def covers(self, owner: str, since: datetime) -> tuple[CoverRequest, ...]:
        """Newest first."""
        found = self.read(
            "SELECT * FROM covers WHERE owner = ? AND (state IN (?, ?) OR NOT told OR created_at >= ?)"
            " ORDER BY sequence DESC",
            owner, *OPEN, stamp(since),
        )  # fmt: skip
        return tuple(map(_request, found))

    def cover(self, owner: str, request_id: str) -> CoverRequest | None:
        """By its id."""
        found = self.read("SELECT * FROM covers WHERE owner = ? AND id = ?", owner, request_id)
        return _request(found[0]) if found else None

    def cover_posted(self, request_id: str, channel_id: str, ts: str) -> None:
        """Whichever process saw it."""
        with self.transaction():
            self.db.execute("UPDATE covers SET channel_id = ?, ts = ? WHERE id = ?", (channel_id, ts, request_id))

    def settle_cover(
        self, request: CoverRequest, after: CoverState, answer: str = "", intent: Intent | None = None
    ) -> bool:
        """By an UPDATE that one process alone can do, together with the intent."""
        told = after in OPEN
        with self.transaction():
            changed = self.db.execute(
                "UPDATE covers SET state = ?, told = ?, answer = CASE WHEN ? <> '' THEN ? ELSE answer END,"
                " intent_id = CASE WHEN ? <> '' THEN ? ELSE intent_id END WHERE id = ? AND state = ?",
                (after, told, answer, answer, *(intent.id if intent else "",) * 2, request.id, request.state),
            )
            won = changed.rowcount == 1
            if won and intent is not None:
                self._insert(intent)
        return won

    def note_cover_answer(self, request: CoverRequest, ts: str, answer: str) -> bool:
        """Where nobody has noted a later one meanwhile."""
        with self.transaction():
            changed = self.db.execute(
                "UPDATE covers SET seen_ts = ?, answer = ? WHERE id = ? AND state = ? AND seen_ts = ?",
                (ts, answer, request.id, CoverState.ASKED, request.seen_ts),
            )
        return changed.rowcount == 1

    def tell_cover(self, request_id: str) -> bool:
        """Once."""
        with self.transaction():
            return self.db.execute("UPDATE covers SET told = 1 WHERE id = ? AND NOT told", (request_id,)).rowcount == 1


def _request(row: sqlite3.Row) -> CoverRequest:
    return replace(
        decode(row["request"], CoverRequest),
        state=CoverState(row["state"]),
        channel_id=row["channel_id"],
        ts=row["ts"],
        seen_ts=row["seen_ts"],
        answer=row["answer"],
        intent_id=row["intent_id"],
        told=bool(row["told"]),
    )
