"""The rules of what makes something new: an incident, an override, and an override's end."""

from __future__ import annotations

from datetime import datetime

from pdtui.core.commands import AddOverride, RemoveOverride, Trigger
from pdtui.core.intents import Applied, Intent
from pdtui.core.model import Incident
from pdtui.core.pagerduty import PagerDuty
from pdtui.core.rules.rule import Rule, confirmed_gone
from pdtui.errors import NotFound, OutcomeUnknown, PdtuiError, Refused


class TriggerRule(Rule[Trigger]):
    """Its own key makes it safe: PagerDuty refuses a second open incident under the same one."""

    reads = False

    async def send(self, step: Trigger, intent: Intent, pagerduty: PagerDuty, now: datetime) -> Applied:
        try:
            incident = await pagerduty.create_incident(step)
        except Refused:
            found = await self._made_before(step, intent, pagerduty)
            if found is None:
                raise
            return found
        return Applied(incident, incident.id)

    async def _made_before(self, step: Trigger, intent: Intent, pagerduty: PagerDuty) -> Applied | None:
        """Whether the refusal came because the key is open: then an earlier sending had arrived."""
        try:
            return await self.read_back(step, intent, pagerduty)
        except PdtuiError as error:
            raise OutcomeUnknown(error.what, error.advice) from error

    async def read_back(self, step: Trigger, intent: Intent, pagerduty: PagerDuty) -> Applied | None:
        for incident in await pagerduty.incidents_by_key(step.key):
            return Applied(incident, incident.id)
        return None


class AddOverrideRule(Rule[AddOverride]):
    """Two equal overrides do no harm but confuse; they are known by person and span."""

    reads = False
    cautious = True

    async def baseline(
        self, step: AddOverride, intent: Intent, incident: Incident | None, pagerduty: PagerDuty
    ) -> tuple[str, ...]:
        found = await pagerduty.overrides(step.schedule.id, step.start, step.end)
        return tuple(override.id for override in found)

    async def send(self, step: AddOverride, intent: Intent, pagerduty: PagerDuty, now: datetime) -> Applied:
        made = await pagerduty.add_override(step.schedule.id, step.user.id, step.start, step.end)
        return Applied(result=made.id)

    async def read_back(self, step: AddOverride, intent: Intent, pagerduty: PagerDuty) -> Applied | None:
        for found in await pagerduty.overrides(step.schedule.id, step.start, step.end):
            if found.id not in intent.baseline and found.user.id == step.user.id and found.end == step.end:
                return Applied(result=found.id)
        return None


class RemoveOverrideRule(Rule[RemoveOverride]):
    """One that is gone is gone; one that has begun is cut off now."""

    reads = False

    async def send(self, step: RemoveOverride, intent: Intent, pagerduty: PagerDuty, now: datetime) -> Applied:
        try:
            await pagerduty.remove_override(step.schedule.id, step.override_id)
        except NotFound:
            return await confirmed_gone(self.read_back(step, intent, pagerduty))
        return Applied()

    async def read_back(self, step: RemoveOverride, intent: Intent, pagerduty: PagerDuty) -> Applied | None:
        found = await pagerduty.overrides(step.schedule.id, step.start, step.end)
        left = [override for override in found if override.id == step.override_id and override.end == step.end]
        return None if left else Applied()
