"""The simulator's server over true sockets: what it answers, what its faults do, and that it lets go."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from pdtui.simulator.faults import Fault, Kind
from pdtui.simulator.server import Server
from pdtui.simulator.wire import Request, Response

PATIENCE = 10.0
"""Seconds before a test that waits for another thread gives up."""


class Counter:
    """A service that counts what reaches it and says it back."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.requests: list[Request] = []

    def handle(self, request: Request) -> Response:
        self.requests.append(request)
        if request.path.endswith("/broken"):
            raise ZeroDivisionError("a bug in the service")
        if request.path.endswith("/gone"):
            return Response(204)
        return Response.of_json(
            200,
            {
                "service": self.name,
                "count": len(self.requests),
                "path": request.path,
                "query": [list(pair) for pair in request.query],
                "body": request.body.decode(),
                "agent": request.headers.get("user-agent"),
            },
        )


@pytest.fixture
def pagerduty() -> Counter:
    return Counter("pagerduty")


@pytest.fixture
def slack() -> Counter:
    return Counter("slack")


@pytest.fixture
def server(pagerduty: Counter, slack: Counter) -> Iterator[Server]:
    with Server(pagerduty=pagerduty, slack=slack) as running:
        yield running


@pytest.fixture
def connection(server: Server) -> Iterator[http.client.HTTPConnection]:
    host, port = server.url.removeprefix("http://").split(":")
    client = http.client.HTTPConnection(host, int(port), timeout=PATIENCE)
    yield client
    client.close()


def call(
    connection: http.client.HTTPConnection, method: str, path: str, body: bytes | None = None
) -> tuple[int, bytes]:
    connection.request(method, path, body, {"User-Agent": "test"})
    response = connection.getresponse()
    return response.status, response.read()


def test_the_path_decides_which_service_answers(connection: http.client.HTTPConnection) -> None:
    answers = [json.loads(call(connection, "GET", path)[1]) for path in ("/incidents", "/api/auth.test", "/apis")]
    assert [answer["service"] for answer in answers] == ["pagerduty", "slack", "pagerduty"]


def test_a_request_arrives_decoded_and_whole(connection: http.client.HTTPConnection, pagerduty: Counter) -> None:
    connection.request(
        "PUT", "/a%20b?statuses[]=x%26y&statuses[]=&empty", b"caf\xc3\xa9", {"X-Thing": "1", "From": "a@b.c"}
    )
    assert connection.getresponse().status == 200
    (request,) = pagerduty.requests
    assert (request.method, request.path) == ("PUT", "/a b")
    assert request.query == (("statuses[]", "x&y"), ("statuses[]", ""), ("empty", ""))
    assert request.body.decode() == "café"
    assert (request.headers["x-thing"], request.headers["from"]) == ("1", "a@b.c")


def test_a_chunked_body_arrives_whole(connection: http.client.HTTPConnection, pagerduty: Counter) -> None:
    connection.request("POST", "/notes", iter([b"one ", b"two"]), {}, encode_chunked=True)
    assert connection.getresponse().status == 200
    assert pagerduty.requests[0].body == b"one two"


def test_one_connection_serves_many_requests(connection: http.client.HTTPConnection, pagerduty: Counter) -> None:
    call(connection, "GET", "/one")
    kept = connection.sock
    assert call(connection, "DELETE", "/gone")[0] == 204
    assert call(connection, "HEAD", "/head") == (200, b"")
    assert call(connection, "GET", "/two")[0] == 200
    assert connection.sock is kept
    assert [request.path for request in pagerduty.requests] == ["/one", "/gone", "/head", "/two"]


def test_exchanges_keep_the_order_and_the_answers(server: Server, connection: http.client.HTTPConnection) -> None:
    server.faults.add(Fault(Kind.STATUS, path="/two"))
    for path in ("/one", "/two", "/three"):
        call(connection, "GET", path)
    assert [exchange.request.path for exchange in server.exchanges] == ["/one", "/two", "/three"]
    assert [exchange.response is None for exchange in server.exchanges] == [False, True, False]
    assert server.errors == []


