"""Writes that were asked for: owned by the process that carries them out, taken over when it is gone."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

import msgspec

from pdtui.adapters.journal.database import Database, decode, instant, stamp, when
from pdtui.adapters.journal.outbox import insert
from pdtui.adapters.journal.owner import alive
from pdtui.core.actions import Acknowledge, AddNote, Command, Escalate, Resolve
from pdtui.core.journal import ClaimLost, OutboxRow
from pdtui.core.model import Incident
from pdtui.core.writes import RESUME_WITHIN, Intent, IntentState

_KINDS: dict[str, type[Command]] = {
    "acknowledge": Acknowledge,
    "resolve": Resolve,
    "escalate": Escalate,
    "note": AddNote,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


class IntentTable(Database):
    """The intents of the journal."""

    def begin(self, intent: Intent) -> None:
        """Insert an intent, owned by this process."""
        with self.transaction():
            self.db.execute(
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
                    stamp(intent.created_at),
                    intent.state,
                    intent.step,
                    stamp(intent.sent_at),
                    msgspec.json.encode(intent.baseline),
                    intent.outcome,
                    self.owner,
                ),
            )

    def update(self, intent: Intent) -> None:
        """Write an intent's progress."""
        with self.transaction():
            self._update(intent)

    def done(self, intent: Intent, row: OutboxRow | None) -> None:
        """The intent's end and the message it owes, together."""
        with self.transaction():
            self._update(intent)
            if row is not None:
                insert(self.db, row, owner="")

    def _update(self, intent: Intent) -> None:
        changed = self.db.execute(
            "UPDATE intents SET state=?, step=?, sent_at=?, baseline=?, outcome=? WHERE id=? AND owner=?",
            (
                intent.state,
                intent.step,
                stamp(intent.sent_at),
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
        with self.transaction():
            found = self.db.execute(
                "SELECT * FROM intents WHERE actor_id = ? AND state IN (?, ?) AND owner <> ? ORDER BY sequence",
                (actor_id, IntentState.STARTED, IntentState.SENDING, self.owner),
            ).fetchall()
            orphans = [row for row in found if _orphaned(row["owner"], row["created_at"])]
            for row in orphans:
                self.db.execute("UPDATE intents SET owner = ? WHERE id = ?", (self.owner, row["id"]))
        return tuple(map(_intent, orphans))


def _orphaned(owner: str, created_at: float) -> bool:
    """Whether an intent has nobody any more; one of another container is left until it would not be sent."""
    living = alive(owner)
    if living is None:
        return datetime.now(UTC) - when(created_at) > RESUME_WITHIN
    return not living


def _intent(row: sqlite3.Row) -> Intent:
    return Intent(
        id=row["id"],
        actor_id=row["actor_id"],
        actor_name=row["actor_name"],
        command=decode(row["command"], _KINDS[row["kind"]]),
        incident=decode(row["incident"], Incident),
        created_at=when(row["created_at"]),
        state=IntentState(row["state"]),
        step=row["step"],
        sent_at=instant(row["sent_at"]),
        baseline=decode(row["baseline"], tuple[str, ...]),
        outcome=row["outcome"],
    )
