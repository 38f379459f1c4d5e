"""What the core needs of Slack, in the model's terms; an adapter fulfils it.

A reading may raise any error of `pdtui.errors`; a write raises `Refused` (it was not done), `NotSent`
(it never arrived) or `OutcomeUnknown` (only reading back can tell), and nothing else. What may be repeated
without harm (a reaction, a pin, a topic) counts as done where it is so already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Protocol

from pdtui.core.model import Channel
from pdtui.core.slack.socket_port import Modal
from pdtui.errors import BadCredential, NotPermitted, PdtuiError


class Scope(StrEnum):
    """The bot scopes that pdtui's app asks for; each serves something, and without it only that is off."""

    POST = "chat:write"
    READ_PUBLIC = "channels:read"
    HISTORY_PUBLIC = "channels:history"
    JOIN = "channels:join"
    READ_PRIVATE = "groups:read"
    HISTORY_PRIVATE = "groups:history"
    DIRECT = "im:write"
    HISTORY_DIRECT = "im:history"
    PEOPLE = "users:read"
    EMAIL = "users:read.email"
    REACT = "reactions:write"
    MANAGE_PUBLIC = "channels:manage"
    MANAGE_PRIVATE = "groups:write"
    PIN = "pins:write"
    READ_BOOKMARKS = "bookmarks:read"
    BOOKMARK = "bookmarks:write"
    COMMANDS = "commands"


SERVES: Mapping[Scope, str] = {
    Scope.POST: "telling Slack",
    Scope.READ_PUBLIC: "finding public channels",
    Scope.HISTORY_PUBLIC: "threads in public channels",
    Scope.JOIN: "joining channels",
    Scope.READ_PRIVATE: "finding private channels",
    Scope.HISTORY_PRIVATE: "threads in private channels",
    Scope.DIRECT: "direct messages",
    Scope.HISTORY_DIRECT: "answers to direct messages, and settling lost ones",
    Scope.PEOPLE: "people's names",
    Scope.EMAIL: "mentions",
    Scope.REACT: "marks and ticks",
    Scope.MANAGE_PUBLIC: "public incident channels",
    Scope.MANAGE_PRIVATE: "private incident channels",
    Scope.PIN: "pinned summaries",
    Scope.READ_BOOKMARKS: "finding bookmarks",
    Scope.BOOKMARK: "bookmarks",
    Scope.COMMANDS: "commands in Slack",
}
"""What each scope serves: said in the manifest, and where it is missing."""
EVERYWHERE = frozenset(
    {"access_denied", "accesslimited", "two_factor_setup_required", "enterprise_is_restricted",
     "team_access_not_granted", "ekm_access_denied", "app_access_restricted"}
)  # fmt: skip
"""Slack's words for a no that holds in the whole workspace."""


def is_everywhere(error: PdtuiError) -> bool:
    """Whether nothing at all goes to Slack until a person has mended it; else only this one thing does not."""
    return isinstance(error, BadCredential) or (isinstance(error, NotPermitted) and error.code in EVERYWHERE)


def instant_of(ts: str) -> datetime:
    """When a message was posted, by Slack's clock; a `ts` is otherwise opaque. Whole seconds."""
    seconds = ts.partition(".")[0]
    return datetime.fromtimestamp(int(seconds) if seconds.isdecimal() else 0, UTC)


def order_of(ts: str) -> tuple[int, str]:
    """The place of a message in its channel: Slack's ids are opaque, but of one shape there, seconds first."""
    seconds, _, rest = ts.partition(".")
    return (int(seconds) if seconds.isdecimal() else 0, rest)


@dataclass(frozen=True, slots=True)
class SlackIdentity:
    """Who the Slack token is, and what it may do."""

    team_id: str
    bot_id: str = ""
    user_id: str = ""
    """The bot's own user."""
    clock: datetime | None = None
    """Slack's own time when it said so."""
    scopes: frozenset[str] | None = None
    """None where Slack did not say."""
    team: str = ""
    user: str = ""
    """The workspace and the bot by the names that people know."""

    def lacks(self, *any_of: str) -> bool:
        """Whether the token certainly holds none of these scopes."""
        return self.scopes is not None and self.scopes.isdisjoint(any_of)


