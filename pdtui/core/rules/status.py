"""The rules of acknowledge, un-acknowledge, resolve, reopen and snooze."""

from __future__ import annotations

from datetime import datetime, timedelta

from pdtui.core.commands import Acknowledge, Reopen, Resolve, Snooze, Unacknowledge
from pdtui.core.intents import Applied, Intent, MustNotBeSent, acknowledged_by, resolved_words
from pdtui.core.model import ACKNOWLEDGED, RESOLVED, TRIGGERED, Incident
from pdtui.core.pagerduty import Change, PagerDuty
from pdtui.core.rules.rule import LoggedRule, Rule, refuse_resolved
from pdtui.errors import Refused

REOPENS = ", and acknowledging would reopen it"
LONGEST_SNOOZE = timedelta(days=7)
NEAR = timedelta(seconds=90)
"""How far the end that PagerDuty shows may be from the one that was asked for."""


class AcknowledgeRule(Rule[Acknowledge]):
    """An acknowledgement of a resolved incident would reopen it, so it is never sent blind."""

    def change(self, step: Acknowledge) -> Change | None:
        return Change(status=ACKNOWLEDGED)

    async def prepare(
        self, step: Acknowledge, intent: Intent, pagerduty: PagerDuty, fresh: Incident | None = None
    ) -> tuple[str, ...]:
        refuse_resolved(intent, fresh or await pagerduty.incident(step.incident_id), REOPENS, "acknowledged")
        return ()

    async def read_back(self, step: Acknowledge, intent: Intent, pagerduty: PagerDuty) -> Applied | None:
        incident = await pagerduty.incident(step.incident_id)
        if acknowledged_by(incident, intent.actor_id):
            return Applied(incident)
        if not incident.is_open:
            raise MustNotBeSent(
                f"the answer to your acknowledgement was lost, and {intent.name} "
                f"{resolved_words(incident)} since; it was left resolved"
            )
        was_mine = any(person.id == intent.actor_id for person in intent.incident.assignees)
        if was_mine and all(person.id != intent.actor_id for person in incident.assignees):
            raise MustNotBeSent(f"{intent.name} was given to somebody else since; it was not acknowledged")
        return None


class RenewRule(LoggedRule[Acknowledge]):
    """Acknowledging again what is acknowledged: the state does not tell whether it arrived, the timeline does."""

    entry_types = frozenset({"acknowledge_log_entry"})

    def change(self, step: Acknowledge) -> Change | None:
        return Change(status=ACKNOWLEDGED)

    def refuse(self, step: Acknowledge, intent: Intent, incident: Incident) -> None:
        refuse_resolved(intent, incident, REOPENS, "acknowledged")


class UnacknowledgeRule(LoggedRule[Unacknowledge]):
    """It pages people again, and would reopen a resolved incident."""

    cautious = True
    entry_types = frozenset({"unacknowledge_log_entry"})

    def change(self, step: Unacknowledge) -> Change | None:
        return Change(status=TRIGGERED)

    def refuse(self, step: Unacknowledge, intent: Intent, incident: Incident) -> None:
        refuse_resolved(intent, incident, ", and this would reopen it", "unacknowledged")
        if incident.status == TRIGGERED:
            raise MustNotBeSent(f"{intent.name} was not unacknowledged by you: it is triggered already")


class ResolveRule(Rule[Resolve]):
    """Resolving twice changes nothing more; but what somebody else resolved was not resolved here."""

    def change(self, step: Resolve) -> Change | None:
        return Change(status=RESOLVED)

    async def prepare(
        self, step: Resolve, intent: Intent, pagerduty: PagerDuty, fresh: Incident | None = None
    ) -> tuple[str, ...]:
        refuse_resolved(intent, fresh or await pagerduty.incident(step.incident_id), past="resolved")
        return ()

    async def read_back(self, step: Resolve, intent: Intent, pagerduty: PagerDuty) -> Applied | None:
        incident = await pagerduty.incident(step.incident_id)
        if incident.is_open:
            return None
        by = incident.last_status_change_by
        if by is not None and by.id != intent.actor_id and by.type == "user":
            raise MustNotBeSent(f"{intent.name} was not resolved by you: it {resolved_words(incident)} meanwhile")
        return Applied(incident)


class ReopenRule(Rule[Reopen]):
    """Asked for explicitly: the only write that may turn a resolved incident into an open one."""

    cautious = True

    def change(self, step: Reopen) -> Change | None:
        return Change(status=ACKNOWLEDGED if step.acknowledge else TRIGGERED)

    async def prepare(
        self, step: Reopen, intent: Intent, pagerduty: PagerDuty, fresh: Incident | None = None
    ) -> tuple[str, ...]:
        incident = fresh or await pagerduty.incident(step.incident_id)
        if incident.is_open:
            raise MustNotBeSent(f"{intent.name} was not reopened by you: it is open already")
        if incident.merged_into is not None:
            raise MustNotBeSent(f"{intent.name} was not reopened: it {resolved_words(incident)}")
        return ()

    async def read_back(self, step: Reopen, intent: Intent, pagerduty: PagerDuty) -> Applied | None:
        incident = await pagerduty.incident(step.incident_id)
        return Applied(incident) if incident.is_open else None


class SnoozeRule(LoggedRule[Snooze]):
    """Only acknowledged incidents can be snoozed; the span is counted when it is sent."""

    entry_types = frozenset({"snooze_log_entry"})

    def refuse(self, step: Snooze, intent: Intent, incident: Incident) -> None:
        refuse_resolved(intent, incident, past="snoozed")
        if incident.status == TRIGGERED:
            raise MustNotBeSent(f"{intent.name} was not snoozed: it is triggered again, and only acknowledged ones can")

    async def send(self, step: Snooze, intent: Intent, pagerduty: PagerDuty, now: datetime) -> Applied:
        seconds = int((step.until - now).total_seconds())
        if seconds < 1:
            raise Refused(f"{intent.name} was not snoozed: that time has passed", "snooze it to a later one")
        return Applied(await pagerduty.snooze(step.incident_id, min(seconds, int(LONGEST_SNOOZE.total_seconds()))))

    async def read_back(self, step: Snooze, intent: Intent, pagerduty: PagerDuty) -> Applied | None:
        incident = await pagerduty.incident(step.incident_id)
        ends = [action.at for action in incident.pending_actions if action.type == "unacknowledge"]
        if any(abs(end - step.until) < NEAR for end in ends):
            return Applied(incident)
        return await super().read_back(step, intent, pagerduty)
