"""Finding and reading conversations: https://docs.slack.dev/reference/methods?family=conversations"""

from __future__ import annotations

from pdtui.simulator.slack import render
from pdtui.simulator.slack.call import Call
from pdtui.simulator.slack.model import App, Channel, Json, Kind, Message, Refusal
from pdtui.simulator.slack.paging import cursor_of, cursor_value, limit_of, page_of, window

TYPES = {
    "public_channel": Kind.PUBLIC,
    "private_channel": Kind.PRIVATE,
    "im": Kind.DIRECT,
    "mpim": Kind.GROUP,
}
HISTORY_DEFAULT, HISTORY_MOST = 100, 999
REPLIES_MOST = 1000
LIST_DEFAULT, LIST_MOST = 100, 999


def list_all(call: Call) -> Json:
    """Every conversation that the caller sees: all public ones, and others only from inside.

    A page is cut before archived ones are left out, so it may be short, or empty, and not be the last.
    """
    return _listed(call, [channel for channel in call.workspace.channels.values() if call.sees(channel)])


def list_own(call: Call) -> Json:
    """users.conversations: those that the caller, or `user`, is a member of."""
    user = call.arguments.text("user") or call.caller.user_id
    channels = [channel for channel in call.workspace.channels.values() if user in channel.members]
    return _listed(call, [channel for channel in channels if call.sees(channel)])


def _listed(call: Call, channels: list[Channel]) -> Json:
    """A page of these conversations by the call's types."""
    kinds: list[Kind] = []
    for name in call.arguments.names("types") or ["public_channel"]:
        if name not in TYPES:
            raise Refusal("invalid_types")
        kinds.append(TYPES[name])
    for kind in kinds:
        call.need_for(kind)
    limit = limit_of(call.arguments, LIST_DEFAULT, LIST_MOST, strict=True)
    fitting = [channel for channel in channels if channel.kind in kinds]
    page, metadata = page_of(call.arguments, fitting, lambda channel: channel.id, limit)
    hidden = call.arguments.flag("exclude_archived")
    return {
        "channels": [
            render.conversation(call.workspace, channel, call.caller, counted=True)
            for channel in page
            if not (hidden and channel.archived)
        ],
        "response_metadata": metadata,
    }


def info(call: Call) -> Json:
    """One conversation."""
    channel = call.scoped_channel()
    counted = call.arguments.flag("include_num_members")
    return {"channel": render.conversation(call.workspace, channel, call.caller, counted=counted)}


def members(call: Call) -> Json:
    """The ids of a conversation's members, in the order in which they came."""
    channel = call.scoped_channel()
    limit = limit_of(call.arguments, 100, 1000, strict=True)
    page, metadata = page_of(call.arguments, channel.members, str, limit)
    return {"members": list(page), "response_metadata": metadata}


def history(call: Call) -> Json:
    """What stands in the channel itself and replies broadcast to it, newest first."""
    channel = call.readable_channel()
    limit = _clamped(call, limit_of(call.arguments, HISTORY_DEFAULT, HISTORY_MOST, strict=False))
    shown = [one for one in channel.messages.values() if not one.is_reply or one.broadcast]
    found = window(call.arguments, shown)[::-1]
    if cursor := call.arguments.text("cursor"):
        found = _after(found, _cursor_ts(cursor), newest_first=True)
    page, rest = found[:limit], found[limit:]
    answer: Json = {
        "messages": _rendered(call, channel, page),
        "has_more": bool(rest),
        "pin_count": len(channel.pins),
        "response_metadata": {"next_cursor": _next_cursor(rest)},
    }
    if latest := call.arguments.text("latest"):
        answer["latest"] = latest
    return answer


def replies(call: Call) -> Json:
    """A thread: its parent, then the replies from the oldest on; each page begins with the parent again."""
    if call.workspace.refuses_bot_replies and isinstance(call.caller, App):
        raise Refusal("not_allowed_token_type")
    channel = call.readable_channel()
    ts = call.arguments.text("ts") or ""
    parent = channel.root(ts)
    if parent is None:
        raise Refusal("thread_not_found")
    limit = _clamped(call, limit_of(call.arguments, REPLIES_MOST, REPLIES_MOST, strict=False))
    found = window(call.arguments, channel.replies(parent.ts))
    cursor = call.arguments.text("cursor")
    if cursor:
        found = _after(found, _cursor_ts(cursor), newest_first=False)
    head = [parent] if limit > 1 or not cursor else []
    page, rest = found[: limit - len(head)], found[limit - len(head) :]
    return {
        "messages": _rendered(call, channel, [*head, *page]),
        "has_more": bool(rest),
        "response_metadata": {"next_cursor": _next_cursor(rest)},
    }


def _clamped(call: Call, limit: int) -> int:
    """The limit as a workspace lets it stand for this app."""
    clamp = call.workspace.history_clamp
    return limit if clamp is None else min(limit, clamp)


def _rendered(call: Call, channel: Channel, messages: list[Message]) -> list[Json]:
    """Messages as they are read back, with whole metadata only where the call asked for it."""
    whole = call.arguments.flag("include_all_metadata")
    return [render.message(call.workspace, channel, one, whole_metadata=whole) for one in messages]


def _next_cursor(rest: list[Message]) -> str:
    """The cursor of the first message that did not fit on the page."""
    return cursor_of("next_ts", rest[0].ts.replace(".", "")) if rest else ""


def _cursor_ts(cursor: str) -> int:
    """The place of a cursor in microseconds."""
    value = cursor_value(cursor, "next_ts")
    if not value.isdigit():
        raise Refusal("invalid_cursor")
    return int(value)


def _after(messages: list[Message], place: int, *, newest_first: bool) -> list[Message]:
    """The messages from a cursor's place on; it holds though that message were deleted meanwhile."""
    if newest_first:
        return [one for one in messages if int(one.ts.replace(".", "")) <= place]
    return [one for one in messages if int(one.ts.replace(".", "")) >= place]
