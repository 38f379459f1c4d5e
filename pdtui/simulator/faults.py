"""Fault switches: what a network and a tired server do to a request, before or after it was applied."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pdtui.simulator.wire import Request


class Kind(StrEnum):
    """How a request goes wrong."""

    STATUS = "status"
    """Answer with `status`, `body` and `headers` instead of the true answer."""
    HTML = "html"
    """Answer a proxy's HTML page with `status`."""
    HANG = "hang"
    """Keep the connection open and silent until `release` is set (or the server stops), then drop it."""
    DROP = "drop"
    """Close the connection without a byte of answer."""
    TRUNCATE = "truncate"
    """Send the headers and half of the body, then close."""
    SLOW = "slow"
    """Answer truthfully, `seconds` late."""
    HOLD = "hold"
    """Answer truthfully once `release` is set."""


@dataclass(slots=True)
class Fault:
    """One switch: which requests it strikes, how often, how, and at which side of applying them."""

    kind: Kind
    method: str = ""
    """Empty strikes every method."""
    path: str = ""
    """A regular expression searched for in the path; empty strikes every path."""
    applied: bool = False
    """True: the request is applied to the world first, and only its answer goes wrong."""
    times: int | None = 1
    """How many requests it strikes; None: until it is taken away."""
    status: int = 503
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    reached: threading.Event = field(default_factory=threading.Event)
    """Set when the first request was struck (with `applied`, after it was applied)."""
    release: threading.Event = field(default_factory=threading.Event)
    """Set by the test to end a hang or a hold."""

    def strikes(self, request: Request) -> bool:
        """Whether this switch is still on for such a request."""
        return (
            self.times != 0 and self.method in ("", request.method) and re.search(self.path, request.path) is not None
        )


class Faults:
    """The switches that are on, oldest first; the first that fits a request strikes it."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> Fault:
        """Switch a fault on; returns it, so that a test can wait for `reached`."""
        with self._lock:
            self._faults.append(fault)
        return fault

    def clear(self) -> None:
        """Switch all off and let hanging requests go."""
        with self._lock:
            for fault in self._faults:
                fault.release.set()
            self._faults.clear()

    def take(self, request: Request) -> Fault | None:
        """The fault that strikes this request, counted down, or None."""
        with self._lock:
            for fault in self._faults:
                if fault.strikes(request):
                    if fault.times is not None:
                        fault.times -= 1
                    return fault
        return None
