"""The real adapter and the simulated Slack with a true socket between them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType

from pdtui.adapters.slack.client import SlackClient
from pdtui.config import Secret
from pdtui.core.slack.port import Post, Scope, Slack
from pdtui.simulator.faults import Fault, Kind
from pdtui.simulator.server import Server
from pdtui.simulator.wire import Request
from tests.simulator.slack_desk import TOKEN, Desk

TIMEOUT = 1.0
SCOPES = [str(scope) for scope in Scope]


class Line:
    """A desk, a server in front of it, and a client with the token of pdtui's app."""

    def __init__(self, scopes: Iterable[str] = SCOPES, token: Callable[[], Secret | None] | None = None) -> None:
        self.desk = Desk(scopes)
        self.server = Server(slack=self.desk.slack)
        self.now = 1000.0
        """What the client takes for the time of a monotonic clock."""
        self._token = token or (lambda: Secret(TOKEN))

    def __enter__(self) -> Line:
        self.server.start()
        self.client = SlackClient(self._token, self.server.slack_url, TIMEOUT, lambda: self.now)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.client.close()
        self.server.faults.clear()
        self.server.stop()
        if kind is None:
            assert self.server.errors == []

    @property
    def port(self) -> Slack:
        """The client as the core knows it."""
        return self.client

    def sent(self, method: str) -> list[Request]:
        """The requests of one method, in their order."""
        path = f"/api/{method}"
        return [one.request for one in self.server.exchanges if one.request.path == path]

    def fault(self, kind: Kind, method: str, *, applied: bool = False, status: int = 503) -> Fault:
        """Let the next call of a method go wrong."""
        return self.server.faults.add(Fault(kind, path=f"{method}$", applied=applied, status=status))

    def answer(self, method: str, body: object, headers: Mapping[str, str] | None = None, *, status: int = 200) -> None:
        """Let the next call of a method be answered with this, and not be applied."""
        given = {"content-type": "application/json", **(headers or {})}
        fault = Fault(Kind.STATUS, path=f"{method}$", status=status, body=json.dumps(body).encode(), headers=given)
        self.server.faults.add(fault)

    def post(self, headline: str = "Ada acknowledged", marker: str = "pdtui:1") -> Post:
        """A post for #incidents."""
        return Post(self.desk.incidents.id, marker, headline)