def test_wait_for_sees_the_past_and_the_future(server: Server, connection: http.client.HTTPConnection) -> None:
    call(connection, "GET", "/past")
    assert server.wait_for(lambda one: one.request.path == "/past", 0).response is not None
    late = threading.Thread(target=call, args=(connection, "GET", "/future"))
    late.start()
    assert server.wait_for(lambda one: one.request.path == "/future", PATIENCE).request.method == "GET"
    late.join(PATIENCE)
    with pytest.raises(TimeoutError, match="among 2"):
        server.wait_for(lambda one: one.request.path == "/never", 0.01)


def test_a_bug_in_a_service_is_kept_and_answered(server: Server, connection: http.client.HTTPConnection) -> None:
    status, body = call(connection, "GET", "/broken")
    assert (status, json.loads(body)["error"]) == (500, "internal_error")
    assert [type(error) for error in server.errors] == [ZeroDivisionError]


def test_a_service_that_is_not_there_is_not_found() -> None:
    with Server() as server:
        client = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=PATIENCE)
        assert call(client, "GET", "/incidents")[0] == 404
        client.close()


@pytest.mark.parametrize("applied", [False, True])
def test_a_status_replaces_the_answer(
    server: Server, connection: http.client.HTTPConnection, pagerduty: Counter, applied: bool
) -> None:
    fault = server.faults.add(
        Fault(
            Kind.STATUS,
            method="POST",
            status=429,
            body=b'{"error":1}',
            headers={"Retry-After": "7"},
            applied=applied,
        )
    )
    connection.request("POST", "/notes", b"x")
    response = connection.getresponse()
    assert (response.status, response.headers["retry-after"], response.read()) == (429, "7", b'{"error":1}')
    assert fault.reached.is_set()
    assert len(pagerduty.requests) == applied
    assert call(connection, "POST", "/notes", b"x")[0] == 200


def test_a_page_of_html_replaces_the_answer(server: Server, connection: http.client.HTTPConnection) -> None:
    server.faults.add(Fault(Kind.HTML, status=502))
    connection.request("GET", "/")
    response = connection.getresponse()
    assert response.status == 502
    assert response.headers["content-type"].startswith("text/html")
    assert b"<h1>" in response.read()


@pytest.mark.parametrize("applied", [False, True])
def test_a_drop_closes_without_an_answer(
    server: Server, connection: http.client.HTTPConnection, pagerduty: Counter, applied: bool
) -> None:
    fault = server.faults.add(Fault(Kind.DROP, applied=applied))
    with pytest.raises(http.client.RemoteDisconnected):
        call(connection, "GET", "/")
    assert fault.reached.is_set()
    assert len(pagerduty.requests) == applied
    assert call(connection, "GET", "/")[0] == 200


@pytest.mark.parametrize("applied", [False, True])
def test_a_cut_answer_promises_more_than_it_holds(
    server: Server, connection: http.client.HTTPConnection, pagerduty: Counter, applied: bool
) -> None:
    server.faults.add(Fault(Kind.TRUNCATE, applied=applied))
    connection.request("GET", "/")
    response = connection.getresponse()
    promised = int(response.headers["content-length"])
    with pytest.raises(http.client.IncompleteRead) as cut:
        response.read()
    assert response.status == 200
    assert len(cut.value.partial) == promised // 2
    assert len(pagerduty.requests) == applied


@pytest.mark.parametrize("applied", [False, True])
def test_a_hang_lasts_until_it_is_released(
    server: Server, connection: http.client.HTTPConnection, pagerduty: Counter, applied: bool
) -> None:
    fault = server.faults.add(Fault(Kind.HANG, applied=applied))
    connection.request("GET", "/")
    assert fault.reached.wait(PATIENCE)
    assert len(pagerduty.requests) == applied
    assert connection.sock is not None
    connection.sock.settimeout(0.05)
    with pytest.raises(TimeoutError):
        connection.sock.recv(1)
    connection.sock.settimeout(PATIENCE)
    fault.release.set()
    assert connection.sock.recv(1) == b""


