"""The connection to PagerDuty: the only module that knows httpx, imported with the first request."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Generator, Sequence
from urllib.parse import urlsplit

import httpx

from pdtui import __version__
from pdtui.config import Secret
from pdtui.core.addresses import is_loopback
from pdtui.errors import NotSent, OutcomeUnknown

KEEP_ALIVE = 120.0
"""Seconds that a connection is kept between polls; httpx's 5 would cost a handshake each."""
BIGGEST = 20_000_000
"""Bytes of one answer; a bigger one is not read to its end."""


class TokenAuth(httpx.Auth):
    """Adds the token at the last moment, so that no header dictionary of ours ever holds it."""

    def __init__(self, token: Secret) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """API keys go as `Token token=`, OAuth tokens (`pdus+_…`) as `Bearer`."""
        value = self._token.reveal()
        scheme = "Bearer " if value.startswith("pd") and "+_" in value else "Token token="
        request.headers["Authorization"] = scheme + value
        yield request


class Connection:
    """Sends a request once; follows no redirect, and asks no proxy for this machine itself."""

    def __init__(self, base_url: str, token: Secret, context: ssl.SSLContext | None, timeout: float) -> None:
        self._host = urlsplit(base_url).netloc
        self._timeout = timeout
        self._client = httpx.AsyncClient(
            base_url=base_url,
            auth=TokenAuth(token),
            verify=context if context is not None else False,
            trust_env=not is_loopback(urlsplit(base_url).hostname or ""),
            follow_redirects=False,
            timeout=timeout,
            limits=httpx.Limits(max_connections=4, keepalive_expiry=KEEP_ALIVE),
            headers={
                "Accept": "application/vnd.pagerduty+json;version=2",
                "User-Agent": f"pdtui/{__version__}",
            },
        )

    async def exchange(
        self,
        method: str,
        path: str,
        query: Sequence[tuple[str, str]],
        headers: dict[str, str],
        content: bytes | None,
    ) -> tuple[int, bytes, dict[str, str]]:
        """Status, body and lower-case headers; `NotSent` where it certainly was not applied, else `OutcomeUnknown`."""
        parts: list[bytes] = []
        size = 0
        sent = httpx.Headers(headers, encoding="utf-8")  # a login e-mail need not be ASCII
        try:
            async with (
                asyncio.timeout(self._timeout),
                self._client.stream(
                    method, path, params=httpx.QueryParams(list(query)), headers=sent, content=content
                ) as response,
            ):
                async for part in response.aiter_bytes():
                    size += len(part)
                    if size > BIGGEST:
                        raise self._lost(method, "sent more than 20 MB")
                    parts.append(part)
                return response.status_code, b"".join(parts), dict(response.headers)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            why = str(error) or type(error).__name__
            raise NotSent(f"{self._host} cannot be reached ({why})", "check the network") from error
        except (httpx.TransportError, httpx.DecodingError, TimeoutError) as error:
            late = isinstance(error, TimeoutError | httpx.TimeoutException)
            what = f"did not answer within {self._timeout:g} s" if late else "broke the connection off"
            raise self._lost(method, what) from error

    def _lost(self, method: str, what: str) -> NotSent | OutcomeUnknown:
        if method == "GET":
            return NotSent(f"{self._host} {what}", "check the network")
        return OutcomeUnknown(f"{self._host} {what}", "pdtui reads back what became of it")

    async def close(self) -> None:
        """Close the sockets."""
        await self._client.aclose()
