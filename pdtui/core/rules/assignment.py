"""The rules of escalate, reassign and add responders: the writes that page people."""

from __future__ import annotations

from datetime import datetime

from pdtui.core.commands import AddResponders, Escalate, Reassign
from pdtui.core.intents import Applied, Intent
from pdtui.core.model import Incident, ResponderRequest
from pdtui.core.pagerduty import Change, PagerDuty
from pdtui.core.rules.rule import LoggedRule, Rule, ids, refuse_resolved


class EscalateRule(LoggedRule[Escalate]):
    """The level is nowhere to be seen in an incident; the timeline tells whether it was escalated by me."""

    cautious = True
    entry_types = frozenset({"escalate_log_entry"})

    def change(self, step: Escalate) -> Change | None:
        return Change(level=step.level)

    async def send(self, step: Escalate, intent: Intent, pagerduty: PagerDuty, now: datetime) -> Applied:
        """Its result: who has it then, by which undo knows whether somebody else has changed that since."""
        applied = await super().send(step, intent, pagerduty, now)
        assignees = applied.incident.assignees if applied.incident else ()
        return Applied(applied.incident, " ".join(person.id for person in assignees))

    def refuse(self, step: Escalate, intent: Intent, incident: Incident) -> None:
        refuse_resolved(intent, incident, past="escalated")


class ReassignRule(LoggedRule[Reassign]):
    """Doing it twice would page twice, and move a policy back to its first level."""

    cautious = True
    entry_types = frozenset({"assign_log_entry", "delegate_log_entry", "escalate_log_entry"})

    def change(self, step: Reassign) -> Change | None:
        if step.policy is not None:
            return Change(policy_id=step.policy.id)
        return Change(assignees=ids(step.users))

    def refuse(self, step: Reassign, intent: Intent, incident: Incident) -> None:
        refuse_resolved(intent, incident, past="reassigned")


class AddRespondersRule(Rule[AddResponders]):
    """Each request pages people anew, so it is never sent a second time."""

    repeatable = False
    cautious = True

    def refuse(self, step: AddResponders, intent: Intent, incident: Incident) -> None:
        refuse_resolved(intent, incident, past="asked for help on")

    async def baseline(
        self, step: AddResponders, intent: Intent, incident: Incident | None, pagerduty: PagerDuty
    ) -> tuple[str, ...]:
        return tuple(map(_key, incident.responder_requests)) if incident else ()

    async def send(self, step: AddResponders, intent: Intent, pagerduty: PagerDuty, now: datetime) -> Applied:
        await pagerduty.request_responders(
            step.incident_id, intent.actor_id, ids(step.users), ids(step.policies), step.message
        )
        return Applied()

    async def read_back(self, step: AddResponders, intent: Intent, pagerduty: PagerDuty) -> Applied | None:
        incident = await pagerduty.incident(step.incident_id)
        wanted = {*ids(step.users), *ids(step.policies)}
        for request in incident.responder_requests:
            mine = request.requester.id == intent.actor_id and wanted <= set(ids(request.targets))
            if mine and _key(request) not in intent.baseline:
                return Applied(incident)
        return None


def _key(request: ResponderRequest) -> str:
    return f"{request.requested_at} {request.requester.id} {' '.join(sorted(ids(request.targets)))}"
