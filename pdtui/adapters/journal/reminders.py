"""The reminders of the journal: what is planned and was told, what a person made, and my shifts as last read."""

from __future__ import annotations

import logging
import sqlite3
import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

import msgspec

from pdtui.adapters.journal.database import Database, decode, instant, stamp, when
from pdtui.adapters.journal.owner import alive
from pdtui.core.reminding.of_shifts import Plan
from pdtui.core.reminding.own import OwnReminder
from pdtui.core.reminding.reminder import Reminder
from pdtui.core.reminding.store import Planned, ReminderState
from pdtui.core.reminding.timing import Timing

LOG = logging.getLogger(__name__)
_ONE = "owner = ? AND key = ?"
_CLAIM = "owner || '/' || key || '@' || due_at"
"""What is inserted by whoever tells it: another one for each time that it was snoozed to."""
_LAPSED = (
    f"DELETE FROM planned_reminders WHERE {_ONE} AND state = ?"  # noqa: S608
    " AND (NOT snoozed OR json_extract(reminder, '$.holds_only_while'))"
)
_UNCLAIM = f"DELETE FROM reminders WHERE key = (SELECT {_CLAIM} FROM planned_reminders WHERE {_ONE})"  # noqa: S608


class ReminderTables(Database):
    """`pdtui.core.reminding.store.ReminderStore`."""

    def planned(self, owner: str) -> tuple[Planned, ...]:
        """All that is still to be told, soonest first."""
        found = self.read(
            "SELECT * FROM planned_reminders WHERE owner = ? AND state = ? ORDER BY due_at, key",
            owner,
            ReminderState.PLANNED,
        )
        return tuple(_planned(found))

    def told_since(self, owner: str, since: datetime) -> tuple[Planned, ...]:
        """What was told since then, newest first."""
        found = self.read(
            "SELECT * FROM planned_reminders WHERE owner = ? AND state = ? AND told_at >= ?"
            " ORDER BY told_at DESC, due_at DESC, key",
            owner,
            ReminderState.TOLD,
            stamp(since),
        )
        return tuple(_planned(found))

    def is_known(self, owner: str, keys: Collection[str]) -> frozenset[str]:
        """Which of these were ever planned."""
        found = self.read(
            "SELECT key FROM planned_reminders WHERE owner = ? AND key IN (SELECT value FROM json_each(?))",
            owner,
            msgspec.json.encode(sorted(keys)).decode(),
        )
        return frozenset(row["key"] for row in found)

    def dismissed(self, owner: str) -> frozenset[str]:
        """The series that nobody wants to hear of."""
        found = self.read(
            "SELECT DISTINCT series FROM planned_reminders WHERE owner = ? AND state = ?",
            owner,
            ReminderState.DISMISSED,
        )
        return frozenset(row["series"] for row in found)

    def plan(self, owner: str, add: Sequence[Reminder], remove: Collection[str]) -> None:
        """Insert what is not known, bring what is still planned up to date, delete what is not wanted."""
        with self.transaction():
            self._plan(owner, add)
            self.db.executemany(
                _LAPSED,
                [(owner, key, ReminderState.PLANNED) for key in remove],
            )

    def claim_reminders(self, owner: str, planned: Sequence[Planned], now: datetime) -> frozenset[str]:
        """By an INSERT each, which one process alone can do; a snoozed one has a key of its own for each time."""
        with self.transaction():
            return frozenset(one.key for one in planned if self._claim(owner, one, now))

    def was_told(self, owner: str, keys: Collection[str], now: datetime) -> None:
        """Those that this process holds."""
        self._settle(owner, keys, ReminderState.TOLD, now)

    def fold_reminders(self, owner: str, keys: Collection[str], now: datetime) -> None:
        """Whoever planned them."""
        with self.transaction():
            self.db.executemany(
                f"UPDATE planned_reminders SET state = ?, told_at = ? WHERE {_ONE} AND state = ?",  # noqa: S608
                [(ReminderState.FOLDED, stamp(now), owner, key, ReminderState.PLANNED) for key in keys],
            )

    def give_back(self, owner: str, keys: Collection[str]) -> None:
        """What this process holds may be claimed once more."""
        with self.transaction():
            self._free(owner, [key for key, holder in self._held(owner) if key in keys and holder == self.owner])

    def reclaim(self, owner: str) -> int:
        """What nobody who lives holds may be claimed once more."""
        if not self.read("SELECT 1 FROM planned_reminders WHERE owner = ? AND state = ?", owner, ReminderState.TELLING):
            return 0
        with self.transaction():
            lost = [key for key, holder in self._held(owner) if alive(holder) is False]
            self._free(owner, lost)
        return len(lost)

    def snooze_reminder(self, owner: str, key: str, until: datetime) -> bool:
        """Plan it for then."""
        with self.transaction():
            changed = self.db.execute(
                f"UPDATE planned_reminders SET state = ?, due_at = ?, snoozed = 1, told_at = NULL WHERE {_ONE}"  # noqa: S608
                " AND state <> ?",
                (ReminderState.PLANNED, stamp(until), owner, key, ReminderState.TELLING),
            )
            return changed.rowcount == 1

    def dismiss_reminder(self, owner: str, key: str) -> bool:
        """With all that is planned of its series."""
        with self.transaction():
            found = self.db.execute(f"SELECT series FROM planned_reminders WHERE {_ONE}", (owner, key)).fetchall()  # noqa: S608
            for row in found:
                self.db.execute(
                    "UPDATE planned_reminders SET state = ?, snoozed = 0 WHERE owner = ? AND series = ?"
                    " AND state IN (?, ?)",
                    (ReminderState.DISMISSED, owner, row["series"], ReminderState.PLANNED, ReminderState.TOLD),
                )
            return bool(found)

    def add_own(
        self, owner: str, text: str, timing: Timing, now: datetime, *, incident_id: str = "", incident_name: str = ""
    ) -> OwnReminder:
        """Numbers are not given twice."""
        with self.transaction():
            inserted = self.db.execute("INSERT INTO own_reminders (owner, own) VALUES (?, 'null')", (owner,))
            own = OwnReminder(inserted.lastrowid or 0, uuid.uuid4().hex, text, timing, now, incident_id, incident_name)
            self.db.execute("UPDATE own_reminders SET own = ? WHERE number = ?", (msgspec.json.encode(own), own.number))
        return own

    def own(self, owner: str) -> tuple[OwnReminder, ...]:
        """In the order in which they were made."""
        found = self.read("SELECT own FROM own_reminders WHERE owner = ? ORDER BY number", owner)
        return tuple(_own(found))

    def remove_own(self, owner: str, number: int) -> bool:
        """With all that is planned of it."""
        with self.transaction():
            gone = self.db.execute("DELETE FROM own_reminders WHERE owner = ? AND number = ?", (owner, number))
            self.db.execute(
                "DELETE FROM planned_reminders WHERE owner = ? AND state = ?"
                " AND json_extract(reminder, '$.own_id') = ?",
                (owner, ReminderState.PLANNED, number),
            )
            return gone.rowcount == 1

    def last_plan(self, owner: str) -> Plan | None:
        """One that this version cannot read any more counts as none."""
        found = self.read("SELECT plan FROM shift_plans WHERE owner = ?", owner)
        try:
            return decode(found[0]["plan"], Plan) if found else None
        except msgspec.DecodeError:
            return None

    def keep_plan(self, owner: str, plan: Plan, old: Plan | None, changes: Sequence[Reminder]) -> bool:
        """Only where it still is the old one that is replaced."""
        with self.transaction():
            found = self.db.execute("SELECT read_at FROM shift_plans WHERE owner = ?", (owner,)).fetchone()
            if (found["read_at"] if found else None) != (stamp(old.read_at) if old else None) and old is not None:
                return False
            self.db.execute(
                "INSERT OR REPLACE INTO shift_plans VALUES (?, ?, ?)",
                (owner, stamp(plan.read_at), msgspec.json.encode(plan)),
            )
            self._plan(owner, changes)
        return True

    def stirred(self) -> object:
        """SQLite counts what other connections commit."""
        return self.read("PRAGMA data_version")[0][0]

    def _held(self, owner: str) -> list[tuple[str, str]]:
        found = self.db.execute(
            "SELECT key, holder FROM planned_reminders WHERE owner = ? AND state = ?", (owner, ReminderState.TELLING)
        )
        return [(row["key"], row["holder"]) for row in found]

    def _free(self, owner: str, keys: Iterable[str]) -> None:
        for key in keys:
            self.db.execute(_UNCLAIM, (owner, key))
            self.db.execute(
                f"UPDATE planned_reminders SET state = ?, holder = '' WHERE {_ONE}",  # noqa: S608
                (ReminderState.PLANNED, owner, key),
            )

    def _claim(self, owner: str, planned: Planned, now: datetime) -> bool:
        inserted = self.db.execute(
            f"INSERT OR IGNORE INTO reminders SELECT {_CLAIM}, ? FROM planned_reminders WHERE {_ONE} AND due_at = ?",  # noqa: S608
            (stamp(now), owner, planned.key, stamp(planned.due_at)),
        )
        if inserted.rowcount != 1:
            return False
        changed = self.db.execute(
            f"UPDATE planned_reminders SET state = ?, holder = ? WHERE {_ONE} AND state = ?",  # noqa: S608
            (ReminderState.TELLING, self.owner, owner, planned.key, ReminderState.PLANNED),
        )
        return changed.rowcount == 1

    def _plan(self, owner: str, reminders: Iterable[Reminder]) -> None:
        self.db.executemany(
            "INSERT INTO planned_reminders (owner, key, series, due_at, reminder, state) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (owner, key) DO UPDATE SET reminder = excluded.reminder,"
            " due_at = CASE WHEN snoozed THEN due_at ELSE excluded.due_at END WHERE state = excluded.state",
            [
                (
                    owner,
                    reminder.key,
                    reminder.thread,
                    stamp(reminder.due_at),
                    msgspec.json.encode(reminder),
                    ReminderState.PLANNED,
                )
                for reminder in reminders
            ],
        )

    def _settle(self, owner: str, keys: Collection[str], state: ReminderState, now: datetime) -> None:
        with self.transaction():
            self.db.executemany(
                f"UPDATE planned_reminders SET state = ?, told_at = ?, snoozed = 0, holder = ''"  # noqa: S608
                f" WHERE {_ONE} AND holder = ?",
                [(state, stamp(now), owner, key, self.owner) for key in keys],
            )


def _own(rows: Iterable[sqlite3.Row]) -> Iterable[OwnReminder]:
    for row in rows:
        try:
            yield decode(row["own"], OwnReminder)
        except msgspec.DecodeError as error:
            LOG.warning("a reminder that another version of pdtui made cannot be read: %s", error)


def _planned(rows: Iterable[sqlite3.Row]) -> Iterable[Planned]:
    for row in rows:
        try:
            reminder = decode(row["reminder"], Reminder)
        except msgspec.DecodeError:
            continue  # of another version of pdtui: what is still wanted is planned anew
        yield Planned(
            reminder,
            when(row["due_at"]),
            ReminderState(row["state"]),
            instant(row["told_at"]),
            bool(row["snoozed"]),
        )
