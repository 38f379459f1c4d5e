"""The delivery pump of one workspace: what Slack is owed gets there exactly once, whatever fails.

Several rows are under way at once, but of one lane only one: a thread keeps its order, and does not wait
for another. A row is claimed, carried out by the errand of its job, and given back in its new state.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from pdtui.core.events import OutboxChanged, SlackChanged, SlackState, Told
from pdtui.core.journal import ClaimLost, OutboxRow, OutboxState
from pdtui.core.slack.errands.errand import Astray, Errand
from pdtui.core.slack.owed import Job, Telling
from pdtui.core.slack.port import is_everywhere
from pdtui.core.slack.posting import Later, NotKnown
from pdtui.core.slack.workspace import Workspace
from pdtui.errors import (
    BadCredential,
    JournalUnusable,
    NotPermitted,
    NotSent,
    OutcomeUnknown,
    PdtuiError,
    RateLimited,
    Refused,
)

LOG = logging.getLogger(__name__)
AT_ONCE = 4
"""How many rows are under way at the same time."""
IDLE_LOOK = 5.0
"""Seconds between looks for rows that another process left."""
RECHECK = 60.0
"""Seconds between checks whether a refused token, or a missing scope, has been mended."""
RENEWED_EVERY = 15.0
"""Seconds between two renewals of a claim; well below the journal's lease."""
BACK_OFF = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)


