"""The marks by which what pdtui posts, or is to do, is known again: one place, since exactly-once rests on them.

What every laptop derives alike is made of PagerDuty's and Slack's own ids; what one person asks for by a
key has a random part.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from datetime import datetime

from pdtui.text import stamp

PREFIX = "pdtui:"
COVER = f"{PREFIX}cover:"
COVER_ASK, COVER_END = "ask", "end"
"""What is said of a request to cover somebody: the question, and how it ended."""


def action(intent_id: str) -> str:
    """Of an action that was done here, as long as PagerDuty's log does not show it."""
    return f"{PREFIX}{intent_id}"


def entry(incident_id: str, entry_id: str) -> str:
    """Of what PagerDuty's log tells."""
    return f"{PREFIX}{incident_id}:{entry_id}"


def parent(incident_id: str, team_id: str) -> str:
    """Of pdtui's own parent message."""
    return f"{PREFIX}parent:{team_id}:{incident_id}"


def state(incident_id: str, words: str = "") -> str:
    """Of a state that the parent is to show; without words, of all of them: their lane."""
    lane = f"{PREFIX}state:{incident_id}"
    return f"{lane}:{hashlib.blake2b(words.encode(), digest_size=6).hexdigest()}" if words else lane


def digest(first: str) -> str:
    """Of the line that stands for several actions, by the mark of the first."""
    return f"{PREFIX}digest:{first.removeprefix(PREFIX)}"


def announcement(incident_id: str) -> str:
    """Of the job that sees to it that a new incident has a thread."""
    return f"{PREFIX}announced:{incident_id}"


def pointer(incident_id: str, place: str) -> str:
    """Of the link to the thread in another channel."""
    return f"{PREFIX}pointer:{incident_id}:{place.lstrip('#')}"


def direct(cause: str, incident_id: str, user_id: str) -> str:
    """Of a direct message; `cause`: `trigger`, or the action that it tells."""
    return f"{PREFIX}direct:{cause}:{incident_id}:{user_id}"


def reminder(key: str, user_id: str) -> str:
    """Of a reminder that is told to one person in Slack; two of their laptops tell it once."""
    return f"{PREFIX}reminder:{user_id}:{hashlib.blake2b(key.encode(), digest_size=12).hexdigest()}"


def team_post(channel: str, day: str, policies: Iterable[str]) -> str:
    """Of the word on who is on call on one day."""
    of = hashlib.blake2b("\n".join(sorted(policies)).encode(), digest_size=6).hexdigest()
    return f"{PREFIX}team:{channel.lstrip('#')}:{day}:{of}"


def cover(request_id: str, what: str) -> str:
    """Of what is said to one person about a request to cover somebody: `COVER_ASK`, `COVER_END`, their answer."""
    return f"{COVER}{request_id}:{what}"


def cover_answer(request_id: str, user_id: str, *, yes: bool) -> str:
    """Of a person's answer that came to a laptop that does not know the request."""
    return cover(request_id, f"{'yes' if yes else 'no'}:{user_id}")


def cover_of(mark: str) -> tuple[str, str] | None:
    """The request's id and what is said of it, where a mark is of one."""
    request_id, _, what = mark.removeprefix(COVER).partition(":")
    return (request_id, what) if mark.startswith(COVER) else None


def checklist(incident_id: str) -> str:
    """Of an incident's checklist."""
    return f"{PREFIX}checklist:{incident_id}"


def checklist_in(channel_id: str) -> str:
    """Of the checklist at the top of an incident's own channel."""
    return f"{PREFIX}checklist:in:{channel_id}"


def summary(channel_id: str, incident_id: str) -> str:
    """Of the message that is pinned in an incident's own channel."""
    return f"{PREFIX}summary:{channel_id}:{incident_id}"


def leading(channel_id: str, incident_id: str) -> str:
    """Of the message in a thread that leads to the incident's own channel."""
    return f"{PREFIX}channel:{channel_id}:{incident_id}"


def archiving(channel_id: str, incident_id: str, resolved_at: datetime) -> str:
    """Of closing the channel of an incident that was resolved then."""
    return f"{PREFIX}archive:{channel_id}:{incident_id}:{stamp(resolved_at)}"


HANDOFF = f"{PREFIX}handoff:"
"""What the mark of every brief begins with."""


def handoff(user_id: str, key: str) -> str:
    """Of the brief of one person's shift, or of a span."""
    return f"{HANDOFF}{user_id}:{key}"


def asked(what: str) -> str:
    """Of what a person asks for by a key: a reply, a tick, an emoji, a channel."""
    return f"{PREFIX}{what}:{uuid.uuid4().hex}"


def button(name: str) -> str:
    """The action id of a button."""
    return f"{PREFIX}{name}"
