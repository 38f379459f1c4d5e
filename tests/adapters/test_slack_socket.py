"""What comes in over Socket Mode is read whatever its shape, and neither ticket nor answer goes astray."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from pdtui.adapters.slack import answering
from pdtui.adapters.slack.attentive import Attentive
from pdtui.adapters.slack.client import SlackClient
from pdtui.adapters.slack.hearing import heard
from pdtui.adapters.slack.opener import is_private
from pdtui.adapters.slack.socket import may_connect, proxy_for
from pdtui.config import Secret
from pdtui.core.slack.port import Piece
from pdtui.core.slack.socket_port import Click, ModalSubmission, SlashCommand
from pdtui.errors import NotSent

PATIENCE = 10.0
CLICK: Mapping[str, object] = {
    "type": "block_actions",
    "user": {"id": "U1", "team_id": "T1"},
    "container": {"message_ts": "1.2", "channel_id": "C1"},
    "actions": [{"action_id": "pdtui:resolve", "value": "PT4KHLK", "action_ts": "1.3"}],
    "response_url": "https://hooks.slack.com/actions/T1/1/x",
    "trigger_id": "1.2.3",
}


def test_a_click_is_known_by_its_press() -> None:
    click = heard("interactive", CLICK)
    assert isinstance(click, Click)
    assert (click.user_id, click.action_id, click.value, click.team_id) == ("U1", "pdtui:resolve", "PT4KHLK", "T1")
    assert click.once == "click:C1:1.2:pdtui:resolve:U1:1.3"


def test_an_organisation_of_several_workspaces_is_not_compared() -> None:
    click = heard("interactive", {**CLICK, "enterprise": {"id": "E1"}})
    assert isinstance(click, Click)
    assert click.team_id == ""


@pytest.mark.parametrize(
    ("typed", "text", "mentions"),
    [
        ("note 12 a &lt;b&gt; &amp; c", "note 12 a <b> & c", {}),
        ("invite 12 <@U2|bo> <@U3>", "invite 12 @bo @U3", {"bo": "U2", "U3": "U3"}),
        ("invite 12 <@U2|Bo Larsen>", "invite 12 @U2", {"U2": "U2"}),
        ("invite 12 <mailto:bo@acme.example|bo@acme.example>", "invite 12 bo@acme.example", {}),
        ("ack <https://a.pagerduty.com/incidents/P1|a link>", "ack https://a.pagerduty.com/incidents/P1", {}),
        ("note 12 \x1b[31mred\u202e", "note 12 red", {}),
        ("note 12 <!channel> now", "note 12 @channel now", {}),
    ],
)
def test_a_command_is_as_it_was_typed(typed: str, text: str, mentions: dict[str, str]) -> None:
    command = heard("slash_commands", {"text": typed, "user_id": "U1", "trigger_id": "1.2.3"})
    assert isinstance(command, SlashCommand)
    assert (command.text, command.mentions, command.once) == (text, mentions, "command:1.2.3")


def test_a_submitted_modal_keeps_its_lines() -> None:
    view = {
        "id": "V1",
        "callback_id": "pdtui:note",
        "private_metadata": "PT4KHLK https://hooks.slack.com/x",
        "state": {"values": {"text": {"text": {"type": "plain_text_input", "value": "one\n two\x07"}}}},
    }
    given = heard("interactive", {"type": "view_submission", "user": {"id": "U1"}, "view": view})
    assert given == ModalSubmission("U1", "V1", "pdtui:note", "PT4KHLK https://hooks.slack.com/x", "one\n two")


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("events_api", {"type": "event_callback"}),
        ("interactive", {}),
        ("interactive", {"type": "block_actions"}),
        ("interactive", {"type": "block_actions", "actions": "no"}),
        ("interactive", {"type": "shortcut"}),
    ],
)
def test_what_is_of_no_use_is_left_alone(kind: str, payload: dict[str, object]) -> None:
    assert heard(kind, payload) is None


@pytest.mark.parametrize("payload", [{}, {"text": 7, "user_id": None}, {"text": None}])
def test_a_command_of_any_shape_is_read(payload: dict[str, object]) -> None:
    command = heard("slash_commands", payload)
    assert isinstance(command, SlashCommand)
    assert command.text == ""


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("wss://wss-primary.slack.com/link/?ticket=1", True),
        ("wss://wss-primary.slack.com:443/link/?ticket=1", True),
        ("wss://wss-primary.slack.com:8443/link/?ticket=1", False),  # slack_sdk would speak no TLS there
        ("ws://wss-primary.slack.com/link/", False),
        ("ws://127.0.0.1:4000/link/", True),
        ("ws://127.0.0.1.example/link/", False),
        ("https://slack.com/", False),
        ("wss://host:port/", False),
        ("", False),
    ],
)
def test_where_the_ticket_may_go(address: str, safe: bool) -> None:
    assert may_connect(address) is safe


def test_proxies_are_for_real_hosts_without_exceptions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy:3128")
    monkeypatch.setenv("NO_PROXY", "internal.example")
    assert proxy_for("wss-primary.slack.com") == "http://proxy:3128"
    assert proxy_for("internal.example") is None
    assert proxy_for("127.0.0.1") is None


@pytest.mark.parametrize(
    "address", ["http://hooks.slack.com/x", "ftp://127.0.0.1/x", "file:///etc/passwd", "hooks.slack.com/x", ""]
)
async def test_an_answer_goes_over_tls_or_stays_on_this_machine(address: str) -> None:
    slack = SlackClient(lambda: Secret("xoxb-1"), "http://127.0.0.1:9/api/", 1.0)
    with pytest.raises(NotSent, match="not its own"):
        await slack.answer(address, (Piece("hi"),))
    slack.close()


def test_what_counts_as_private() -> None:
    assert is_private("https://hooks.slack.com/x")
    assert is_private("http://127.0.0.1:80/x")
    assert not is_private("http://hooks.slack.com/x")


async def test_an_answer_follows_no_redirect() -> None:
    asked: list[str] = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            self.send_response(302)
            self.send_header("Location", "/there")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST

        def log_message(self, format: str, *args: object) -> None:
            """Silence."""

    server = HTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    slack = SlackClient(lambda: Secret("xoxb-1"), "http://127.0.0.1:9/api/", 5.0)
    try:
        with pytest.raises(NotSent, match="did not take the answer"):
            await slack.answer(f"http://127.0.0.1:{server.server_port}/hook", (Piece("hi"),))
        assert asked == ["/hook"]
    finally:
        await asyncio.to_thread(server.shutdown)
        server.server_close()
        slack.close()


def test_a_view_of_any_shape_has_a_text() -> None:
    views: tuple[object, ...] = (None, {}, {"state": []}, {"state": {"values": None}})
    assert [answering.text_in(view) for view in views] == [""] * 4


def test_the_end_of_a_stream_is_noticed_and_so_is_silence() -> None:
    here, there = socket.socketpair()
    pings: list[int] = []
    attentive = Attentive(here, lambda: pings.append(1), 0.01)
    there.sendall(b"hello")
    assert attentive.recv(100) == b"hello"
    with pytest.raises(ConnectionAbortedError):
        attentive.recv(100)
    assert pings == [1, 1, 1]
    there.close()
    with pytest.raises(ConnectionResetError):
        attentive.recv(100)
    attentive.close()


def test_hanging_up_wakes_who_reads() -> None:
    here, there = socket.socketpair()
    attentive = Attentive(here, lambda: None, PATIENCE)
    failed: list[type[BaseException]] = []

    def read() -> None:
        try:
            attentive.recv(100)
        except ConnectionError as error:
            failed.append(type(error))

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    attentive.hang_up()
    reader.join(PATIENCE / 2)
    assert failed == [ConnectionResetError]
    attentive.close()
    there.close()
