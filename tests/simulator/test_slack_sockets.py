"""Socket Mode: tokens, greetings, who of several connections gets a payload, and how connections end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest

from pdtui.simulator.slack import PDTUI_SCOPES
from pdtui.simulator.wire import Request
from tests.simulator.slack_desk import APP_TOKEN, TOKEN, Desk
from tests.simulator.slack_line import Line, line_of
from tests.simulator.socket_client import CLOSE, Client

PATIENCE = 10.0


@pytest.fixture
def line() -> Iterator[Line]:
    with line_of(Desk()) as running:
        yield running


def command(line: Line, text: str = "") -> str:
    """The envelope's id of a command that Bo types."""
    return line.slack.command(line.desk.bo, line.desk.incidents.id, "/pdtui", text).envelope_id


@pytest.mark.parametrize(
    ("method", "token", "error"),
    [
        ("apps.connections.open", TOKEN, "not_allowed_token_type"),
        ("apps.connections.open", "xapp-unknown", "invalid_auth"),
        ("auth.test", APP_TOKEN, "not_allowed_token_type"),
        ("chat.postMessage", APP_TOKEN, "not_allowed_token_type"),
    ],
)
def test_each_kind_of_token_has_its_own_methods(line: Line, method: str, token: str, error: str) -> None:
    assert line.call(method, token)["error"] == error


def test_an_address_wants_the_scope_a_post_and_a_living_app() -> None:
    desk = Desk()
    assert desk.request("apps.connections.open", token=APP_TOKEN).headers["x-oauth-scopes"] == "connections:write"
    get = Request("GET", "/api/apps.connections.open", headers={"authorization": f"Bearer {APP_TOKEN}"})
    assert b"insecure_request" in desk.slack.handle(get).body
    desk.app.app_token_scopes = frozenset({"authorizations:read"})
    answer = desk.call("apps.connections.open", token=APP_TOKEN)
    assert (answer["error"], answer["needed"]) == ("missing_scope", "connections:write")
    desk.slack.revoke(APP_TOKEN)
    assert desk.error("apps.connections.open", token=APP_TOKEN) == "token_revoked"
    assert desk.request("apps.connections.open", token=APP_TOKEN).headers["x-oauth-scopes"] == ""


def test_a_connection_is_greeted(line: Line) -> None:
    url = line.url()
    assert url.startswith(f"ws://{line.server.url.removeprefix('http://')}/link/?ticket=")
    assert url.endswith(f"&app_id={line.desk.app.app_id}")
    with line.client(), closing(Client(url)) as second:
        assert second.hear() == {
            "type": "hello",
            "num_connections": 2,
            "connection_info": {"app_id": line.desk.app.app_id},
            "debug_info": {"host": "applink-111-xxx", "build_number": 10, "approximate_connection_time": 18060},
        }


def test_each_payload_goes_to_one_connection_in_turn(line: Line) -> None:
    with line.client() as first, line.client() as second:
        sent = [command(line, str(number)) for number in range(4)]
        assert [first.hear()["envelope_id"], first.hear()["envelope_id"]] == [sent[0], sent[2]]
        assert [second.hear()["envelope_id"], second.hear()["envelope_id"]] == [sent[1], sent[3]]


def test_an_envelope_may_be_acknowledged_over_another_connection(line: Line) -> None:
    with line.client() as first, line.client() as second:
        delivery = line.slack.command(line.desk.bo, line.desk.incidents.id, "/pdtui")
        second.acknowledge(first.hear())
        assert delivery.wait(PATIENCE)


def test_the_eleventh_connection_is_sent_away(line: Line) -> None:
    with ExitStack() as stack:
        for _ in range(10):
            stack.enter_context(line.client())
        with closing(Client(line.url())) as eleventh:
            assert eleventh.hear() == {
                "type": "disconnect",
                "reason": "too_many_websockets",
                "num_connections": 10,
                "connection_info": {"app_id": line.desk.app.app_id},
                "debug_info": {"host": "applink-111-xxx"},
            }
            assert eleventh.receive()[0] == CLOSE
        assert len(line.slack.sockets.of(line.desk.app)) == 10


@pytest.mark.parametrize("reason", ["refresh_requested", "link_disabled"])
def test_slack_ends_connections_with_a_reason(line: Line, reason: str) -> None:
    with line.client() as client:
        line.slack.disconnect_sockets(line.desk.app, reason)
        assert (client.hear()["reason"], client.receive()[0]) == (reason, CLOSE)
        assert line.slack.command(line.desk.bo, line.desk.incidents.id, "/pdtui").failed


def test_a_warning_leaves_the_connection_open(line: Line) -> None:
    with line.client() as client:
        line.slack.disconnect_sockets(line.desk.app, "warning")
        assert client.hear() == {"type": "disconnect", "reason": "warning", "debug_info": {"host": "applink-111-xxx"}}
        assert command(line) == client.hear()["envelope_id"]


def test_a_cut_connection_ends_without_a_word(line: Line) -> None:
    with line.client() as client:
        line.slack.cut_sockets(line.desk.app)
        with pytest.raises((EOFError, ConnectionError)):
            client.receive()
        line.slack.wait_for_sockets(line.desk.app, 0, PATIENCE)
        with pytest.raises(TimeoutError, match="0 connections after"):
            line.slack.wait_for_sockets(line.desk.app, 1, 0.01)


def test_connections_are_of_one_app(line: Line) -> None:
    other = line.slack.add_app("other", token="xoxb-o", scopes=PDTUI_SCOPES, app_token="xapp-o", commands=["/other"])
    with line.client() as client:
        assert line.slack.command(line.desk.bo, line.desk.incidents.id, "/other").failed
        line.slack.disconnect_sockets(other)
        assert command(line) == client.hear()["envelope_id"]
