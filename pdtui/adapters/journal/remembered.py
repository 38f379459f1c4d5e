"""What is only remembered: the last reading, the threads of incidents, the reminders that were told."""

from __future__ import annotations

from datetime import datetime

import msgspec

from pdtui.adapters.journal.database import Database, decode
from pdtui.core.entries import Catalogue, Kind
from pdtui.core.model import Snapshot, ThreadLink
from pdtui.core.slack import marks


class RememberedTables(Database):
    """The cache, the threads and the reminders of the journal."""

    def cached(self, account: str) -> Snapshot | None:
        """The last good reading; one that this version cannot read any more counts as none."""
        found = self.read("SELECT snapshot FROM cache WHERE account = ?", account)
        if not found:
            return None
        try:
            return decode(found[0]["snapshot"], Snapshot)
        except msgspec.DecodeError:
            return None

    def cache(self, account: str, snapshot: Snapshot) -> None:
        """Replace the remembered reading."""
        with self.transaction():
            self.db.execute("INSERT OR REPLACE INTO cache VALUES (?, ?)", (account, msgspec.json.encode(snapshot)))

    def catalogue(self, account: str, kind: Kind) -> Catalogue | None:
        """One kind of the directory; one that this version cannot read any more counts as none."""
        found = self.read("SELECT catalogue FROM directory WHERE account = ? AND kind = ?", account, kind)
        if not found:
            return None
        try:
            return decode(found[0]["catalogue"], Catalogue)
        except msgspec.DecodeError:
            return None

    def keep_catalogue(self, account: str, catalogue: Catalogue) -> None:
        """Replace one kind of the directory."""
        with self.transaction():
            self.db.execute(
                "INSERT OR REPLACE INTO directory VALUES (?, ?, ?)",
                (account, catalogue.kind, msgspec.json.encode(catalogue)),
            )

    def link(self, link: ThreadLink) -> None:
        """Remember or replace an incident's thread."""
        with self.transaction():
            self.db.execute(
                "INSERT OR REPLACE INTO threads VALUES (?, ?, ?)",
                (link.incident_id, link.team_id, msgspec.json.encode(link)),
            )

    def unlink(self, incident_id: str, team_id: str) -> None:
        """Forget an incident's thread, and a parent message of pdtui's own with it."""
        with self.transaction():
            self.db.execute("DELETE FROM threads WHERE incident_id = ? AND team_id = ?", (incident_id, team_id))
            self.db.execute(
                "DELETE FROM outbox WHERE incident_id = ? AND NOT alone AND marker = ?",
                (incident_id, marks.parent(incident_id, team_id)),
            )

    def thread(self, incident_id: str, team_id: str = "") -> ThreadLink | None:
        """The remembered thread."""
        found = self.read(
            "SELECT link FROM threads WHERE incident_id = ? AND team_id LIKE ?", incident_id, team_id or "%"
        )
        return decode(found[0]["link"], ThreadLink) if found else None

    def linked(self, team_id: str) -> frozenset[str]:
        """The incidents that have one in a workspace."""
        found = self.read("SELECT incident_id FROM threads WHERE team_id = ?", team_id)
        return frozenset(row["incident_id"] for row in found)

    def claim_once(self, key: str, at: datetime) -> bool:
        """True for the one caller who inserted the key."""
        with self.transaction():
            inserted = self.db.execute("INSERT OR IGNORE INTO reminders VALUES (?, ?)", (key, at.timestamp()))
            return inserted.rowcount == 1
