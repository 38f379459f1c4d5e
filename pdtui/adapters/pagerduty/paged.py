"""One page of a long list."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from pdtui.adapters.pagerduty import wire
from pdtui.adapters.pagerduty.client import Answer, Query
from pdtui.adapters.pagerduty.paging import Page, T
from pdtui.adapters.pagerduty.requests import Requests
from pdtui.errors import RateLimited

LOG = logging.getLogger(__name__)
WAITS = 3
"""How often a rate limit is waited for in the middle of a list."""


class PagedRequests(Requests):
    """What the lists and the log have in common."""

    async def _page(
        self, key: str, query: Query, offset: int, limit: int, read: Callable[[object], tuple[str, T]]
    ) -> Page[T]:
        query = [*query, ("limit", str(limit)), ("offset", str(offset)), ("total", "true")]
        answer = await self._patiently(f"/{key}", query, begun=offset > 0)
        items = self._client.items(answer, key)
        rows: dict[str, T] = {}
        unreadable = 0
        for item in items:
            try:
                row_id, row = read(item)
            except wire.Unreadable as error:
                LOG.warning("PagerDuty listed something in %s that cannot be read: %s", key, error)
                unreadable += 1
            else:
                rows[row_id] = row
        total = answer.get("total")
        more = answer.get("more") is True
        return Page(rows, len(items), more, total if isinstance(total, int) else None, unreadable, answer.at)

    async def _patiently(self, path: str, query: Query, *, begun: bool) -> Answer:
        """A page; in the middle of a list a rate limit is waited for, or all that was read would be lost."""
        for _ in range(WAITS if begun else 0):
            try:
                return await self._client.get(path, query)
            except RateLimited as error:
                await asyncio.sleep(error.retry_after)
        return await self._client.get(path, query)
