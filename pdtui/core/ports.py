"""What the core needs of the outside world beside PagerDuty, in the model's terms; adapters fulfil these.

Every method may raise the errors of `pdtui.errors`; a write raises `Refused` (it was not done),
`NotSent` (it never arrived) or `OutcomeUnknown` (only reading back can tell), and nothing else.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from pdtui.core.model import Channel


@dataclass(frozen=True, slots=True)
class SlackIdentity:
    """Who the Slack token is, and what it may do."""

    team_id: str
    bot_id: str = ""


@dataclass(frozen=True, slots=True)
class SlackMessage:
    """A message in a channel or thread, reduced to what settles questions; `text` is everything readable in it."""

    ts: str
    thread_ts: str = ""
    """Empty outside threads; equal to `ts` on a parent."""
    text: str = ""
    bot_id: str = ""
    app_id: str = ""
    markers: frozenset[str] = frozenset()
    """pdtui's own marks, from metadata and block ids."""
    deleted: bool = False
    """True for the tombstone of a deleted parent."""


@dataclass(frozen=True, slots=True)
class Post:
    """A message to be posted once; all text is plain and becomes literal text in Slack, never markup."""

    channel_id: str
    marker: str
    headline: str
    quote: str = ""
    """Shown as a quotation below the headline; may hold newlines."""
    thread_ts: str = ""
    link: str = ""
    """A URL that the headline leads to."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """Flat values for the metadata: incident_id, role, action."""


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a post ended. `thread_ts` is empty where Slack put it at the channel's top."""

    channel_id: str
    ts: str
    thread_ts: str = ""


class Slack(Protocol):
    """Slack's Web API as far as pdtui uses it. Instants are datetimes; Slack's `ts` stay opaque strings."""

    async def is_configured(self) -> bool:
        """Whether there is a token at all; needs no network."""

    async def identity(self) -> SlackIdentity:
        """Who the token is; the cheapest check that it still works."""

    async def channel(self, name_or_id: str) -> Channel:
        """A channel by id or by name with or without #; raises `NotFound`."""

    async def join(self, channel_id: str) -> None:
        """Become a member of a public channel, so that it can be read as well as written."""

    async def history(self, channel_id: str, oldest: datetime, latest: datetime | None) -> tuple[SlackMessage, ...]:
        """The top-level messages of a span, oldest first, all pages."""

    async def replies(self, channel_id: str, ts: str, oldest: datetime | None = None) -> tuple[SlackMessage, ...]:
        """A thread, parent first where Slack gives it; raises `NotFound` for a thread that is gone."""

    async def parent_exists(self, channel_id: str, ts: str) -> bool:
        """Whether a message is still there to be answered (a tombstone with replies is)."""

    async def post(self, post: Post, before: datetime) -> Posted:
        """Post a message. Never repeated by itself, and not begun any more after `before` (raises `NotSent`)."""

    async def update(self, post: Post, ts: str) -> None:
        """Give a message of pdtui's own another text; the same twice changes nothing more."""

    async def is_top_level(self, channel_id: str, ts: str) -> bool:
        """Whether a message stands at the channel's top, where no reply belongs."""

    async def delete(self, channel_id: str, ts: str) -> None:
        """Take back a message of pdtui's own."""

    async def permalink(self, channel_id: str, ts: str) -> str:
        """The web address of a message."""


class Timers(Protocol):
    """Wakes the engine at chosen instants, also after the laptop slept."""

    def start(self, fire: Callable[[str], Awaitable[None]]) -> None:
        """Begin; `fire(key)` is awaited when a timer is due."""

    def set(self, wanted: dict[str, datetime]) -> None:
        """Make the timers exactly these; the past ones fire at once."""

    async def stop(self) -> None:
        """Let go of everything."""


class Clock(Protocol):
    """Now, as the wall and as a stopwatch have it."""

    def now(self) -> datetime:
        """Aware, UTC."""

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
