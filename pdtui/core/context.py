"""What PagerDuty finds around an incident, read when somebody looks at it, and no more once the plan lacks it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from pdtui.core.absence import Absence
from pdtui.core.actions import Feature
from pdtui.core.asking import Asker, asking_for
from pdtui.core.countdown import Countdown, countdowns
from pdtui.core.directory import Directory
from pdtui.core.entries import DirectoryEntry, Kind
from pdtui.core.features import Features
from pdtui.core.model import ACKNOWLEDGED, EscalationLevel, Incident, LogEntry
from pdtui.core.pagerduty import PagerDuty
from pdtui.core.ports import Clock
from pdtui.core.surroundings import IncidentContext
from pdtui.errors import NotFound, NotPermitted, PdtuiError

LOG = logging.getLogger(__name__)
FRESH = 120.0
"""Seconds for which what was read is shown again without a request."""
LEVELS_FRESH = 600.0
"""Seconds for which a policy's levels and a service are taken for known: the on-call list has a tight budget."""
KEPT = 200
"""How many incidents' surroundings are remembered."""

T = TypeVar("T")


class ContextReader:
    """Reads the five parts side by side; one that the account has not is asked for once or twice in a run."""

    def __init__(self, pagerduty: PagerDuty, directory: Directory, features: Features, clock: Clock) -> None:
        self._pagerduty = pagerduty
        self._directory = directory
        self._clock = clock
        self._absence = Absence(features)
        self._preparing = asyncio.Lock()
        self._levels: dict[str, tuple[float, tuple[EscalationLevel, ...]]] = {}
        self._services: dict[str, tuple[float, DirectoryEntry]] = {}
        self._known: dict[str, tuple[float, IncidentContext]] = {}

    def known(self, incident_id: str) -> IncidentContext | None:
        """What was last read, of whatever age."""
        found = self._known.get(incident_id)
        return found[1] if found else None

    async def read(self, incident: Incident) -> IncidentContext:
        """What surrounds it; a part that fails is told in `failures`, and raises nothing."""
        known = self._known.get(incident.id)
        if known and not known[1].failures and self._clock.monotonic() - known[0] < FRESH:
            return known[1]
        with asking_for(Asker.LOOKING):
            context = await self._read(incident)
        self._known.pop(incident.id, None)
        self._known[incident.id] = (self._clock.monotonic(), context)
        while len(self._known) > KEPT:
            self._known.pop(next(iter(self._known)))
        return context

    def countdowns(self, incident: Incident, log: Sequence[LogEntry]) -> tuple[Countdown, ...]:
        """What PagerDuty will do to it by itself, from what is known so far: makes no request."""
        policy = incident.escalation_policy
        service = self._services.get(incident.service.id)
        return countdowns(
            incident,
            log,
            self._clock.now(),
            policy=self._directory.by_id(Kind.POLICY, policy.id) if policy else None,
            service=service[1] if service else self._directory.by_id(Kind.SERVICE, incident.service.id),
            levels=self._levels.get(policy.id, (0.0, ()))[1] if policy else (),
        )

    async def prepare(self, incident: Incident) -> None:
        """Read what countdowns need and PagerDuty does not say with the incident; a failure leaves it unknown.

        One at a time: the detail pane and its context tab ask for the same.
        """
        policy, service = incident.escalation_policy, incident.service.id
        with asking_for(Asker.LOOKING):
            async with self._preparing:
                try:
                    if policy and self._is_old(self._levels.get(policy.id)):
                        levels = await self._pagerduty.escalation_levels(policy.id)
                        self._levels[policy.id] = (self._clock.monotonic(), levels)
                    waits = incident.status == ACKNOWLEDGED and not incident.pending_actions
                    if waits and self._is_old(self._services.get(service)):
                        entry = await self._pagerduty.service(service)
                        self._services[service] = (self._clock.monotonic(), entry)
                except PdtuiError as error:
                    LOG.info("the levels and time-outs of %s could not be read: %s", incident.id, error)

    def _is_old(self, known: tuple[float, object] | None) -> bool:
        return known is None or self._clock.monotonic() - known[0] >= LEVELS_FRESH

    async def _read(self, incident: Incident) -> IncidentContext:
        failures: list[str] = []

        async def part(name: str, reading: Callable[[str], Awaitable[T]]) -> T | None:
            if self._absence.holds(name):
                return None
            try:
                return await reading(incident.id)
            except (NotPermitted, NotFound) as error:
                self._absence.notice(name, incident.id, error)
            except PdtuiError as error:
                failures.append(f"{name}: {error}")
            return None

        _, past, related, outlier, changes, fields = await asyncio.gather(
            self.prepare(incident),
            part("past incidents", self._pagerduty.past_incidents),
            part("related incidents", self._pagerduty.related_incidents),
            part("outlier", self._pagerduty.outlier),
            part("changes", self._pagerduty.change_events),
            part(Feature.CUSTOM_FIELDS, self._pagerduty.custom_fields),
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
