"""What a dialog or a verb offers to choose from, from PagerDuty as it is now."""

from __future__ import annotations

from datetime import datetime, timedelta

from pdtui.core import escalation
from pdtui.core.actions import Feature
from pdtui.core.features import Features
from pdtui.core.model import Alert, EscalationChoice, LogEntry, Override, Reference
from pdtui.core.pagerduty import PagerDuty
from pdtui.core.ports import Clock
from pdtui.core.surroundings import CustomField
from pdtui.errors import Refused

OVERRIDES_AHEAD = timedelta(days=30)


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

    async def workflows(self, incident_id: str) -> tuple[Reference, ...]:
        """The incident workflows that can be started on it by hand."""
        return await self._features.reading(Feature.WORKFLOWS, self._pagerduty.workflows(incident_id))

    async def fields(self, incident_id: str) -> tuple[CustomField, ...]:
        """Its custom fields with their values."""
        return await self._features.reading(Feature.CUSTOM_FIELDS, self._pagerduty.custom_fields(incident_id))

    async def alerts(self, incident_id: str) -> tuple[Alert, ...]:
        """Its alerts, newest first."""
        return await self._pagerduty.alerts(incident_id)

    async def log_entries(self, incident_id: str) -> tuple[LogEntry, ...]:
        """Its timeline, newest first."""
        return await self._pagerduty.log_entries(incident_id)

    async def overrides(self, schedule_id: str, until: datetime | None = None) -> tuple[Override, ...]:
        """The overrides of a schedule in force now or in the next 30 days (till `until`, if later), soonest first."""
        now = self._clock.now()
        return await self._pagerduty.overrides(schedule_id, now, max(now + OVERRIDES_AHEAD, until or now))
