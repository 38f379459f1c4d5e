"""Requests and responses as plain values, so that the simulated services know nothing of sockets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import parse_qsl


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request as it arrived; header names are lower-case, `path` is decoded and has no query."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def values(self, name: str) -> list[str]:
        """All values of a repeated parameter, in their order; `name` as it stands in the URL (`statuses[]`)."""
        return [value for key, value in self.query if key == name]

    def value(self, name: str) -> str | None:
        """The last value of a parameter, None where it is absent."""
        found = self.values(name)
        return found[-1] if found else None

    def json(self) -> object:
        """The decoded body; raises `ValueError` where it is not JSON."""
        return json.loads(self.body)

    def form(self) -> dict[str, str]:
        """The body as an urlencoded form."""
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP response; `body` is exactly what goes on the wire."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of_json(cls, status: int, value: object, headers: Mapping[str, str] | None = None) -> Response:
        """A JSON answer."""
        body = json.dumps(value, ensure_ascii=False).encode()
        return cls(status, body, {"content-type": "application/json; charset=utf-8", **(headers or {})})

    @classmethod
    def of_html(cls, status: int, body: str = "<html><body><h1>Bad gateway</h1></body></html>") -> Response:
        """The page of a proxy or a captive portal that stands in the way."""
        return cls(status, body.encode(), {"content-type": "text/html; charset=utf-8"})


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request with the answer that was computed for it (`None`: a fault came before it was applied)."""

    request: Request
    response: Response | None


class Handler(Protocol):
    """A simulated service."""

    def handle(self, request: Request) -> Response:
        """Apply the request to the state in memory and answer it."""
