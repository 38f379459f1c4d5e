"""A WebSocket client of a few lines, so that the simulator is not tested with its own reading of the protocol."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any
from urllib.parse import urlsplit

PATIENCE = 10.0
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
KEY = "dGhlIHNhbXBsZSBub25jZQ=="
"""The key of RFC 6455's own example, whose proof is PROOF."""
PROOF = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="


class Client:
    """One connection; `status` and `headers` are the answer to its handshake."""

    def __init__(self, url: str, **headers: str) -> None:
        parts = urlsplit(url)
        assert parts.hostname is not None
        self.socket = socket.create_connection((parts.hostname, parts.port or 80), timeout=PATIENCE)
        self._stream = self.socket.makefile("rb")
        sent = {
            "Host": parts.hostname,
            "Upgrade": "websocket",
            "Connection": "keep-alive, Upgrade",
            "Sec-WebSocket-Key": KEY,
            "Sec-WebSocket-Version": "13",
            **headers,
        }
        lines = [f"GET {parts.path}?{parts.query} HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items())]
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        first = self._stream.readline()
        if not first:
            self.close()
            raise EOFError
        self.status = int(first.split()[1])
        self.headers = dict(self._headers())

    def _headers(self) -> Iterator[tuple[str, str]]:
        while line := self._stream.readline().decode().strip():
            name, _, value = line.partition(": ")
            yield name.lower(), value

    def send(self, opcode: int, payload: bytes, *, final: bool = True, masked: bool = True, reserved: int = 0) -> None:
        """Send one frame."""
        mask = os.urandom(4) if masked else b""
        size = len(payload)
        if size < 126:
            length = bytes([size])
        else:
            length = b"\x7e" + size.to_bytes(2) if size < 1 << 16 else b"\x7f" + size.to_bytes(8)
        head = bytes([final << 7 | reserved | opcode, length[0] | masked << 7]) + length[1:]
        body = bytes(byte ^ mask[place % 4] for place, byte in enumerate(payload)) if masked else payload
        self.socket.sendall(head + mask + body)

    def say(self, value: object) -> None:
        """Send JSON."""
        self.send(TEXT, json.dumps(value).encode())

    def acknowledge(self, envelope: dict[str, Any], payload: object = None) -> None:
        """Acknowledge an envelope."""
        answer = {"envelope_id": envelope["envelope_id"]}
        self.say(answer if payload is None else {**answer, "payload": payload})

    def receive(self) -> tuple[int, bytes]:
        """The next frame; raises `EOFError` at the end of the connection."""
        head = self._stream.read(2)
        if len(head) < 2:
            raise EOFError
        assert not head[1] & 0x80, "a server does not mask"
        size = head[1]
        if size >= 126:
            size = int.from_bytes(self._stream.read(2 if size == 126 else 8))
        return head[0] & 0x0F, self._stream.read(size)

    def hear(self) -> dict[str, Any]:
        """The next frame's JSON."""
        opcode, payload = self.receive()
        assert opcode == TEXT, (opcode, payload)
        value: dict[str, Any] = json.loads(payload)
        return value

    def close(self) -> None:
        """Hang up."""
        self._stream.close()
        self.socket.close()


@contextmanager
def connected(url: str) -> Iterator[Client]:
    """A greeted connection."""
    with closing(Client(url)) as client:
        assert client.hear()["type"] == "hello"
        yield client
