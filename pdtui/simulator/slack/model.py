"""What a Slack workspace is made of, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

Json: TypeAlias = dict[str, object]

PAGERDUTY_APP_ID = "A1FKYAUUX"
"""The id of PagerDuty's own app in every workspace, by its page in Slack's Marketplace."""

SLACKBOT = "USLACKBOT"
"""Who signs the tombstone of a deleted message."""

PDTUI_SCOPES: tuple[str, ...] = (
    "chat:write",
    "channels:read",
    "channels:history",
    "channels:join",
    "groups:read",
    "groups:history",
    "im:write",
    "im:history",
    "users:read",
    "users:read.email",
    "reactions:read",
    "reactions:write",
    "channels:manage",
    "groups:write",
    "pins:write",
    "bookmarks:read",
    "bookmarks:write",
    "commands",
)
"""The bot scopes of pdtui's app manifest: its core, the marks, the incident channels and the command."""


class Refusal(Exception):
    """An answer with `ok: false`; carries Slack's name of the error and what else stands in the answer."""

    def __init__(self, error: str, **extra: object) -> None:
        super().__init__(error)
        self.error = error
        self.extra = extra


class Kind(StrEnum):
    """The kinds of conversation; each value is the prefix of the scopes that open it."""

    PUBLIC = "channels"
    PRIVATE = "groups"
    DIRECT = "im"
    GROUP = "mpim"


@dataclass(slots=True)
class App:
    """An installed app with its bot user."""

    name: str
    token: str
    scopes: frozenset[str]
    app_id: str
    bot_id: str
    user_id: str
    created: int
    deleted: bool = False
    app_token: str | None = None
    """The app-level token, if Socket Mode is on."""
    app_token_scopes: frozenset[str] = frozenset({"connections:write"})
    bot_events: tuple[str, ...] = ()
    """The events that the app's manifest subscribes to."""
    commands: tuple[str, ...] = ()
    """The slash commands that the app's manifest registers."""


@dataclass(slots=True)
class Person:
    """A human member of the workspace; `token` is the person's own user token, if any."""

    name: str
    email: str
    user_id: str
    created: int
    token: str | None = None
    scopes: frozenset[str] = frozenset()
    deleted: bool = False


Caller: TypeAlias = App | Person


@dataclass(slots=True)
class Sign:
    """A topic or a purpose with who set it, and when in unix seconds."""

    value: str = ""
    creator: str = ""
    last_set: int = 0


@dataclass(slots=True)
class Message:
    """One message; `ts` identifies it within its channel and is opaque to clients."""

    ts: str
    text: str
    user: str
    app: App | None = None
    thread_ts: str | None = None
    """The parent's `ts`; equal to its own for a parent that has, or had, replies; None outside threads."""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    files: list[Json] = field(default_factory=list)
    subtype: str | None = None
    username: str | None = None
    client_msg_id: str | None = None
    parent_user_id: str | None = None
    broadcast: bool = False
    names_linked: bool = False
    """Sent with `link_names` or `parse=full`, so that a bare `@channel` in its text is live."""
    edited: Sign | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    locked: bool = False

    @property
    def is_reply(self) -> bool:
        """Whether it stands inside a thread, under a parent."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def is_tombstone(self) -> bool:
        """Whether it is what remains of a deleted parent."""
        return self.subtype == "tombstone"


@dataclass(slots=True)
class Channel:
    """A conversation of any kind with everything said in it, in the order of time."""

    id: str
    name: str
    kind: Kind
    creator: str
    created: int
    members: list[str] = field(default_factory=list)
    archived: bool = False
    topic: Sign = field(default_factory=Sign)
    purpose: Sign = field(default_factory=Sign)
    previous_names: list[str] = field(default_factory=list)
    messages: dict[str, Message] = field(default_factory=dict)
    pins: list[str] = field(default_factory=list)
    pinned_by: dict[str, Sign] = field(default_factory=dict)
    """Who pinned what and when, by the `ts` of `pins`."""
    bookmarks: list[Json] = field(default_factory=list)

    def replies(self, ts: str) -> list[Message]:
        """The replies under a parent, oldest first."""
        return [message for message in self.messages.values() if message.is_reply and message.thread_ts == ts]

    def top_level(self) -> list[Message]:
        """What stands in the channel itself, oldest first, without broadcast replies."""
        return [message for message in self.messages.values() if not message.is_reply]

    def root(self, ts: str) -> Message | None:
        """The parent of the thread which the message belongs to, or the message itself; None where gone."""
        message = self.messages.get(ts)
        if message is None or not message.is_reply or message.thread_ts is None:
            return message
        return self.messages.get(message.thread_ts)
