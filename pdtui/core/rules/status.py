"""The rules of acknowledge, un-acknowledge, resolve, reopen and snooze."""

from __future__ import annotations

from datetime import datetime, timedelta

from pdtui.core.commands import Acknowledge, Reopen, Resolve, Snooze, Unacknowledge
from pdtui.core.intents import Applied, Intent, MustNotBeSent, acknowledged_by, resolved_words
from pdtui.core.model import ACKNOWLEDGED, RESOLVED, TRIGGERED, Incident
from pdtui.core.pagerduty import Change, PagerDuty
from pdtui.core.rules.rule import LoggedRule, Rule, Step, is_by, refuse_resolved
from pdtui.core.spans import LONGEST
from pdtui.errors import AlreadyDone, Refused

REOPENS = ", and acknowledging would reopen it"
NEAR = timedelta(seconds=90)
"""How far the end that PagerDuty shows may be from the one that was asked for."""


class StatusRule(Rule[Step]):
    """A status of mine that others may change again at once: it was in force if the timeline says so.

    The baseline is the instant of the last change of status before; an entry of mine after it is this write.
    """

    entry_types: frozenset[str] = frozenset()

    async def baseline(
        self, step: Step, intent: Intent, incident: Incident | None, pagerduty: PagerDuty
    ) -> tuple[str, ...]:
        changed = incident and (incident.last_status_change_at or incident.created_at)
        return (changed.isoformat(),) if changed else ()

    async def was_applied(self, step: Step, intent: Intent, pagerduty: PagerDuty) -> bool:
        """Whether the timeline holds it, whatever became of it since."""
        if not intent.baseline:
            return False
        before = datetime.fromisoformat(intent.baseline[0])
        return any(
            entry.type in self.entry_types and is_by(entry, intent.actor_id) and entry.created_at > before
            for entry in await pagerduty.log_entries(step.incident_id)
        )


class AcknowledgeRule(StatusRule[Acknowledge]):
    """An acknowledgement of a resolved incident would reopen it, so it is never sent blind."""

    entry_types = frozenset({"acknowledge_log_entry"})

    def change(self, step: Acknowledge) -> Change | None:
        return Change(status=ACKNOWLEDGED)

    def refuse(self, step: Acknowledge, intent: Intent, incident: Incident) -> None:
        refuse_resolved(intent, incident, REOPENS, "acknowledged")
        if acknowledged_by(incident, intent.actor_id):
            raise AlreadyDone(f"{intent.name} is acknowledged by you already")

    async def read_back(self, step: Acknowledge, intent: Intent, pagerduty: PagerDuty) -> Applied | None:
        incident = await pagerduty.incident(step.incident_id)
        if acknowledged_by(incident, intent.actor_id) or await self.was_applied(step, intent, pagerduty):
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


class ResolveRule(StatusRule[Resolve]):
    """Resolving twice changes nothing more; but what somebody else resolved was not resolved here."""

    entry_types = frozenset({"resolve_log_entry"})

    def change(self, step: Resolve) -> Change | None:
        return Change(status=RESOLVED)

    def refuse(self, step: Resolve, intent: Intent, incident: Incident) -> None:
        refuse_resolved(intent, incident, past="resolved")

    async def read_back(self, step: Resolve, intent: Intent, pagerduty: PagerDuty) -> Applied | None:
        incident = await pagerduty.incident(step.incident_id)
        by = incident.last_status_change_by
        mine = not incident.is_open and (by is None or by.id == intent.actor_id)
        if mine or await self.was_applied(step, intent, pagerduty):
            return Applied(incident)
        if not incident.is_open:
            raise MustNotBeSent(f"{intent.name} was not resolved by you: it {resolved_words(incident)} meanwhile")
        return None


class ReopenRule(StatusRule[Reopen]):
    """Asked for explicitly: the only write that may turn a resolved incident into an open one."""

    cautious = True
    entry_types = frozenset({"unacknowledge_log_entry", "acknowledge_log_entry", "trigger_log_entry"})

    def change(self, step: Reopen) -> Change | None:
        return Change(status=ACKNOWLEDGED if step.acknowledge else TRIGGERED)

    def refuse(self, step: Reopen, intent: Intent, incident: Incident) -> None:
        if incident.is_open:
            raise MustNotBeSent(f"{intent.name} was not reopened by you: it is open already")
        if incident.merged_into is not None:
            raise MustNotBeSent(f"{intent.name} was not reopened: it {resolved_words(incident)}")

    async def read_back(self, step: Reopen, intent: Intent, pagerduty: PagerDuty) -> Applied | None:
        incident = await pagerduty.incident(step.incident_id)
        in_force = incident.is_open or await self.was_applied(step, intent, pagerduty)
        return Applied(incident) if in_force else None


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
        return Applied(await pagerduty.snooze(step.incident_id, min(seconds, int(LONGEST.total_seconds()))))

    async def read_back(self, step: Snooze, intent: Intent, pagerduty: PagerDuty) -> Applied | None:
        incident = await pagerduty.incident(step.incident_id)
        ends = [action.at for action in incident.pending_actions if action.type == "unacknowledge"]
        if any(abs(end - step.until) < NEAR for end in ends):
            return Applied(incident)
        return await super().read_back(step, intent, pagerduty)
