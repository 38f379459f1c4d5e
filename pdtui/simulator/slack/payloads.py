"""The payloads by which Slack tells an app of clicks, commands and submitted modals.

https://docs.slack.dev/reference/interaction-payloads
"""

from __future__ import annotations

from pdtui.simulator.slack import render
from pdtui.simulator.slack.blocks import elements_of
from pdtui.simulator.slack.model import App, Channel, Json, Kind, Message, Person
from pdtui.simulator.slack.model_interactions import Hook, Trigger, View
from pdtui.simulator.slack.workspace import Workspace

VERIFICATION = "verification-token"
"""Slack's deprecated token, which is still in every payload."""

HIDDEN_NAMES = {Kind.PRIVATE: "privategroup", Kind.GROUP: "privategroup", Kind.DIRECT: "directmessage"}
"""What stands for the name of a conversation that is not public."""


def block_actions(
    workspace: Workspace, person: Person, channel: Channel, message: Message, action: Json, trigger: Trigger, hook: Hook
) -> Json:
    """Somebody pressed a button under a message."""
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": False,
    }
    if message.thread_ts is not None:
        container["thread_ts"] = message.thread_ts
    return _interaction("block_actions", workspace, person, trigger) | {
        "container": container,
        "channel": {"id": channel.id, "name": HIDDEN_NAMES.get(channel.kind, channel.name)},
        "message": render.message(workspace, channel, message, whole_metadata=False),
        "state": {"values": {}},
        "response_url": f"{workspace.base_url}{hook.path}",
        "actions": [action],
    }


def action_of(message: Message, action_id: str, action_ts: str) -> Json:
    """The action of the button with that id; raises `LookupError` where the message has none."""
    for block in message.blocks:
        for element in elements_of(block):
            if element.get("action_id") == action_id and element.get("type") == "button":
                names = ("type", "text", "value", "style", "url")
                action: Json = {name: element[name] for name in names if name in element}
                return action | {"action_id": action_id, "block_id": block["block_id"], "action_ts": action_ts}
    raise LookupError(f"the message {message.ts} has no button {action_id}")


def slash_command(
    workspace: Workspace, person: Person, channel: Channel, words: tuple[str, str], trigger: Trigger, hook: Hook
) -> Json:
    """Somebody typed a command; `words` are the command and its text."""
    command, text = words
    return {
        "token": VERIFICATION,
        "team_id": workspace.team_id,
        "team_domain": workspace.domain,
        "channel_id": channel.id,
        "channel_name": HIDDEN_NAMES.get(channel.kind, channel.name),
        "user_id": person.user_id,
        "user_name": render.handle(person),
        "command": command,
        "text": text,
        "api_app_id": trigger.app.app_id,
        "is_enterprise_install": "false",
        "response_url": f"{workspace.base_url}{hook.path}",
        "trigger_id": trigger.id,
    }


def view_submission(workspace: Workspace, person: Person, view: View, state: Json, trigger: Trigger) -> Json:
    """Somebody submitted a modal."""
    return _interaction("view_submission", workspace, person, trigger) | {
        "view": view.shown | {"state": {"values": state}},
        "response_urls": [],
    }


def _interaction(kind: str, workspace: Workspace, person: Person, trigger: Trigger) -> Json:
    """What all interactions have."""
    name = render.handle(person)
    return {
        "type": kind,
        "user": {"id": person.user_id, "username": name, "name": name, "team_id": workspace.team_id},
        "api_app_id": trigger.app.app_id,
        "token": VERIFICATION,
        "trigger_id": trigger.id,
        "team": {"id": workspace.team_id, "domain": workspace.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def event_callback(workspace: Workspace, app: App, event: Json, number: str) -> Json:
    """Something happened in a conversation; `number` is the event's id."""
    channel = event.get("channel") or event.get("item")
    place = channel["channel"] if isinstance(channel, dict) else channel
    return {
        "token": VERIFICATION,
        "team_id": workspace.team_id,
        "api_app_id": app.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": number,
        "event_time": workspace.seconds(),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": workspace.team_id,
                "user_id": app.user_id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"1-{event['type']}-{workspace.team_id}-{place}",
    }
