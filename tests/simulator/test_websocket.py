"""The simulator's WebSockets, spoken to in bytes: the handshake, the frames, and how a connection ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing

import pytest

from pdtui.simulator.faults import Fault, Kind
from tests.simulator.slack_desk import Desk
from tests.simulator.slack_line import Line, line_of
from tests.simulator.socket_client import BINARY, CLOSE, PING, PONG, PROOF, TEXT, Client

CONTINUATION = 0
PATIENCE = 10.0


@pytest.fixture
def line() -> Iterator[Line]:
    with line_of(Desk()) as running:
        yield running


def code_of(frame: tuple[int, bytes]) -> int:
    opcode, payload = frame
    assert opcode == CLOSE
    return int.from_bytes(payload[:2])


def acknowledged(line: Line, client: Client) -> bool:
    """Whether the next envelope, acknowledged by a plain frame, counts: the connection still works."""
    delivery = line.slack.command(line.desk.bo, line.desk.incidents.id, "/pdtui")
    client.acknowledge(client.hear())
    return delivery.wait(PATIENCE)


def test_the_handshake_proves_that_the_server_knows_the_protocol(line: Line) -> None:
    with closing(Client(line.url())) as client:
        assert client.status == 101
        assert client.headers["sec-websocket-accept"] == PROOF
        assert client.headers["upgrade"] == "websocket"
        assert "content-length" not in client.headers


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-WebSocket-Version": "8"}, 426),
        ({"Upgrade": "h2c"}, 400),
        ({"Connection": "close"}, 400),
        ({"Sec-WebSocket-Key": ""}, 400),
    ],
)
def test_a_handshake_of_another_kind_is_refused(line: Line, headers: dict[str, str], status: int) -> None:
    with closing(Client(line.url(), **headers)) as client:
        assert client.status == status


def test_a_ticket_is_good_for_one_connection(line: Line) -> None:
    url = line.url()
    with closing(Client(url)) as first, closing(Client(url)) as second:
        assert (first.status, second.status) == (101, 403)
    with closing(Client(f"{url.partition('?')[0]}?ticket=made-up")) as third:
        assert third.status == 403


def test_a_ping_is_answered_with_its_own_payload(line: Line) -> None:
    with line.client() as client:
        client.send(PING, b"abc:123")
        assert client.receive() == (PONG, b"abc:123")
        client.send(PONG, b"unasked")
        assert acknowledged(line, client)


def test_a_text_may_come_in_parts_with_a_ping_between(line: Line) -> None:
    with line.client() as client:
        delivery = line.slack.command(line.desk.bo, line.desk.incidents.id, "/pdtui", "x" * 300)
        envelope = client.hear()
        assert envelope["payload"]["text"] == "x" * 300
        text = json.dumps({"envelope_id": envelope["envelope_id"], "payload": {"text": "é" * 70_000}}).encode()
        client.send(TEXT, text[:10], final=False)
        client.send(PING, b"")
        client.send(CONTINUATION, text[10:70_000], final=False)
        client.send(CONTINUATION, text[70_000:])
        assert client.receive() == (PONG, b"")
        assert delivery.wait(PATIENCE)
        assert delivery.ack_payload == {"text": "é" * 70_000}


def test_a_long_text_goes_out_whole(line: Line) -> None:
    with line.client() as client:
        line.slack.command(line.desk.bo, line.desk.incidents.id, "/pdtui", "y" * 70_000)
        assert client.hear()["payload"]["text"] == "y" * 70_000


@pytest.mark.parametrize(
    ("opcode", "payload", "shape", "code"),
    [
        (TEXT, b"{}", {"masked": False}, 1002),
        (TEXT, b"{}", {"reserved": 0x40}, 1002),
        (3, b"", {}, 1002),
        (CONTINUATION, b"", {}, 1002),
        (PING, b"x" * 126, {}, 1002),
        (PING, b"", {"final": False}, 1002),
        (BINARY, b"{}", {}, 1007),
        (TEXT, b"\xff", {}, 1007),
    ],
)
def test_what_breaks_the_protocol_ends_the_connection(
    line: Line, opcode: int, payload: bytes, shape: dict[str, int], code: int
) -> None:
    with line.client() as client:
        client.send(opcode, payload, **{"masked": True, **shape})  # type: ignore[arg-type]
        assert code_of(client.receive()) == code
        line.slack.wait_for_sockets(line.desk.app, 0, PATIENCE)


def test_a_frame_that_is_too_long_is_not_waited_for(line: Line) -> None:
    with line.client() as client:
        client.socket.sendall(bytes([0x81, 0xFF]) + (2**20 + 1).to_bytes(8))
        assert code_of(client.receive()) == 1009


def test_a_goodbye_is_returned(line: Line) -> None:
    with line.client() as client:
        client.send(CLOSE, (1000).to_bytes(2))
        assert code_of(client.receive()) == 1000
        with pytest.raises(EOFError):
            client.receive()
        line.slack.wait_for_sockets(line.desk.app, 0, PATIENCE)


@pytest.mark.parametrize("said", [b"not json", b"[]", b'{"envelope_id": 7}', b'{"envelope_id": "unknown"}'])
def test_what_is_no_acknowledgement_changes_nothing(line: Line, said: bytes) -> None:
    with line.client() as client:
        client.send(TEXT, said)
        assert acknowledged(line, client)


def test_stopping_the_server_ends_its_websockets_at_once(line: Line) -> None:
    with line.client() as client:
        line.server.stop()
        with pytest.raises((EOFError, ConnectionError)):
            client.receive()
        line.slack.wait_for_sockets(line.desk.app, 0, PATIENCE)
        line.server.start()
        with line.client() as again:
            assert acknowledged(line, again)


@pytest.mark.parametrize("kind", [Kind.STATUS, Kind.DROP])
def test_faults_strike_handshakes_too(line: Line, kind: Kind) -> None:
    line.server.faults.add(Fault(kind, path="/link/", status=503))
    url = line.url()
    if kind is Kind.STATUS:
        with closing(Client(url)) as client:
            assert client.status == 503
    else:
        with pytest.raises((EOFError, ConnectionError)):
            Client(url)
    with closing(Client(url)) as again:
        assert again.status == 101


def test_a_bug_in_a_service_reaches_the_test(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(delivery: object) -> None:
        raise ZeroDivisionError(str(delivery))

    line.slack.sockets.on_acknowledged = broken
    with line.client() as client:
        assert acknowledged(line, client)
        client.send(PING, b"after")
        assert client.receive() == (PONG, b"after")
    assert [type(error) for error in line.server.errors] == [ZeroDivisionError]
    line.server.errors.clear()
