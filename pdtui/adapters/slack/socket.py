"""The core's `Socket` port: Slack's Socket Mode, by which a laptop hears of clicks without a public address."""

from __future__ import annotations

import asyncio
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress
from urllib.parse import urlsplit

from pdtui.adapters.slack.crew import Crew
from pdtui.adapters.slack.hearing import heard
from pdtui.adapters.slack.line import Line
from pdtui.config import Secret
from pdtui.core.addresses import is_loopback
from pdtui.core.slack.socket_port import Heard, SocketStanding
from pdtui.errors import BadCredential, NotSent, PdtuiError

ADVICE = "put an app-level token with the scope connections:write in {}"


class SocketMode:
    """`pdtui.core.slack.socket_port.Socket` for one app-level token; `variable` is where a person puts that."""

    def __init__(self, token: Callable[[], Secret | None], base_url: str, timeout: float, variable: str) -> None:
        self._token = token
        self._base_url = base_url
        self._timeout = timeout
        self._variable = variable
        self._crew = Crew(1)
        self._line: Line | None = None

    @property
    def standing(self) -> SocketStanding:
        """How it stands now."""
        return self._line.standing if self._line is not None else SocketStanding()

    async def is_configured(self) -> bool:
        """Look for the token, on a thread: a keyring may take its time."""

        def look() -> bool:
            try:
                return self._token() is not None
            except PdtuiError:
                return True  # it is there, and connecting tells what is wrong with it

        return await self._crew.run(look)

    def open(self, hear: Callable[[Heard], None]) -> None:
        """Stay connected on a daemon thread."""
        if self._line is not None:
            return
        loop = asyncio.get_running_loop()

        def take(kind: str, payload: Mapping[str, object]) -> None:
            value = heard(kind, payload)
            if value is not None:
                with suppress(RuntimeError):  # the loop was closed meanwhile
                    loop.call_soon_threadsafe(hear, value)

        self._line = Line(self._ticket, proxy_for, take)
        self._line.start()

    def close(self) -> None:
        """Hang up; the thread is not waited for."""
        line, self._line = self._line, None
        if line is not None:
            line.end()
        self._crew.close()

    def _ticket(self) -> str:
        """The address of one new connection, from `apps.connections.open`; the token goes nowhere else."""
        token = self._token()
        if token is None:
            raise BadCredential("there is no app-level token any more", ADVICE.format(self._variable))
        from pdtui.adapters.slack.failures import explain
        from pdtui.adapters.slack.opener import client_for

        try:
            client = client_for(token, self._base_url, self._timeout)
            address = client.apps_connections_open(app_token=token.reveal()).get("url")
        except Exception as error:
            told = explain(error, writes=False)
            if isinstance(told, BadCredential):
                raise BadCredential(told.what, ADVICE.format(self._variable), code=told.code) from error
            raise told from error
        if not isinstance(address, str) or not may_connect(address):
            raise NotSent("Slack named an address for its socket that is not safe", "check the network")
        return address


def may_connect(address: str) -> bool:
    """Whether the ticket in an address stays secret: slack_sdk speaks TLS at port 443 only, whatever the scheme."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    return (parts.scheme == "wss" and port in (None, 443)) or (parts.scheme == "ws" and is_loopback(host))


def proxy_for(host: str) -> str | None:
    """The proxy on the way to a host, from the environment; slack_sdk alone would not look at NO_PROXY."""
    if is_loopback(host) or urllib.request.proxy_bypass(host):
        return None
    proxies = urllib.request.getproxies()
    return proxies.get("https") or proxies.get("http")
