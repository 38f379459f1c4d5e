"""pdtui's own parent message: what an incident's thread hangs on where nobody else announced it. Pure."""

from __future__ import annotations

from datetime import datetime

from pdtui.core.model import ACKNOWLEDGED, RESOLVED, Incident, ThreadLink
from pdtui.core.slack import marks
from pdtui.core.slack.mirror import cut
from pdtui.core.slack.port import Button, Post, SlackMessage
from pdtui.text import count

AS_OF = "as_of"
STATE = "state"
BUTTONS = (("acknowledge", "Acknowledge", "primary"), ("resolve", "Resolve", ""), ("escalate", "Escalate", ""),
           ("note", "Add note", ""), ("details", "View details", ""))  # fmt: skip
"""By action id, as the listener knows them."""


def parent(incident: Incident, channel_id: str, team_id: str, *, buttons: bool = False) -> Post:
    """The message with the incident's state as it is now."""
    state = state_of(incident)
    return Post(
        channel_id=channel_id,
        marker=marks.parent(incident.id, team_id),
        headline=f"#{incident.number} {cut(incident.title)}",
        lines=(state, _about(incident)),
        link=incident.url if incident.url.startswith("https://") else "",
        facts={"incident_id": incident.id, "role": "parent", STATE: state, AS_OF: _stamp(_changed(incident))},
        buttons=_buttons(incident) if buttons else (),
    )


def state_of(incident: Incident) -> str:
    """`Acknowledged by Ada, P1, with Ada and Bo`: what may change of it, in words."""
    parts = [_status(incident)]
    if incident.priority:
        parts.append(incident.priority.name)
    if incident.is_open:
        names = [one.name for one in incident.assignees]
        parts.append(f"with {' and '.join(names)}" if names else "with nobody")
    return ", ".join(parts)


def is_older(message: SlackMessage, incident: Incident) -> bool:
    """Whether a parent message shows another state than this one, and not a later one."""
    if message.facts.get(STATE) == state_of(incident):
        return False
    return message.facts.get(AS_OF, "") <= _stamp(_changed(incident))


def pointer(incident: Incident, link: ThreadLink, channel_id: str, marker: str) -> Post:
    """The message in another channel that leads to the thread."""
    place = f"in #{link.channel_name}" if link.channel_name else "in its thread"
    priority = f"{incident.priority.name} " if incident.priority else ""
    return Post(
        channel_id=channel_id,
        marker=marker,
        headline=f"{priority}#{incident.number} {cut(incident.title)}: handled {place}",
        link=link.permalink,
        facts={"incident_id": incident.id, "role": "pointer"},
    )


def _status(incident: Incident) -> str:
    if incident.status == ACKNOWLEDGED and incident.acknowledgers:
        return f"Acknowledged by {' and '.join(one.name for one in incident.acknowledgers)}"
    if incident.status == RESOLVED and incident.last_status_change_by:
        return f"Resolved by {incident.last_status_change_by.name}"
    return incident.status.capitalize()


def _about(incident: Incident) -> str:
    alerts = f", {count(incident.alert_count, 'alert')}" if incident.alert_count else ""
    return (
        f"{incident.urgency} urgency, {incident.service.name}{alerts}, "
        f"triggered {incident.created_at:%Y-%m-%d %H:%M} UTC"
    )


def _buttons(incident: Incident) -> tuple[Button, ...]:
    """What still makes sense: a resolved incident can only be looked at."""
    offered = BUTTONS if incident.is_open else BUTTONS[-1:]
    return tuple(Button(marks.button(name), label, incident.id, style) for name, label, style in offered)


def _changed(incident: Incident) -> datetime:
    return incident.updated_at or incident.last_status_change_at or incident.created_at


def _stamp(instant: datetime) -> str:
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"
