"""Requests to PagerDuty in pdtui's terms: headers, paging, the shared budget, the error map."""

from __future__ import annotations

import asyncio
import json
import logging
import random
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from pdtui.adapters.pagerduty.budget import Budget
from pdtui.adapters.pagerduty.failures import explain
from pdtui.adapters.pagerduty.headers import dated, without
from pdtui.adapters.tls import shared_context
from pdtui.config import Secret
from pdtui.core.asking import asker
from pdtui.errors import NotSent, OutcomeUnknown, RateLimited

if TYPE_CHECKING:
    from pdtui.adapters.pagerduty.http import Connection

LOG = logging.getLogger(__name__)
PAGE = 100
MOST_ROWS = 10_000
"""PagerDuty gives out no row beyond."""
TRIES = 3
PAUSE = 0.2
"""Seconds before a reading is tried again, doubled each time, less a random part of half of it."""
NO_CONTENT = 204
BARE = ""
"""The key under which a list stands that PagerDuty answers without an envelope."""

Query = Sequence[tuple[str, str]]


class Answer(dict[str, object]):
    """A JSON object as PagerDuty answered it."""

    at: datetime | None = None
    """When, by the clock of PagerDuty's side; None where it does not say."""


class PagerDutyClient:
    """Requests in pdtui's error terms. A 429 pauses the whole client: the budget is the credential's.

    Whose turn it is goes by `pdtui.core.asking.asker`.
    """

    def __init__(
        self, token: Secret, base_url: str, timeout: float, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._token = token
        self._base_url = base_url
        self._timeout = timeout
        self._connection: Connection | None = None
        self._monotonic = monotonic
        self._budget = Budget(monotonic)

    @property
    def host(self) -> str:
        """Where the requests go, for messages."""
        return urlsplit(self._base_url).netloc

    async def get(self, path: str, query: Query = (), *, accept: str = "") -> Answer:
        """A JSON object; asked for again where the network or the server failed, since a reading changes nothing.

        A second time-out is not followed by a third: by then somebody has waited long enough to be told.
        """
        began = self._monotonic()
        for attempt in range(1, TRIES):
            try:
                return await self.request("GET", path, query, accept=accept)
            except RateLimited:
                raise
            except NotSent as error:
                if self._monotonic() - began > 1.5 * self._timeout:
                    raise
                LOG.info("a reading is tried again: %s", error.what)
            await asyncio.sleep(PAUSE * 2 ** (attempt - 1) * random.uniform(0.5, 1))  # noqa: S311 - no secret
        return await self.request("GET", path, query, accept=accept)

    async def pages(
        self, path: str, key: str, query: Query, *, most: int = MOST_ROWS, size: int = PAGE
    ) -> AsyncIterator[object]:
        """The items of all pages up to `most`; rows that shift between pages are the caller's to count once."""
        offset = 0
        while offset + size <= most:
            answer = await self.get(path, [*query, ("limit", str(size)), ("offset", str(offset))])
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
    ) -> Answer:
        """One request, once. Raises as `pdtui.core.pagerduty` says; a reading never raises `OutcomeUnknown`."""
        writes = method != "GET"
        headers = {"Content-Type": "application/json"}
        if sender:
            headers["From"] = sender
        if accept:
            headers["Accept"] = accept
        content = None if body is None else json.dumps(body).encode()
        connection = await self._connect()
        one = asker()
        async with self._budget.place(one):
            status, raw, answered = await connection.exchange(method, path, query, headers, content)
        answer = without(self._token.reveal(), raw)
        if not 200 <= status < 300:
            error = explain(status, answer, answered, writes=writes, html="html" in answered.get("content-type", ""))
            if isinstance(error, RateLimited):
                error = self._budget.pause(answered, error)
            LOG.info("%s %s: HTTP %s, request id %s", method, path, status, self._request_id(answered))
            raise error
        self._budget.note(answered, one)
        bare = status == NO_CONTENT or (method == "DELETE" and not answer.strip())
        found = Answer() if bare else self._object(answer, writes=writes)
        found.at = dated(answered)
        return found

    def _request_id(self, headers: Mapping[str, str]) -> str:
        return without(self._token.reveal(), headers.get("x-request-id", "none").encode()).decode()

    def _object(self, answer: bytes, *, writes: bool) -> Answer:
        try:
            value = msgspec.json.decode(answer)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            value = None
        if isinstance(value, list):
            return Answer({BARE: value})
        if not isinstance(value, dict):
            what = f"{self.host} answered something that is not PagerDuty's"
            if writes:
                raise OutcomeUnknown(what, "pdtui reads back what became of it")
            raise NotSent(what, "check the network: is this a captive portal?")
        return Answer(value)

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
