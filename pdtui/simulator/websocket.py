"""WebSockets on the simulator's own port, by hand, because the simulated services take the standard library only.

As much of RFC 6455 as Socket Mode needs: the handshake, text in one frame or in several, ping, pong and close.
"""

from __future__ import annotations

import hashlib
import socket
import threading
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from io import BufferedIOBase
from queue import SimpleQueue
from typing import Protocol

from pdtui.simulator.wire import Request, Response

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
"""What RFC 6455 has a server hash with the client's key, to show that it knows the protocol."""
MOST = 1 << 20
"""The longest payload of a frame in bytes."""

NORMAL, PROTOCOL_ERROR, NOT_TEXT, TOO_BIG = 1000, 1002, 1007, 1009


class Line(Protocol):
    """The server's end of an open WebSocket; none of its methods waits for the client."""

    def send(self, text: str) -> None:
        """Send a text once what was sent before it is out."""

    def close(self, code: int = NORMAL, reason: str = "") -> None:
        """Say goodbye after what was sent before; the client hangs up."""

    def cut(self) -> None:
        """End the connection at once and without a word."""


class Talk(Protocol):
    """A service's side of a WebSocket, from the handshake to its end."""

    def opened(self, line: Line) -> None:
        """The handshake is over."""

    def heard(self, text: str) -> None:
        """The client sent a text."""

    def closed(self) -> None:
        """The connection is over, in whichever way."""


@dataclass(frozen=True, slots=True)
class Upgrade(Response):
    """The answer to a handshake; once it is out, the connection belongs to `talk`."""

    talk: Talk | None = None


def handshake(request: Request, talk: Talk) -> Response:
    """Accept an upgrade, or refuse what is none by RFC 6455."""
    headers = request.headers
    asked = headers.get("upgrade", "").lower() == "websocket" and "upgrade" in headers.get("connection", "").lower()
    key = headers.get("sec-websocket-key", "")
    if request.method != "GET" or not asked or not key:
        return Response(400)
    if headers.get("sec-websocket-version") != "13":
        return Response(426, b"", {"sec-websocket-version": "13"})
    proof = b64encode(hashlib.sha1(f"{key}{GUID}".encode(), usedforsecurity=False).digest()).decode()
    accepted = {"upgrade": "websocket", "connection": "Upgrade", "sec-websocket-accept": proof}
    return Upgrade(101, b"", accepted, talk)


class Opcode(IntEnum):
    """The kinds of frame."""

    CONTINUATION = 0
    TEXT = 1
    BINARY = 2
    CLOSE = 8
    PING = 9
    PONG = 10


OPCODES = frozenset(int(opcode) for opcode in Opcode)


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame; `final` is false where its message goes on in the next."""

    opcode: Opcode
    payload: bytes = b""
    final: bool = True

    def encoded(self) -> bytes:
        """The frame as a server sends it, without a mask."""
        size = len(self.payload)
        first = bytes([self.final << 7 | self.opcode])
        if size < 126:
            return first + bytes([size]) + self.payload
        if size < 1 << 16:
            return first + b"\x7e" + size.to_bytes(2) + self.payload
        return first + b"\x7f" + size.to_bytes(8) + self.payload


class Violation(Exception):
    """The client broke the protocol; carries the code with which the connection is closed."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def read_frame(stream: BufferedIOBase) -> Frame:
    """The next frame of a client; raises `EOFError` at the end of the stream, and `Violation`."""
    first, second = _exactly(stream, 2)
    size = second & 0x7F
    if size >= 126:
        size = int.from_bytes(_exactly(stream, 2 if size == 126 else 8))
    opcode, final = first & 0x0F, bool(first & 0x80)
    control = opcode >= Opcode.CLOSE
    if not second & 0x80 or first & 0x70 or opcode not in OPCODES or (control and (size > 125 or not final)):
        raise Violation(PROTOCOL_ERROR)
    if size > MOST:
        raise Violation(TOO_BIG)
    mask = _exactly(stream, 4)
    masked = _exactly(stream, size)
    return Frame(Opcode(opcode), bytes(byte ^ mask[place % 4] for place, byte in enumerate(masked)), final)


def _exactly(stream: BufferedIOBase, size: int) -> bytes:
    """That many bytes; raises `EOFError` where there are no more."""
    found = stream.read(size)
    if len(found) < size:
        raise EOFError
    return found


class WebSocket:
    """A connection after its handshake: one thread reads, another writes, so that no sender ever waits."""

    def __init__(self, connection: socket.socket, stream: BufferedIOBase) -> None:
        self._connection = connection
        self._stream = stream
        self._outgoing: SimpleQueue[Frame | None] = SimpleQueue()

    def send(self, text: str) -> None:
        """Send a text once what was sent before it is out."""
        self._outgoing.put(Frame(Opcode.TEXT, text.encode()))

    def close(self, code: int = NORMAL, reason: str = "") -> None:
        """Say goodbye after what was sent before; the client hangs up."""
        self._outgoing.put(Frame(Opcode.CLOSE, code.to_bytes(2) + reason.encode()))

    def cut(self) -> None:
        """End the connection at once and without a word."""
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)

    def serve(self, talk: Talk, step: Callable[[Callable[[], None]], None]) -> None:
        """Let `talk` have the connection until it ends; what it hears goes through `step`."""
        writer = threading.Thread(target=self._write, name="pdtui-simulator-websocket", daemon=True)
        writer.start()
        talk.opened(self)
        try:
            self._listen(lambda text: step(lambda: talk.heard(text)))
        except Violation as violation:
            self.close(violation.code)
        except (EOFError, OSError):
            self.cut()
        finally:
            talk.closed()
            self._outgoing.put(None)
            writer.join()

    def _listen(self, heard: Callable[[str], None]) -> None:
        """Read until the client says goodbye."""
        parts: list[bytes] = []
        while (frame := read_frame(self._stream)).opcode is not Opcode.CLOSE:
            if frame.opcode is Opcode.PING:
                self._outgoing.put(Frame(Opcode.PONG, frame.payload))
            if frame.opcode >= Opcode.CLOSE:
                continue
            if frame.opcode is Opcode.BINARY or bool(parts) is not (frame.opcode is Opcode.CONTINUATION):
                raise Violation(NOT_TEXT if frame.opcode is Opcode.BINARY else PROTOCOL_ERROR)
            parts.append(frame.payload)
            if frame.final:
                heard(_text(b"".join(parts)))
                parts.clear()
        self.close()

    def _write(self) -> None:
        """Send what is to be sent, up to the goodbye."""
        for frame in iter(self._outgoing.get, None):
            try:
                self._connection.sendall(frame.encoded())
            except OSError:
                return
            if frame.opcode is Opcode.CLOSE:
                return


def _text(payload: bytes) -> str:
    """A message's text; raises `Violation` where it is none."""
    try:
        return payload.decode()
    except UnicodeDecodeError:
        raise Violation(NOT_TEXT) from None
