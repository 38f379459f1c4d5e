"""Slack's own Socket Mode client, the one without dependencies, against the simulated Slack."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from queue import SimpleQueue
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from tests.simulator.slack_desk import APP_TOKEN, TOKEN, Desk
from tests.simulator.slack_line import EVENTS, Line, line_of

PATIENCE = 10.0
PING_SECONDS = 0.05
"""How often the client looks after its connection; 5 s unless told otherwise."""


@pytest.fixture
def line() -> Iterator[Line]:
    with line_of(Desk(bot_events=EVENTS)) as running:
        yield running


class Listener:
    """A client that acknowledges whatever it gets, and keeps it."""

    def __init__(self, line: Line) -> None:
        web = WebClient(TOKEN, base_url=line.server.slack_url, retry_handlers=[], timeout=int(PATIENCE))
        web.proxy = None
        quiet = logging.getLogger("tests.quiet")
        quiet.addHandler(logging.NullHandler())
        quiet.propagate = False
        self.client = SocketModeClient(APP_TOKEN, logger=quiet, web_client=web, ping_interval=PING_SECONDS)
        self.client.proxy = None
        self.client.socket_mode_request_listeners.append(self._take)
        self.heard: SimpleQueue[SocketModeRequest] = SimpleQueue()
        self.answers: dict[str, Any] = {}

    def _take(self, client: Any, request: SocketModeRequest) -> None:
        answer = self.answers.get(request.type)
        client.send_socket_mode_response(SocketModeResponse(request.envelope_id, answer))
        self.heard.put(request)


@pytest.fixture
def listener(line: Line) -> Iterator[Listener]:
    listener = Listener(line)
    listener.client.connect()
    yield listener
    listener.client.close()


def works(line: Line, listener: Listener) -> bool:
    """Whether a command arrives and is acknowledged."""
    delivery = line.slack.command(line.desk.bo, line.desk.incidents.id, "/pdtui", "still there?")
    return listener.heard.get(timeout=PATIENCE).payload["text"] == "still there?" and delivery.wait(PATIENCE)


def test_it_gets_and_acknowledges_all_kinds_of_envelope(line: Line, listener: Listener) -> None:
    line.slack.wait_for_sockets(line.desk.app, 1, PATIENCE)
    listener.answers["slash_commands"] = {"text": "on it"}
    line.slack.post(line.desk.incidents.id, line.desk.bo, "hello " + "é" * 2_000)
    event = listener.heard.get(timeout=PATIENCE)
    assert (event.type, event.retry_attempt) == ("events_api", 0)
    assert event.payload["event"]["text"] == "hello " + "é" * 2_000
    press = line.slack.press(line.desk.bo, line.desk.incidents.id, line.button(), "ack")
    command = line.slack.command(line.desk.bo, line.desk.incidents.id, "/pdtui", "ack")
    kinds = [listener.heard.get(timeout=PATIENCE).type for _ in range(3)]
    assert sorted(kinds) == ["events_api", "interactive", "slash_commands"]
    assert press.wait(PATIENCE)
    assert command.wait(PATIENCE)
    assert (press.ack_payload, command.ack_payload) == (None, {"text": "on it"})


def test_it_moves_to_a_new_connection_when_slack_says_so(line: Line, listener: Listener) -> None:
    line.slack.wait_for_sockets(line.desk.app, 1, PATIENCE)
    (before,) = line.slack.sockets.of(line.desk.app)
    line.slack.disconnect_sockets(line.desk.app)
    line.slack.wait_for_sockets(line.desk.app, 1, PATIENCE)
    assert before not in line.slack.sockets.of(line.desk.app)
    tries = (line.slack.command(line.desk.bo, line.desk.incidents.id, "/pdtui") for _ in range(10))
    assert any(delivery.wait(1) for delivery in tries), "the client may connect twice and drop the first"


def test_it_comes_back_after_a_cut(line: Line, listener: Listener) -> None:
    line.slack.wait_for_sockets(line.desk.app, 1, PATIENCE)
    line.slack.cut_sockets(line.desk.app)
    line.slack.wait_for_sockets(line.desk.app, 1, PATIENCE)
    assert works(line, listener)
