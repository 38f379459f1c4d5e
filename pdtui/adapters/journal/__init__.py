"""The journal on SQLite: WAL, synchronous=FULL, mode 0600, shared by all pdtui processes of one person."""

from __future__ import annotations

from pdtui.adapters.journal.covers import CoverTable
from pdtui.adapters.journal.intents import IntentTable
from pdtui.adapters.journal.outbox import LEASE, OutboxTable
from pdtui.adapters.journal.remembered import RememberedTables
from pdtui.adapters.journal.reminders import ReminderTables
from pdtui.adapters.journal.shared import SharedTables

__all__ = ["LEASE", "SqliteJournal"]


class SqliteJournal(CoverTable, IntentTable, OutboxTable, RememberedTables, ReminderTables, SharedTables):
    """`pdtui.core.journal.Journal` and the stores of reminders and covers on one file."""
