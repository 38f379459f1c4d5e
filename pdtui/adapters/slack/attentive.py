"""A connected socket that notices its end: slack_sdk takes both an ended stream and a silent one for nothing new."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress

PING_SECONDS = 5.0
SILENCES = 3
"""So many pings without any answer are the end: the machine slept, or the network went."""


class Attentive:
    """What slack_sdk's connection uses of a socket; all of it on one thread but `hang_up`."""

    def __init__(self, wire: socket.socket, ping: Callable[[], None], seconds: float = PING_SECONDS) -> None:
        self._wire = wire
        self._ping = ping
        wire.settimeout(seconds)

    def recv(self, size: int) -> bytes:
        """What comes next; raises `ConnectionError` where nothing will."""
        for _ in range(SILENCES):
            try:
                received = self._wire.recv(size)
            except TimeoutError:
                self._ping()
                continue
            if not received:
                raise ConnectionResetError("the connection was ended")
            return received
        raise ConnectionAbortedError("nobody answers any more")

    def send(self, frame: bytes) -> int:
        """All of a frame."""
        self._wire.sendall(frame)
        return len(frame)

    def close(self) -> None:
        """Give it back to the system."""
        self._wire.close()

    def hang_up(self) -> None:
        """End it under whoever reads from it, from any thread."""
        with suppress(OSError):
            self._wire.shutdown(socket.SHUT_RDWR)
