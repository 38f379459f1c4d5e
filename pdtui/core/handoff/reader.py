"""Collects the facts of a brief from PagerDuty: as few requests as there are incidents, a few at a time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pdtui.core.asking import Asker, asking_for
from pdtui.core.handoff.facts import Case, Facts, Successor
from pdtui.core.handoff.span import Span, chosen_span, shift_span
from pdtui.core.model import Incident, Person
from pdtui.core.pagerduty import PagerDuty
from pdtui.core.progress import Counting, Progress, Tell
from pdtui.core.scope import Where
from pdtui.core.shifts import holders
from pdtui.errors import NotFound, NotPermitted, RateLimited, Refused, TooLong, UsageError

LOG = logging.getLogger(__name__)
BACK = timedelta(days=14)
"""How far back turns are read, so that those that follow one another are one shift."""
MOMENT = timedelta(seconds=1)
MOST = 500
"""The incidents that are read for one brief; more are counted."""
AT_ONCE = 4
WAITS = 3
"""How often a rate limit is waited for, for one incident."""
LONGEST = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Wish:
    """Of which span a brief is wanted; nothing: of my shift."""

    since: datetime | None = None
    until: datetime | None = None
    """None: up to now, or up to the end of the shift."""


class HandoffReader:
    """Reads what one brief needs, and remembers nothing."""

    def __init__(self, pagerduty: PagerDuty) -> None:
        self._pagerduty = pagerduty

    async def span(self, me: Person, wish: Wish, now: datetime) -> Span:
        """Which span it is. Raises `Refused` where I was not on call, `UsageError` for a span that is none."""
        if wish.since is None and wish.until is None:
            found = shift_span(await self._pagerduty.on_calls(me.id, now - BACK, now + BACK), me.id, now)
            if found is None:
                raise Refused("you have had no shift in the last 12 hours", "choose a span with --since and --until")
            return found
        until = min(wish.until or now, now)
        since = wish.since or until - timedelta(hours=12)
        if since >= until:
            raise UsageError("the span ends before it begins", "choose an earlier --since or a later --until")
        if until - since > LONGEST:
            raise UsageError("the span is longer than 31 days", "choose a later --since")
        chosen = chosen_span(await self._pagerduty.on_calls(me.id, since, until), me.id, since, until)
        if chosen is None:
            raise Refused("you were not on call in that span", "choose another one")
        return chosen

    async def read(self, me: Person, span: Span, moved: Iterable[str], tell: Tell) -> Facts:
        """All facts of a span. `moved`: further services from which incidents came onto its policies."""
        with asking_for(Asker.LOOKING):
            tell(Progress("looking for the incidents"))
            incidents, beyond = await self._incidents(me, span, moved, tell)
            cases, unread = await self._cases(incidents, span, tell)
            successors = await self._successors(me, span)
        return Facts(me, span, cases, successors, left_out=beyond + unread)

    async def _incidents(self, me: Person, span: Span, moved: Iterable[str], tell: Tell) -> tuple[list[Incident], int]:
        """What was open at some time in the span, open ones and new ones first; how many more there are."""
        pagerduty = self._pagerduty
        services = tuple(sorted({*span.services, *moved}))
        found: dict[str, Incident] = {}
        beyond = 0
        see = Counting("reading", tell, "open incidents").see
        for where in (Where(service_ids=services), Where(user_ids=(me.id,))):
            if where.service_ids or where.user_ids:
                part = await pagerduty.open_incidents(where, found, see)
                found |= {one.id: one for one in part.incidents}
                beyond += part.unreadable + part.beyond
        if services:
            see = Counting("reading", tell, "resolved incidents").see
            resolved = await pagerduty.resolved_since(services, span.since, span.until, see)
            found |= {one.id: one for one in resolved.incidents}
            beyond += resolved.unreadable + resolved.beyond
        inside = [one for one in found.values() if one.created_at < span.until]
        inside.sort(key=lambda one: (one.is_open, one.created_at), reverse=True)
        return inside[:MOST], beyond + max(0, len(inside) - MOST)

    async def _cases(self, incidents: Sequence[Incident], span: Span, tell: Tell) -> tuple[tuple[Case, ...], int]:
        """Each with its log; how many could not be read."""
        done = entries = 0
        places = asyncio.Semaphore(AT_ONCE)

        async def read(incident: Incident) -> Case | None:
            nonlocal done, entries
            async with places:
                case = await self._patiently(incident, span)
                done += 1
                entries += len(case.entries) if case is not None else 0
                say()
                return case

        def say() -> None:
            counted = f"{entries:,} {'entry' if entries == 1 else 'entries'}"
            tell(Progress("reading the log", done, len(incidents), "incidents", counted))

        say()
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(read(incident)) for incident in incidents]
        except BaseExceptionGroup as failed:
            raise failed.exceptions[0] from None
        cases = [task.result() for task in tasks]
        return tuple(case for case in cases if case is not None), sum(case is None for case in cases)

    async def _patiently(self, incident: Incident, span: Span) -> Case | None:
        """A rate limit in the middle is waited for, or all that was read would be lost."""
        for _ in range(WAITS):
            try:
                return await self._case(incident, span)
            except RateLimited as error:
                await asyncio.sleep(error.retry_after)
        return await self._case(incident, span)

    async def _case(self, incident: Incident, span: Span) -> Case | None:
        """None where it is gone or not for my eyes."""
        try:
            entries = await self._pagerduty.log_between(incident.id, span.since, span.until)
            notes = await self._pagerduty.notes(incident.id) if incident.is_open else ()
        except (NotFound, NotPermitted, TooLong) as error:
            LOG.info("%s is left out of the brief: %s", incident.id, error)
            return None
        return Case(incident, entries, notes)

    async def _successors(self, me: Person, span: Span) -> tuple[Successor, ...]:
        """Who is on call in my place when I am not any more."""
        at = span.hands_over
        entries = await self._pagerduty.roster([policy.id for policy in span.policies], at, at + MOMENT)
        by_key = {place.key: place for place in reversed(span.places)}
        places = reversed(by_key.values())
        return tuple(Successor(place, holders(entries, place.key, at, but=me.id)) for place in places)
