"""The simulator's small account behind a true socket, every request and answer judged by the description."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from urllib.parse import urlencode

from pdtui.simulator.pagerduty import Incident
from pdtui.simulator.server import Server
from pdtui.simulator.wire import Response
from tests.openapi import OpenApi, published
from tests.simulator.pagerduty_world import Answer, Query, World, build

PATIENCE = 10.0


class Desk:
    """Ada's desk, or another's with their key; a request that is wrong on purpose is sent with `lawful` False."""

    def __init__(self, world: World, api: OpenApi, connection: HTTPConnection) -> None:
        self.world = world
        self.pagerduty = world.pagerduty
        self._api = api
        self._connection = connection

    def call(
        self,
        method: str,
        path: str,
        query: Query | None = None,
        body: object = None,
        *,
        token: str = "ada",
        sender: str | None = "ada@example.com",
        lawful: bool = True,
    ) -> Answer:
        """Send one request; fails on an answer, and on a lawful request, unlike the description."""
        pairs = [
            (name, value)
            for name, values in (query or {}).items()
            for value in ([values] if isinstance(values, str) else values)
        ]
        content = b"" if body is None else json.dumps(body).encode()
        headers = {
            "Accept": "application/vnd.pagerduty+json;version=2",
            "Authorization": f"Token token={token}",
            "Content-Type": "application/json",
            **({"From": sender} if sender is not None else {}),
        }
        wrong = self._api.validate_request(method, path, pairs, headers, content) if lawful else []
        assert wrong == [], f"{method} {path} sends {wrong}"
        target = f"{path}?{urlencode(pairs)}" if pairs else path
        self._connection.request(method, target, content, headers)
        got = self._connection.getresponse()
        answer = Response(got.status, got.read(), {name.lower(): value for name, value in got.getheaders()})
        wrong = self._api.validate_response(method, path, answer.status, answer.body)
        assert wrong == [], f"{method} {path} answers {answer.status} {wrong}"
        return Answer(answer)

    def get(self, path: str, query: Query | None = None, *, token: str = "ada") -> Answer:
        """Read something."""
        return self.call("GET", path, query, token=token)

    def post(self, path: str, body: object, *, token: str = "ada", lawful: bool = True) -> Answer:
        """Create something."""
        return self.call("POST", path, body=body, token=token, lawful=lawful)

    def put(self, path: str, body: object, *, token: str = "ada", lawful: bool = True) -> Answer:
        """Change something."""
        return self.call("PUT", path, body=body, token=token, lawful=lawful)

    def change(self, incident: Incident, *, token: str = "ada", lawful: bool = True, **fields: object) -> Answer:
        """Change one incident."""
        return self.change_with(incident, fields, token=token, lawful=lawful)

    def change_with(
        self, incident: Incident, fields: Mapping[str, object], *, token: str = "ada", lawful: bool = True
    ) -> Answer:
        """The same with fields that were made elsewhere."""
        body = {"incident": {"type": "incident", **fields}}
        return self.put(f"/incidents/{incident.id}", body, token=token, lawful=lawful)

    def guest(self, role: str, name: str = "guest") -> str:
        """A new person of a role; their key."""
        self.pagerduty.add_token(name, self.pagerduty.add_user(name.title(), f"{name}@example.com", role=role))
        return name

    def scoped(self, *scopes: str) -> str:
        """A key of Ada's with these scopes only."""
        self.pagerduty.add_token("scoped", self.world.ada, scopes=list(scopes))
        return "scoped"

    def reader(self) -> str:
        """An account's key that may only read."""
        self.pagerduty.add_account_token("reader", read_only=True)
        return "reader"


@contextmanager
def judged_desk() -> Iterator[Desk]:
    """The desk in a fresh account; the account raised nothing when it is over."""
    world = build()
    with Server(pagerduty=world.pagerduty) as server:
        host, _, port = server.url.removeprefix("http://").partition(":")
        with closing(HTTPConnection(host, int(port), timeout=PATIENCE)) as connection:
            yield Desk(world, published(), connection)
        assert server.errors == []


def of_kind(incident: Incident, kind: str) -> list[str]:
    """The summaries of an incident's log entries of one kind, oldest first."""
    return [entry.summary for entry in incident.log if entry.type == f"{kind}_log_entry"]


def reference(identity: str, kind: str) -> dict[str, str]:
    """A reference as bodies carry it."""
    return {"id": identity, "type": f"{kind}_reference"}
