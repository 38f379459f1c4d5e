"""What PagerDuty finds around an incident, read when somebody looks at it, and no more once the plan lacks it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from pdtui.core.countdown import Countdown, countdowns
from pdtui.core.directory import Directory
from pdtui.core.entries import Kind
from pdtui.core.model import ACKNOWLEDGED, EscalationLevel, Incident, LogEntry
from pdtui.core.pagerduty import PagerDuty
from pdtui.core.ports import Clock
from pdtui.core.surroundings import IncidentContext
from pdtui.errors import NotFound, NotPermitted, PdtuiError

LOG = logging.getLogger(__name__)
FRESH = 120.0
"""Seconds for which what was read is shown again without a request."""
LEVELS_FRESH = 600.0
"""Seconds for which it is taken for known who is on call at a policy's levels: that list is of a tight budget."""
KEPT = 200
"""How many incidents' surroundings are remembered."""

T = TypeVar("T")


class ContextReader:
    """Reads the five parts side by side; one that the account has not is asked for once in a run."""

    def __init__(self, pagerduty: PagerDuty, directory: Directory, clock: Clock) -> None:
        self._pagerduty = pagerduty
        self._directory = directory
        self._clock = clock
        self._levels: dict[str, tuple[float, tuple[EscalationLevel, ...]]] = {}
        self._absent: set[str] = set()
        self._known: dict[str, tuple[float, IncidentContext]] = {}

    def known(self, incident_id: str) -> IncidentContext | None:
        """What was last read, of whatever age."""
        found = self._known.get(incident_id)
        return found[1] if found else None

    async def read(self, incident: Incident, *, fresh: bool = False) -> IncidentContext:
        """What surrounds it; a part that fails is told in `failures`, and raises nothing."""
        known = self._known.get(incident.id)
        if known and not fresh and not known[1].failures and self._clock.monotonic() - known[0] < FRESH:
            return known[1]
        context = await self._read(incident)
        self._known.pop(incident.id, None)
        self._known[incident.id] = (self._clock.monotonic(), context)
        while len(self._known) > KEPT:
            self._known.pop(next(iter(self._known)))
        return context

    def countdowns(self, incident: Incident, log: Sequence[LogEntry]) -> tuple[Countdown, ...]:
        """What PagerDuty will do to it by itself, from what is known so far: makes no request."""
        policy = incident.escalation_policy
        return countdowns(
            incident,
            log,
            self._clock.now(),
            policy=self._directory.by_id(Kind.POLICY, policy.id) if policy else None,
            service=self._directory.by_id(Kind.SERVICE, incident.service.id),
            levels=self._levels.get(policy.id, (0.0, ()))[1] if policy else (),
        )

    async def prepare(self, incident: Incident) -> None:
        """Read what countdowns need and PagerDuty does not say with the incident; a failure leaves it unknown."""
        policy = incident.escalation_policy
        try:
            if policy and self._clock.monotonic() - self._levels.get(policy.id, (-LEVELS_FRESH, ()))[0] >= LEVELS_FRESH:
                levels = await self._pagerduty.escalation_levels(policy.id)
                self._levels[policy.id] = (self._clock.monotonic(), levels)
            if incident.status == ACKNOWLEDGED and not incident.pending_actions:
                await self._directory.read(Kind.SERVICE)
        except PdtuiError as error:
            LOG.info("the levels and time-outs of %s could not be read: %s", incident.id, error)

    async def _read(self, incident: Incident) -> IncidentContext:
        failures: list[str] = []

        async def part(name: str, reading: Callable[[str], Awaitable[T]]) -> T | None:
            if name in self._absent:
                return None
            try:
                return await reading(incident.id)
            except (NotPermitted, NotFound) as error:
                LOG.info("this account shows no %s: %s", name, error)
                self._absent.add(name)
            except PdtuiError as error:
                failures.append(f"{name}: {error}")
            return None

        _, past, related, outlier, changes, fields = await asyncio.gather(
            self.prepare(incident),
            part("past incidents", self._pagerduty.past_incidents),
            part("related incidents", self._pagerduty.related_incidents),
            part("outlier", self._pagerduty.outlier),
            part("changes", self._pagerduty.change_events),
            part("custom fields", self._pagerduty.custom_fields),
        )
        web = incident.url.rpartition("/")[0]
        if past is not None:
            past = tuple(replace(one, url=one.url or _page(web, one.id)) for one in past)
        if related is not None:
            related = tuple(replace(one, url=one.url or _page(web, one.id)) for one in related)
        return IncidentContext(
            incident_id=incident.id,
            past=past,
            related=related,
            outlier=outlier,
            changes=changes,
            fields=fields,
            failures=tuple(failures),
        )


def _page(web: str, incident_id: str) -> str:
    """The address of another incident, beside the one of this: PagerDuty gives only the API's."""
    return f"{web}/{incident_id}" if web else ""
