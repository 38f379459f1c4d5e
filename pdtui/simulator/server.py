"""The simulated services on a loopback port, so that true clients meet true sockets and network faults."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import parse_qsl, unquote, urlsplit

from pdtui.simulator.faults import Fault, Faults, Kind
from pdtui.simulator.websocket import Upgrade, WebSocket
from pdtui.simulator.wire import Exchange, Handler, Request, Response

SLACK_MOUNT = "/api/"
"""Where Slack's Web API lives."""
SLACK_MOUNTS = (SLACK_MOUNT, "/link/", "/hooks/")
"""All that is Slack's, with its WebSockets and its response URLs; everything else is PagerDuty's."""

GOODBYE_SECONDS = 0.2
"""How long `Server.stop` waits for its connections' threads to notice that they are closed."""


class Server:
    """A loopback HTTP server for the simulated services, with fault switches and a record of requests."""

    def __init__(
        self,
        *,
        pagerduty: Handler | None = None,
        slack: Handler | None = None,
        faults: Faults | None = None,
    ) -> None:
        self.pagerduty = pagerduty
        self.slack = slack
        self.faults = faults if faults is not None else Faults()
        self.exchanges: list[Exchange] = []
        """Every request in the order in which it was applied or struck."""
        self.errors: list[BaseException] = []
        """What the simulated services raised, so that a test can assert that they raised nothing."""
        self.lock = threading.RLock()
        """Held during every call of a service; hold it to touch the world from another thread."""
        self._arrived = threading.Condition(threading.Lock())
        self._stopping = threading.Event()
        self._stopping.set()
        self._hanging: list[Fault] = []
        self._listener: _Listener | None = None
        self._thread: threading.Thread | None = None
        self._port = 0

    def __enter__(self) -> Server:
        """Start it."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it."""
        self.stop()

    @property
    def url(self) -> str:
        """The base of the PagerDuty side, without a slash at its end; `RuntimeError` before `start`."""
        if not self._port:
            raise RuntimeError("the simulator's server was not started")
        return f"http://127.0.0.1:{self._port}"

    @property
    def slack_url(self) -> str:
        """The base URL of Slack's Web API, with the slash that slack_sdk expects at its end."""
        return f"{self.url}{SLACK_MOUNT}"

    def start(self) -> None:
        """Listen on a free port; after a `stop`, on the same port again, so that clients can find it back."""
        if self._listener is not None:
            raise RuntimeError("the simulator's server is running already")
        self._listener = _Listener(self, self._port)
        self._port = int(self._listener.server_address[1])
        self._stopping = threading.Event()
        self._thread = threading.Thread(
            target=self._listener.serve_forever, args=(0.05,), name="pdtui-simulator", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Let go of everything and close all connections; nothing touches the world after it returned."""
        listener, thread = self._listener, self._thread
        if listener is None or thread is None:
            return
        with self.lock, self._arrived:
            self._stopping.set()
            hanging = list(self._hanging)
        for fault in hanging:
            fault.release.set()
        listener.shutdown()
        listener.server_close()
        listener.hang_up()
        thread.join(GOODBYE_SECONDS)
        self._listener = self._thread = None

    def wait_for(self, predicate: Callable[[Exchange], bool], timeout: float) -> Exchange:
        """The first recorded exchange that fits; raises `TimeoutError` after `timeout` seconds without one.

        Do not call it with `lock` held: no request is applied meanwhile.
        """
        found: list[Exchange] = []
        seen = 0

        def fits() -> bool:
            nonlocal seen
            fresh, seen = self.exchanges[seen:], len(self.exchanges)
            found.extend(exchange for exchange in fresh if predicate(exchange))
            return bool(found)

        with self._arrived:
            if not self._arrived.wait_for(fits, timeout):
                raise TimeoutError(f"no such request within {timeout} s among {seen}")
        return found[0]

    def answer(self, request: Request) -> Answer:
        """Apply a request, or what a fault leaves of it; what is to go over the wire."""
        fault = self.faults.take(request)
        if fault is None:
            return Answer(self._apply(request))
        if fault.kind is Kind.SLOW and not fault.applied:
            fault.reached.set()
            if self._stopping.wait(fault.seconds):
                self._record(Exchange(request, None))
                return Answer(None)
            return Answer(self._apply(request))
        if fault.kind is Kind.HOLD and not fault.applied:
            fault.reached.set()
            self._hang(fault)
            return Answer(self._apply(request))
        response: Response | None = None
        if fault.applied:
            response = self._apply(request)
        else:
            self._record(Exchange(request, None))
        fault.reached.set()
        return self._spoil(fault, response)

    def _spoil(self, fault: Fault, response: Response | None) -> Answer:
        """What a fault makes of an answer, `None` being the one of a request that was not applied."""
        match fault.kind:
            case Kind.STATUS:
                return Answer(Response(fault.status, fault.body, fault.headers))
            case Kind.HTML:
                page = fault.body.decode("utf-8", "replace")
                return Answer(Response.of_html(fault.status, page) if page else Response.of_html(fault.status))
            case Kind.HANG:
                self._hang(fault)
                return Answer(None)
            case Kind.HOLD:
                self._hang(fault)
                return Answer(response)
            case Kind.DROP:
                return Answer(None)
            case Kind.TRUNCATE:
                whole = response or Response.of_json(200, {"ok": True, "detail": "never applied"})
                return Answer(whole, cut=True)
            case Kind.SLOW:
                return Answer(None if self._stopping.wait(fault.seconds) else response)

    def _hang(self, fault: Fault) -> None:
        """Wait until the fault is released; `stop` releases it too."""
        with self._arrived:
            if self._stopping.is_set():
                return
            self._hanging.append(fault)
        fault.release.wait()
        with self._arrived:
            self._hanging = [other for other in self._hanging if other is not fault]

    def _apply(self, request: Request) -> Response | None:
        """Let the service answer and record the exchange; None once the server is stopping."""
        with self.lock:
            if self._stopping.is_set():
                self._record(Exchange(request, None))
                return None
            try:
                response = self._service(request)
            except Exception as error:  # noqa: BLE001 - a service's bug must reach the test, not the socket
                self.errors.append(error)
                response = Response.of_json(500, {"ok": False, "error": "internal_error", "detail": repr(error)})
            self._record(Exchange(request, response))
            return response

    def step(self, act: Callable[[], None]) -> None:
        """Let a service act on what came over a WebSocket, as it would on a request."""
        with self.lock:
            if self._stopping.is_set():
                return
            try:
                act()
            except Exception as error:  # noqa: BLE001 - a service's bug must reach the test, not the socket
                self.errors.append(error)

    def _service(self, request: Request) -> Response:
        """The answer of the service that is mounted at the request's path."""
        service = self.slack if request.path.startswith(SLACK_MOUNTS) else self.pagerduty
        if service is None:
            return Response.of_json(404, {"error": {"message": "Not Found", "code": 2100}})
        return service.handle(request)

    def _record(self, exchange: Exchange) -> None:
        """Keep an exchange and wake whoever waits for one."""
        with self._arrived:
            self.exchanges.append(exchange)
            self._arrived.notify_all()


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes over the wire: `response` whole, or cut in the middle, or (`None`) a closed connection."""

    response: Response | None
    cut: bool = False


class _Listener(ThreadingHTTPServer):
    """The listening socket; knows its open connections, so that they can be closed at once."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, owner: Server, port: int) -> None:
        self.owner = owner
        self._connections: list[socket.socket] = []
        self._quiet = threading.Condition(threading.Lock())
        self._closed = False
        super().__init__(("127.0.0.1", port), _Connection)

    @contextmanager
    def connected(self, connection: socket.socket) -> Iterator[None]:
        """Keep a connection in the list while it is served."""
        with self._quiet:
            self._connections.append(connection)
            if self._closed:
                disconnect(connection)
        try:
            yield
        finally:
            with self._quiet:
                self._connections = [other for other in self._connections if other is not connection]
                self._quiet.notify_all()

    def hang_up(self) -> None:
        """Close every connection and wait a moment for their threads to end."""
        with self._quiet:
            self._closed = True
            for connection in self._connections:
                disconnect(connection)
            self._quiet.wait_for(lambda: not self._connections, GOODBYE_SECONDS)

    def handle_error(
        self,
        request: socket.socket | tuple[bytes, socket.socket],
        client_address: object,
    ) -> None:
        """A client that went away early is no news: nothing is printed over somebody's screen."""


def disconnect(connection: socket.socket) -> None:
    """End a connection for its client at once, whoever still holds the socket."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


class _Connection(BaseHTTPRequestHandler):
    """One client's connection with its requests, one after another."""

    server: _Listener
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def handle(self) -> None:
        """Serve until the client or the server closes."""
        with self.server.connected(self.connection), suppress(OSError):
            super().handle()

    def serve(self) -> None:
        """One request: read it, have it answered, send the answer."""
        answer = self.server.owner.answer(self._request())
        if answer.response is None:
            self._drop()
            return
        self._send(answer.response, cut=answer.cut)
        if isinstance(answer.response, Upgrade) and answer.response.talk is not None and not answer.cut:
            self.close_connection = True
            WebSocket(self.connection, self.rfile).serve(answer.response.talk, self.server.owner.step)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = serve

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: standard error belongs to the test or to the terminal's screen."""

    def _request(self) -> Request:
        """The request as a plain value."""
        target = urlsplit(self.path)
        headers: dict[str, str] = {}
        for name, value in self.headers.items():
            key = name.lower()
            headers[key] = f"{headers[key]}, {value}" if key in headers else value
        return Request(
            method=self.command,
            path=unquote(target.path),
            query=tuple(parse_qsl(target.query, keep_blank_values=True)),
            headers=headers,
            body=self._body(headers),
        )

    def _body(self, headers: dict[str, str]) -> bytes:
        """The body by its length or by chunks."""
        if "chunked" not in headers.get("transfer-encoding", "").lower():
            length = int(headers.get("content-length") or 0)
            body = self.rfile.read(length)
            if len(body) < length:
                raise ConnectionAbortedError("the client left in the middle of its request")
            return body
        chunks: list[bytes] = []
        while size := int(self.rfile.readline().split(b";")[0] or b"0", 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline().strip():
            continue
        return b"".join(chunks)

    def _send(self, response: Response, *, cut: bool) -> None:
        """The answer in one write; `cut`: half of its body and then the end of the connection."""
        self.send_response_only(response.status)
        headers = {name.lower(): value for name, value in response.headers.items()}
        headers.setdefault("date", self.date_time_string())
        bodiless = response.status in (101, 204, 304)
        if not bodiless:
            headers["content-length"] = str(len(response.body))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD" and not bodiless:
            self.wfile.write(response.body[: len(response.body) // 2] if cut else response.body)
        self.wfile.flush()
        if cut:
            self._drop()

    def _drop(self) -> None:
        """Close without another byte."""
        self.close_connection = True
        disconnect(self.connection)
