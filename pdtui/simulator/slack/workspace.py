"""The state of a workspace with the few operations that everything else is made of."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from itertools import count

from pdtui.simulator.clock import WorldClock
from pdtui.simulator.slack.model import (
    SLACKBOT,
    App,
    Caller,
    Channel,
    Json,
    Kind,
    Message,
    Person,
    Sign,
)
from pdtui.simulator.slack.model_interactions import Ephemeral, Hook, Trigger, View
from pdtui.simulator.slack.sockets import Sockets

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Workspace:
    """One Slack workspace in memory; every id is a count, so that two runs of a story are the same."""

    def __init__(self, clock: WorldClock, *, team_id: str, domain: str, name: str, first_id: int) -> None:
        self.clock = clock
        self.team_id = team_id
        self.domain = domain
        self.name = name
        self.apps: list[App] = []
        self.people: list[Person] = []
        self.channels: dict[str, Channel] = {}
        self.listeners: list[Callable[[Channel, Message], None]] = []
        """Called after each post, once its answer is computed; they may post in their turn."""
        self.revoked: set[str] = set()
        self.sent_ids: dict[tuple[str, str], tuple[str, str]] = {}
        """Channel and `ts` by bot user and `client_msg_id`, the first that was sent with it."""
        self.drops_metadata = False
        """A workspace that ignores metadata with a warning, as two reports of 2026 say."""
        self.dedupes_client_msg_id = False
        """Answer `is_duplicate` for a `client_msg_id` that was seen before, instead of posting again."""
        self.refuses_bot_replies = False
        """Believe the old sentence in the docs that bot tokens cannot call conversations.replies."""
        self.history_clamp: int | None = None
        """Cut `limit` of history and replies silently, as Slack does for distributed apps (to 15)."""
        self.announces = False
        """Write joins, topics and the like into the channel as messages with a subtype."""
        self.base_url = "http://127.0.0.1"
        """Where the last call reached this workspace; its sockets and response URLs are there too."""
        self.sockets = Sockets()
        self.ephemerals: list[Ephemeral] = []
        """What only one person saw, in its order."""
        self.triggers: dict[str, Trigger] = {}
        self.views: dict[str, View] = {}
        self.hooks: dict[str, Hook] = {}
        self._count = count(first_id)
        self._last_ts = 0
        self._clockwork = threading.Lock()
        self._untold: deque[tuple[Channel, Message]] = deque()

    def new_id(self, prefix: str) -> str:
        """The next id of a kind, such as `C0000000007`."""
        return f"{prefix}{next(self._count):010d}"

    def seconds(self) -> int:
        """The world's time in unix seconds."""
        return int(self.clock.now().timestamp())

    def new_ts(self) -> str:
        """A `ts` later than all before it, even on a clock that stands still."""
        now = self.clock.now() - EPOCH
        micros = (now.days * 86_400 + now.seconds) * 1_000_000 + now.microseconds
        with self._clockwork:
            self._last_ts = latest = max(self._last_ts + 1, micros)
        return f"{latest // 1_000_000}.{latest % 1_000_000:06d}"

    def caller(self, token: str) -> Caller | None:
        """Whose token it is."""
        everybody: list[Caller] = [*self.apps, *self.people]
        return next((one for one in everybody if one.token == token), None)

    def owner(self, app_token: str) -> App | None:
        """Whose app-level token it is."""
        return next((one for one in self.apps if one.app_token == app_token), None)

    def user(self, user_id: str) -> Caller | None:
        """The person, or the app by its bot user."""
        everybody: list[Caller] = [*self.apps, *self.people]
        return next((one for one in everybody if one.user_id == user_id), None)

    def channel_named(self, name: str) -> Channel | None:
        """The channel of that name, archived ones too: an archived channel keeps its name."""
        named = (one for one in self.channels.values() if one.kind in (Kind.PUBLIC, Kind.PRIVATE))
        return next((channel for channel in named if channel.name == name), None)

    def open_channel(self, name: str, kind: Kind, creator: str, members: Iterable[str]) -> Channel:
        """A new conversation of any kind."""
        prefix = {Kind.DIRECT: "D", Kind.GROUP: "G"}.get(kind, "C")
        channel = Channel(self.new_id(prefix), name, kind, creator, self.seconds())
        channel.members.extend(dict.fromkeys(members))
        self.channels[channel.id] = channel
        return channel

    def conversation(self, members: Iterable[str]) -> Channel | None:
        """The direct or group conversation between exactly these users."""
        wanted = set(members)
        direct = (one for one in self.channels.values() if one.kind in (Kind.DIRECT, Kind.GROUP))
        return next((channel for channel in direct if set(channel.members) == wanted), None)

    def store(self, channel: Channel, message: Message, thread_ts: str | None = None) -> Message:
        """Put a message into its channel.

        It becomes a reply where `thread_ts` is of a message that is still there, or of a reply to one;
        else it lands in the channel itself, as Slack does with a reply to a dead parent.
        """
        parent = channel.root(thread_ts) if thread_ts else None
        if parent is not None:
            parent.thread_ts = parent.ts
            message.thread_ts = parent.ts
            message.parent_user_id = parent.user
        else:
            message.broadcast = False
        channel.messages[message.ts] = message
        if message.client_msg_id:
            self.sent_ids.setdefault((message.user, message.client_msg_id), (channel.id, message.ts))
        self._untold.append((channel, message))
        self.occurred("message", channel, message)
        return message

    def occurred(self, event: str, channel: Channel, message: Message, **details: object) -> None:
        """Called for all that Slack's Events API tells of; a bare workspace has nobody to tell."""

    def show(self, ephemeral: Ephemeral) -> str:
        """Let one person see something; its `ts`."""
        self.ephemerals.append(ephemeral)
        return ephemeral.ts

    def put_reaction(self, channel: Channel, message: Message, name: str, user: str) -> bool:
        """Put somebody's emoji under a message; whether it was not there before."""
        users = message.reactions.get(name, [])
        if user in users:
            return False
        message.reactions[name] = [*users, user]
        self.occurred("reaction_added", channel, message, reaction=name, user=user)
        return True

    def take_reaction(self, channel: Channel, message: Message, name: str, user: str) -> bool:
        """Take somebody's emoji away; whether it was there."""
        left = [one for one in message.reactions.get(name, []) if one != user]
        if left == message.reactions.get(name, []):
            return False
        if left:
            message.reactions[name] = left
        else:
            del message.reactions[name]
        self.occurred("reaction_removed", channel, message, reaction=name, user=user)
        return True

    def announce(self, channel: Channel, user: str, subtype: str, text: str) -> None:
        """Write what happened to the channel into it, in a workspace that does so."""
        if self.announces:
            self.store(channel, Message(self.new_ts(), text, user, subtype=subtype))

    def tell(self) -> None:
        """Tell the listeners of what was posted since the last time."""
        while True:
            try:
                channel, message = self._untold.popleft()
            except IndexError:
                return
            for listener in list(self.listeners):
                listener(channel, message)

    def amend(self, channel: Channel, message: Message, user: str, changes: Json) -> None:
        """Change an author's message; `changes` by the names of its fields. Its `ts` stays."""
        for name, value in changes.items():
            setattr(message, name, value)
        message.edited = Sign(creator=user, value=self.new_ts())
        self.occurred("message_changed", channel, message)

    def erase(self, channel: Channel, message: Message) -> None:
        """Delete a message: a parent with replies leaves a tombstone, anything else is gone."""
        if not message.is_reply and channel.replies(message.ts):
            grave = Message(
                message.ts,
                "This message was deleted.",
                SLACKBOT,
                thread_ts=message.ts,
                subtype="tombstone",
                locked=message.locked,
            )
            channel.messages[message.ts] = grave
            self.occurred("message_changed", channel, grave)
            return
        self.occurred("message_deleted", channel, message)
        del channel.messages[message.ts]
        if message.ts in channel.pins:
            channel.pins.remove(message.ts)
            channel.pinned_by.pop(message.ts, None)
        parent = channel.messages.get(message.thread_ts or "")
        if parent is not None and parent.is_tombstone and not channel.replies(parent.ts):
            del channel.messages[parent.ts]
