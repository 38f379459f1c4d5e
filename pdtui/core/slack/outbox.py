"""The delivery pump: each action reaches its Slack thread exactly once, whatever fails.

A row is claimed, committed as `sending` before the post, and done with Slack's `ts` after it. A post
whose answer was lost is looked for by its marker; it is sent again only after two readings, spaced
beyond the request's own timeout, did not find it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pdtui.core.events import Event, SlackChanged, SlackState, ThreadFound, Told
from pdtui.core.journal import ClaimLost, Journal, OutboxRow, OutboxState
from pdtui.core.model import Incident, ThreadLink
from pdtui.core.pagerduty import PagerDuty
from pdtui.core.ports import Clock
from pdtui.core.slack import mirror
from pdtui.core.slack.port import Post, Posted, Slack, SlackIdentity
from pdtui.core.slack.threads import ThreadFinder
from pdtui.errors import (
    BadCredential,
    JournalUnusable,
    NotFound,
    NotPermitted,
    NotSent,
    OutcomeUnknown,
    PdtuiError,
    RateLimited,
    Refused,
)

LOG = logging.getLogger(__name__)
IDLE_LOOK = 5.0
"""Seconds between looks for rows that another process left."""
RECHECK = 60.0
"""Seconds between checks whether a refused token has been mended."""
CLOCKS_APART = timedelta(hours=1)
"""How far this machine's clock may be from Slack's when a lost post is looked for."""
RENEWED_EVERY = 15.0
"""Seconds between two renewals of a claim; well below the journal's lease."""
MOST_STRAYS = 3
BACK_OFF = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)


@dataclass(frozen=True, slots=True)
class Routing:
    """Where messages go, from the settings."""

    routes: Mapping[str, str] = field(default_factory=dict)
    """Service or team, by id or name, to channel."""
    default: str = ""
    parent_wait: timedelta = timedelta(seconds=20)
    """How young an incident must be for PagerDuty's own message to be waited for."""
    timeout: timedelta = timedelta(seconds=10)
    """Of one Slack request."""


class _Later(Exception):
    """Try this row again at `at`."""

    def __init__(self, at: datetime, reason: str) -> None:
        super().__init__(reason)
        self.at = at
        self.reason = reason


