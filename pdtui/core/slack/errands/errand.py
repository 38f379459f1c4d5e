"""What the errands have in common: how one is run, and how a message of a thread is posted exactly once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from pdtui.core.model import ThreadLink
from pdtui.core.slack.owed import OutboxRow, OutboxState
from pdtui.core.slack.port import Post, Posted, SlackMessage
from pdtui.core.slack.posting import CLOCKS_APART
from pdtui.core.slack.threads import Threads, the_eldest
from pdtui.core.slack.workspace import Workspace
from pdtui.errors import MissingScope, NotFound, OutcomeUnknown, Refused

LOG = logging.getLogger(__name__)
MOST_STRAYS = 3


class Errand(Protocol):
    """Takes a claimed row to its end."""

    async def run(self, row: OutboxRow) -> ThreadLink | None:
        """Do it once. On return the row is released as done, and the thread is where it can be seen, if in one.

        Raises `Later`, `Astray`, `NotKnown`, and what Slack or PagerDuty refuse with.
        """


class Astray(Exception):
    """The row was given back already, to be tried again or looked at by a person."""


class Conversation:
    """Posts in threads and channels for the errands of one workspace."""

    def __init__(self, workspace: Workspace, threads: Threads) -> None:
        self._at = workspace
        self.threads = threads
        self._strays: dict[str, int] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    def one_at_a_time(self, what: str) -> asyncio.Lock:
        """Held by whoever posts a message that several jobs of this process may post."""
        return self._locks.setdefault(what, asyncio.Lock())

    async def reply(self, row: OutboxRow, post: Post, link: ThreadLink) -> Posted:
        """Post in a thread; what Slack puts at the channel's top, because the parent is gone, is taken back."""
        posted = await self._at.poster.once(row, post)
        if posted.thread_ts != link.ts:
            await self._take_back_stray(row, posted)
            raise Astray
        return posted

    async def shared(self, row: OutboxRow, post: Post, *, blind: bool = False, since: datetime | None = None) -> Posted:
        """Post what every laptop that watches may post: look first, and let the older of two stand.

        `blind`: where Slack lets pdtui read nothing there, it is posted all the same; for what others hardly post.
        `since`: from when on, by Slack's clock, another laptop may have posted it; as long as the row is old.
        """
        try:
            there = await self._read(row, post, since) if row.state is not OutboxState.SENDING else ()
        except MissingScope:
            if not blind:
                raise
            return await self._at.poster.once(row, post)
        told = next((one for one in there if row.mark in one.markers and not one.deleted), None)
        if told is not None:
            oldest = await the_eldest(self._at, Posted(post.channel_id, told.ts, post.thread_ts), there, row.mark)
            return self._at.poster.finish(row, oldest, post)

        async def settle(posted: Posted) -> Posted:
            if posted.thread_ts != post.thread_ts:
                return posted
            return await the_eldest(self._at, posted, await self._read(row, post, since), row.mark)

        posted = await self._at.poster.once(row, post, settle)
        if posted.thread_ts != post.thread_ts:
            await self._take_back_stray(row, posted)
            raise Astray
        return posted

    def adopt(self, row: OutboxRow, message: SlackMessage, post: Post) -> Posted:
        """Somebody else's message is as good as ours."""
        return self._at.poster.finish(row, Posted(post.channel_id, message.ts, post.thread_ts), post)

    async def read(self, link: ThreadLink, row: OutboxRow) -> tuple[SlackMessage, ...]:
        """What was said in a thread since a row was owed."""
        return await self._at.slack.replies(link.channel_id, link.ts, self._since(row))

    async def _read(self, row: OutboxRow, post: Post, since: datetime | None) -> Sequence[SlackMessage]:
        slack, since = self._at.slack, since or self._since(row)
        if not post.thread_ts:
            return await slack.history(post.channel_id, since, None)
        try:
            return await slack.replies(post.channel_id, post.thread_ts, since)
        except NotFound:
            return ()

    def _since(self, row: OutboxRow) -> datetime:
        """From when on a message of this row may stand there, by Slack's clock."""
        return self._at.by_slack(min(row.created_at, self._at.clock.now())) - CLOCKS_APART

    async def _take_back_stray(self, row: OutboxRow, posted: Posted) -> None:
        at = self._at
        row = at.journal.row(row.marker) or row
        if await at.slack.message(posted.channel_id, posted.ts) is None:
            raise OutcomeUnknown("Slack does not say where it put the reply")
        await at.slack.delete(posted.channel_id, posted.ts)
        at.journal.unlink(row.incident_id, at.team_id)
        fresh = replace(row, sent_at=None, clean_reads=0, ts="", thread_ts="", attempts=row.attempts + 1)
        self._strays[row.marker] = strays = self._strays.get(row.marker, 0) + 1
        if strays >= MOST_STRAYS:
            reason = "Slack puts the replies at the channel's top instead of into the thread"
            at.journal.release(replace(fresh, state=OutboxState.PARKED, reason=reason))
            return
        wait = at.clock.now() + timedelta(seconds=2 ** (strays - 1))
        reason = "the thread's parent was deleted"
        at.journal.release(replace(fresh, state=OutboxState.WAITING, next_at=wait, reason=reason))

    async def undo_mark(self, marker: str, post: Post) -> None:
        """Give a message of pdtui's own its new words; where that cannot be, the reply says it anyway."""
        before = self._at.journal.row(marker)
        if before is None or before.state is not OutboxState.DONE or not before.ts:
            return
        try:
            await self._at.slack.update(post, before.ts)
        except Refused as error:
            if error.code in ("", "missing_scope"):
                raise
            LOG.info("the message of an undone action could not be changed: %s", error.what)


def done(workspace: Workspace, row: OutboxRow, reason: str = "") -> None:
    """Release a row that needs nothing more."""
    row = workspace.journal.row(row.marker) or row
    workspace.journal.release(replace(row, state=OutboxState.DONE, reason=reason))
