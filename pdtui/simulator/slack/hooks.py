"""Response URLs: how an app answers a click or a command without a token, a few times and for a while.

https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

from __future__ import annotations

from datetime import timedelta

from pdtui.simulator.slack.arguments import Arguments
from pdtui.simulator.slack.content import content_of
from pdtui.simulator.slack.model import Json, Message, Refusal
from pdtui.simulator.slack.model_interactions import Ephemeral, Hook
from pdtui.simulator.slack.workspace import Workspace
from pdtui.simulator.wire import Request, Response

USES = 5
LIFE = timedelta(minutes=30)


def respond(workspace: Workspace, request: Request) -> Response:
    """Take an answer at a response URL."""
    hook = workspace.hooks.get(request.path)
    if hook is None or request.method != "POST":
        return _refused("no_service" if hook is None else "invalid_request", 404 if hook is None else 400)
    if workspace.clock.now() - hook.created >= LIFE:
        return _refused("expired_url", 404)
    if len(hook.responses) >= USES:
        return _refused("used_url", 404)
    try:
        arguments = Arguments.of(request)
        publish(workspace, hook, arguments)
    except Refusal as refusal:
        return _refused(refusal.error, 400)
    hook.responses.append(dict(arguments.values))
    return Response(200, b"ok", {"content-type": "text/plain; charset=utf-8"})


def publish(workspace: Workspace, hook: Hook, arguments: Arguments) -> None:
    """Do what an answer says: delete or replace the message that was clicked, or show one, to all or to one."""
    channel = workspace.channels[hook.channel]
    source = channel.messages.get(hook.source_ts or "")
    if arguments.flag("delete_original"):
        if source is not None:
            workspace.erase(channel, source)
        return
    replaces = arguments.flag("replace_original") and source is not None
    content = content_of(arguments, new_id=f"r{workspace.new_id('h')}x", update=False)
    text, blocks = content.text or "", content.blocks or []
    if replaces and source is not None:
        changes: Json = {"text": text, "blocks": blocks, "attachments": content.attachments or []}
        workspace.amend(channel, source, source.user, changes)
        return
    ts, app = workspace.new_ts(), hook.app
    thread_ts = arguments.text("thread_ts")
    if arguments.text("response_type") != "in_channel":
        workspace.show(Ephemeral(ts, channel.id, hook.user, app, text, blocks, thread_ts))
        return
    message = Message(ts, text, app.user_id, app, blocks=blocks, attachments=content.attachments or [])
    workspace.store(channel, message, thread_ts)


def _refused(error: str, status: int) -> Response:
    """An answer that was not taken."""
    return Response.of_json(status, {"ok": False, "error": error})
