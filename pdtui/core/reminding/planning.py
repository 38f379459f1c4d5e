"""Keeps the journal's plan as the facts want it: what is wanted and not planned, and what nobody wants any more."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, tzinfo

from pdtui.core.duties import AHEAD
from pdtui.core.model import OnCall
from pdtui.core.reminding.facts import Facts
from pdtui.core.reminding.kinds import ReminderKind, Rules
from pdtui.core.reminding.of_incidents import of_incidents
from pdtui.core.reminding.of_shifts import Plan, changes, of_gaps, of_shifts
from pdtui.core.reminding.own import of_own
from pdtui.core.reminding.planner import Known, fresh, lapsed
from pdtui.core.reminding.reminder import Reminder
from pdtui.core.reminding.roster import Roster
from pdtui.core.reminding.store import Planned, ReminderStore
from pdtui.core.reminding.team_post import of_team_post
from pdtui.core.shifts import Shift, shifts_of
from pdtui.errors import JournalUnusable

LOG = logging.getLogger(__name__)


class Planning:
    """Knows my shifts and the others'; all else it is told by the facts."""

    def __init__(self, store: ReminderStore, facts: Facts, roster: Roster, rules: Rules, zone: tzinfo) -> None:
        self._store = store
        self._facts = facts
        self._roster = roster
        self._rules = rules
        self._zone = zone
        self._shifts: tuple[Shift, ...] | None = None
        self.is_complete = False
        """Whether my shifts, and who hands over and takes over, were read in this run."""

    async def take_shifts(self, me: str, entries: Sequence[OnCall], now: datetime) -> None:
        """A fresh reading of my on-call entries: what it changed is planned to be told."""
        self._shifts = shifts_of(entries, me)
        if self._rules.rule(ReminderKind.SHIFT_CHANGED).on:
            self._compare(me, Plan(now, now + AHEAD, self._shifts))
        await self._roster.refresh(me, entries, now)
        self.is_complete = True

    def plan(self, owner: str, now: datetime) -> tuple[Planned, ...]:
        """Bring the journal's plan up to date; returns it, but for kinds that were switched off since."""
        wanted = self._wanted(owner, now)
        planned = self._store.planned(owner)
        known = self._store.is_known(owner, [one.key for one in wanted]) - {one.key for one in planned}
        add = fresh(planned, [one for one in wanted if one.key not in known])
        remove = lapsed(planned, wanted, self._known(), now)
        if add or remove:
            self._store.plan(owner, add, remove)
            planned = self._store.planned(owner)
        return self._told_kinds(planned)

    def plan_own(self, owner: str, now: datetime) -> None:
        """Record what comes of those that a person made, also where nothing runs that would."""
        wanted = [one for one in of_own(self._store.own(owner), now) if self._rules.rule(one.kind).on]
        known = self._store.is_known(owner, [one.key for one in wanted])
        self._store.plan(owner, [one for one in wanted if one.key not in known], ())

    def planned(self, owner: str) -> tuple[Planned, ...]:
        """What is planned, but for kinds that were switched off since."""
        return self._told_kinds(self._store.planned(owner))

    # -- inside ------------------------------------------------------------------------------

    def _told_kinds(self, planned: Sequence[Planned]) -> tuple[Planned, ...]:
        return tuple(one for one in planned if self._rules.tells(one.reminder.kind))

    def _wanted(self, owner: str, now: datetime) -> tuple[Reminder, ...]:
        dismissed = self._store.dismissed(owner)
        incidents = self._facts.mine()
        countdowns = {one.id: self._facts.countdowns(one) for one in incidents}
        wanted = (
            *of_shifts(self._shifts or (), self._roster.counterparts(now), self._rules, now),
            *of_gaps(self._roster.gaps(now), self._rules, now, self._zone),
            *of_incidents(incidents, countdowns, self._facts.heard, self._rules, now),
            *of_team_post(self._rules.team_post, self._zone, now),
            *(one for one in of_own(self._store.own(owner), now) if self._rules.rule(one.kind).on),
        )
        return tuple(one for one in wanted if one.thread not in dismissed)

    def _known(self) -> Known:
        return Known(
            shifts=self._shifts is not None, gaps=self._roster.is_read, incidents=self._facts.incidents_are_known
        )

    def _compare(self, owner: str, plan: Plan) -> None:
        """Whichever process reads a change first plans to tell it; the others find it known."""
        try:
            old = self._store.last_plan(owner)
            found = changes(old, plan, self._zone) if old is not None else ()
            self._store.keep_plan(owner, plan, old, found)
        except JournalUnusable as error:
            LOG.warning("whether my shifts changed could not be told: %s", error)
