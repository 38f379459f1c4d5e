"""Requests to PagerDuty in pdtui's terms: headers, paging, the shared budget, the error map."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from pdtui.adapters.pagerduty.failures import explain
from pdtui.adapters.tls import shared_context
from pdtui.config import Secret
from pdtui.errors import NotSent, OutcomeUnknown, RateLimited

if TYPE_CHECKING:
    from pdtui.adapters.pagerduty.http import Connection

LOG = logging.getLogger(__name__)
PAGE = 100
MOST_ROWS = 10_000
"""PagerDuty gives out no row beyond."""
MOST_AT_ONCE = 4

Query = Sequence[tuple[str, str]]


class PagerDutyClient:
    """Requests in pdtui's error terms. A 429 pauses the whole client: the budget is the credential's."""

    def __init__(self, token: Secret, base_url: str, timeout: float) -> None:
        self._token = token
        self._base_url = base_url
        self._timeout = timeout
        self._connection: Connection | None = None
        self._slots = asyncio.Semaphore(MOST_AT_ONCE)
        self._paused_until = 0.0

    @property
    def host(self) -> str:
        """Where the requests go, for messages."""
        return urlsplit(self._base_url).netloc

    async def get(self, path: str, query: Query = (), *, accept: str = "") -> dict[str, object]:
        """A JSON object; asked for twice before it is given up, since a kept connection may have died in sleep."""
        try:
            return await self.request("GET", path, query, accept=accept)
        except RateLimited:
            raise
        except NotSent as error:
            LOG.info("a reading is tried again: %s", error.what)
            return await self.request("GET", path, query, accept=accept)

    async def pages(self, path: str, key: str, query: Query, most: int = MOST_ROWS) -> AsyncIterator[object]:
        """The items of all pages up to `most`; rows that shift between pages are the caller's to count once."""
        offset = 0
        while offset + PAGE <= most:
            answer = await self.get(path, [*query, ("limit", str(PAGE)), ("offset", str(offset))])
            items = self.items(answer, key)
            for item in items:
                yield item
            if not items or answer.get("more") is not True:
                return
            offset += len(items)

    def items(self, answer: dict[str, object], key: str) -> list[object]:
        """A list that an answer must hold: one that is missing is no empty one. Raises `NotSent`."""
        found = answer.get(key)
        if not isinstance(found, list):
            raise NotSent(f"{self.host} answered without {key}", "check the network: is this a captive portal?")
        return found

    async def request(
        self,
        method: str,
        path: str,
        query: Query = (),
        *,
        body: object = None,
        sender: str = "",
        accept: str = "",
    ) -> dict[str, object]:
        """One request, once. Raises as `pdtui.core.ports` says; a reading never raises `OutcomeUnknown`."""
        wait = self._paused_until - time.monotonic()
        if wait > 0:
            raise RateLimited("PagerDuty asked to wait", "pdtui asks again by itself", retry_after=wait)
        writes = method != "GET"
        headers = {"Content-Type": "application/json"}
        if sender:
            headers["From"] = sender
        if accept:
            headers["Accept"] = accept
        content = None if body is None else json.dumps(body).encode()
        connection = await self._connect()
        async with self._slots:
            status, answer, answered = await connection.exchange(method, path, query, headers, content)
        if not 200 <= status < 300:
            error = explain(status, answer, answered, writes=writes, html="html" in answered.get("content-type", ""))
            if isinstance(error, RateLimited):
                self._paused_until = time.monotonic() + error.retry_after
            LOG.info("%s %s: HTTP %s, request id %s", method, path, status, answered.get("x-request-id", "none"))
            raise error
        return self._object(answer, writes=writes)

    def _object(self, answer: bytes, *, writes: bool) -> dict[str, object]:
        try:
            value = msgspec.json.decode(answer)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            value = None
        if not isinstance(value, dict):
            what = f"{self.host} answered something that is not PagerDuty's"
            if writes:
                raise OutcomeUnknown(what, "pdtui reads back what became of it")
            raise NotSent(what, "check the network: is this a captive portal?")
        return value

    async def _connect(self) -> Connection:
        """The connection, made when first needed: importing httpx takes 70 ms, its TLS context 20 more."""
        if self._connection is None:
            from pdtui.adapters.pagerduty.http import Connection

            context = await asyncio.to_thread(shared_context) if self._base_url.startswith("https:") else None
            self._connection = Connection(self._base_url, self._token, context, self._timeout)
        return self._connection

    async def close(self) -> None:
        """Close the connections."""
        if self._connection is not None:
            await self._connection.close()
            self._connection = None
