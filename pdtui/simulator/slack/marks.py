"""Reactions, pins and bookmarks: what can be attached to messages and channels, mostly once.

https://docs.slack.dev/reference/methods/reactions.add
"""

from __future__ import annotations

import re

from pdtui.simulator.slack import render
from pdtui.simulator.slack.call import Call
from pdtui.simulator.slack.chat import permalink
from pdtui.simulator.slack.model import Channel, Json, Message, Refusal, Sign
from pdtui.simulator.slack.paging import micros

EMOJI = re.compile(r"[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?")
DISTINCT_EMOJI = 50
"""Slack has a cap but publishes no number; this one is the simulator's, as is the next."""
OWN_REACTIONS = 23
PINS = 100
BOOKMARKS = 100


def add_reaction(call: Call) -> Json:
    """Put an emoji under a message: once per user, so that the second is refused like a taken lock."""
    name, user = _emoji(call), call.caller.user_id
    channel, message = _reactable(call)
    users = message.reactions.get(name, [])
    if not users and len(message.reactions) >= DISTINCT_EMOJI:
        raise Refusal("too_many_emoji")
    own = [one for one in message.reactions.values() if user in one]
    if user not in users and len(own) >= OWN_REACTIONS:
        raise Refusal("too_many_reactions")
    if not call.workspace.put_reaction(channel, message, name, user):
        raise Refusal("already_reacted")
    return {}


def remove_reaction(call: Call) -> Json:
    """Take the caller's own emoji away again."""
    name = _emoji(call)
    channel, message = _reactable(call)
    if not call.workspace.take_reaction(channel, message, name, call.caller.user_id):
        raise Refusal("no_reaction")
    return {}


def get_reactions(call: Call) -> Json:
    """The emoji under a message with who put them there."""
    channel = call.readable_channel()
    message = _message(call, channel)
    shown = render.message(call.workspace, channel, message)
    shown["permalink"] = permalink(call, channel, message)
    return {"type": "message", "channel": channel.id, "message": shown}


def _emoji(call: Call) -> str:
    """The emoji's name, without colons."""
    name = call.arguments.text("name") or ""
    if not EMOJI.fullmatch(name):
        raise Refusal("invalid_name")
    return name


def _message(call: Call, channel: Channel) -> Message:
    """The message of `timestamp`; refuses `no_item_specified`, `bad_timestamp` and `message_not_found`."""
    ts = call.arguments.text("timestamp")
    if not ts:
        raise Refusal("no_item_specified")
    try:
        micros(ts)
    except ValueError:
        raise Refusal("bad_timestamp") from None
    return call.message(channel, "timestamp")


def _reactable(call: Call) -> tuple[Channel, Message]:
    """A message that the caller may react to, with its channel: one of the caller's, the thread unlocked."""
    channel = call.own_channel()
    message = _message(call, channel)
    root = channel.root(message.ts)
    if root is not None and root.locked:
        raise Refusal("thread_locked")
    return channel, message


def add_pin(call: Call) -> Json:
    """Pin a message to its channel; the second time is refused like a taken lock."""
    channel = call.own_channel()
    message = _message(call, channel)
    if message.ts in channel.pins:
        raise Refusal("already_pinned")
    if len(channel.pins) >= PINS:
        raise Refusal("too_many_pins")
    channel.pins.append(message.ts)
    channel.pinned_by[message.ts] = Sign(creator=call.caller.user_id, last_set=call.workspace.seconds())
    return {}


def list_pins(call: Call) -> Json:
    """What is pinned to a conversation that the caller is in, the newest pin first."""
    channel = call.channel()
    if not call.is_member(channel):
        raise Refusal("channel_not_found")
    return {"items": [_pin(call, channel, ts) for ts in reversed(channel.pins)]}


def _pin(call: Call, channel: Channel, ts: str) -> Json:
    """One pinned message with who pinned it."""
    message, sign = channel.messages[ts], channel.pinned_by[ts]
    shown = render.message(call.workspace, channel, message, whole_metadata=False)
    extra = {"pinned_to": [channel.id], "permalink": permalink(call, channel, message)}
    return {
        "type": "message",
        "channel": channel.id,
        "created": sign.last_set,
        "created_by": sign.creator,
        "message": shown | extra,
    }


def list_bookmarks(call: Call) -> Json:
    """The links at the head of a channel that the caller is in, in the order in which they were put there."""
    channel = call.channel("channel_id")
    if not call.is_member(channel):
        raise Refusal("access_denied")
    return {"bookmarks": list(channel.bookmarks)}


def add_bookmark(call: Call) -> Json:
    """Put a link at the head of a channel; Slack does not look for duplicates."""
    arguments, workspace = call.arguments, call.workspace
    channel = call.channel("channel_id")
    if not call.is_member(channel) or channel.archived:
        raise Refusal("permission_denied")
    if arguments.text("type") != "link":
        raise Refusal("invalid_bookmark_type")
    title, link = arguments.text("title") or "", arguments.text("link") or ""
    if not 1 <= len(title) <= 256:
        raise Refusal("invalid_arguments")
    if not re.fullmatch(r"https?://\S+", link) or len(link) > 2048:
        raise Refusal("invalid_link")
    if len(channel.bookmarks) >= BOOKMARKS:
        raise Refusal("too_many_bookmarks")
    bookmark: Json = {
        "id": workspace.new_id("Bk"),
        "channel_id": channel.id,
        "title": title,
        "link": link,
        "emoji": arguments.text("emoji") or "",
        "icon_url": "",
        "type": "link",
        "entity_id": None,
        "date_created": workspace.seconds(),
        "date_updated": 0,
        "rank": "g",
        "last_updated_by_user_id": call.caller.user_id,
        "last_updated_by_team_id": workspace.team_id,
        "shortcut_id": None,
        "app_id": None,
    }
    channel.bookmarks.append(bookmark)
    return {"bookmark": bookmark}