class Outbox:
    """Takes rows from the journal to Slack until it is cancelled; one of several processes delivers each."""

    def __init__(
        self, workspace: Workspace, errands: Mapping[type[Job], Errand], on_done: Callable[[str], None]
    ) -> None:
        self._at = workspace
        self._errands = errands
        self._on_done = on_done
        """Told of the incident in whose thread something was done."""
        self._on: bool | None = None
        self._trusted = False
        """Whether the token was good when it was last used."""
        self._wake = asyncio.Event()
        self._checked_at = 0.0
        self.standing = SlackChanged(SlackState.UNTRIED)
        """How Slack stands, as last published."""

    def wake(self) -> None:
        """Look at the journal now."""
        self._wake.set()

    async def is_on(self) -> bool:
        """Whether Slack is to be told at all: whether there is a token."""
        if self._on is None:
            self._on = await self._at.slack.is_configured()
        return self._on

    async def run(self) -> None:
        """Deliver for ever; ends at once where there is no token."""
        if not await self.is_on():
            self._stand(SlackState.OFF)
            return
        self._at.journal.unpark(self._at.name)
        while True:
            try:
                await self._identify()
                await self._deliver_all()
                await self._rest(IDLE_LOOK)
            except (BadCredential, NotPermitted) as error:
                self._trusted = False
                self._stand(SlackState.STOPPED, str(error))
                await self._rest(RECHECK)
            except PdtuiError as error:
                self._stand(SlackState.WAITING, str(error))
                await self._rest(error.retry_after if isinstance(error, RateLimited) else IDLE_LOOK)

    async def _identify(self) -> None:
        """Who the token is; asked again now and then while something waits for a scope."""
        now = self._at.clock.monotonic()
        known = self._at.identity
        if self._trusted and not (self.standing.parked and now - self._checked_at > RECHECK):
            return
        found = await self._at.slack.identity()
        self._checked_at = now
        if known is not None and known.scopes != found.scopes:
            self._at.journal.unpark(self._at.name)
        self._at.identify(found)
        if not self._trusted:
            self._trusted = True
            self._stand(SlackState.LIVE)

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(min(seconds, self._until_next())):
                await self._wake.wait()
        self._wake.clear()

    def _until_next(self) -> float:
        now = self._at.clock.now()
        next_at = self._at.journal.owed_to(self._at.name, now).next_at
        return max(0.05, (next_at - now).total_seconds()) if next_at is not None else IDLE_LOOK

    def _stand(self, state: SlackState, advice: str = "") -> None:
        owed = self._at.journal.owed_to(self._at.name, self._at.clock.now())
        standing = SlackChanged(state, owed.waiting, owed.parked, advice or owed.reason)
        if standing != self.standing:
            self.standing = standing
            self._at.publish(standing)

    async def _deliver_all(self) -> None:
        """Several at once, until none may go now; what stops one lets the others come to their end."""
        running: set[asyncio.Task[None]] = set()
        try:
            while True:
                while len(running) < AT_ONCE and (row := self._claim()) is not None:
                    running.add(asyncio.create_task(self._carry(row), name=f"deliver {row.marker}"))
                if not running:
                    return
                running -= await self._some_end(running)
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    def _claim(self) -> OutboxRow | None:
        return self._at.journal.claim(self._at.clock.now(), self._at.name)

    async def _some_end(self, running: set[asyncio.Task[None]]) -> set[asyncio.Task[None]]:
        """Those that ended, once one did or there is something new; a failure is raised when all have ended."""
        woken = asyncio.create_task(self._wake.wait(), name="wake")
        try:
            ended, _ = await asyncio.wait({*running, woken}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            woken.cancel()
        self._wake.clear()
        finished = running & ended
        failures = [error for task in finished if (error := task.exception()) is not None]
        if failures:
            await asyncio.wait(running)
            raise failures[0]
        return finished

    async def _carry(self, row: OutboxRow) -> None:
        keeping = asyncio.create_task(self._keep(row), name="keep the claim")
        try:
            await self._deliver(row)
        except ClaimLost:
            LOG.info("another pdtui delivers %s", row.marker)
        except (BadCredential, NotPermitted):
            self._release(self._as_recorded(row))
            raise
        except Exception:
            LOG.exception("%s failed by a fault of pdtui's own", row.marker)
            self._postpone(row, PdtuiError("pdtui failed to deliver it", "see the log"))
        finally:
            keeping.cancel()
        self._at.publish(OutboxChanged())

    async def _keep(self, row: OutboxRow) -> None:
        """Renew the claim while Slack is slow; one that was lost is noticed by the next write."""
        with suppress(ClaimLost, JournalUnusable):
            while True:
                await asyncio.sleep(RENEWED_EVERY)
                self._at.journal.renew(row)

    def _as_recorded(self, row: OutboxRow) -> OutboxRow:
        """A claimed row as the journal has it by now."""
        return self._at.journal.row(row.marker) or row

    def _release(self, row: OutboxRow) -> None:
        with suppress(ClaimLost):
            self._at.journal.release(row)

    async def _deliver(self, row: OutboxRow) -> None:
        """Take one row as far as it goes now."""
        try:
            link = await self._errands[type(row.job)].run(row)
        except Later as later:
            self._at.journal.release(replace(self._as_recorded(row), next_at=later.at, reason=later.reason))
            calm = self.standing.state in (SlackState.LIVE, SlackState.UNTRIED) and row.intent_id
            self._stand(self.standing.state, later.reason if calm else self.standing.advice)
        except Astray:
            self._stand(SlackState.LIVE)
        except (Refused, NotKnown) as error:
            if is_everywhere(error) and not await self._is_for_this_alone(error):
                raise
            self._park(row, str(error))
        except (NotSent, OutcomeUnknown) as error:
            self._postpone(row, error)
        else:
            self._stand(SlackState.LIVE)
            self._on_done(row.incident_id)
            if link is not None and isinstance(row.job, Telling) and row.intent_id:
                self._at.publish(Told(row.intent_id, row.incident_id, link))

    async def _is_for_this_alone(self, error: PdtuiError) -> bool:
        """Whether the token is as good as ever, so that Slack's no is about this one thing."""
        if isinstance(error, BadCredential):
            return False
        try:
            await self._at.slack.identity()
        except PdtuiError:
            return False
        return True

    def _park(self, row: OutboxRow, reason: str) -> None:
        self._at.journal.release(replace(self._as_recorded(row), state=OutboxState.PARKED, reason=reason))
        self._stand(SlackState.LIVE)

    def _postpone(self, row: OutboxRow, error: PdtuiError) -> None:
        row = self._as_recorded(row)
        next_at = self._at.clock.now() + _back_off(row, error)
        self._release(replace(row, attempts=row.attempts + 1, next_at=next_at, reason=str(error)))
        self._stand(SlackState.WAITING, str(error))


def _back_off(row: OutboxRow, error: PdtuiError) -> timedelta:
    if isinstance(error, RateLimited):
        return timedelta(seconds=error.retry_after)
    return timedelta(seconds=BACK_OFF[min(row.attempts, len(BACK_OFF) - 1)])
