"""The rules of what is set to a value: priority, urgency, title, custom fields. Setting it twice changes nothing."""

from __future__ import annotations

from datetime import datetime

from pdtui.core.commands import FieldValue, SetField, SetPriority, SetTitle, SetUrgency
from pdtui.core.intents import Applied, Intent, MustNotBeSent
from pdtui.core.model import Incident
from pdtui.core.pagerduty import Change, PagerDuty
from pdtui.core.rules.rule import Rule, Step, refuse_resolved
from pdtui.text import clean


class ValueRule(Rule[Step]):
    """After a lost answer: as wanted is done, as before is sent again, and a third value is somebody else's."""

    noun = "value"

    def wanted(self, step: Step) -> str:
        """The value to set."""
        raise NotImplementedError

    async def present(self, step: Step, pagerduty: PagerDuty) -> tuple[str, Incident | None]:
        """The value as it is, and the incident where it was read for it."""
        incident = await pagerduty.incident(step.incident_id)
        return self.of(incident), incident

    def of(self, incident: Incident) -> str:
        """The value in an incident; not asked of what does not stand in one."""
        raise NotImplementedError

    async def baseline(
        self, step: Step, intent: Intent, incident: Incident | None, pagerduty: PagerDuty
    ) -> tuple[str, ...]:
        return (self.of(incident) if incident is not None else (await self.present(step, pagerduty))[0],)

    async def read_back(self, step: Step, intent: Intent, pagerduty: PagerDuty) -> Applied | None:
        value, incident = await self.present(step, pagerduty)
        if value == self.wanted(step):
            return Applied(incident)
        if intent.baseline and value != intent.baseline[0]:
            raise MustNotBeSent(
                f"the answer was lost, and somebody has set another {self.noun} of {intent.name} since; it was left so"
            )
        return None


class PriorityRule(ValueRule[SetPriority]):
    """By id; None clears it."""

    noun = "priority"

    def change(self, step: SetPriority) -> Change | None:
        return Change(priority_id=step.priority.id if step.priority else None)

    def wanted(self, step: SetPriority) -> str:
        return step.priority.id if step.priority else ""

    def of(self, incident: Incident) -> str:
        return incident.priority.id if incident.priority else ""


class UrgencyRule(ValueRule[SetUrgency]):
    """Raising it takes acknowledgements away, so it must not be raised on a resolved one by accident."""

    noun = "urgency"

    def change(self, step: SetUrgency) -> Change | None:
        return Change(urgency=step.urgency)

    def wanted(self, step: SetUrgency) -> str:
        return step.urgency

    def of(self, incident: Incident) -> str:
        return incident.urgency

    def refuse(self, step: SetUrgency, intent: Intent, incident: Incident) -> None:
        refuse_resolved(intent, incident, past="given another urgency")


class TitleRule(ValueRule[SetTitle]):
    """A plain text."""

    noun = "title"

    def change(self, step: SetTitle) -> Change | None:
        return Change(title=step.title)

    def wanted(self, step: SetTitle) -> str:
        return step.title

    def of(self, incident: Incident) -> str:
        return incident.title


class FieldRule(ValueRule[SetField]):
    """A custom field, whose value may be of any of PagerDuty's types."""

    reads = False
    noun = "value of that field"

    def wanted(self, step: SetField) -> str:
        return spelled(step.value)

    async def present(self, step: SetField, pagerduty: PagerDuty) -> tuple[str, Incident | None]:
        for field in await pagerduty.custom_fields(step.incident_id):
            if field.id == step.field.id:
                return spelled(field.value), None
        return "", None

    async def send(self, step: SetField, intent: Intent, pagerduty: PagerDuty, now: datetime) -> Applied:
        await pagerduty.set_field(step.incident_id, step.field.id, step.value)
        return Applied()


def spelled(value: FieldValue) -> str:
    """A field's value as one comparable text: cleaned as what is read is, several in no order."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ", ".join(sorted(map(spelled, value)))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean(value)
