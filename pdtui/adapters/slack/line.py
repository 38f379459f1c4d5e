"""One Socket Mode connection on a thread of its own, made again whenever it ends, until nobody wants it.

slack_sdk's `SocketModeClient` is not used, only its `Connection`: the client's workers are joined when the
interpreter ends, its `close` waits for several seconds, and after a refresh it may connect twice. And
what the SDK reads as silence, the end of a stream, would make it spin: `Attentive` puts that right.
"""

from __future__ import annotations

import json
import logging
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from pdtui.adapters.slack.attentive import Attentive
from pdtui.adapters.slack.fields import mapping, text_of
from pdtui.core.slack.socket_port import SocketStanding, SocketState
from pdtui.errors import NotSent, PdtuiError, RateLimited, Refused
from pdtui.text import clean

if TYPE_CHECKING:
    from slack_sdk.socket_mode.builtin.connection import Connection, ConnectionState

LOG = logging.getLogger(__name__)
PAUSES = (0.2, 1.0, 3.0, 10.0, 30.0, 60.0)
"""Seconds before the next try; a connection that lasted begins anew at the first."""
LASTED = 30.0
STUBBORN = 60.0
"""Seconds between tries where a person must mend something."""
BUFFER = 65_536
"""Bytes read at once: slack_sdk goes one call deeper for each."""

Envelope = Callable[[str, Mapping[str, object]], None]


class Line:
    """Stays connected; `hear` is called with type and payload of each envelope that Slack was told we have."""

    def __init__(self, ticket: Callable[[], str], proxy: Callable[[str], str | None], hear: Envelope) -> None:
        self.standing = SocketStanding(SocketState.CONNECTING)
        self._ticket = ticket
        """Asks Slack for the address of a new connection; blocks."""
        self._proxy = proxy
        self._hear = hear
        self._ended = threading.Event()
        self._connecting = threading.Lock()
        self._connection: Connection | None = None
        self._state: ConnectionState | None = None
        self._tries = 0

    def start(self) -> None:
        """Begin, on a thread that no one ever waits for."""
        threading.Thread(target=self._run, name="slack socket", daemon=True).start()

    def end(self) -> None:
        """Let go at once; the thread ends when what it waits for lets it."""
        self._ended.set()
        self.standing = SocketStanding()
        with self._connecting:
            self._hang_up()

    # -- on the thread -----------------------------------------------------------------------

    def _run(self) -> None:
        while not self._ended.is_set():
            began = time.monotonic()
            try:
                self._session()
                pause = self._pause()
            except Refused as error:
                self._stand(SocketState.REFUSED, str(error))
                pause = STUBBORN
            except PdtuiError as error:
                self._stand(SocketState.CONNECTING, str(error))
                pause = error.retry_after if isinstance(error, RateLimited) else self._pause()
            except Exception:
                LOG.exception("the connection to Slack failed by a fault of pdtui's own")
                pause = STUBBORN
            if time.monotonic() - began > LASTED:
                self._tries, pause = 0, PAUSES[0]
            self._ended.wait(pause)

    def _session(self) -> None:
        """One connection, to its end. Raises what asking for its address raises."""
        from slack_sdk.socket_mode.builtin.connection import ConnectionState

        connection, state = self._make(self._ticket()), ConnectionState()  # type: ignore[no-untyped-call]
        connection.connect()
        if connection.sock is None:
            raise NotSent("Slack's socket could not be opened", "pdtui tries again by itself")
        connection.sock = cast("ssl.SSLSocket", Attentive(connection.sock, connection.ping))
        with self._connecting:
            self._connection, self._state = connection, state
            if self._ended.is_set():
                self._hang_up()
        connection.run_until_completion(state)
        with self._connecting:
            self._connection = self._state = None
        connection.disconnect()
        if self.standing.state is SocketState.CONNECTED:
            self._stand(SocketState.CONNECTING)

    def _make(self, address: str) -> Connection:
        from slack_sdk.socket_mode.builtin.connection import Connection

        from pdtui.adapters.tls import shared_context

        secure = address.startswith("wss:")
        return Connection(
            url=address,
            logger=LOG.getChild("wire"),
            proxy=self._proxy(urlsplit(address).hostname or ""),
            receive_buffer_size=BUFFER,
            on_message_listener=self._take,
            on_error_listener=_note,
            on_close_listener=None,
            ssl_context=shared_context() if secure else None,
        )

    def _take(self, text: str) -> None:
        """One frame: Slack's own word on the connection, or an envelope."""
        try:
            frame = mapping(json.loads(text))
        except ValueError:
            return
        match frame.get("type"):
            case "hello":
                self._stand(SocketState.CONNECTED)
            case "disconnect":
                self._dismissed(text_of(frame, "reason"))
            case _ if envelope_id := text_of(frame, "envelope_id"):
                self._acknowledge(envelope_id)
                self._hear(text_of(frame, "type"), mapping(frame.get("payload")))

    def _acknowledge(self, envelope_id: str) -> None:
        """First of all. Raises where it cannot: the person sees an error then, and nothing may be done."""
        if self._connection is not None:
            self._connection.send(json.dumps({"envelope_id": envelope_id}))

    def _dismissed(self, reason: str) -> None:
        """Slack ends the connection; a mere warning comes some seconds before that."""
        LOG.info("Slack ends the connection: %s", reason)
        if reason == "warning":
            return
        if self._state is not None:
            self._state.terminated = True
        if reason == "link_disabled":
            advice = "Socket Mode is off in the app's settings at api.slack.com; turn it on"
            self._stand(SocketState.REFUSED, advice)
        elif reason == "too_many_websockets":
            self._stand(SocketState.CONNECTING, "ten others listen for this app already")

    def _pause(self) -> float:
        if self.standing.state is SocketState.REFUSED:
            return STUBBORN
        pause = PAUSES[min(self._tries, len(PAUSES) - 1)]
        self._tries += 1
        return pause

    def _stand(self, state: SocketState, advice: str = "") -> None:
        if not self._ended.is_set():
            self.standing = SocketStanding(state, advice)

    def _hang_up(self) -> None:
        if self._state is not None:
            self._state.terminated = True
        if self._connection is not None and self._connection.sock is not None:
            cast("Attentive", self._connection.sock).hang_up()


def _note(error: Exception) -> None:
    with suppress(Exception):
        LOG.info("the connection to Slack: %s", clean(error) or type(error).__name__)
