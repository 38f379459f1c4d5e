"""The last good reading of each scope, kept for the next start."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from pdtui.core.journal import Cache
from pdtui.core.model import Listed, Person, Snapshot
from pdtui.core.scope import Scope
from pdtui.core.store import IncidentStore
from pdtui.errors import JournalUnusable

LOG = logging.getLogger(__name__)
KEPT_EVERY = timedelta(minutes=1)
MOST = 1_000
"""Rows that are kept: to write 12,000 would hold the screen still."""


class Memory:
    """Each scope has a place of its own, so that no list is ever taken for another's."""

    def __init__(self, journal: Cache, account: str, *, every_level: bool) -> None:
        self._journal = journal
        self._account = account
        self._every_level = every_level
        self._kept_at: datetime | None = None
        self._kept_scope: Scope | None = None

    def recall(self, scope: Scope) -> Snapshot | None:
        """The last reading of a scope, by this or an earlier run."""
        snapshot = self._journal.cached(self._place(scope))
        return snapshot if snapshot is not None and snapshot.scope == scope else None

    def keep(self, owner: Person, scope: Scope, store: IncidentStore, *, differs: bool) -> None:
        """Keep what the store holds: at once if it `differs` from before, else its age once a minute."""
        taken_at = store.taken_at
        if taken_at is None:
            return
        young = self._kept_at is not None and taken_at - self._kept_at < KEPT_EVERY
        if young and not differs and scope is self._kept_scope:
            return
        rows = store.rows
        listed = tuple(Listed(row.incident, row.reason) for row in rows[:MOST])
        try:
            self._journal.cache(
                self._place(scope), Snapshot(owner, listed, taken_at, taken_at, scope, max(0, len(rows) - MOST))
            )
        except JournalUnusable as error:
            LOG.warning("the reading was not kept for the next start: %s", error)
        else:
            self._kept_at, self._kept_scope = taken_at, scope

    def _place(self, scope: Scope) -> str:
        levels = " at every level" if scope is Scope.ON_CALL and self._every_level else ""
        return f"{self._account} {scope}{levels}"
