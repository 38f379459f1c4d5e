"""The workspace's things as the JSON objects that Slack's methods answer."""

from __future__ import annotations

from pdtui.simulator.slack.model import App, Caller, Channel, Json, Kind, Message, Person, Sign
from pdtui.simulator.slack.workspace import Workspace

REPLY_USERS = 5
"""How many authors of replies a parent names at most."""


def sign(value: Sign) -> Json:
    """A topic or a purpose."""
    return {"value": value.value, "creator": value.creator, "last_set": value.last_set}


def conversation(workspace: Workspace, channel: Channel, caller: Caller, *, counted: bool = False) -> Json:
    """A conversation object as `caller` sees it; `counted` adds `num_members`."""
    if channel.kind is Kind.DIRECT:
        others = [member for member in channel.members if member != caller.user_id]
        user = others[0] if others else caller.user_id
        known = workspace.user(user)
        direct: Json = {
            "id": channel.id,
            "created": channel.created,
            "is_im": True,
            "is_org_shared": False,
            "is_archived": False,
            "user": user,
            "is_user_deleted": known is not None and known.deleted,
            "is_open": True,
            "priority": 0,
        }
        return {**direct, "num_members": len(channel.members)} if counted else direct
    private = channel.kind is not Kind.PUBLIC
    value: Json = {
        "id": channel.id,
        "name": channel.name,
        "is_channel": channel.kind is not Kind.GROUP,
        "is_group": channel.kind is Kind.GROUP,
        "is_im": False,
        "is_mpim": channel.kind is Kind.GROUP,
        "is_private": private,
        "created": channel.created,
        "is_archived": channel.archived,
        "is_general": channel.name == "general",
        "unlinked": 0,
        "name_normalized": channel.name,
        "is_shared": False,
        "is_org_shared": False,
        "is_ext_shared": False,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "context_team_id": workspace.team_id,
        "shared_team_ids": [workspace.team_id],
        "pending_connected_team_ids": [],
        "parent_conversation": None,
        "updated": channel.created * 1000,
        "creator": channel.creator,
        "is_member": caller.user_id in channel.members,
        "topic": sign(channel.topic),
        "purpose": sign(channel.purpose),
        "previous_names": list(channel.previous_names),
    }
    return {**value, "num_members": len(channel.members)} if counted else value


def message(workspace: Workspace, channel: Channel, one: Message, *, whole_metadata: bool = True) -> Json:
    """A message object; without `whole_metadata` only the metadata's event type."""
    value: Json = {"type": "message", "user": one.user, "text": one.text, "ts": one.ts}
    value |= _author(workspace, one)
    subtype = "thread_broadcast" if one.broadcast else one.subtype
    if subtype:
        value["subtype"] = subtype
    if one.is_tombstone:
        value["hidden"] = True
    if one.client_msg_id:
        value["client_msg_id"] = one.client_msg_id
    if one.blocks:
        value["blocks"] = one.blocks
    if one.attachments:
        value["attachments"] = one.attachments
    if one.files:
        value |= {"files": one.files, "upload": False, "display_as_bot": False}
    if one.metadata:
        value["metadata"] = one.metadata if whole_metadata else {"event_type": one.metadata["event_type"]}
    if one.edited is not None:
        value["edited"] = {"user": one.edited.creator, "ts": one.edited.value}
    if one.reactions:
        value["reactions"] = reactions(one)
    return value | _thread(channel, one)


def _author(workspace: Workspace, one: Message) -> Json:
    """Who wrote it, in the way of people and in the way of apps."""
    if one.is_tombstone:
        return {}
    if one.app is None:
        return {"team": workspace.team_id}
    value: Json = {
        "bot_id": one.app.bot_id,
        "app_id": one.app.app_id,
        "team": workspace.team_id,
        "bot_profile": bot_profile(workspace, one.app),
    }
    return {**value, "username": one.username} if one.username else value


def _thread(channel: Channel, one: Message) -> Json:
    """A message's place in a thread: a parent's counts, or a reply's parent."""
    if one.thread_ts is None:
        return {}
    if one.is_reply:
        value: Json = {"thread_ts": one.thread_ts}
        if one.parent_user_id is not None:
            value["parent_user_id"] = one.parent_user_id
        if one.broadcast and (root := channel.messages.get(one.thread_ts)) is not None:
            value["root"] = {"type": "message", "user": root.user, "text": root.text, "ts": root.ts}
        return value
    replies = channel.replies(one.ts)
    authors = list(dict.fromkeys(reply.user for reply in replies))
    parent: Json = {
        "thread_ts": one.ts,
        "reply_count": len(replies),
        "reply_users_count": len(authors),
        "reply_users": authors[:REPLY_USERS],
        "is_locked": one.locked,
        "subscribed": False,
    }
    if replies:
        parent["latest_reply"] = replies[-1].ts
    return parent


def reactions(one: Message) -> list[Json]:
    """A message's reactions."""
    return [{"name": name, "users": list(users), "count": len(users)} for name, users in one.reactions.items()]


def bot_profile(workspace: Workspace, app: App) -> Json:
    """The profile that stands in every message of an app."""
    return {
        "id": app.bot_id,
        "deleted": app.deleted,
        "name": app.name,
        "updated": app.created,
        "app_id": app.app_id,
        "team_id": workspace.team_id,
        "icons": _icons(36, 48, 72),
    }


def bot(app: App) -> Json:
    """The answer of bots.info."""
    return {
        "id": app.bot_id,
        "deleted": app.deleted,
        "name": app.name,
        "updated": app.created,
        "app_id": app.app_id,
        "user_id": app.user_id,
        "icons": _icons(36, 48, 72),
    }


def _icons(*sizes: int) -> Json:
    """Addresses of pictures that nobody fetches."""
    return {f"image_{size}": f"https://slack.example/bot_{size}.png" for size in sizes}


def user(workspace: Workspace, one: App | Person, *, with_email: bool) -> Json:
    """A user object; the e-mail address only for callers with `users:read.email`."""
    profile: Json = {
        "real_name": one.name,
        "real_name_normalized": one.name,
        "display_name": handle(one),
        "display_name_normalized": handle(one),
        "avatar_hash": one.user_id.lower(),
        "status_text": "",
        "status_emoji": "",
        **_icons(24, 32, 48, 72, 192, 512),
        "team": workspace.team_id,
    }
    if isinstance(one, App):
        profile |= {"bot_id": one.bot_id, "api_app_id": one.app_id, "always_active": False}
    elif with_email:
        profile["email"] = one.email
    value: Json = {
        "id": one.user_id,
        "team_id": workspace.team_id,
        "name": handle(one),
        "deleted": one.deleted,
        "profile": profile,
        "is_bot": isinstance(one, App),
        "is_app_user": False,
        "updated": one.created,
    }
    if one.deleted:
        return value
    return value | {
        "color": "9f69e7",
        "real_name": one.name,
        "tz": "Etc/UTC",
        "tz_label": "Coordinated Universal Time",
        "tz_offset": 0,
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
    }


def handle(one: App | Person) -> str:
    """The short name under which a user is listed."""
    if isinstance(one, Person):
        return one.email.split("@")[0].lower()
    return "".join(letter if letter.isalnum() else "_" for letter in one.name.lower())
