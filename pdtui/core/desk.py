"""Answers about duty: who is on call where, and my own shifts; as few requests to PagerDuty's list as can be."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta

from pdtui.core.directory import Directory
from pdtui.core.entries import DirectoryEntry, Kind, only
from pdtui.core.model import Person, Reference
from pdtui.core.on_call import RosterLevel, policies_of, rosters
from pdtui.core.pagerduty import OnCallPort
from pdtui.core.ports import Clock
from pdtui.core.shifts import Shift, shifts_of
from pdtui.core.timeline import Timeline, lines_of
from pdtui.errors import PdtuiError, Refused

LOG = logging.getLogger(__name__)
AHEAD = timedelta(days=14)
"""How far it is looked for who comes next, and for gaps."""
FURTHEST = timedelta(days=89)
"""PagerDuty tells of 90 days, by its own clock."""
BACK = timedelta(days=2)
"""How far a timeline looks back: what held yesterday, whatever the time of day."""
MY_SHIFTS = timedelta(days=30)
_NAMED = (Kind.SERVICE, Kind.POLICY)


@dataclass(frozen=True, slots=True)
class Rota:
    """Some policies in full: each level as it is, and in time; of the same reading."""

    levels: tuple[RosterLevel, ...]
    timeline: Timeline


class OnCallDesk:
    """Reads on-call entries when it is asked, and remembers nothing of them."""

    def __init__(self, pagerduty: OnCallPort, directory: Directory, clock: Clock) -> None:
        self._pagerduty = pagerduty
        self._directory = directory
        self._clock = clock

    async def rosters(self, me: Person, name: str = "") -> tuple[RosterLevel, ...]:
        """Every level of the policies that I am on call for, or of the one that a service or policy name means.

        Raises `NotFound` for no such name, `UsageError` for several, `Refused` for a service without a policy.
        """
        return (await self.roster(me, name)).levels

    async def roster(
        self, me: Person, name: str = "", *, back: timedelta = timedelta(), ahead: timedelta = AHEAD
    ) -> Rota:
        """The same with its timeline, over a span around now, `FURTHEST` ahead at the most.

        Raises as `rosters` does.
        """
        policies = (await self._policy(name),) if name.strip() else await self._mine(me, max(ahead, AHEAD))
        now = self._clock.now()
        since, until = now - back, now + ahead
        if not policies:
            return Rota((), Timeline(now, since, until))
        entries = await self._pagerduty.roster([policy.id for policy in policies], since, until)
        definitions = await self._definitions()
        lines = lines_of(entries, policies, definitions, me.id, since, until)
        return Rota(rosters(entries, policies, definitions, now, until), Timeline(now, since, until, lines))

    async def shifts(self, me: Person, ahead: timedelta = MY_SHIFTS) -> tuple[Shift, ...]:
        """My shifts that are not over, soonest first; those without a beginning come before all."""
        now = self._clock.now()
        entries = await self._pagerduty.on_calls(me.id, now, now + ahead)
        found = [shift for shift in shifts_of(entries, me.id) if shift.end is None or shift.end > now]
        return tuple(sorted(found, key=lambda shift: (shift.start is not None, shift.start or now, shift.level)))

    async def _mine(self, me: Person, ahead: timedelta) -> tuple[Reference, ...]:
        """The policies that I am or shall be on call for."""
        now = self._clock.now()
        return policies_of(await self._pagerduty.on_calls(me.id, now, now + ahead))

    async def _policy(self, name: str) -> Reference:
        """The policy that a text means, itself or through a service; several may mean the same one."""
        found = await self._directory.candidates(_NAMED, name)
        meant = {policy.id: policy for entry in found if (policy := _policy_of(entry)) is not None}
        if len(meant) == 1:
            return next(iter(meant.values()))
        entry = only(found, name, _NAMED)
        raise Refused(f"the service {entry.name} has no escalation policy", "nobody is on call for it")

    async def _definitions(self) -> dict[str, DirectoryEntry]:
        """The policies by id; without them a level that nobody is on call at is not seen."""
        try:
            catalogue = await self._directory.read(Kind.POLICY)
        except PdtuiError as error:
            LOG.info("the escalation policies could not be read: %s", error)
            return {}
        return {entry.id: entry for entry in catalogue.entries}


def _policy_of(entry: DirectoryEntry) -> Reference | None:
    return entry.escalation_policy if entry.kind is Kind.SERVICE else entry.reference
