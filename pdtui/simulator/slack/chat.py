"""The methods of chat.*: https://docs.slack.dev/reference/methods?family=chat"""

from __future__ import annotations

from pdtui.simulator.slack import render
from pdtui.simulator.slack.call import Call
from pdtui.simulator.slack.content import Content, content_of
from pdtui.simulator.slack.model import App, Channel, Json, Kind, Message, Person, Refusal
from pdtui.simulator.slack.model_interactions import Ephemeral


def post_message(call: Call) -> Json:
    """Post as the caller, in a channel or a thread; nothing about it is idempotent."""
    arguments, workspace = call.arguments, call.workspace
    duplicate = _duplicate(call)
    if duplicate is not None:
        return duplicate
    channel = _target(call)
    content = content_of(arguments, new_id=f"b{len(channel.messages)}x", update=False)
    thread_ts = arguments.text("thread_ts")
    parent = channel.root(thread_ts) if thread_ts else None
    if parent is not None and parent.locked:
        raise Refusal("restricted_action_thread_locked")
    message = _message_of(call, content)
    warnings = list(content.warnings)
    if content.metadata and workspace.drops_metadata:
        message.metadata = None
        warnings.append("invalid_metadata_schema")
    workspace.store(channel, message, thread_ts)
    answer: Json = {
        "channel": channel.id,
        "ts": message.ts,
        "message": render.message(workspace, channel, message),
    }
    if warnings:
        answer |= {"warning": ",".join(warnings), "response_metadata": {"warnings": warnings}}
    return answer


def _message_of(call: Call, content: Content) -> Message:
    """The message of a checked post."""
    arguments, caller = call.arguments, call.caller
    message = Message(
        ts=call.workspace.new_ts(),
        text=content.text or "",
        user=caller.user_id,
        app=caller if isinstance(caller, App) else None,
        blocks=content.blocks or [],
        attachments=content.attachments or [],
        metadata=content.metadata or None,
        client_msg_id=arguments.text("client_msg_id"),
        broadcast=arguments.flag("reply_broadcast"),
        names_linked=arguments.flag("link_names") or arguments.text("parse") == "full",
    )
    username = arguments.text("username")
    if username and "chat:write.customize" in call.granted:
        message.username, message.subtype = username, "bot_message"
    return message


def _target(call: Call) -> Channel:
    """Where a post goes: an id, a name, or a user whose direct conversation is opened.

    Refuses as Slack does outside the channel: `not_in_channel`, `channel_not_found`, `is_archived`.
    """
    workspace = call.workspace
    wanted = call.arguments.text("channel") or ""
    channel = workspace.channels.get(wanted) or workspace.channel_named(wanted.removeprefix("#"))
    if channel is None and isinstance(workspace.user(wanted), Person):
        pair = (call.caller.user_id, wanted)
        channel = workspace.conversation(pair)
        channel = channel or workspace.open_channel("", Kind.DIRECT, call.caller.user_id, pair)
    if channel is None or not call.sees(channel):
        raise Refusal("channel_not_found")
    if channel.archived:
        raise Refusal("is_archived")
    if not call.is_member(channel) and "chat:write.public" not in call.granted:
        raise Refusal("not_in_channel")
    return channel


def _duplicate(call: Call) -> Json | None:
    """The answer to a `client_msg_id` that was seen before, in a workspace that looks at them."""
    workspace = call.workspace
    wanted = call.arguments.text("client_msg_id")
    if not wanted or not workspace.dedupes_client_msg_id:
        return None
    seen = workspace.sent_ids.get((call.caller.user_id, wanted))
    if seen is None:
        return None
    channel = workspace.channels[seen[0]]
    if channel is not _target(call):
        raise Refusal("duplicate_channel_not_found")
    message = channel.messages.get(seen[1])
    if message is None or message.is_tombstone:
        raise Refusal("duplicate_message_not_found")
    rendered = render.message(workspace, channel, message)
    return {"channel": channel.id, "ts": message.ts, "message": rendered, "is_duplicate": True}


def post_ephemeral(call: Call) -> Json:
    """Show one member of a channel something that nobody else sees and that is kept nowhere."""
    arguments, workspace = call.arguments, call.workspace
    channel = _target(call)
    content = content_of(arguments, new_id=f"p{len(workspace.ephemerals)}x", update=False)
    user = arguments.text("user") or ""
    if user not in channel.members:
        raise Refusal("user_not_in_channel")
    app = call.caller if isinstance(call.caller, App) else None
    thread_ts = arguments.text("thread_ts")
    shown = Ephemeral(workspace.new_ts(), channel.id, user, app, content.text or "", content.blocks or [], thread_ts)
    return {"message_ts": workspace.show(shown)}


def update(call: Call) -> Json:
    """Change one of the caller's own messages; what the call does not speak of stays."""
    channel = call.channel()
    message = call.message(channel, "ts")
    if not call.is_own(message):
        raise Refusal("cant_update_message")
    if channel.archived:
        raise Refusal("is_inactive")
    edits = message.edited.value if message.edited else message.ts
    content = content_of(call.arguments, new_id=f"e{edits}x", update=True)
    changes: Json = {
        name: value
        for name in ("text", "blocks", "attachments", "metadata")
        if (value := getattr(content, name)) is not None
    }
    warnings: list[str] = []
    if changes.get("metadata") and call.workspace.drops_metadata:
        del changes["metadata"]
        warnings.append("invalid_metadata_schema")
    call.workspace.amend(channel, message, call.caller.user_id, changes)
    answer: Json = {
        "channel": channel.id,
        "ts": message.ts,
        "text": message.text,
        "message": render.message(call.workspace, channel, message),
    }
    if warnings:
        answer |= {"warning": ",".join(warnings), "response_metadata": {"warnings": warnings}}
    return answer


def delete(call: Call) -> Json:
    """Delete one of the caller's own messages."""
    channel = call.channel()
    message = call.message(channel, "ts")
    if not call.is_own(message) or channel.archived:
        raise Refusal("cant_delete_message")
    call.workspace.erase(channel, message)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(call: Call) -> Json:
    """The address of a message, with its thread for a reply."""
    channel = call.channel()
    message = call.message(channel, "message_ts")
    return {"channel": channel.id, "permalink": permalink(call, channel, message)}


def permalink(call: Call, channel: Channel, message: Message) -> str:
    """The address of a message in a browser."""
    link = f"https://{call.workspace.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    return f"{link}?thread_ts={message.thread_ts}&cid={channel.id}" if message.is_reply else link
