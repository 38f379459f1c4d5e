"""Every method that the simulator answers, with its scopes and its rate limit.

The table of https://docs.slack.dev/reference/methods as far as pdtui calls it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from pdtui.simulator.slack import chat, conversations, marks, people, rooms, views
from pdtui.simulator.slack.call import Call
from pdtui.simulator.slack.model import App, Json, Refusal

Handler: TypeAlias = Callable[[Call], Json]

TIER_2, TIER_3, TIER_4 = 20, 50, 100
SPECIAL = 300
"""Calls a minute for the methods which Slack says have a rule of their own, several hundred a minute."""


@dataclass(frozen=True, slots=True)
class Method:
    """One method; any one of `scopes` opens it, and that for the kind of conversation where they differ."""

    handler: Handler
    per_minute: int
    scopes: tuple[str, ...] = ()
    app_level: bool = False
    """Whether it takes app-level tokens, and those alone."""


def open_connection(call: Call) -> Json:
    """An address for one WebSocket: https://docs.slack.dev/reference/methods/apps.connections.open"""
    app, workspace = call.caller, call.workspace
    if not isinstance(app, App):
        raise Refusal("not_allowed_token_type")
    base = workspace.base_url.replace("http", "ws", 1)
    return {"url": f"{base}/link/?ticket={workspace.sockets.ticket(app)}&app_id={app.app_id}"}


_READ = ("channels:read", "groups:read", "mpim:read", "im:read")
_HISTORY = ("channels:history", "groups:history", "mpim:history", "im:history")
_MANAGE = ("channels:manage", "groups:write", "mpim:write", "im:write")
_INVITE = ("channels:write.invites", "groups:write.invites", *_MANAGE)
_TOPIC = ("channels:write.topic", "groups:write.topic", "mpim:write.topic", "im:write.topic", *_MANAGE)

METHODS: dict[str, Method] = {
    "apps.connections.open": Method(open_connection, TIER_3, app_level=True),
    "auth.test": Method(people.auth_test, SPECIAL),
    "chat.postMessage": Method(chat.post_message, SPECIAL, ("chat:write",)),
    "chat.postEphemeral": Method(chat.post_ephemeral, TIER_4, ("chat:write",)),
    "chat.update": Method(chat.update, TIER_3, ("chat:write",)),
    "chat.delete": Method(chat.delete, TIER_3, ("chat:write",)),
    "chat.getPermalink": Method(chat.get_permalink, SPECIAL),
    "conversations.list": Method(conversations.list_all, TIER_2, _READ),
    "conversations.info": Method(conversations.info, TIER_3, _READ),
    "conversations.history": Method(conversations.history, TIER_3, _HISTORY),
    "conversations.replies": Method(conversations.replies, TIER_3, _HISTORY),
    "conversations.members": Method(conversations.members, TIER_4, _READ),
    "conversations.join": Method(rooms.join, TIER_3, ("channels:join",)),
    "conversations.create": Method(rooms.create, TIER_2, _MANAGE),
    "conversations.open": Method(rooms.open_direct, TIER_3, _MANAGE),
    "conversations.invite": Method(rooms.invite, TIER_3, _INVITE),
    "conversations.archive": Method(rooms.archive, TIER_2, _MANAGE),
    "conversations.unarchive": Method(rooms.unarchive, TIER_2, _MANAGE),
    "conversations.rename": Method(rooms.rename, TIER_2, _MANAGE),
    "conversations.setTopic": Method(rooms.set_topic, TIER_2, _TOPIC),
    "conversations.setPurpose": Method(rooms.set_purpose, TIER_2, _TOPIC),
    "users.conversations": Method(conversations.list_own, TIER_3, _READ),
    "users.lookupByEmail": Method(people.lookup_by_email, TIER_3, ("users:read.email",)),
    "users.info": Method(people.info, TIER_4, ("users:read",)),
    "users.list": Method(people.list_all, TIER_2, ("users:read",)),
    "reactions.add": Method(marks.add_reaction, TIER_3, ("reactions:write",)),
    "reactions.remove": Method(marks.remove_reaction, TIER_2, ("reactions:write",)),
    "reactions.get": Method(marks.get_reactions, TIER_3, ("reactions:read",)),
    "pins.add": Method(marks.add_pin, TIER_2, ("pins:write",)),
    "pins.list": Method(marks.list_pins, TIER_2, ("pins:read",)),
    "bookmarks.list": Method(marks.list_bookmarks, TIER_3, ("bookmarks:read",)),
    "bookmarks.add": Method(marks.add_bookmark, TIER_2, ("bookmarks:write",)),
    "bots.info": Method(people.bot_info, TIER_3, ("users:read",)),
    "views.open": Method(views.open_view, TIER_4),
    "team.info": Method(people.team_info, TIER_3, ("team:read",)),
}
