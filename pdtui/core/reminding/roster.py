"""Who hands over to me and takes over from me, and when nobody is on call: read seldom, known all the time."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from pdtui.core.asking import Asker, asking_for
from pdtui.core.directory import Directory
from pdtui.core.entries import Kind
from pdtui.core.model import OnCall
from pdtui.core.on_call import Gap, policies_of, rosters
from pdtui.core.pagerduty import OnCallPort
from pdtui.core.reminding.kinds import ReminderKind
from pdtui.core.reminding.of_shifts import Handoff, handoffs
from pdtui.core.shifts import holders, shifts_of
from pdtui.errors import PdtuiError

LOG = logging.getLogger(__name__)
AHEAD = timedelta(days=7)
BACK = timedelta(days=1)
"""So far back it is read, so that a gap that has begun keeps its beginning."""
READ_EVERY = timedelta(minutes=30)
MOMENT = timedelta(seconds=1)


class Roster:
    """The on-call entries of everybody in my policies, for the next week."""

    def __init__(self, pagerduty: OnCallPort, directory: Directory) -> None:
        self._pagerduty = pagerduty
        self._directory = directory
        self._read_at: datetime | None = None
        self._mine: tuple[OnCall, ...] = ()
        self._me = ""
        self._entries: tuple[OnCall, ...] | None = None

    @property
    def is_read(self) -> bool:
        """Whether it was read in this run."""
        return self._entries is not None

    async def refresh(self, me: str, mine: Sequence[OnCall], now: datetime) -> None:
        """Read where it has grown old or my own entries changed; a failure keeps what was known."""
        fresh = self._read_at is not None and timedelta() <= now - self._read_at < READ_EVERY
        if fresh and tuple(mine) == self._mine and me == self._me:
            return
        policies = [policy.id for policy in policies_of(mine)]
        try:
            with asking_for(Asker.WATCHING):
                self._entries = await self._pagerduty.roster(policies, now - BACK, now + AHEAD) if policies else ()
        except PdtuiError as error:
            LOG.info("who is on call for my policies could not be read: %s", error)
            return
        self._me, self._mine, self._read_at = me, tuple(mine), now

    def counterparts(self, now: datetime) -> Mapping[str, tuple[str, ...]]:
        """Names by handoff key, for the handoffs of the next week; nothing before the first reading."""
        if self._entries is None:
            return {}
        near = [one for one in handoffs(shifts_of(self._mine, self._me)) if now - BACK < one.instant < now + AHEAD]
        return {one.key: self._counterpart(one, self._entries) for one in near}

    def gaps(self, now: datetime) -> tuple[Gap, ...]:
        """Spans of the next week, and what has begun, in which nobody is on call at a level of my policies."""
        if self._entries is None:
            return ()
        policies = policies_of(self._mine)
        definitions = {
            policy.id: entry
            for policy in policies
            if (entry := self._directory.by_id(Kind.POLICY, policy.id)) is not None
        }
        levels = rosters(self._entries, policies, definitions, now - BACK, (self._read_at or now) + AHEAD)
        return tuple(gap for level in levels for gap in level.gaps if gap.end is None or gap.end > now)

    def _counterpart(self, handoff: Handoff, entries: Sequence[OnCall]) -> tuple[str, ...]:
        at = handoff.instant if handoff.kind is ReminderKind.SHIFT_ENDS else handoff.instant - MOMENT
        return holders(entries, handoff.shift.seat, at, but=self._me)
