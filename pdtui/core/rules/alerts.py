"""The rules of what is done to single alerts, and of merging, which moves them all."""

from __future__ import annotations

import logging
from datetime import datetime

from pdtui.core.commands import Merge, MoveAlert, ResolveAlert
from pdtui.core.intents import Applied, Intent, MustNotBeSent, resolved_words
from pdtui.core.model import RESOLVED, Incident
from pdtui.core.pagerduty import PagerDuty
from pdtui.core.rules.rule import Rule, refuse_resolved
from pdtui.errors import NotFound, PdtuiError

LOG = logging.getLogger(__name__)


class ResolveAlertRule(Rule[ResolveAlert]):
    """Resolving it twice changes nothing more; the last one resolves the incident."""

    async def baseline(
        self, step: ResolveAlert, intent: Intent, incident: Incident | None, pagerduty: PagerDuty
    ) -> tuple[str, ...]:
        alert = await pagerduty.alert(step.incident_id, step.alert.id)
        if alert.status == RESOLVED:
            raise MustNotBeSent(f"the alert {step.alert.name} of {intent.name} is resolved already")
        return ()

    async def send(self, step: ResolveAlert, intent: Intent, pagerduty: PagerDuty, now: datetime) -> Applied:
        await pagerduty.change_alert(step.incident_id, step.alert.id)
        return Applied(await _as_it_is(step.incident_id, pagerduty))

    async def read_back(self, step: ResolveAlert, intent: Intent, pagerduty: PagerDuty) -> Applied | None:
        alert = await pagerduty.alert(step.incident_id, step.alert.id)
        return Applied(await pagerduty.incident(step.incident_id)) if alert.status == RESOLVED else None


class MoveAlertRule(Rule[MoveAlert]):
    """It is in one incident or in the other."""

    async def baseline(
        self, step: MoveAlert, intent: Intent, incident: Incident | None, pagerduty: PagerDuty
    ) -> tuple[str, ...]:
        target = await pagerduty.incident(step.target.id)
        if not target.is_open:
            raise MustNotBeSent(f"the alert was not moved: {step.target.name} {resolved_words(target)}")
        return ()

    async def send(self, step: MoveAlert, intent: Intent, pagerduty: PagerDuty, now: datetime) -> Applied:
        await pagerduty.change_alert(step.incident_id, step.alert.id, move_to=step.target.id)
        return Applied(await _as_it_is(step.incident_id, pagerduty))

    async def read_back(self, step: MoveAlert, intent: Intent, pagerduty: PagerDuty) -> Applied | None:
        try:
            await pagerduty.alert(step.target.id, step.alert.id)
        except NotFound:
            return None
        return Applied(await pagerduty.incident(step.incident_id))


class MergeRule(Rule[Merge]):
    """There is no un-merge. The source itself says what it was merged into."""

    def refuse(self, step: Merge, intent: Intent, incident: Incident) -> None:
        refuse_resolved(intent, incident, past="merged")

    async def baseline(
        self, step: Merge, intent: Intent, incident: Incident | None, pagerduty: PagerDuty
    ) -> tuple[str, ...]:
        target = await pagerduty.incident(step.into.id)
        if not target.is_open:
            raise MustNotBeSent(f"{intent.name} was not merged: {step.into.name} {resolved_words(target)}")
        return ()

    async def send(self, step: Merge, intent: Intent, pagerduty: PagerDuty, now: datetime) -> Applied:
        await pagerduty.merge(step.into.id, (step.incident_id,))
        return Applied(await _as_it_is(step.incident_id, pagerduty))

    async def read_back(self, step: Merge, intent: Intent, pagerduty: PagerDuty) -> Applied | None:
        incident = await pagerduty.incident(step.incident_id)
        if incident.merged_into is not None and incident.merged_into.id == step.into.id:
            return Applied(incident)
        if not incident.is_open:
            raise MustNotBeSent(f"{intent.name} was not merged by you: it {resolved_words(incident)} meanwhile")
        return None


async def _as_it_is(incident_id: str, pagerduty: PagerDuty) -> Incident | None:
    """The incident after a write that does not answer with it; None where it cannot be read now: it is done."""
    try:
        return await pagerduty.incident(incident_id)
    except PdtuiError as error:
        LOG.info("%s could not be read after its change: %s", incident_id, error.what)
        return None
