"""Answers to who pressed a button or typed a command: at the address that came with it, or as a modal."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Sequence
from urllib.error import HTTPError
from urllib.parse import urlsplit

from pdtui.adapters.slack.caller import TIMEOUTS, SlackCaller
from pdtui.adapters.slack.crew import Overdue
from pdtui.adapters.slack.messages import Json, blocks, fallback
from pdtui.core.addresses import is_loopback
from pdtui.core.slack.marks import PREFIX
from pdtui.core.slack.port import Piece, Post
from pdtui.core.slack.socket_port import Modal
from pdtui.errors import NotSent
from pdtui.text import clean

MARK = PREFIX + "answer"
TEXT = "text"
"""The id of a modal's one input."""
LONGEST = 3000
"""Characters that Slack takes in it."""


class AnsweringCalls(SlackCaller):
    """`pdtui.core.slack.port.AnsweringSlack`."""

    async def answer(self, response_url: str, pieces: Sequence[Piece]) -> None:
        """A plain POST, since the address is its own credential; no token goes there."""
        said = Post("", MARK, "", pieces=tuple(pieces))
        body: Json = {
            "response_type": "ephemeral",
            "replace_original": False,
            "text": fallback(said),
            "blocks": blocks(said),
        }
        try:
            await self._crew.run(lambda: _post(response_url, body, self._timeout), self._timeout * TIMEOUTS)
        except Overdue:
            raise NotSent("Slack did not take the answer in time") from None

    async def open_modal(self, trigger_id: str, modal: Modal) -> None:
        """`views.open`."""
        await self.call("views.open", writes=True, trigger_id=trigger_id, view=_view(modal))


def text_in(view: object) -> str:
    """What was written into a submitted modal, as it was written."""
    for key in ("state", "values", TEXT, TEXT, "value"):
        view = view.get(key) if isinstance(view, dict) else None
    return clean(view, multiline=True) if isinstance(view, str) else ""


def _post(address: str, body: Json, timeout: float) -> None:
    from pdtui.adapters.slack.opener import is_private, opener_for

    if not address.startswith(("https://", "http://")) or not is_private(address) or not _is_slacks(address):
        raise NotSent("Slack named an address for the answer that is not its own", "nothing was sent there")
    headers = {"Content-Type": "application/json; charset=utf-8"}
    request = urllib.request.Request(address, json.dumps(body).encode(), headers, method="POST")  # noqa: S310
    try:
        with opener_for(address).open(request, timeout=timeout):
            pass
    except OSError as error:
        if isinstance(error, HTTPError):
            error.close()
        raise NotSent(f"Slack did not take the answer ({clean(error) or type(error).__name__})") from error


def _is_slacks(address: str) -> bool:
    """Slack's own hosts, or this machine itself: what is said of an incident goes nowhere else."""
    host = (urlsplit(address).hostname or "").casefold()
    return host == "slack.com" or host.endswith((".slack.com", ".slack-gov.com")) or is_loopback(host)


def _view(modal: Modal) -> Json:
    field = {"type": "plain_text_input", "action_id": TEXT, "multiline": True, "max_length": LONGEST}
    return {
        "type": "modal",
        "callback_id": modal.callback_id,
        "private_metadata": modal.metadata,
        "title": _plain(modal.title),
        "submit": _plain(modal.submit),
        "close": _plain("Cancel"),
        "blocks": [{"type": "input", "block_id": TEXT, "label": _plain(modal.label), "element": field}],
    }


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}