@pytest.mark.parametrize("applied", [False, True])
def test_a_held_answer_is_true_once_it_is_released(
    server: Server, connection: http.client.HTTPConnection, pagerduty: Counter, applied: bool
) -> None:
    fault = server.faults.add(Fault(Kind.HOLD, applied=applied))
    connection.request("GET", "/")
    assert fault.reached.wait(PATIENCE)
    assert len(pagerduty.requests) == applied
    fault.release.set()
    answer = connection.getresponse()
    assert (answer.status, json.loads(answer.read())["count"]) == (200, 1)


@pytest.mark.parametrize("applied", [False, True])
def test_a_slow_answer_is_true(
    server: Server, connection: http.client.HTTPConnection, pagerduty: Counter, applied: bool
) -> None:
    fault = server.faults.add(Fault(Kind.SLOW, seconds=0.05, applied=applied))
    started = time.monotonic()
    status, body = call(connection, "GET", "/")
    assert time.monotonic() - started >= 0.05
    assert (status, json.loads(body)["count"]) == (200, 1)
    assert fault.reached.is_set()
    assert len(pagerduty.requests) == 1


def test_stop_releases_the_hanging_and_the_slow_at_once(pagerduty: Counter) -> None:
    server = Server(pagerduty=pagerduty)
    server.start()
    faults = [
        server.faults.add(Fault(Kind.HANG, path="/hang")),
        server.faults.add(Fault(Kind.HOLD, path="/hold")),
        server.faults.add(Fault(Kind.SLOW, path="/slow", seconds=60)),
        server.faults.add(Fault(Kind.SLOW, path="/late", seconds=60, applied=True)),
    ]
    clients = [http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=PATIENCE) for _ in range(5)]
    for client, path in zip(clients, ("/hang", "/hold", "/slow", "/late"), strict=False):
        client.request("GET", path)
    assert call(clients[4], "GET", "/idle")[0] == 200
    assert all(fault.reached.wait(PATIENCE) for fault in faults)
    started = time.monotonic()
    server.stop()
    assert time.monotonic() - started < 1.0
    for client in clients:
        assert client.sock is not None
        assert client.sock.recv(1) == b""
        client.close()
    assert sorted(request.path for request in pagerduty.requests) == ["/idle", "/late"]
    server.stop()


def test_a_server_comes_back_on_its_port(server: Server, connection: http.client.HTTPConnection) -> None:
    url = server.url
    assert call(connection, "GET", "/")[0] == 200
    server.stop()
    connection.close()
    with pytest.raises(ConnectionRefusedError):
        call(connection, "GET", "/")
    server.start()
    connection.close()
    assert call(connection, "GET", "/")[0] == 200
    assert server.url == url
    with pytest.raises(RuntimeError, match="already"):
        server.start()


def test_a_client_that_leaves_early_is_no_news(
    server: Server, pagerduty: Counter, capsys: pytest.CaptureFixture[str]
) -> None:
    address = ("127.0.0.1", int(server.url.rsplit(":", 1)[1]))
    with socket.create_connection(address) as half:
        half.sendall(b"POST /notes HTTP/1.1\r\nContent-Length: 100\r\n\r\nhalf")
    fault = server.faults.add(Fault(Kind.SLOW, path="/slow", seconds=0.02))
    with socket.create_connection(address) as gone:
        gone.sendall(b"GET /slow HTTP/1.1\r\n\r\n")
        assert fault.reached.wait(PATIENCE)
    server.wait_for(lambda one: one.request.path == "/slow" and one.response is not None, PATIENCE)
    server.stop()
    assert [request.path for request in pagerduty.requests] == ["/slow"]
    assert capsys.readouterr() == ("", "")
    assert server.errors == []


def test_the_lock_keeps_the_services_out(server: Server, connection: http.client.HTTPConnection) -> None:
    with server.lock:
        client = threading.Thread(target=call, args=(connection, "GET", "/"))
        client.start()
        with pytest.raises(TimeoutError):
            server.wait_for(lambda one: True, 0.05)
    assert server.wait_for(lambda one: True, PATIENCE).response is not None
    client.join(PATIENCE)


def test_a_server_that_was_not_started_has_no_url() -> None:
    with pytest.raises(RuntimeError, match="not started"):
        assert Server().url
