"""Calls of Slack's methods for a program that must not block: on a crew of threads, page after page."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from datetime import datetime

from pdtui.adapters.slack.crew import Crew, Overdue
from pdtui.adapters.slack.fields import mapping, mappings, text_of
from pdtui.adapters.slack.sending import Answer, Request, Sender, utc_now
from pdtui.config import Secret
from pdtui.core.model import Channel
from pdtui.errors import NotSent, OutcomeUnknown, PdtuiError, TooLong

PAGE = 200
"""Slack's advice for one page."""
PAGES = 50
"""No reading goes on for ever."""
CLAMP = 15
"""To that Slack cuts the pages of an app that it takes for a distributed one."""
TIMEOUTS = 3
"""An answer that trickles is given up after so many timeouts."""


class SlackCaller:
    """One token's calls in pdtui's terms; what its families of methods share."""

    def __init__(
        self,
        token: Callable[[], Secret | None],
        base_url: str,
        timeout: float,
        monotonic: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = utc_now,
        variable: str = "PDTUI_SLACK_TOKEN",
    ) -> None:
        self._token = token
        self._timeout = timeout
        self._monotonic = monotonic
        self._sender = Sender(token, base_url, timeout, monotonic, now, variable)
        self._crew = Crew()
        self._clamped = False
        self._bot_id = ""
        """Who the token is, once Slack has said so."""
        self._names: dict[str, tuple[Channel, float]] = {}
        """Channels by name and by id, and until when that is believed."""

    @property
    def is_clamped(self) -> bool:
        """Whether a page was cut to 15 although more was asked for and there was more."""
        return self._clamped

    async def is_configured(self) -> bool:
        """Look for the token, without a request; on a thread, since a keyring may take its time."""

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
        """One call, once, as `Request` says. All but the `expected` errors are raised as `pdtui.errors`."""
        return await self._ask(Request(method, arguments, writes, before, expected))

    async def pages(
        self, method: str, key: str, *, size: int = PAGE, **arguments: object
    ) -> AsyncIterator[Mapping[str, object]]:
        """The items of all pages; fewer than a page full does not mean the end, only an empty cursor does."""
        cursor: str | None = None
        for _ in range(PAGES):
            answer = await self._ask(Request(method, {**arguments, "limit": size, "cursor": cursor}))
            if not isinstance(answer.get(key), list):
                raise NotSent(f"Slack answered without {key}", "pdtui asks again")
            cursor = text_of(mapping(answer.get("response_metadata")), "next_cursor") or None
            found = mappings(answer.get(key))
            if key == "messages" and len(found) == CLAMP < size and cursor is not None:
                self._clamped = True
            for raw in found:
                yield raw
            if cursor is None:
                return
        raise TooLong(f"Slack has more {key} than pdtui reads at once", "look in Slack itself")

    def close(self) -> None:
        """Let the threads end after what they are doing; a later call starts others."""
        self._crew.close()

    async def _ask(self, request: Request) -> Answer:
        self._sender.check_rest(request.method)
        try:
            return await self._crew.run(lambda: self._sender.send(request), self._timeout * TIMEOUTS)
        except Overdue as overdue:
            if request.writes and overdue.begun:
                raise OutcomeUnknown("Slack's answer did not end in time", "pdtui reads Slack to see") from None
            what = "Slack's answer did not end in time" if overdue.begun else "Slack is slow to answer other calls"
            raise NotSent(what, "pdtui asks again") from None
