"""What must survive a kill: the journal as the core sees it, and the rows in it.

Durability rests on the order of commits. Several pdtui processes share one journal: intents and outbox
rows are claimed by a lease that dies with its owner, reminders by being inserted.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pdtui.core.cover.store import CoverStore
from pdtui.core.entries import Catalogue, Kind
from pdtui.core.intents import Intent
from pdtui.core.model import Snapshot, ThreadLink
from pdtui.core.reminding.store import ReminderStore
from pdtui.core.slack.owed import OutboxRow, OutboxState


@dataclass(frozen=True, slots=True)
class Owed:
    """How much waits for one workspace."""

    waiting: int = 0
    """Without what is only planned for later."""
    parked: int = 0
    reason: str = ""
    """Why the last of those that are parked is."""
    next_at: datetime | None = None
    """When the next one is to be tried."""


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Who a PagerDuty e-mail is in a Slack workspace, as read at `read_at`; no `user_id`: nobody there."""

    email: str
    team_id: str
    user_id: str
    name: str
    read_at: datetime


@dataclass(frozen=True, slots=True)
class IncidentChannel:
    """The Slack channel that an incident has for itself, or shares with related ones."""

    incident_id: str
    team_id: str
    channel_id: str
    name: str = ""
    made_by_pdtui: bool = False
    archived: bool = False


__all__ = ["ClaimLost", "IncidentChannel", "Journal", "KnownPerson", "OutboxRow", "OutboxState", "Owed"]


class ClaimLost(Exception):
    """This process was away for so long that another one took the intent or the row over, or the intent was refused."""


class Cache(Protocol):
    """What was read last, for the next start."""

    def cached(self, account: str) -> Snapshot | None:
        """The last good reading of an account's incidents."""

    def cache(self, account: str, snapshot: Snapshot) -> None:
        """Remember a good reading for the next start."""

    def catalogue(self, account: str, kind: Kind) -> Catalogue | None:
        """The last reading of one kind of the directory."""

    def keep_catalogue(self, account: str, catalogue: Catalogue) -> None:
        """Remember a reading of the directory for the next start."""


class IntentStore(Protocol):
    """What is to be done to PagerDuty, and how far it came."""

    def begin(self, *intents: Intent) -> None:
        """Record intents together, owned by this process, before anything is sent.

        Raises `Refused` where one undoes what another one undoes already.
        """

    def update(self, *intents: Intent) -> None:
        """Record together how far intents have come; what was refused stays so (`ClaimLost`)."""

    def done(self, intent: Intent, *rows: OutboxRow) -> None:
        """In one transaction: the intent is done, and what Slack is owed for it."""

    def recent(self, actor_id: str, since: datetime) -> tuple[Intent, ...]:
        """This person's own writes begun since then that were not refused, newest first."""

    def intent(self, intent_id: str) -> Intent | None:
        """A write by its id, whatever became of it."""

    def take_over(self, keeper_id: str) -> tuple[Intent, ...]:
        """Claim the unfinished intents whose process is gone, oldest first: those that this person's pdtui
        carries out, also for colleagues."""


class OutboxStore(Protocol):
    """What Slack is owed."""

    def owe(self, *rows: OutboxRow) -> None:
        """Record what Slack is owed; a row whose marker is there already changes nothing."""

    def owe_anew(self, row: OutboxRow) -> None:
        """The same for what may be done again and again: an older one of the marker is replaced, unless it is held."""

    def claim(self, now: datetime, workspace: str = "") -> OutboxRow | None:
        """Claim the oldest row that may go now; never a second one of a lane whose first is unfinished."""

    def claim_beside(self, row: OutboxRow) -> OutboxRow:
        """Claim the row of a message that another row's job posts on its way, inserted where there is none yet.

        Raises `ClaimLost` while another process is at it.
        """

    def renew(self, row: OutboxRow) -> None:
        """Keep a claim for longer."""

    def release(self, row: OutboxRow) -> None:
        """Give a claimed row back in its new state."""

    def save(self, row: OutboxRow) -> None:
        """Record a claimed row's new state and keep the claim."""

    def fold(self, rows: Sequence[OutboxRow], digest: OutboxRow) -> OutboxRow:
        """Let a digest stand for rows that were never sent, in one transaction; it is claimed with that."""

    def unfolded(self, digest: OutboxRow) -> tuple[OutboxRow, ...]:
        """The digest is posted: what it stands for is done as well; those rows."""

    def rows(self) -> tuple[OutboxRow, ...]:
        """All that is still owed, oldest first, what is parked too."""

    def row(self, marker: str) -> OutboxRow | None:
        """One row, whatever became of it."""

    def row_of(self, intent_id: str) -> OutboxRow | None:
        """The message of an intent, delivered or not."""

    def in_lane(self, lane: str, since: datetime) -> tuple[OutboxRow, ...]:
        """The rows of a lane that were owed since then, whatever became of them, oldest first."""

    def unpark(self, workspace: str | None = None) -> int:
        """Let parked rows try again (the person has changed something); how many."""

    def strand(self, workspaces: Collection[str], reason: str) -> int:
        """Park what is owed to workspaces other than these; how many."""

    def owed_to(self, workspace: str, now: datetime) -> Owed:
        """How much a workspace is owed, without reading what."""

    def retry(self, marker: str) -> bool:
        """Let one parked row try again, or a waiting one at once; False where there is none such."""

    def drop(self, marker: str) -> bool:
        """Take a row out that is not being sent; False where there is none such."""


class ThreadStore(Protocol):
    """Threads and channels of incidents."""

    def link(self, link: ThreadLink) -> None:
        """Remember an incident's thread."""

    def unlink(self, incident_id: str, team_id: str) -> None:
        """Forget it: the parent is gone."""

    def thread(self, incident_id: str, team_id: str = "") -> ThreadLink | None:
        """An incident's thread in a workspace (in any, where none is named)."""

    def linked(self, team_id: str) -> frozenset[str]:
        """The ids of the incidents whose thread in a workspace is known."""

    def channel_of(self, incident_id: str, team_id: str = "") -> IncidentChannel | None:
        """The channel that an incident has for itself."""

    def sharing(self, channel_id: str, team_id: str) -> tuple[IncidentChannel, ...]:
        """All incidents that have this channel for themselves."""

    def keep_channel(self, channel: IncidentChannel) -> None:
        """Remember or replace it."""


class PeopleStore(Protocol):
    """Who is who between PagerDuty and Slack."""

    def known_person(self, email: str, team_id: str) -> KnownPerson | None:
        """Who somebody is in Slack, as last read."""

    def keep_person(self, person: KnownPerson) -> None:
        """Remember it."""

    def forget_people(self) -> int:
        """Forget who is who in Slack; how many were known."""


class Parts(Protocol):
    """What one process at a time may do, or one ever."""

    def claim_once(self, key: str, at: datetime) -> bool:
        """True for exactly one caller per key, over all processes and restarts."""

    def hold(self, name: str, now: datetime, seconds: float) -> bool:
        """Take or keep a part that one process plays at a time; False while another living one has it."""

    def let_go(self, name: str) -> None:
        """Give the part back."""


class Journal(Cache, IntentStore, OutboxStore, ThreadStore, PeopleStore, Parts, ReminderStore, CoverStore, Protocol):
    """The file that remembers, by its tables. Calls are short and synchronous.

    They may raise `JournalUnusable`, and those that change a claimed intent or row `ClaimLost`.
    """

    def close(self) -> None:
        """Let go of the file."""
