"""Where an incident's checklist stands in Slack: in its thread, in its own channel, or in both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pdtui.core.model import ThreadLink
from pdtui.core.slack import marks
from pdtui.core.slack.port import SlackMessage
from pdtui.core.slack.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Copy:
    """A checklist's message, and where it is."""

    channel_id: str
    thread_ts: str
    marker: str
    message: SlackMessage


async def copies(workspace: Workspace, incident_id: str, link: ThreadLink | None, since: datetime) -> list[Copy]:
    """All that there are, as they are now; those that were deleted are not among them."""
    in_thread = await _in_thread(workspace, incident_id, link) if link is not None else None
    in_channel = await copy_in_channel(workspace, incident_id, since)
    return [one for one in (in_thread, in_channel) if one is not None]


async def _in_thread(workspace: Workspace, incident_id: str, link: ThreadLink) -> Copy | None:
    """By its mark, since the reactions of a reply are only read with its thread."""
    marker = marks.checklist(incident_id)
    found = marked(await workspace.slack.replies(link.channel_id, link.ts), marker)
    return Copy(link.channel_id, link.ts, marker, found) if found is not None else None


async def copy_in_channel(workspace: Workspace, incident_id: str, since: datetime) -> Copy | None:
    """At the top of the channel that the incident has for itself, while that is open."""
    own = workspace.journal.channel_of(incident_id, workspace.team_id)
    if own is None or own.archived:
        return None
    marker = marks.checklist_in(own.channel_id)
    row = workspace.journal.row(marker)
    ts = workspace.found_at.get(marker) or (row.ts if row is not None else "")
    found = await workspace.slack.message(own.channel_id, ts) if ts else None
    if found is None:
        found = marked(await workspace.slack.history(own.channel_id, since, None), marker)
    if found is None or found.deleted:
        workspace.found_at.pop(marker, None)
        return None
    workspace.found_at[marker] = found.ts
    return Copy(own.channel_id, "", marker, found)


def marked(messages: Sequence[SlackMessage], marker: str) -> SlackMessage | None:
    """The oldest message of a mark: of two that were made at the same time, that one stays."""
    return next((one for one in messages if marker in one.markers and not one.deleted), None)
