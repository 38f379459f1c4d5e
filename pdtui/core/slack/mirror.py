"""What Slack is told of an action, and under which message: pure policy."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pdtui.core.actions import action_of
from pdtui.core.commands import AddNote, AddOverride, RemoveOverride, Trigger
from pdtui.core.intents import Intent
from pdtui.core.model import Incident, ThreadLink
from pdtui.core.phrases import UNDONE, phrase, quote_of
from pdtui.core.slack import marks
from pdtui.core.slack.log_entries import also_types, entry_types
from pdtui.core.slack.owed import Telling
from pdtui.core.slack.port import Post, SlackMessage

PAGERDUTY_APP = "A1FKYAUUX"
"""The Slack app id of PagerDuty's own app."""
EARLIER = timedelta(seconds=60)
"""PagerDuty's message may carry an earlier time than the incident: clocks differ."""
FIRST_LOOK = timedelta(minutes=15)
SECOND_LOOK = timedelta(hours=24)
_FROM_SLACK = re.compile(
    r"(?:.{1,200} in Slack: .*|Acknowledged by pdtui: .*)\s"
    r"https://[\w.-]+\.slack\.com/archives/[A-Z0-9]+/p\d+(?:\?\S*)?\s*",
    re.DOTALL,
)
"""What `note_from_thread` and `engaging.note_of` make, also run together into one line."""
_INCIDENT = re.compile(r"/incidents/([A-Za-z0-9]+)")
QUOTED = 2500
"""Longer texts are cut: Slack is reported to double long messages."""
LATE = timedelta(seconds=60)
"""What is told later than that says when it was done."""
SAME_WITHIN = timedelta(seconds=90)
"""How far two clocks may be apart in telling when one action was done."""


def tell(intent: Intent, answered: Incident | None, done_at: datetime) -> Telling | None:
    """The message for an action that PagerDuty has confirmed; None for what belongs to no incident."""
    command = intent.command
    if isinstance(command, AddOverride | RemoveOverride) or (isinstance(command, AddNote) and command.from_thread):
        return None
    about = answered if isinstance(command, Trigger) and answered is not None else intent.incident
    actor = intent.actor_name or "Somebody"
    return Telling(
        about,
        "undo" if intent.undoes else action_of(command).id,
        f"{actor} {phrase(intent, answered)}",
        quote_of(command),
        intent.undoes,
        done_at,
        intent.actor_id,
        actor,
        entry_types(command),
        also_types(intent),
    )


def undone(row_telling: Telling) -> Telling:
    """The same message once its action was taken back."""
    return replace(row_telling, headline=UNDONE + row_telling.headline.removeprefix(UNDONE))


def reply(telling: Telling, link: ThreadLink, mark: str, now: datetime) -> Post:
    """The message that tells an action in its thread; it says when, where it comes late."""
    late = telling.at is not None and now - telling.at > LATE
    return Post(
        channel_id=link.channel_id,
        thread_ts=link.ts,
        marker=mark,
        headline=f"{telling.headline} at {_instant(telling.at, now)}" if late and telling.at else telling.headline,
        quote=cut(telling.quote),
        facts={
            "incident_id": telling.incident.id,
            "role": "action",
            "action": telling.action,
            "actor_id": telling.actor_id,
            "at": f"{telling.at:%Y-%m-%dT%H:%M:%SZ}" if telling.at else "",
        },
    )


def _instant(at: datetime, now: datetime) -> str:
    return f"{at:%H:%M} UTC" if at.date() == now.date() else f"{at:%Y-%m-%d %H:%M} UTC"


def tells_the_same(message: SlackMessage, telling: Telling) -> bool:
    """Whether a message tells this very action under a mark of its own: its doer could not find the log entry."""
    facts = message.facts
    if any(mark.startswith(marks.entry(telling.incident.id, "")) for mark in message.markers):
        return False
    if facts.get("action") != telling.action or facts.get("actor_id", "") != telling.actor_id or telling.at is None:
        return False
    try:
        at = datetime.strptime(facts.get("at", ""), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        return False
    return bool(telling.actor_id) and abs(at - telling.at) < SAME_WITHIN


def came_from_slack(text: str) -> bool:
    """Whether a note was saved from a thread, so that the thread has it already."""
    return _FROM_SLACK.fullmatch(text) is not None


def note_from_thread(author: str, text: str, permalink: str) -> str:
    """A reply as a note in PagerDuty, with the address by which nobody tells it in Slack again."""
    return f"{author} in Slack: {text}\n{permalink}"


def cut(text: str) -> str:
    """Text that fits in one message."""
    return text if len(text) <= QUOTED else text[:QUOTED].rstrip() + " … (the rest is in PagerDuty)"


def is_about_another(message: SlackMessage, incident_id: str) -> bool:
    """Whether a message leads to PagerDuty, or is pdtui's own, but not about this incident."""
    told = message.facts.get("incident_id", "")
    named = {told.upper()} if told else _named(message)
    return bool(named) and incident_id.upper() not in named


def find_parent(messages: Iterable[SlackMessage], incident_id: str, team_id: str) -> tuple[SlackMessage, str] | None:
    """The message that an incident's thread hangs on, with its origin; None where there is none.

    PagerDuty's own app first, then pdtui's parent, then any other bot; the oldest of its kind. A person
    who pasted the link is no parent, and neither is a digest that names several incidents.
    """
    mark = marks.parent(incident_id, team_id)
    found: dict[str, SlackMessage] = {}
    for message in messages:
        if message.deleted or message.thread_ts not in ("", message.ts) or not (message.bot_id or message.app_id):
            continue
        if message.markers and mark not in message.markers:
            continue  # pdtui's own, and about something else, whatever its text holds
        named = _named(message)
        if mark in message.markers:
            found.setdefault("pdtui", message)
        elif named == {incident_id.upper()}:
            found.setdefault("pagerduty" if message.app_id == PAGERDUTY_APP else "found", message)
    for origin in ("pagerduty", "pdtui", "found"):
        if origin in found:
            return found[origin], origin
    return None


def _named(message: SlackMessage) -> set[str]:
    return {name.upper() for name in _INCIDENT.findall(message.text)}
