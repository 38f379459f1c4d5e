"""The levers that move incidents: what monitoring tools report and what people do elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pdtui.simulator.pagerduty import creation, handing_on, notes, transitions
from pdtui.simulator.pagerduty.creation import Trigger
from pdtui.simulator.pagerduty.escalation import tick
from pdtui.simulator.pagerduty.model import Actor, Alert, AlertSpec, Channel, Incident, LogEntry, Note
from pdtui.simulator.pagerduty.state import State


class IncidentLevers:
    """What happens to incidents without a request of the client under test."""

    state: State
    incidents: dict[str, Incident]

    def tick(self) -> None:
        """Carry out the escalations, time-outs and ends of snoozes that came due, in time order."""
        tick(self.state)

    def trigger(
        self,
        service_id: str,
        title: str,
        *,
        urgency: str = "high",
        priority_id: str | None = None,
        assignee_ids: Sequence[str] = (),
        incident_key: str | None = None,
        alerts: Sequence[AlertSpec] = (),
        created_at: datetime | None = None,
    ) -> Incident:
        """A monitoring tool reports; `created_at` may lie in the past, but its timers start now.

        Assigned is whoever is on call now at the policy's first manned level. Raises `ApiError` where
        nobody is, or where the key is open on the service already.
        """
        wanted = Trigger(
            service_id=service_id,
            title=title,
            urgency=urgency,
            priority_id=priority_id,
            assignee_ids=tuple(assignee_ids),
            incident_key=incident_key,
            alerts=tuple(alerts),
        )
        self.tick()
        with self.state.at(created_at), self.state.transaction():
            incident = creation.trigger(self.state, wanted)
        creation.restart_timers(self.state, incident)
        return incident

    def acknowledge(self, incident_id: str, user_id: str, *, at: datetime | None = None) -> Incident:
        """Somebody acknowledges it elsewhere; `at`, here and below, may lie in the past."""
        incident, user = self._row(incident_id), self.state.users[user_id]
        with self.state.at(at), self.state.transaction([incident]):
            transitions.acknowledge(self.state, incident, user)
        return incident

    def resolve(self, incident_id: str, user_id: str, *, at: datetime | None = None) -> Incident:
        """Somebody resolves it elsewhere."""
        incident, actor = self._row(incident_id), self.state.users[user_id].actor
        with self.state.at(at), self.state.transaction([incident]):
            transitions.resolve(self.state, incident, actor)
        return incident

    def escalate(self, incident_id: str, user_id: str, level: int, *, at: datetime | None = None) -> Incident:
        """Somebody escalates it to a level (absolute, 1-based); raises `ApiError` where that cannot be."""
        incident, actor = self._row(incident_id), self.state.users[user_id].actor
        with self.state.at(at), self.state.transaction([incident]):
            handing_on.escalate(self.state, incident, actor, level)
        return incident

    def reassign(
        self, incident_id: str, user_id: str, to_user_ids: Sequence[str], *, at: datetime | None = None
    ) -> Incident:
        """Somebody hands it to others; raises `ApiError` for an unknown person."""
        incident, actor = self._row(incident_id), self.state.users[user_id].actor
        with self.state.at(at), self.state.transaction([incident]):
            handing_on.reassign(self.state, incident, actor, to_user_ids)
        return incident

    def add_note(self, incident_id: str, user_id: str, content: str, *, at: datetime | None = None) -> Note:
        """Somebody writes a note, an id that is no user's is a bot's; raises `ApiError` for an empty one."""
        user = self.state.users.get(user_id)
        incident = self._row(incident_id)
        author = user.actor if user is not None else Actor("bot_user", user_id, user_id)
        with self.state.at(at), self.state.transaction([incident]):
            return notes.add_note(self.state, incident, author, content)

    def add_alert(self, incident_id: str, spec: AlertSpec, *, at: datetime | None = None) -> Alert:
        """A monitoring tool sends one more alert for it."""
        incident = self._row(incident_id)
        with self.state.at(at), self.state.transaction([incident]):
            return creation.add_alert(self.state, incident, spec)

    def log_entries_of(self, incident_id: str) -> list[LogEntry]:
        """Its history, oldest first."""
        return list(self.incidents[incident_id].log)

    def notes_of(self, incident_id: str) -> list[Note]:
        """Its notes, oldest first."""
        return list(self.incidents[incident_id].notes)

    def set_dedicated_channel(self, incident_id: str, channel_id: str, name: str, team_id: str) -> None:
        """Give the incident a Slack channel of its own."""
        self.state.workspaces.add(team_id)
        self.incidents[incident_id].dedicated_channel = Channel(channel_id, name, team_id)

    def set_notification_channels(self, incident_id: str, channels: Sequence[Channel]) -> None:
        """Have the incident's updates go to these Slack channels."""
        self.state.workspaces.update(channel.team_id for channel in channels)
        self.incidents[incident_id].notification_channels = list(channels)

    def _row(self, incident_id: str) -> Incident:
        self.tick()
        incident = self.incidents[incident_id]
        self.state.remember(incident)
        return incident
