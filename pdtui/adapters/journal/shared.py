"""What the processes of one person share about Slack: channels, who is who, and who plays which part."""

from __future__ import annotations

from datetime import datetime

import msgspec

from pdtui.adapters.journal.database import Database, decode
from pdtui.adapters.journal.owner import alive
from pdtui.core.journal import IncidentChannel, KnownPerson


class SharedTables(Database):
    """Incident channels, people and parts of the journal."""

    def channel_of(self, incident_id: str, team_id: str = "") -> IncidentChannel | None:
        """The channel that an incident has for itself."""
        found = self.read(
            "SELECT channel FROM channels WHERE incident_id = ? AND team_id LIKE ?", incident_id, team_id or "%"
        )
        return decode(found[0]["channel"], IncidentChannel) if found else None

    def sharing(self, channel_id: str, team_id: str) -> tuple[IncidentChannel, ...]:
        """All incidents that have this channel for themselves."""
        found = self.read(
            "SELECT channel FROM channels WHERE team_id = ? AND json_extract(channel, '$.channel_id') = ?",
            team_id,
            channel_id,
        )
        return tuple(decode(row["channel"], IncidentChannel) for row in found)

    def keep_channel(self, channel: IncidentChannel) -> None:
        """Remember or replace it."""
        with self.transaction():
            self.db.execute(
                "INSERT OR REPLACE INTO channels VALUES (?, ?, ?)",
                (channel.incident_id, channel.team_id, msgspec.json.encode(channel)),
            )

    def known_person(self, email: str, team_id: str) -> KnownPerson | None:
        """Who somebody is in Slack, as last read."""
        found = self.read("SELECT person FROM people WHERE email = ? AND team_id = ?", email.casefold(), team_id)
        return decode(found[0]["person"], KnownPerson) if found else None

    def keep_person(self, person: KnownPerson) -> None:
        """Remember it."""
        with self.transaction():
            self.db.execute(
                "INSERT OR REPLACE INTO people VALUES (?, ?, ?)",
                (person.email.casefold(), person.team_id, msgspec.json.encode(person)),
            )

    def forget_people(self) -> int:
        """Forget all of them."""
        with self.transaction():
            return self.db.execute("DELETE FROM people").rowcount

    def hold(self, name: str, now: datetime, seconds: float) -> bool:
        """Take or keep a part; one whose holder is gone, or was silent for too long, is free."""
        with self.transaction():
            found = self.db.execute("SELECT * FROM parts WHERE name = ?", (name,)).fetchone()
            taken = found is not None and found["owner"] != self.owner
            if taken and found["until"] > now.timestamp() and alive(found["owner"]) is not False:
                return False
            self.db.execute(
                "INSERT OR REPLACE INTO parts VALUES (?, ?, ?)", (name, self.owner, now.timestamp() + seconds)
            )
        return True

    def let_go(self, name: str) -> None:
        """Give the part back."""
        with self.transaction():
            self.db.execute("DELETE FROM parts WHERE name = ? AND owner = ?", (name, self.owner))