@dataclass(frozen=True, slots=True)
class SlackUser:
    """A member of the workspace. `email` is empty where the token may not see it."""

    id: str
    name: str
    email: str = ""
    is_bot: bool = False
    deleted: bool = False
    team_ids: frozenset[str] = frozenset()
    """The workspaces that the person is a member of, as far as Slack shows; a guest of another company is of none."""


@dataclass(frozen=True, slots=True)
class Reaction:
    """An emoji under a message, by its name without colons."""

    name: str
    count: int
    user_ids: tuple[str, ...] = ()
    """May be fewer than `count`."""


class PieceKind(StrEnum):
    """What a piece of a message is."""

    TEXT = "text"
    USER = "user"
    """`value` is the user's id."""
    CHANNEL = "channel"
    """`value` is the channel's id."""
    LINK = "link"
    """`value` is the address."""
    BROADCAST = "broadcast"
    """`value` is `here`, `channel` or `everyone`; only read, never sent."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a message: text as it is, a mention, or a link."""

    text: str
    """What a person reads; for a mention the name, where it is known."""
    kind: PieceKind = PieceKind.TEXT
    value: str = ""


class PartKind(StrEnum):
    """What a line of a longer message is."""

    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"
    INNER = "inner"
    """An item below an item."""


@dataclass(frozen=True, slots=True)
class Part:
    """A line of a longer message."""

    kind: PartKind
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class SlackMessage:
    """A message in a channel or thread."""

    ts: str
    thread_ts: str = ""
    """Empty outside threads; equal to `ts` on a parent."""
    text: str = ""
    """Everything that is readable in it, addresses too: for finding things in it."""
    bot_id: str = ""
    app_id: str = ""
    markers: frozenset[str] = frozenset()
    """pdtui's own marks, from metadata and block ids."""
    deleted: bool = False
    """True for the tombstone of a deleted parent."""
    user_id: str = ""
    author: str = ""
    """The name that an app gave itself; empty for people."""
    pieces: tuple[Piece, ...] = ()
    """What a person reads, in its order; newlines stay in it."""
    edited: bool = False
    files: tuple[str, ...] = ()
    """By name."""
    reactions: tuple[Reaction, ...] = ()
    reply_count: int = 0
    facts: Mapping[str, str] = field(default_factory=dict)
    """The flat strings of pdtui's own metadata."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message; needs Socket Mode to do anything."""

    action_id: str
    label: str
    value: str
    style: str = ""
    """`primary`, `danger` or empty."""


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
    pieces: tuple[Piece, ...] = ()
    """Instead of the headline: text with mentions and links; the headline then serves notifications."""
    lines: tuple[str, ...] = ()
    """Shown as a list below the headline."""
    marks: tuple[str, ...] = ()
    """Further marks that this message stands for, such as those of a digest's actions."""
    buttons: tuple[Button, ...] = ()
    parts: tuple[Part, ...] = ()
    """A longer text below all that; who makes it keeps it within what Slack takes."""


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a post ended. `thread_ts` is empty where Slack put it at the channel's top."""

    channel_id: str
    ts: str
    thread_ts: str = ""


@dataclass(frozen=True, slots=True)
class SlackChannel:
    """A channel as Slack describes it."""

    id: str
    name: str = ""
    is_member: bool = False
    is_archived: bool = False
    creator: str = ""
    """The user id of who made it."""
    created_at: datetime | None = None
    purpose: str = ""
    topic: str = ""

    @property
    def short(self) -> Channel:
        """What links and rows keep of it."""
        return Channel(self.id, self.name)


