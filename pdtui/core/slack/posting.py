"""A message that is posted once, whatever fails: recorded before it goes, found again by its mark.

A row is committed as `sending` before the post, and done with Slack's `ts` after it. A post whose answer
was lost is looked for; it is sent again only after two readings, spaced beyond the request's own timeout,
did not find it. Where Slack does not let pdtui read, it is not sent again: it is parked as not known.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta

from pdtui.core.journal import ClaimLost, OutboxStore
from pdtui.core.ports import Clock
from pdtui.core.slack.owed import OutboxRow, OutboxState
from pdtui.core.slack.port import Post, Posted, Slack, SlackMessage
from pdtui.errors import MissingScope, NotFound, NotSent, PdtuiError, Refused

LOG = logging.getLogger(__name__)
CLOCKS_APART = timedelta(hours=1)
"""How far this machine's clock may be from Slack's when a lost post is looked for."""


Settle = Callable[[Posted], Awaitable[Posted]]
"""What is made of a message that was posted, such as looking for twins of it; it may be called again."""


class Later(Exception):
    """Try this row again at `at`."""

    def __init__(self, at: datetime, reason: str) -> None:
        super().__init__(reason)
        self.at = at
        self.reason = reason


class NotKnown(PdtuiError):
    """It may be there, and Slack does not let pdtui look: only a person can tell."""


class Poster:
    """Posts for one workspace; the journal knows of each step."""

    def __init__(
        self,
        slack: Slack,
        journal: OutboxStore,
        clock: Clock,
        timeout: timedelta,
        by_slack: Callable[[datetime], datetime],
    ) -> None:
        self._slack = slack
        self._journal = journal
        self._clock = clock
        self._timeout = timeout
        self._by_slack = by_slack
        """From this machine's clock to Slack's."""

    @contextmanager
    def beside(self, row: OutboxRow, otherwise: str) -> Iterator[OutboxRow]:
        """Claim the row of a message on another job's way, and let go of it where that fails.

        Raises `Later` while another process is at it; `otherwise` says so.
        """
        try:
            ours = self._journal.claim_beside(replace(row, alone=False))
        except ClaimLost:
            raise Later(self._clock.now() + self._timeout / 4, otherwise) from None
        try:
            yield ours
        finally:
            with suppress(ClaimLost):
                self._journal.release(self._journal.row(row.marker) or ours)

    async def once(self, row: OutboxRow, post: Post, settle: Settle | None = None) -> Posted:
        """Post, or find out that it was posted before; on return the row is done, unless it went astray.

        `settle` is awaited between the two, so that a kill leaves it to be done again. Raises `Later` while a lost
        answer is being settled, `NotKnown` where it cannot be, and what Slack refuses with.
        """
        posted = await self._sent(row, post)
        row = self._journal.row(row.marker) or row
        return self.finish(row, await settle(posted) if settle is not None else posted, post)

    async def _sent(self, row: OutboxRow, post: Post) -> Posted:
        if row.state is OutboxState.SENDING:
            found = await self._look_for(row)
            if found is not None:
                return found
            row = self._not_found(row)
        row = replace(
            row,
            state=OutboxState.SENDING,
            sent_at=self._clock.now(),
            clean_reads=0,
            channel_id=post.channel_id,
            thread_ts=post.thread_ts,
        )
        self._journal.save(row)
        try:
            return await self._slack.post(post, before=self._clock.now() + self._timeout)
        except (NotSent, Refused):
            self._journal.save(replace(row, state=OutboxState.WAITING, sent_at=None))
            raise

    def finish(self, row: OutboxRow, posted: Posted, post: Post) -> Posted:
        """Record where it is, unless it landed outside its thread."""
        if posted.thread_ts == post.thread_ts:
            where = replace(row, ts=posted.ts, channel_id=posted.channel_id, thread_ts=posted.thread_ts)
            self._journal.release(replace(where, state=OutboxState.DONE, reason=""))
        return posted

    async def _look_for(self, row: OutboxRow) -> Posted | None:
        """Read the place where the row was sent to, and the channel's top where a stray would lie."""
        oldest = self._by_slack(min(row.sent_at or row.created_at, self._clock.now())) - CLOCKS_APART
        try:
            messages = await self._read(row, oldest)
        except MissingScope as error:
            raise NotKnown(
                f"its answer was lost, and Slack does not let pdtui look for it ({error.needed} is missing)",
                "look there yourself, then retry or drop it in the outbox",
            ) from error
        for message in messages:
            if row.mark in message.markers:
                return Posted(row.channel_id, message.ts, "" if message.thread_ts == message.ts else message.thread_ts)
        return None

    async def _read(self, row: OutboxRow, oldest: datetime) -> list[SlackMessage]:
        messages: list[SlackMessage] = []
        try:
            if row.thread_ts:
                messages += await self._slack.replies(row.channel_id, row.thread_ts, oldest)
        except NotFound:
            LOG.info("the thread of %s is gone", row.incident_id)
        return [*messages, *await self._slack.history(row.channel_id, oldest, None)]

    def _not_found(self, row: OutboxRow) -> OutboxRow:
        """Count a reading that did not show the post; returns once it may be sent again."""
        row = replace(row, clean_reads=row.clean_reads + 1)
        self._journal.save(row)
        sent_at = min(row.sent_at or row.created_at, self._clock.now())
        earliest = sent_at + self._timeout * 3
        if row.clean_reads < 2 or self._clock.now() < earliest:
            soon = self._clock.now() + self._timeout / 4
            raise Later(
                max(soon, earliest), "the answer to a post was lost; reading the thread to see whether it is there"
            )
        return row
