"""What an incident's own channel is called: `inc-2026-01-28-database-timeout`. Pure."""

from __future__ import annotations

import re

from pdtui.core.model import Incident

MOST = 80
"""Characters of a channel's name in Slack."""
_OUTSIDE = re.compile(r"[^a-z0-9]+")


def slug(text: str) -> str:
    """Text as Slack takes it in a channel's name; empty where nothing of it can stand there."""
    return _OUTSIDE.sub("-", text.casefold()).strip("-")[:MOST].strip("-")


def channel_name(incident: Incident) -> str:
    """By the date of its trigger and its title, else its number."""
    about = slug(incident.title) or str(incident.number)
    return f"inc-{incident.created_at:%Y-%m-%d}-{about}"[:MOST].strip("-")


def numbered(name: str, number: int) -> str:
    """The same for the second, third… of one name: `…-2`."""
    if number < 2:
        return name
    tail = f"-{number}"
    return name[: MOST - len(tail)].strip("-") + tail