class ReadingSlack(Protocol):
    """Who the token is, channels, messages. Instants are datetimes; Slack's `ts` stay opaque strings."""

    @property
    def is_clamped(self) -> bool:
        """Whether Slack was seen to cut pages to 15: then it allows such an app one reading a minute."""

    async def is_configured(self) -> bool:
        """Whether there is a token at all; needs no network."""

    async def identity(self) -> SlackIdentity:
        """Who the token is and what it may; the cheapest check that it still works."""

    async def channel(self, name_or_id: str) -> Channel:
        """A channel by id or by name with or without #; raises `NotFound`."""

    async def channel_info(self, channel_id: str) -> SlackChannel:
        """One channel in full."""

    async def channel_named(self, name: str) -> SlackChannel | None:
        """The channel of that name, archived ones too; None where there is none that the app can see."""

    async def history(self, channel_id: str, oldest: datetime, latest: datetime | None) -> tuple[SlackMessage, ...]:
        """The top-level messages of a span, oldest first, all pages."""

    async def replies(self, channel_id: str, ts: str, oldest: datetime | None = None) -> tuple[SlackMessage, ...]:
        """A thread, parent first where Slack gives it; raises `NotFound` for a thread that is gone."""

    async def message(self, channel_id: str, ts: str) -> SlackMessage | None:
        """One top-level message (a tombstone with replies too); None where it is gone."""

    async def permalink(self, channel_id: str, ts: str) -> str:
        """The web address of a message."""


class PostingSlack(Protocol):
    """Messages of pdtui's own."""

    async def post(self, post: Post, before: datetime) -> Posted:
        """Post a message. Never repeated by itself, and not begun any more after `before` (raises `NotSent`)."""

    async def update(self, post: Post, ts: str) -> None:
        """Give a message of pdtui's own another text; the same twice changes nothing more."""

    async def delete(self, channel_id: str, ts: str) -> None:
        """Take back a message of pdtui's own."""

    async def react(self, channel_id: str, ts: str, name: str) -> bool:
        """Put an emoji under a message; False where the app had done so already."""

    async def unreact(self, channel_id: str, ts: str, name: str) -> bool:
        """Take it away again; False where there was none of the app's."""


class ChannelSlack(Protocol):
    """Channels of pdtui's own; what may be repeated is a success where it is so already."""

    async def join(self, channel_id: str) -> None:
        """Become a member of a public channel, so that it can be read as well as written."""

    async def create_channel(self, name: str, *, private: bool) -> SlackChannel:
        """Make a channel; raises `Refused` with the code `name_taken`. A lost answer is settled by its name."""

    async def set_topic(self, channel_id: str, text: str) -> None:
        """At most 250 characters."""

    async def set_purpose(self, channel_id: str, text: str) -> None:
        """At most 250 characters."""

    async def invite(self, channel_id: str, user_ids: Sequence[str]) -> Mapping[str, str]:
        """Invite people, at most 100; those who could not be, with Slack's word for why."""

    async def archive(self, channel_id: str) -> None:
        """Close a channel."""

    async def pin(self, channel_id: str, ts: str) -> None:
        """Pin a message to its channel."""

    async def bookmark(self, channel_id: str, title: str, url: str) -> None:
        """Put an address at the channel's head, once."""

    async def open_direct(self, user_id: str) -> str:
        """The id of the direct conversation with a person."""


class PeopleSlack(Protocol):
    """Who is who."""

    async def user(self, user_id: str) -> SlackUser:
        """A member by id; raises `NotFound`."""

    async def user_by_email(self, email: str) -> SlackUser:
        """A member by e-mail; raises `NotFound`, also for who was deactivated."""


class AnsweringSlack(Protocol):
    """Answers to one person who pressed or typed something; seen by nobody else, and kept nowhere."""

    async def answer(self, response_url: str, pieces: Sequence[Piece]) -> None:
        """Tell who acted, at the address that came with what they did: 5 times, for 30 minutes."""

    async def open_modal(self, trigger_id: str, modal: Modal) -> None:
        """Ask them something; 3 seconds after they acted it is too late."""


class Slack(ReadingSlack, PostingSlack, ChannelSlack, PeopleSlack, AnsweringSlack, Protocol):
    """Slack's Web API as far as pdtui uses it: one token, one workspace."""
