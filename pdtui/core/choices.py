"""What a dialog or a verb offers to choose from, from PagerDuty as it is now."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from pdtui.core import escalation
from pdtui.core.actions import Feature
from pdtui.core.features import Features
from pdtui.core.model import Alert, EscalationChoice, EscalationLevel, LogEntry, Override, Reference
from pdtui.core.pagerduty import ALERTS, PagerDuty
from pdtui.core.ports import Clock
from pdtui.core.surroundings import CustomField
from pdtui.errors import NotFound, NotInPlan, PdtuiError, Refused

OVERRIDES_AHEAD = timedelta(days=30)
AT_ONCE = 3
"""How many incidents' levels are asked for side by side: each takes three requests."""


class Choices:
    """Readings for one question each; what the plan lacks is remembered for the run."""

    def __init__(self, pagerduty: PagerDuty, features: Features, clock: Clock) -> None:
        self._pagerduty = pagerduty
        self._features = features
        self._clock = clock

    async def levels(self, incident_id: str) -> EscalationChoice:
        """The levels to escalate to; raises `Refused` where the incident has no policy."""
        incident = await self._pagerduty.incident(incident_id)
        if incident.escalation_policy is None:
            raise Refused(f"#{incident.number} has no escalation policy", "reassign it in PagerDuty")
        levels = await self._pagerduty.escalation_levels(incident.escalation_policy.id)
        log = await self._pagerduty.log_entries(incident_id)
        return escalation.choose(incident, levels, log)

    async def next_levels(
        self, incident_ids: Sequence[str], wanted: int | None = None
    ) -> Mapping[str, EscalationLevel | PdtuiError]:
        """By incident: the level to page (`wanted`, else the next of its own policy), or why there is none."""
        turn = asyncio.Semaphore(AT_ONCE)

        async def ask(incident_id: str) -> EscalationLevel | PdtuiError:
            async with turn:
                try:
                    return escalation.level_to_page(await self.levels(incident_id), wanted)
                except PdtuiError as error:
                    return error

        return dict(zip(incident_ids, await asyncio.gather(*map(ask, incident_ids)), strict=True))

    async def workflows(self, incident_id: str) -> tuple[Reference, ...]:
        """The incident workflows that can be started on it by hand."""
        return await self._features.reading(Feature.WORKFLOWS, self._pagerduty.workflows(incident_id))

    async def fields(self, incident_id: str) -> tuple[CustomField, ...]:
        """Its custom fields with their values. Raises `NotInPlan` where PagerDuty finds nothing: it has none then."""
        try:
            return await self._features.reading(Feature.CUSTOM_FIELDS, self._pagerduty.custom_fields(incident_id))
        except NotFound as error:
            self._features.lack(Feature.CUSTOM_FIELDS)
            raise NotInPlan(self._features.refusal(Feature.CUSTOM_FIELDS), "nothing was done") from error

    async def alerts(self, incident_id: str) -> tuple[Alert, ...]:
        """All its alerts, newest first; at most the newest `ALERTS`."""
        return await self._pagerduty.alerts(incident_id, ALERTS)

    async def log_entries(self, incident_id: str) -> tuple[LogEntry, ...]:
        """Its timeline, newest first; at most the newest `TIMELINE` entries."""
        return await self._pagerduty.log_entries(incident_id)

    async def overrides(self, schedule_id: str, until: datetime | None = None) -> tuple[Override, ...]:
        """The overrides of a schedule in force now or in the next 30 days (till `until`, if later), soonest first."""
        now = self._clock.now()
        return await self._pagerduty.overrides(schedule_id, now, max(now + OVERRIDES_AHEAD, until or now))
