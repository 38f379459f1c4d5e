"""What must survive a kill: the journal as the core sees it, and the rows in it.

Durability rests on the order of commits. Several pdtui processes share one journal: intents and outbox
rows are claimed by a lease that dies with its owner, reminders by being inserted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from pdtui.core.entries import Catalogue, Kind
from pdtui.core.intents import Intent
from pdtui.core.model import Snapshot, ThreadLink
from pdtui.core.slack.mirror import Telling


class OutboxState(StrEnum):
    """Where a message to Slack stands."""

    WAITING = "waiting"
    SENDING = "sending"
    """It was sent, or may have been: only reading the thread settles it."""
    DONE = "done"
    PARKED = "parked"
    """It cannot go until a person changes something; `reason` says what."""


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A message to Slack that is owed. `marker` is unique, and is the mark that the message carries."""

    marker: str
    intent_id: str
    """Empty for a parent message."""
    telling: Telling
    created_at: datetime
    state: OutboxState = OutboxState.WAITING
    attempts: int = 0
    next_at: datetime | None = None
    sent_at: datetime | None = None
    clean_reads: int = 0
    """How many readings since `sent_at` did not find it."""
    channel_id: str = ""
    thread_ts: str = ""
    ts: str = ""
    reason: str = ""

    @property
    def incident_id(self) -> str:
        """The incident whose thread it belongs to."""
        return self.telling.incident.id


class ClaimLost(Exception):
    """This process was away for so long that another one took the intent or the row over."""


class Journal(Protocol):
    """The file that remembers. Calls are short and synchronous.

    They may raise `JournalUnusable`, and those that change a claimed intent or row `ClaimLost`.
    """

    def cached(self, account: str) -> Snapshot | None:
        """The last good reading of an account's incidents."""

    def cache(self, account: str, snapshot: Snapshot) -> None:
        """Remember a good reading for the next start."""

    def catalogue(self, account: str, kind: Kind) -> Catalogue | None:
        """The last reading of one kind of the directory."""

    def keep_catalogue(self, account: str, catalogue: Catalogue) -> None:
        """Remember a reading of the directory for the next start."""

    def begin(self, *intents: Intent) -> None:
        """Record intents together, owned by this process, before anything is sent.

        Raises `Refused` where one undoes what another one undoes already.
        """

    def update(self, *intents: Intent) -> None:
        """Record together how far intents have come."""

    def done(self, intent: Intent, row: OutboxRow | None) -> None:
        """In one transaction: the intent is done, and its message to Slack is owed."""

    def recent(self, actor_id: str, since: datetime) -> tuple[Intent, ...]:
        """This person's writes begun since then that were not refused, newest first."""

    def intent(self, intent_id: str) -> Intent | None:
        """A write by its id, whatever became of it."""

    def take_over(self, actor_id: str) -> tuple[Intent, ...]:
        """Claim this person's unfinished intents whose process is gone, oldest first."""

    def claim(self, now: datetime) -> OutboxRow | None:
        """Claim the oldest row that may go now; never a second one of an incident whose first is unfinished."""

    def renew(self, row: OutboxRow) -> None:
        """Keep a claim for longer."""

    def release(self, row: OutboxRow) -> None:
        """Give a claimed row back in its new state."""

    def save(self, row: OutboxRow) -> None:
        """Record a claimed row's new state and keep the claim."""

    def parent(self, row: OutboxRow) -> OutboxRow:
        """Claim the row of a parent message, inserted as given where there is none yet.

        Only who holds a reply of the same incident may ask for it.
        """

    def rows(self) -> tuple[OutboxRow, ...]:
        """All messages that are still owed, oldest first."""

    def row_of(self, intent_id: str) -> OutboxRow | None:
        """The message of an intent, delivered or not."""

    def unpark(self) -> int:
        """Let parked rows try again (the person has changed something); how many."""

    def link(self, link: ThreadLink) -> None:
        """Remember an incident's thread."""

    def unlink(self, incident_id: str, team_id: str) -> None:
        """Forget it: the parent is gone."""

    def thread(self, incident_id: str, team_id: str = "") -> ThreadLink | None:
        """An incident's thread in a workspace (in any, where none is named)."""

    def claim_reminder(self, key: str, at: datetime) -> bool:
        """True for exactly one caller per key, over all processes and restarts."""

    def close(self) -> None:
        """Let go of the file."""
