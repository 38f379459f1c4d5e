"""One call of a method: who calls, with what, and what the caller may touch."""

from __future__ import annotations

from dataclasses import dataclass

from pdtui.simulator.slack.arguments import Arguments
from pdtui.simulator.slack.model import App, Caller, Channel, Kind, Message, Refusal
from pdtui.simulator.slack.workspace import Workspace

USER_SCOPE = ("channels:manage", "channels:join", "channels:write.invites", "channels:write.topic")
"""What the user scope `channels:write` stands for; bots have these instead."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call that has passed authentication; `scopes` are those any one of which opens the method."""

    workspace: Workspace
    caller: Caller
    arguments: Arguments
    scopes: tuple[str, ...]

    @property
    def granted(self) -> frozenset[str]:
        """The scopes that the caller's token holds."""
        scopes = self.caller.scopes
        return scopes | frozenset(USER_SCOPE) if "channels:write" in scopes else scopes

    def need(self, *scopes: str) -> None:
        """Refuse `missing_scope` unless the token holds one of them; nothing needed where there are none."""
        if scopes and not self.granted.intersection(scopes):
            provided = ",".join(sorted(self.caller.scopes))
            raise Refusal("missing_scope", needed=",".join(scopes), provided=provided)

    def need_for(self, kind: Kind) -> None:
        """Refuse `missing_scope` unless the token may use this method on that kind of conversation."""
        fitting = [scope for scope in self.scopes if scope.split(":")[0] == kind]
        self.need(*fitting)

    def is_member(self, channel: Channel) -> bool:
        """Whether the caller is in it."""
        return self.caller.user_id in channel.members

    def sees(self, channel: Channel) -> bool:
        """Whether it exists for the caller: private ones only for their members."""
        return channel.kind is Kind.PUBLIC or self.is_member(channel)

    def channel(self, name: str = "channel") -> Channel:
        """The conversation whose id was passed; refuses `channel_not_found`."""
        channel = self.workspace.channels.get(self.arguments.text(name) or "")
        if channel is None or not self.sees(channel):
            raise Refusal("channel_not_found")
        return channel

    def scoped_channel(self) -> Channel:
        """The conversation that was passed, with the scope for its kind."""
        channel = self.channel()
        self.need_for(channel.kind)
        return channel

    def readable_channel(self) -> Channel:
        """A conversation whose messages the caller may read: bots have to be in it."""
        channel = self.scoped_channel()
        if isinstance(self.caller, App) and not self.is_member(channel):
            raise Refusal("not_in_channel")
        return channel

    def own_channel(self) -> Channel:
        """A conversation that the caller is in and may change; refuses `not_in_channel`, `is_archived`."""
        channel = self.scoped_channel()
        if not self.is_member(channel):
            raise Refusal("not_in_channel")
        if channel.archived:
            raise Refusal("is_archived")
        return channel

    def named_kind(self) -> Channel:
        """A public or private channel with the scope for it, not a direct conversation."""
        channel = self.scoped_channel()
        if channel.kind not in (Kind.PUBLIC, Kind.PRIVATE):
            raise Refusal("method_not_supported_for_channel_type")
        return channel

    def message(self, channel: Channel, name: str) -> Message:
        """The message whose `ts` was passed, tombstones apart; refuses `message_not_found`."""
        message = channel.messages.get(self.arguments.text(name) or "")
        if message is None or message.is_tombstone:
            raise Refusal("message_not_found")
        return message

    def is_own(self, message: Message) -> bool:
        """Whether the caller wrote it."""
        return message.user == self.caller.user_id
