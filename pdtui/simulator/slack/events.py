"""What happens in channels, as the Events API tells it to the apps that subscribe to it.

https://docs.slack.dev/reference/events
"""

from __future__ import annotations

from pdtui.simulator.slack import render
from pdtui.simulator.slack.delivery import EVENTS
from pdtui.simulator.slack.model import Channel, Json, Kind, Message
from pdtui.simulator.slack.payloads import event_callback
from pdtui.simulator.slack.workspace import Workspace

SUBSCRIPTIONS = {Kind.PUBLIC: "channels", Kind.PRIVATE: "groups", Kind.DIRECT: "im", Kind.GROUP: "mpim"}
CHANNEL_TYPES = {Kind.PUBLIC: "channel", Kind.PRIVATE: "group", Kind.DIRECT: "im", Kind.GROUP: "mpim"}


def tell_apps(workspace: Workspace, kind: str, channel: Channel, message: Message, details: Json) -> None:
    """Send an event to each app that subscribes to it, may read it, is in the channel, and is connected."""
    wanted = f"message.{SUBSCRIPTIONS[channel.kind]}" if kind.startswith("message") else kind
    scope = f"{channel.kind}:history" if kind.startswith("message") else "reactions:read"
    for app in workspace.apps:
        listens = wanted in app.bot_events and scope in app.scopes and not app.deleted
        if listens and app.user_id in channel.members and workspace.sockets.of(app):
            event = _event(workspace, kind, channel, message, details)
            payload = event_callback(workspace, app, event, workspace.new_id("Ev"))
            workspace.sockets.deliver(app, EVENTS, payload)


def _event(workspace: Workspace, kind: str, channel: Channel, message: Message, details: Json) -> Json:
    """The event itself."""
    if kind.startswith("reaction"):
        return {
            "type": kind,
            **details,
            "item": {"type": "message", "channel": channel.id, "ts": message.ts},
            "item_user": message.user,
            "event_ts": workspace.new_ts(),
        }
    place: Json = {"channel": channel.id, "channel_type": CHANNEL_TYPES[channel.kind]}
    shown = render.message(workspace, channel, message, whole_metadata=False)
    if kind == "message":
        return {**shown, **place, "event_ts": message.ts}
    ts = workspace.new_ts()
    changed: Json = {"type": "message", "subtype": kind, "hidden": True, "ts": ts, "event_ts": ts, **place}
    if kind == "message_deleted":
        return changed | {"deleted_ts": message.ts, "previous_message": shown}
    return changed | {"message": shown, **details}
