"""What people's clicks and commands leave behind: triggers, response URLs, modals, messages to one person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from pdtui.simulator.slack.model import App, Json


@dataclass(slots=True)
class Trigger:
    """The right to open one modal for the person who clicked, for as long as the click is fresh."""

    id: str
    app: App
    user: str
    created: datetime
    used: bool = False


@dataclass(slots=True)
class View:
    """A modal on a person's screen; `shown` is the view object as methods and payloads carry it."""

    id: str
    app: App
    user: str
    shown: Json
    is_open: bool = True


@dataclass(slots=True)
class Hook:
    """A response URL: a few answers to one click or command, whatever the app may do in the channel."""

    path: str
    app: App
    user: str
    channel: str
    created: datetime
    source_ts: str | None = None
    """The message whose button was pressed."""
    responses: list[Json] = field(default_factory=list)
    """What was accepted, in its order."""


@dataclass(frozen=True, slots=True)
class Ephemeral:
    """A message that one person sees in a channel and that is kept nowhere."""

    ts: str
    channel: str
    user: str
    app: App | None
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
