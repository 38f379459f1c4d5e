"""Writes that were asked for: owned by the process that carries them out, taken over when it is gone."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

import msgspec

from pdtui.adapters.journal.database import Database, decode, instant, stamp, when
from pdtui.adapters.journal.outbox import insert
from pdtui.adapters.journal.owner import alive
from pdtui.core import commands
from pdtui.core.commands import Command
from pdtui.core.intents import RESUME_WITHIN, Intent, IntentState
from pdtui.core.journal import ClaimLost, OutboxRow
from pdtui.core.model import Incident
from pdtui.errors import Refused

_KINDS: dict[str, type[Command]] = {
    "acknowledge": commands.Acknowledge,
    "unacknowledge": commands.Unacknowledge,
    "resolve": commands.Resolve,
    "reopen": commands.Reopen,
    "escalate": commands.Escalate,
    "reassign": commands.Reassign,
    "snooze": commands.Snooze,
    "priority": commands.SetPriority,
    "urgency": commands.SetUrgency,
    "title": commands.SetTitle,
    "field": commands.SetField,
    "note": commands.AddNote,
    "delete_note": commands.DeleteNote,
    "merge": commands.Merge,
    "responders": commands.AddResponders,
    "status_update": commands.SendStatusUpdate,
    "workflow": commands.RunWorkflow,
    "resolve_alert": commands.ResolveAlert,
    "move_alert": commands.MoveAlert,
    "trigger": commands.Trigger,
    "override": commands.AddOverride,
    "remove_override": commands.RemoveOverride,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


class IntentTable(Database):
    """The intents of the journal."""

    def begin(self, *intents: Intent) -> None:
        """Insert intents together, owned by this process."""
        with self.transaction():
            try:
                for intent in intents:
                    self._insert(intent)
            except sqlite3.IntegrityError as error:
                raise Refused("that is being undone already", "nothing was done") from error

    def _insert(self, intent: Intent) -> None:
        self.db.execute(
            "INSERT INTO intents (id, actor_id, actor_name, kind, command, incident_id, incident, created_at,"
            " state, step, sent_at, baseline, outcome, result, grouped, undoes, before, actor_email, keeper_id, owner)"
            " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
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
                intent.result,
                intent.group,
                intent.undoes,
                msgspec.json.encode(intent.before),
                intent.actor_email,
                intent.keeper_id or intent.actor_id,
                self.owner,
            ),
        )

    def update(self, *intents: Intent) -> None:
        """Write the progress of intents together; where one was taken over, nothing is written."""
        with self.transaction():
            for intent in intents:
                self._update(intent)

    def done(self, intent: Intent, *rows: OutboxRow) -> None:
        """The intent's end and what it owes, together."""
        with self.transaction():
            self._update(intent)
            for row in rows:
                insert(self.db, row, owner="")

    def _update(self, intent: Intent) -> None:
        changed = self.db.execute(
            "UPDATE intents SET state=?, step=?, sent_at=?, baseline=?, outcome=?, result=?, before=?"
            " WHERE id=? AND owner=? AND state<>?",
            (
                intent.state,
                intent.step,
                stamp(intent.sent_at),
                msgspec.json.encode(intent.baseline),
                intent.outcome,
                intent.result,
                msgspec.json.encode(intent.before),
                intent.id,
                self.owner,
                IntentState.REFUSED,
            ),
        )
        if changed.rowcount == 0:
            raise ClaimLost(intent.id)

    def recent(self, actor_id: str, since: datetime) -> tuple[Intent, ...]:
        """This person's own writes begun since then that were not refused, newest first."""
        found = self.read(
            "SELECT * FROM intents WHERE actor_id = ? AND state <> ? AND created_at >= ? ORDER BY sequence DESC",
            actor_id, IntentState.REFUSED, stamp(since),
        )  # fmt: skip
        return tuple(map(_intent, found))

    def intent(self, intent_id: str) -> Intent | None:
        """A write by its id."""
        found = self.read("SELECT * FROM intents WHERE id = ?", intent_id)
        return _intent(found[0]) if found else None

    def take_over(self, keeper_id: str) -> tuple[Intent, ...]:
        """Claim what a killed process left; its owner is checked to be gone inside the transaction."""
        with self.transaction():
            found = self.db.execute(
                "SELECT * FROM intents WHERE keeper_id = ? AND state IN (?, ?) AND owner <> ? ORDER BY sequence",
                (keeper_id, IntentState.STARTED, IntentState.SENDING, self.owner),
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
        result=row["result"],
        group=row["grouped"],
        undoes=row["undoes"],
        before=decode(row["before"], Incident | None),  # type: ignore[arg-type] # a union is no type, but decodes
        actor_email=row["actor_email"],
        keeper_id=row["keeper_id"],
    )
