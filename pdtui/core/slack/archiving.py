"""When an incident's own channel is closed: some time after its resolution, whoever resolved it. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pdtui.core.journal import IncidentChannel
from pdtui.core.model import Incident
from pdtui.core.slack import marks
from pdtui.core.slack.owed import Archiving, OutboxRow, owed
from pdtui.core.slack.routing import Routing


def archiving(routing: Routing, channel: IncidentChannel | None, incident: Incident, now: datetime) -> OutboxRow | None:
    """What is owed for a resolution, the same for all who see it; None where the channel stays."""
    if routing.archive_after is None or channel is None or not channel.made_by_pdtui or channel.archived:
        return None
    marker = marks.archiving(channel.channel_id, incident.id, incident.last_status_change_at or now)
    job = Archiving(incident, channel.channel_id)
    row = owed(job, marker, now, lane=marker, workspace=routing.workspace_of(incident))
    return replace(row, next_at=now + routing.archive_after)