class Outbox:
    """Takes rows from the journal to Slack until it is cancelled; one of several processes delivers each."""

    def __init__(
        self,
        slack: Slack,
        pagerduty: PagerDuty,
        journal: Journal,
        routing: Routing,
        clock: Clock,
        publish: Callable[[Event], None],
    ) -> None:
        self._slack = slack
        self._journal = journal
        self._routing = routing
        self._clock = clock
        self._publish = publish
        self._finder = ThreadFinder(slack, pagerduty, routing.routes, routing.default, clock)
        self._identity: SlackIdentity | None = None
        self._identified = asyncio.Event()
        self._on: bool | None = None
        self._wake = asyncio.Event()
        self._strays: dict[str, int] = {}
        self.standing = SlackChanged(SlackState.UNTRIED)
        """How Slack stands, as last published."""

    def wake(self) -> None:
        """Look at the journal now."""
        self._wake.set()

    async def is_on(self) -> bool:
        """Whether Slack is to be told at all: whether there is a token."""
        if self._on is None:
            self._on = await self._slack.is_configured()
        return self._on

    async def run(self) -> None:
        """Deliver for ever; ends at once where there is no token."""
        if not await self.is_on():
            self._stand(SlackState.OFF)
            return
        self._journal.unpark()
        while True:
            try:
                if self._identity is None:
                    self._identity = await self._slack.identity()
                    self._identified.set()
                    self._stand(SlackState.LIVE)
                await self._deliver_all(self._identity)
                await self._rest(IDLE_LOOK)
            except (BadCredential, NotPermitted) as error:
                self._identity = None
                self._stand(SlackState.STOPPED, str(error))
                await self._rest(RECHECK)
            except PdtuiError as error:
                self._stand(SlackState.WAITING, str(error))
                await self._rest(error.retry_after if isinstance(error, RateLimited) else IDLE_LOOK)

    async def locate(self, incident: Incident) -> None:
        """Find and remember the thread of an incident that is looked at; nothing is posted."""
        await self._identified.wait()
        identity = self._identity
        if identity is None or self._journal.thread(incident.id, identity.team_id) is not None:
            return
        try:
            found = await self._finder.find(incident, identity.team_id)
        except PdtuiError as error:
            LOG.info("the thread of %s was not found: %s", incident.id, error.what)
            return
        if found.link is not None:
            self._linked(found.link)

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(min(seconds, self._until_next())):
                await self._wake.wait()
        self._wake.clear()

    def _until_next(self) -> float:
        now = self._clock.now()
        times = [row.next_at for row in self._journal.rows() if row.next_at and row.next_at > now]
        return max(0.05, (min(times) - now).total_seconds()) if times else IDLE_LOOK

    def _stand(self, state: SlackState, advice: str = "") -> None:
        rows = self._journal.rows()
        parked = sum(row.state is OutboxState.PARKED for row in rows)
        reasons = [row.reason for row in rows if row.state is OutboxState.PARKED]
        standing = SlackChanged(state, len(rows) - parked, parked, advice or (reasons[-1] if reasons else ""))
        if standing != self.standing:
            self.standing = standing
            self._publish(standing)

    async def _deliver_all(self, identity: SlackIdentity) -> None:
        while (row := self._journal.claim(self._clock.now())) is not None:
            keeping = asyncio.create_task(self._keep(row), name="keep the claim")
            try:
                await self._deliver(row, identity)
            except ClaimLost:
                LOG.info("another pdtui delivers %s", row.marker)
            except (BadCredential, NotPermitted):
                self._journal.release(self._as_recorded(row))
                raise
            finally:
                keeping.cancel()

    async def _keep(self, row: OutboxRow) -> None:
        """Renew the claim while Slack is slow; one that was lost is noticed by the next write."""
        with suppress(ClaimLost, JournalUnusable):
            while True:
                await asyncio.sleep(RENEWED_EVERY)
                self._journal.renew(row)

    def _as_recorded(self, row: OutboxRow) -> OutboxRow:
        """A claimed row as the journal has it by now."""
        return self._journal.row_of(row.intent_id) or row

    async def _deliver(self, row: OutboxRow, identity: SlackIdentity) -> None:
        """Take one row as far as it goes now."""
        try:
            link = await self._thread(row, identity)
            await self._mark_undone(row)
            posted = await self._post_once(row, mirror.reply(row.telling, link, row.marker))
            if posted.thread_ts != link.ts:
                await self._take_back_stray(row, posted, link)
                return
        except _Later as later:
            self._journal.release(replace(self._as_recorded(row), next_at=later.at, reason=later.reason))
            self._stand(self.standing.state, later.reason)
        except (BadCredential, NotPermitted):
            raise
        except Refused as error:
            self._park(row, str(error))
        except (NotSent, OutcomeUnknown) as error:
            self._postpone(row, error)
        else:
            self._stand(SlackState.LIVE)
            self._publish(Told(row.intent_id, row.incident_id, link))

    async def _mark_undone(self, row: OutboxRow) -> None:
        """Let the message of an action that was taken back say so; doing it twice changes nothing more."""
        before = self._journal.row_of(row.telling.undoes) if row.telling.undoes else None
        if before is None or before.state is not OutboxState.DONE or not before.ts:
            return
        link = ThreadLink(before.incident_id, "", before.channel_id, before.thread_ts)
        post = mirror.reply(mirror.undone(before.telling), link, before.marker)
        try:
            await self._slack.update(post, before.ts)
        except (BadCredential, NotPermitted):
            raise
        except Refused as error:
            LOG.info("the message of an undone action could not be changed: %s", error.what)

    def _park(self, row: OutboxRow, reason: str) -> None:
        self._journal.release(replace(self._as_recorded(row), state=OutboxState.PARKED, reason=reason))
        self._stand(SlackState.LIVE)

    def _postpone(self, row: OutboxRow, error: PdtuiError) -> None:
        row = self._as_recorded(row)
        next_at = self._clock.now() + self._back_off(row, error)
        self._journal.release(replace(row, attempts=row.attempts + 1, next_at=next_at, reason=str(error)))
        self._stand(SlackState.WAITING, str(error))

    def _back_off(self, row: OutboxRow, error: PdtuiError) -> timedelta:
        if isinstance(error, RateLimited):
            return timedelta(seconds=error.retry_after)
        return timedelta(seconds=BACK_OFF[min(row.attempts, len(BACK_OFF) - 1)])

    async def _take_back_stray(self, row: OutboxRow, posted: Posted, link: ThreadLink) -> None:
        """Slack put the reply at the channel's top because the parent is gone: delete it, look for another."""
        row = self._as_recorded(row)
        if not await self._slack.is_top_level(posted.channel_id, posted.ts):
            self._postpone(row, OutcomeUnknown("Slack does not say where it put the reply"))
            return
        await self._slack.delete(posted.channel_id, posted.ts)
        self._journal.unlink(row.incident_id, link.team_id)
        fresh = replace(row, sent_at=None, clean_reads=0, ts="", attempts=row.attempts + 1)
        self._strays[row.marker] = strays = self._strays.get(row.marker, 0) + 1
        if strays >= MOST_STRAYS:
            reason = "Slack puts the replies at the channel's top instead of into the thread"
            self._journal.release(replace(fresh, state=OutboxState.PARKED, reason=reason))
            self._stand(SlackState.LIVE)
            return
        wait = self._back_off(row, OutcomeUnknown(""))
        reason = "the thread's parent was deleted"
        self._journal.release(
            replace(fresh, state=OutboxState.WAITING, next_at=self._clock.now() + wait, reason=reason)
        )

    async def _thread(self, row: OutboxRow, identity: SlackIdentity) -> ThreadLink:
        """The incident's thread: remembered, found, or made."""
        incident = row.telling.incident
        link = self._journal.thread(incident.id, identity.team_id)
        if link is not None:
            if row.state is OutboxState.SENDING or await self._slack.parent_exists(link.channel_id, link.ts):
                return link
            self._journal.unlink(incident.id, identity.team_id)
        found = await self._finder.find(incident, identity.team_id)
        if found.link is not None:
            return self._linked(found.link)
        young = incident.created_at + self._routing.parent_wait
        if young > self._clock.now():
            raise _Later(young, "waiting for PagerDuty's own message in Slack")
        return self._linked(await self._make_parent(row, found.channel_id, found.channel_name, identity))

    def _linked(self, link: ThreadLink) -> ThreadLink:
        self._journal.link(link)
        self._publish(ThreadFound(link))
        return link

    async def _make_parent(
        self, row: OutboxRow, channel_id: str, channel_name: str, identity: SlackIdentity
    ) -> ThreadLink:
        incident = row.telling.incident
        post = mirror.parent(incident, channel_id, identity.team_id)
        telling = replace(row.telling, action="parent", headline=post.headline, quote=post.quote)
        fresh = OutboxRow(post.marker, "", telling, self._clock.now(), channel_id=channel_id)
        parent = self._journal.parent(fresh)
        if parent.state is OutboxState.DONE:
            posted = Posted(parent.channel_id, parent.ts)
        else:
            posted = await self._post_once(parent, replace(post, channel_id=parent.channel_id or channel_id))
        permalink = await self._slack.permalink(posted.channel_id, posted.ts)
        return ThreadLink(incident.id, identity.team_id, posted.channel_id, posted.ts, channel_name, permalink, "pdtui")

    async def _post_once(self, row: OutboxRow, post: Post) -> Posted:
        """Post, or find out that it was posted before; on return the row is done, unless it went astray."""
        if row.state is OutboxState.SENDING:
            found = await self._look_for(row)
            if found is not None:
                return self._finish(row, found, post)
            row = await self._not_found(row)
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
            posted = await self._slack.post(post, before=self._clock.now() + self._routing.timeout)
        except (NotSent, Refused):
            self._journal.save(replace(row, state=OutboxState.WAITING, sent_at=None))
            raise
        return self._finish(row, posted, post)

    def _finish(self, row: OutboxRow, posted: Posted, post: Post) -> Posted:
        if posted.thread_ts == post.thread_ts:
            done = replace(row, state=OutboxState.DONE, ts=posted.ts, channel_id=posted.channel_id, reason="")
            self._journal.release(done)
        return posted

    async def _look_for(self, row: OutboxRow) -> Posted | None:
        """Read the place where the row was sent to, and the channel's top where a stray would lie."""
        oldest = (row.sent_at or row.created_at) - CLOCKS_APART
        messages = []
        try:
            if row.thread_ts:
                messages = list(await self._slack.replies(row.channel_id, row.thread_ts, oldest))
        except NotFound:
            LOG.info("the thread of %s is gone", row.incident_id)
        messages += await self._slack.history(row.channel_id, oldest, None)
        for message in messages:
            if row.marker in message.markers:
                return Posted(row.channel_id, message.ts, "" if message.thread_ts == message.ts else message.thread_ts)
        return None

    async def _not_found(self, row: OutboxRow) -> OutboxRow:
        """Count a reading that did not show the post; returns once it may be sent again."""
        row = replace(row, clean_reads=row.clean_reads + 1)
        self._journal.save(row)
        sent_at = row.sent_at or row.created_at
        earliest = sent_at + self._routing.timeout * 3
        if row.clean_reads < 2 or self._clock.now() < earliest:
            soon = self._clock.now() + self._routing.timeout / 4
            raise _Later(
                max(soon, earliest), "the answer to a post was lost; reading the thread to see whether it is there"
            )
        return row
