"""Response URLs: how an app answers a click or a command without a token, a few times and for a while.

https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

from __future__ import annotations

from datetime import timedelta

from pdtui.simulator.slack.arguments import Arguments
from pdtui.simulator.slack.content import Content, content_of
from pdtui.simulator.slack.model import Json, Message, Refusal
from pdtui.simulator.slack.model_interactions import Ephemeral, Hook
from pdtui.simulator.slack.workspace import Workspace
from pdtui.simulator.wire import Request, Response

USES = 5
LIFE = timedelta(minutes=30)


def respond(workspace: Workspace, request: Request) -> Response:
    """Take an answer at a response URL."""
    hook = workspace.hooks.get(request.path)
    if hook is None:
        return _refused(404, "no_service")
    if workspace.clock.now() - hook.created >= LIFE:
        return _refused(404, "expired_url")
    if len(hook.responses) >= USES:
        return _refused(404, "used_url")
    try:
        arguments = Arguments.of(request)
        publish(workspace, hook, arguments)
    except Refusal as refusal:
        return _refused(400, refusal.error)
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
    content = content_of(arguments, new_id=workspace.new_id("r"), update=False)
    if arguments.flag("replace_original") and source is not None:
        changes: Json = {"text": content.text or "", "blocks": content.blocks or []}
        workspace.amend(channel, source, source.user, changes | {"attachments": content.attachments or []})
    else:
        _say(workspace, hook, arguments, content)


def _say(workspace: Workspace, hook: Hook, arguments: Arguments, content: Content) -> None:
    """A new message, for all where the answer says so, else for who clicked."""
    channel, ts = workspace.channels[hook.channel], workspace.new_ts()
    text, blocks, thread_ts = content.text or "", content.blocks or [], arguments.text("thread_ts")
    if arguments.text("response_type") == "in_channel":
        message = Message(ts, text, hook.app.user_id, hook.app, blocks=blocks, attachments=content.attachments or [])
        workspace.store(channel, message, thread_ts)
    else:
        workspace.show(Ephemeral(ts, channel.id, hook.user, hook.app, text, blocks, thread_ts))


def _refused(status: int, error: str) -> Response:
    """An answer that was not taken."""
    return Response.of_json(status, {"ok": False, "error": error})
