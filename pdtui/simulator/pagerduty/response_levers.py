"""The levers of what hangs on an incident beyond its states: responders, status updates, workflows, context."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pdtui.simulator.pagerduty.model import Incident
from pdtui.simulator.pagerduty.model_features import ChangeEvent, Context, Outlier, WorkflowInstance
from pdtui.simulator.pagerduty.model_response import ResponderRequest, StatusUpdate
from pdtui.simulator.pagerduty.responders import answer_request
from pdtui.simulator.pagerduty.state import State

RELATIONS = ("machine_learning_inferred", "service_dependency")
REASONS = ("most_recent", "related_service", "intelligent")


class ResponseLevers:
    """What responders answer and what PagerDuty finds, and what a client under test has sent."""

    state: State
    incidents: dict[str, Incident]

    def respond(self, incident_id: str, user_id: str, joined: bool = True, *, at: datetime | None = None) -> Incident:
        """Somebody who was asked for help joins or declines; `KeyError` where nobody asked them."""
        incident = self.incidents[incident_id]
        self.state.remember(incident)
        with self.state.at(at), self.state.transaction([incident]):
            answer_request(self.state, incident, user_id, joined)
        return incident

    def responder_requests_of(self, incident_id: str) -> list[ResponderRequest]:
        """Every request for help, oldest first: one that was sent twice is there twice."""
        return list(self.incidents[incident_id].responder_requests)

    def status_updates_of(self, incident_id: str) -> list[StatusUpdate]:
        """Every status update that was sent, oldest first; no call of the API lists them."""
        return list(self.incidents[incident_id].status_updates)

    def workflow_instances(self, incident_id: str | None = None) -> list[WorkflowInstance]:
        """Every run of a workflow, of one incident or of all, oldest first."""
        return [one for one in self.state.workflow_instances if incident_id in (None, one.incident_id)]

    def field_values_of(self, incident_id: str) -> dict[str, object]:
        """The values of its custom fields by the fields' names; fields without a value are absent."""
        fields = self.state.custom_fields
        return {fields[one].name: value for one, value in self.incidents[incident_id].field_values.items()}

    def set_past_incidents(self, incident_id: str, past: Sequence[tuple[Incident, float]]) -> None:
        """The incidents like this one, each with its score."""
        self._context(incident_id).past = [(incident.id, score) for incident, score in past]

    def set_related_incidents(
        self, incident_id: str, related: Sequence[Incident], *, relation: str = "machine_learning_inferred"
    ) -> None:
        """The incidents of now that have to do with this one."""
        if relation not in RELATIONS:
            raise ValueError(f"incidents are not related by {relation}")
        self._context(incident_id).related = [(incident.id, relation) for incident in related]

    def set_outlier(
        self,
        incident_id: str,
        category: str = "rare",
        *,
        count: int = 1,
        frequency: float = 0.01,
        mined_text: str = "<*>",
    ) -> None:
        """How unusual it is on its service."""
        self._context(incident_id).outlier = Outlier(category, count, frequency, mined_text)

    def add_change_event(
        self,
        incident_id: str,
        summary: str,
        *,
        source: str = "deploy",
        reason: str = "most_recent",
        links: Sequence[tuple[str, str]] = (),
        at: datetime | None = None,
    ) -> ChangeEvent:
        """A change that PagerDuty connects with it; `links` are pairs of address and text."""
        if reason not in REASONS:
            raise ValueError(f"changes are not found by {reason}")
        event = ChangeEvent(
            id=self.state.ids.entry(),
            summary=summary,
            source=source,
            timestamp=at or self.state.now(),
            service_id=self.incidents[incident_id].service_id,
            reason=reason,
            links=tuple(links),
        )
        self._context(incident_id).changes.append(event)
        return event

    def _context(self, incident_id: str) -> Context:
        return self.state.contexts.setdefault(self.incidents[incident_id].id, Context())
