"""The rules of what is said on an incident: notes, status updates, workflows."""

from __future__ import annotations

from datetime import datetime

from pdtui.core.commands import AddNote, DeleteNote, RunWorkflow, SendStatusUpdate
from pdtui.core.intents import Applied, Intent
from pdtui.core.model import Incident, LogEntry
from pdtui.core.pagerduty import PagerDuty
from pdtui.core.rules.rule import LoggedRule, Rule, confirmed_gone, refuse_resolved
from pdtui.errors import NotFound
from pdtui.text import clean


class AddNoteRule(Rule[AddNote]):
    """A note sent twice stands there twice; it is known by its author and its words."""

    cautious = True
    reads = False

    async def baseline(
        self, step: AddNote, intent: Intent, incident: Incident | None, pagerduty: PagerDuty
    ) -> tuple[str, ...]:
        return tuple(note.id for note in await pagerduty.notes(step.incident_id))

    async def send(self, step: AddNote, intent: Intent, pagerduty: PagerDuty, now: datetime) -> Applied:
        return Applied(result=(await pagerduty.add_note(step.incident_id, step.content)).id)

    async def read_back(self, step: AddNote, intent: Intent, pagerduty: PagerDuty) -> Applied | None:
        wanted = clean(step.content).split()
        for note in await pagerduty.notes(step.incident_id):
            mine = note.author.id == intent.actor_id and note.content.split() == wanted
            if mine and note.id not in intent.baseline:
                return Applied(result=note.id)
        return None


class DeleteNoteRule(Rule[DeleteNote]):
    """One that is gone is gone, whoever did it; but a 404 alone does not say so."""

    reads = False

    async def send(self, step: DeleteNote, intent: Intent, pagerduty: PagerDuty, now: datetime) -> Applied:
        try:
            await pagerduty.delete_note(step.incident_id, step.note_id)
        except NotFound:
            return await confirmed_gone(self.read_back(step, intent, pagerduty))
        return Applied()

    async def read_back(self, step: DeleteNote, intent: Intent, pagerduty: PagerDuty) -> Applied | None:
        left = {note.id for note in await pagerduty.notes(step.incident_id)}
        return None if step.note_id in left else Applied()


class StatusUpdateRule(LoggedRule[SendStatusUpdate]):
    """PagerDuty has no list of status updates; where its timeline shows none, a lost one stays not known."""

    repeatable = False

    def refuse(self, step: SendStatusUpdate, intent: Intent, incident: Incident) -> None:
        """A resolved incident may be told about too."""

    def concerns(self, entry: LogEntry) -> bool:
        return "status_update" in entry.type

    async def send(self, step: SendStatusUpdate, intent: Intent, pagerduty: PagerDuty, now: datetime) -> Applied:
        await pagerduty.send_status_update(step.incident_id, step.message)
        return Applied()


class WorkflowRule(LoggedRule[RunWorkflow]):
    """A workflow may page, post and open calls: it is never started a second time by itself."""

    repeatable = False

    def refuse(self, step: RunWorkflow, intent: Intent, incident: Incident) -> None:
        refuse_resolved(intent, incident, past="given a workflow")

    def concerns(self, entry: LogEntry) -> bool:
        return "workflow" in entry.type

    async def send(self, step: RunWorkflow, intent: Intent, pagerduty: PagerDuty, now: datetime) -> Applied:
        await pagerduty.run_workflow(step.incident_id, step.workflow.id)
        return Applied()
