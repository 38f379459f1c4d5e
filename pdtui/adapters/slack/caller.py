"""Calls of Slack's methods in pdtui's terms: threads, pages, rate limits, the error map.

slack_sdk's synchronous client, since the asynchronous one needs aiohttp. One client serves all threads: it
keeps nothing between calls but its settings. The SDK's own retries would post twice, so there are none.
"""

from __future__ import annotations

import threading
import time
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pdtui.adapters.slack.crew import Crew, Overdue
from pdtui.adapters.slack.fields import mapping, mappings, text_of
from pdtui.config import Secret
from pdtui.core.model import Channel
from pdtui.errors import BadCredential, NotSent, OutcomeUnknown, PdtuiError, RateLimited
from pdtui.text import clean

if TYPE_CHECKING:
    from slack_sdk import WebClient

PAGE = 200
"""Slack's advice for one page."""
PAGES = 50
"""No reading goes on for ever."""
TIMEOUTS = 3
"""An answer that trickles is given up after so many timeouts."""


class Answer(dict[str, object]):
    """A JSON object as Slack answered it."""

    headers: Mapping[str, str] = {}
    """By lower-case names."""


class SlackCaller:
    """One token's calls. A method that Slack asks to wait with is not called meanwhile; the others are."""

    def __init__(
        self,
        token: Callable[[], Secret | None],
        base_url: str,
        timeout: float,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._token = token
        """Asked on a thread of the crew: a keyring may take its time."""
        self._base_url = base_url
        self._timeout = timeout
        self._monotonic = monotonic
        self._crew = Crew()
        self._client: WebClient | None = None
        self._connecting = threading.Lock()
        self._paused: dict[str, float] = {}
        self._names: dict[str, tuple[Channel, float]] = {}
        """Channels by name and by id, and until when that is believed."""

    async def is_configured(self) -> bool:
        """Look for the token, without a request."""

        def look() -> bool:
            try:
                return self._token() is not None
            except PdtuiError:
                return True  # it is there, and `identity` tells what is wrong with it

        return await self._crew.run(look)

    async def call(
        self,
        method: str,
        /,
        *,
        writes: bool = False,
        before: datetime | None = None,
        expected: Collection[str] = (),
        **arguments: object,
    ) -> Answer:
        """One call, once; arguments that are None are left out.

        `expected` errors come back as the answers that they are; all others are raised as `pdtui.errors`.
        """
        return await self._ask(method, arguments, writes=writes, before=before, expected=expected)

    async def _ask(
        self,
        method: str,
        arguments: Mapping[str, object],
        *,
        writes: bool = False,
        before: datetime | None = None,
        expected: Collection[str] = (),
    ) -> Answer:
        self._check_pause(method)
        given = {name: value for name, value in arguments.items() if value is not None}
        try:
            return await self._crew.run(
                lambda: self._perform(method, given, writes, before, expected), self._timeout * TIMEOUTS
            )
        except Overdue as overdue:
            if writes and overdue.begun:
                raise OutcomeUnknown("Slack's answer did not end in time", "pdtui reads Slack to see") from None
            what = "Slack's answer did not end in time" if overdue.begun else "Slack is slow to answer other calls"
            raise NotSent(what, "pdtui asks again") from None

    async def pages(
        self, method: str, key: str, *, size: int = PAGE, **arguments: object
    ) -> AsyncIterator[Mapping[str, object]]:
        """The items of all pages; fewer than a page full does not mean the end, only an empty cursor does."""
        cursor: str | None = None
        for _ in range(PAGES):
            answer = await self._ask(method, {**arguments, "limit": size, "cursor": cursor})
            if not isinstance(answer.get(key), list):
                raise NotSent(f"Slack answered without {key}", "pdtui asks again")
            for raw in mappings(answer.get(key)):
                yield raw
            cursor = text_of(mapping(answer.get("response_metadata")), "next_cursor") or None
            if cursor is None:
                return
        raise NotSent(f"Slack has more {key} than pdtui reads at once", "look in Slack itself")

    def close(self) -> None:
        """Let the threads end after what they are doing; a later call starts others."""
        self._crew.close()

    def _perform(
        self,
        method: str,
        arguments: dict[str, object],
        writes: bool,
        before: datetime | None,
        expected: Collection[str],
    ) -> Answer:
        """The call itself, on a thread of the crew."""
        client = self._connect()
        self._check_pause(method)
        if before is not None and datetime.now(UTC) > before:
            raise NotSent("this machine slept before the post was sent", "pdtui looks at the thread again")
        from pdtui.adapters.slack.failures import answered, explain

        structured = any(isinstance(value, dict | list) for value in arguments.values())
        try:
            sent = client.api_call(method, json=arguments) if structured else client.api_call(method, params=arguments)
            found = Answer(mapping(sent.data))
            if found.get("ok") is not True:
                raise ValueError("an answer that is not Slack's")
            found.headers = {str(name).lower(): str(value) for name, value in sent.headers.items()}
        except Exception as error:
            refused = answered(error)
            if refused is not None and refused.get("error") in expected:
                return Answer(refused)
            told = explain(error, writes=writes)
            if isinstance(told, RateLimited):
                self._paused[method] = self._monotonic() + told.retry_after
            raise told from error
        return found

    def _check_pause(self, method: str) -> None:
        """Raises `RateLimited` while Slack wants no call of this method."""
        left = self._paused.get(method, 0.0) - self._monotonic()
        if left > 0:
            raise RateLimited(f"Slack asks to wait with {method}", "pdtui tries again by itself", retry_after=left)

    def _connect(self) -> WebClient:
        """The SDK's client, made when first needed: its import alone takes 30 ms."""
        with self._connecting:
            if self._client is None:
                from pdtui.adapters.slack.opener import client_for

                token = self._token()
                if token is None:
                    raise BadCredential("there is no Slack token any more", "set PDTUI_SLACK_TOKEN")
                try:
                    self._client = client_for(token, self._base_url, self._timeout)
                except OSError as error:  # a broken file of certificates is one, too
                    what = f"no secure connection to Slack can be made ({clean(error)})"
                    raise NotSent(what, "check SSL_CERT_FILE") from error
            return self._client
