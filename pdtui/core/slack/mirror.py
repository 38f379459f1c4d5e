"""What Slack is told of an action, and under which message: pure policy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pdtui.core.actions import action_of
from pdtui.core.commands import AddOverride, RemoveOverride, Trigger
from pdtui.core.intents import Intent
from pdtui.core.model import Channel, Incident, ThreadLink
from pdtui.core.phrases import UNDONE, phrase, quote_of
from pdtui.core.slack.port import Post, SlackMessage
from pdtui.text import count

PAGERDUTY_APP = "A1FKYAUUX"
"""The Slack app id of PagerDuty's own app."""
EARLIER = timedelta(seconds=60)
"""PagerDuty's message may carry an earlier time than the incident: clocks differ."""
FIRST_LOOK = timedelta(minutes=15)
SECOND_LOOK = timedelta(hours=24)
_INCIDENT = re.compile(r"/incidents/([A-Za-z0-9]+)")
QUOTED = 2500
"""Longer texts are cut: Slack is reported to double long messages."""


@dataclass(frozen=True, slots=True)
class Telling:
    """One action to be told in its incident's thread, in words."""

    incident: Incident
    action: str
    headline: str
    quote: str = ""
    undoes: str = ""
    """The id of the intent that it takes back, whose own message is marked as undone."""


def marker_of(intent_id: str) -> str:
    """The mark that a mirrored action carries in Slack: it is how a lost post is found again."""
    return f"pdtui:{intent_id}"


def parent_marker(incident_id: str, team_id: str) -> str:
    """The mark of pdtui's own parent message: the same for every laptop of a workspace."""
    return f"pdtui:parent:{team_id}:{incident_id}"


def tell(intent: Intent, answered: Incident | None, done_at: datetime) -> Telling | None:
    """The message for an action that PagerDuty has confirmed; None for what belongs to no incident."""
    if isinstance(intent.command, AddOverride | RemoveOverride):
        return None
    about = answered if isinstance(intent.command, Trigger) and answered is not None else intent.incident
    headline = f"{intent.actor_name or 'Somebody'} {phrase(intent, answered)} at {done_at:%H:%M} UTC"
    return Telling(about, action_of(intent.command).id, headline, quote_of(intent.command), intent.undoes)


def undone(row_telling: Telling) -> Telling:
    """The same message once its action was taken back."""
    return replace(row_telling, headline=UNDONE + row_telling.headline.removeprefix(UNDONE))


def reply(telling: Telling, link: ThreadLink, marker: str) -> Post:
    """The message that tells an action in its thread."""
    return Post(
        channel_id=link.channel_id,
        thread_ts=link.ts,
        marker=marker,
        headline=telling.headline,
        quote=cut(telling.quote),
        facts={"incident_id": telling.incident.id, "role": "action", "action": telling.action},
    )


def parent(incident: Incident, channel_id: str, team_id: str) -> Post:
    """pdtui's own parent message, for an incident that nobody announced in its channel."""
    priority = f"{incident.priority.name}, " if incident.priority else ""
    alerts = f", {count(incident.alert_count, 'alert')}" if incident.alert_count else ""
    return Post(
        channel_id=channel_id,
        marker=parent_marker(incident.id, team_id),
        headline=f"#{incident.number} {incident.title}",
        quote=f"{priority}{incident.urgency} urgency, {incident.service.name}{alerts}, "
        f"triggered {incident.created_at:%Y-%m-%d %H:%M} UTC",
        link=incident.url if incident.url.startswith("https://") else "",
        facts={"incident_id": incident.id, "role": "parent"},
    )


def cut(text: str) -> str:
    """Text that fits in one message."""
    return text if len(text) <= QUOTED else text[:QUOTED].rstrip() + " … (the rest is in PagerDuty)"


def find_parent(messages: Iterable[SlackMessage], incident_id: str, team_id: str) -> tuple[SlackMessage, str] | None:
    """The message that an incident's thread hangs on, with its origin; None where there is none.

    PagerDuty's own app first, then pdtui's parent, then any other bot; the oldest of its kind. A person
    who pasted the link is no parent, and neither is a digest that names several incidents.
    """
    mark = parent_marker(incident_id, team_id)
    found: dict[str, SlackMessage] = {}
    for message in messages:
        if message.deleted or message.thread_ts not in ("", message.ts) or not (message.bot_id or message.app_id):
            continue
        named = {name.upper() for name in _INCIDENT.findall(message.text)}
        if mark in message.markers:
            found.setdefault("pdtui", message)
        elif named == {incident_id.upper()}:
            found.setdefault("pagerduty" if message.app_id == PAGERDUTY_APP else "found", message)
    for origin in ("pagerduty", "pdtui", "found"):
        if origin in found:
            return found[origin], origin
    return None


def channels_for(
    incident: Incident, named: Sequence[Channel], routes: Mapping[str, str], default: str
) -> tuple[str, ...]:
    """Where to look, in order: the channels PagerDuty names, the configured one of the service, the default.

    `routes` leads from a service's or team's id or name to a channel's name or id.
    """
    configured = [
        routes[key]
        for reference in (incident.service, *incident.teams)
        for key in (reference.id, reference.name)
        if key in routes
    ]
    wanted = [*(channel.id for channel in named), *configured, *([default] if default else [])]
    return tuple(dict.fromkeys(wanted))
