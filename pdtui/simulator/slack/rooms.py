"""Making, entering and changing channels: https://docs.slack.dev/reference/methods?family=conversations"""

from __future__ import annotations

import re

from pdtui.simulator.slack import render
from pdtui.simulator.slack.call import Call
from pdtui.simulator.slack.model import Caller, Channel, Json, Kind, Refusal, Sign

NAME_MOST = 80
SIGN_MOST = 250
INVITED_MOST = 100
GROUP_MOST = 8


def checked_name(call: Call) -> str:
    """The channel name that was passed; refuses the errors of conversations.create about names."""
    name = (call.arguments.text("name") or "").removeprefix("#")
    if not name:
        raise Refusal("invalid_name_required")
    if len(name) > NAME_MOST:
        raise Refusal("invalid_name_maxlength")
    if not re.search(r"\w", name):
        raise Refusal("invalid_name_punctuation")
    if not re.fullmatch(r"[\w-]+", name) or name != name.lower():
        raise Refusal("invalid_name_specials")
    if call.workspace.channel_named(name) is not None:
        raise Refusal("name_taken")
    return name


def create(call: Call) -> Json:
    """A new channel with the caller in it; the name acts as a lock, taken names are refused."""
    kind = Kind.PRIVATE if call.arguments.flag("is_private") else Kind.PUBLIC
    call.need_for(kind)
    name = checked_name(call)
    channel = call.workspace.open_channel(name, kind, call.caller.user_id, [call.caller.user_id])
    return _shown(call, channel)


def join(call: Call) -> Json:
    """Enter a public channel; being in it already is a warning, not an error."""
    channel = call.channel()
    if channel.kind is not Kind.PUBLIC:
        raise Refusal("method_not_supported_for_channel_type")
    if channel.archived:
        raise Refusal("is_archived")
    if call.is_member(channel):
        warnings = ["already_in_channel"]
        extra: Json = {"warning": warnings[0], "response_metadata": {"warnings": warnings}}
        return _shown(call, channel) | extra
    channel.members.append(call.caller.user_id)
    user = call.caller.user_id
    call.workspace.announce(channel, user, "channel_join", f"<@{user}> has joined the channel")
    return _shown(call, channel)


def invite(call: Call) -> Json:
    """Bring users in: all or, where one is refused, none; with `force` those that are not refused."""
    channel = call.own_channel()
    if channel.kind not in (Kind.PUBLIC, Kind.PRIVATE):
        raise Refusal("method_not_supported_for_channel_type")
    users = list(dict.fromkeys(call.arguments.names("users")))
    if not users:
        raise Refusal("no_user")
    if len(users) > INVITED_MOST:
        raise Refusal("cant_invite")
    refused = {user: error for user in users if (error := _refused(call, channel, user))}
    errors = [{"user": user, "ok": False, "error": error} for user, error in refused.items()]
    welcome = [user for user in users if user not in refused]
    if refused and not (welcome and call.arguments.flag("force")):
        raise Refusal(next(iter(refused.values())), errors=errors)
    for user in welcome:
        channel.members.append(user)
        call.workspace.announce(channel, user, "channel_join", f"<@{user}> has joined the channel")
    return {**_shown(call, channel), "errors": errors} if errors else _shown(call, channel)


def _refused(call: Call, channel: Channel, user: str) -> str | None:
    """Why a user cannot be invited, None where one can."""
    known = call.workspace.user(user)
    if known is None or known.deleted:
        return "user_not_found"
    if user == call.caller.user_id:
        return "cant_invite_self"
    return "already_in_channel" if user in channel.members else None


def archive(call: Call) -> Json:
    """Close a channel; it stays readable and keeps its name."""
    channel = call.named_kind()
    if channel.archived:
        raise Refusal("already_archived")
    if channel.name == "general":
        raise Refusal("cant_archive_general")
    if not call.is_member(channel):
        raise Refusal("not_in_channel")
    channel.archived = True
    return {}


def unarchive(call: Call) -> Json:
    """Open an archived channel again."""
    channel = call.named_kind()
    if not channel.archived:
        raise Refusal("not_archived")
    channel.archived = False
    return {}


def rename(call: Call) -> Json:
    """Give a channel another name; only its creator may."""
    channel = call.own_channel()
    if channel.creator != call.caller.user_id:
        raise Refusal("not_authorized")
    name = checked_name(call)
    channel.previous_names.append(channel.name)
    channel.name = name
    return _shown(call, channel)


def set_topic(call: Call) -> Json:
    """Set the topic, plain text of up to 250 characters."""
    channel = call.own_channel()
    channel.topic = _sign(call, "topic")
    call.workspace.announce(
        channel, call.caller.user_id, "channel_topic", f"set the channel topic: {channel.topic.value}"
    )
    return _shown(call, channel)


def set_purpose(call: Call) -> Json:
    """Set the purpose, plain text of up to 250 characters."""
    channel = call.own_channel()
    channel.purpose = _sign(call, "purpose")
    call.workspace.announce(
        channel, call.caller.user_id, "channel_purpose", f"set the channel purpose: {channel.purpose.value}"
    )
    return {"purpose": channel.purpose.value}


def _sign(call: Call, name: str) -> Sign:
    """The topic or the purpose that was passed; refuses `too_long`."""
    value = call.arguments.text(name) or ""
    if len(value) > SIGN_MOST:
        raise Refusal("too_long")
    return Sign(value, call.caller.user_id, call.workspace.seconds())


def open_direct(call: Call) -> Json:
    """The direct or group conversation with these users, made where there was none."""
    workspace = call.workspace
    if call.arguments.has("channel"):
        channel = call.channel()
        if channel.kind not in (Kind.DIRECT, Kind.GROUP):
            raise Refusal("method_not_supported_for_channel_type")
        call.need_for(channel.kind)
        return _opened(call, channel, existed=True)
    users = list(dict.fromkeys(call.arguments.names("users")))
    if not users:
        raise Refusal("users_list_not_supplied")
    if len(users) > GROUP_MOST:
        raise Refusal("too_many_users")
    kind = Kind.DIRECT if len(users) == 1 else Kind.GROUP
    call.need_for(kind)
    known = [_present(call, user) for user in users]
    everybody = dict.fromkeys([call.caller.user_id, *users])
    existing = workspace.conversation(everybody)
    if existing is None and call.arguments.flag("prevent_creation"):
        raise Refusal("channel_not_found")
    names = "--".join(render.handle(one) for one in [call.caller, *known])
    title = "" if kind is Kind.DIRECT else f"mpdm-{names}-1"
    channel = existing or workspace.open_channel(title, kind, call.caller.user_id, everybody)
    return _opened(call, channel, existed=existing is not None)


def _present(call: Call, user: str) -> Caller:
    """A user who can be talked to."""
    known = call.workspace.user(user)
    if known is None:
        raise Refusal("user_not_found")
    if known.deleted:
        raise Refusal("user_disabled")
    return known


def _opened(call: Call, channel: Channel, *, existed: bool) -> Json:
    """The answer of conversations.open: the id alone unless `return_im`."""
    whole = render.conversation(call.workspace, channel, call.caller)
    shown: Json = whole if call.arguments.flag("return_im") else {"id": channel.id}
    return {"channel": shown, "no_op": True, "already_open": True} if existed else {"channel": shown}


def _shown(call: Call, channel: Channel) -> Json:
    """The answer of most methods here."""
    return {"channel": render.conversation(call.workspace, channel, call.caller)}
