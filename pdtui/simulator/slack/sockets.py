"""Socket Mode: which connections an app has open, and which of them gets the next payload.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from itertools import count

from pdtui.simulator.slack.delivery import EVENTS, Delivery
from pdtui.simulator.slack.model import App, Json
from pdtui.simulator.websocket import Line

MOST = 10
"""How many connections an app may have open."""
CONNECTION_SECONDS = 18_060
"""How long Slack says that a connection will live; the simulator's live until a lever ends them."""
HOST = "applink-111-xxx"


class Connection:
    """One client's connection."""

    def __init__(self, sockets: Sockets, app: App) -> None:
        self.app = app
        self.line: Line | None = None
        self._sockets = sockets

    def opened(self, line: Line) -> None:
        """The client is there: it is greeted, or sent away where too many are."""
        self.line = line
        self._sockets.greet(self)

    def heard(self, text: str) -> None:
        """The client acknowledges an envelope; anything else is ignored."""
        try:
            said = json.loads(text)
        except ValueError:
            return
        if isinstance(said, dict) and isinstance(said.get("envelope_id"), str):
            payload = said.get("payload")
            self._sockets.acknowledge(said["envelope_id"], payload if isinstance(payload, dict) else None)

    def closed(self) -> None:
        """The client is gone."""
        self._sockets.forget(self)

    def send(self, frame: Json) -> None:
        """Send one frame."""
        if self.line is not None:
            self.line.send(json.dumps(frame))


class Sockets:
    """The open connections of a workspace's apps; safe for threads, and never waits for a client."""

    def __init__(self) -> None:
        self.ack_seconds = 3.0
        """How long, by the machine's clock, an app has to acknowledge an envelope."""
        self.retry_seconds: Sequence[float] = (0.0, 60.0, 300.0)
        """When an event is sent again, counted from the end of the deadline before."""
        self.deliveries: list[Delivery] = []
        """Everything that was sent, or could not be sent, in its order."""
        self.on_acknowledged: Callable[[Delivery], None] = lambda delivery: None
        self._changed = threading.Condition()
        self._numbers = count(1)
        self._tickets: dict[str, App] = {}
        self._open: list[Connection] = []
        self._turns: dict[str, int] = {}
        self._pending: dict[str, Delivery] = {}

    def ticket(self, app: App) -> str:
        """A ticket for one connection."""
        with self._changed:
            ticket = f"ticket-{next(self._numbers)}"
            self._tickets[ticket] = app
        return ticket

    def admit(self, ticket: str) -> Connection | None:
        """Take a ticket in; None for one that was never given out or was used already."""
        with self._changed:
            app = self._tickets.pop(ticket, None)
        return None if app is None else Connection(self, app)

    def of(self, app: App) -> list[Connection]:
        """An app's open connections, the oldest first."""
        with self._changed:
            return self._of(app)

    def wait_for(self, app: App, number: int, timeout: float) -> None:
        """Wait until exactly that many connections of an app are open; raises `TimeoutError`."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._of(app)) == number, timeout):
                raise TimeoutError(f"{len(self._of(app))} connections after {timeout} s, not {number}")

    def greet(self, connection: Connection) -> None:
        """Say hello, or goodbye where the app has too many connections."""
        app = connection.app
        with self._changed:
            here = len(self._of(app))
            about: Json = {"num_connections": min(here + 1, MOST), "connection_info": {"app_id": app.app_id}}
            if here >= MOST:
                self._dismiss(connection, {"reason": "too_many_websockets", **about})
                return
            self._open.append(connection)
            debug = {"host": HOST, "build_number": 10, "approximate_connection_time": CONNECTION_SECONDS}
            connection.send({"type": "hello", **about, "debug_info": debug})
            self._changed.notify_all()

    def forget(self, connection: Connection) -> None:
        """Send nothing more to a connection."""
        with self._changed:
            self._open = [other for other in self._open if other is not connection]
            self._changed.notify_all()

    def disconnect(self, app: App, reason: str) -> None:
        """Tell an app's connections that they end; after a mere warning they stay."""
        for connection in self.of(app):
            if reason == "warning":
                connection.send({"type": "disconnect", "reason": reason, "debug_info": {"host": HOST}})
                continue
            self.forget(connection)
            self._dismiss(connection, {"reason": reason})

    def cut(self, app: App) -> None:
        """End an app's connections without a word."""
        for connection in self.of(app):
            self.forget(connection)
            if connection.line is not None:
                connection.line.cut()

    def deliver(self, app: App, kind: str, payload: Json, responses: Sequence[Json] = (), attempt: int = 0) -> Delivery:
        """Send a payload to one of the app's connections, each in its turn."""
        with self._changed:
            delivery = Delivery(
                app,
                kind,
                payload,
                envelope_id=f"{next(self._numbers):08x}-0000-4000-8000-000000000000",
                ack_seconds=self.ack_seconds,
                responses=responses,
                attempt=attempt,
            )
            self.deliveries.append(delivery)
            self._prepare_retry(delivery)
            self._send(delivery)
        return delivery

    def acknowledge(self, envelope_id: str, payload: Json | None) -> None:
        """An app has an envelope, over whichever of its connections it says so."""
        with self._changed:
            delivery = self._pending.pop(envelope_id, None)
        if delivery is not None and delivery.acknowledge(payload):
            if delivery.retry is not None:
                delivery.retry.cancel()
            self.on_acknowledged(delivery)

    def _send(self, delivery: Delivery) -> None:
        """Give an envelope to the connection whose turn it is."""
        here = self._of(delivery.app)
        if not here:
            delivery.fail()
            return
        self._pending[delivery.envelope_id] = delivery
        turn = self._turns[delivery.app.app_id] = self._turns.get(delivery.app.app_id, -1) + 1
        here[turn % len(here)].send(delivery.envelope)

    def _prepare_retry(self, delivery: Delivery) -> None:
        """Send an event again unless it is acknowledged by then; people's doings are sent once."""
        if delivery.kind != EVENTS or delivery.attempt >= len(self.retry_seconds):
            return

        def again() -> None:
            if not delivery.acknowledged:
                self.deliver(delivery.app, delivery.kind, delivery.payload, attempt=delivery.attempt + 1)

        delivery.retry = threading.Timer(self.ack_seconds + self.retry_seconds[delivery.attempt], again)
        delivery.retry.daemon = True
        delivery.retry.start()

    def _of(self, app: App) -> list[Connection]:
        """An app's open connections, for callers that hold the lock."""
        return [connection for connection in self._open if connection.app is app]

    def _dismiss(self, connection: Connection, about: Json) -> None:
        """A last frame, and the end."""
        connection.send({"type": "disconnect", **about, "debug_info": {"host": HOST}})
        if connection.line is not None:
            connection.line.close()
