"""The desk's workspace behind a true server, with pdtui's app in Socket Mode."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from pdtui.simulator.server import Server
from tests.simulator.slack_desk import APP_TOKEN, TOKEN, Desk, section
from tests.simulator.socket_client import Client, connected

PATIENCE = 10.0
EVENTS = ("message.channels", "message.groups", "reaction_added", "reaction_removed")


class Line:
    """A desk with its server."""

    def __init__(self, desk: Desk, server: Server) -> None:
        self.desk = desk
        self.slack = desk.slack
        self.server = server

    def call(self, method: str, token: str = TOKEN, **arguments: object) -> dict[str, Any]:
        """Call a method over HTTP."""
        headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
        status, body = self.post(f"/api/{method}", arguments, headers)
        assert status == 200
        value: dict[str, Any] = json.loads(body)
        return value

    def post(self, path: str, value: object, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        """Post JSON to the server, or to a whole URL of it."""
        target = urlsplit(path).path
        connection = HTTPConnection(urlsplit(self.server.url).netloc, timeout=PATIENCE)
        try:
            connection.request("POST", target, json.dumps(value), headers or {"content-type": "application/json"})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def url(self) -> str:
        """An address for one WebSocket."""
        answer = self.call("apps.connections.open", APP_TOKEN)
        assert answer["ok"], answer
        return str(answer["url"])

    @contextmanager
    def client(self) -> Iterator[Client]:
        """A greeted connection of pdtui's app."""
        with connected(self.url()) as client:
            yield client

    def button(self, channel: str | None = None, **extra: object) -> str:
        """A message of pdtui with two buttons, `ack` and `more`; its `ts`."""
        elements = [
            {"type": "button", "action_id": name, "text": {"type": "plain_text", "text": name}, "value": f"P1:{name}"}
            for name in ("ack", "more")
        ]
        blocks = [section("Disk full"), {"type": "actions", "block_id": "row", "elements": elements}]
        wanted = {"channel": channel or self.desk.incidents.id, "text": "Disk full", "blocks": blocks, **extra}
        posted = self.call("chat.postMessage", TOKEN, **wanted)
        assert posted["ok"], posted
        return str(posted["ts"])


@contextmanager
def line_of(desk: Desk) -> Iterator[Line]:
    """A running server for a desk; no service raised anything when it is over."""
    with Server(slack=desk.slack) as server:
        yield Line(desk, server)
        assert server.errors == []
