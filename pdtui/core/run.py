"""One intent on its way through its steps: sent, and settled by reading where the answer is lost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from pdtui.core import writes
from pdtui.core.actions import Command, action_of
from pdtui.core.journal import Journal
from pdtui.core.model import Incident
from pdtui.core.ports import Clock, PagerDuty
from pdtui.core.writes import Applied, Intent, IntentState
from pdtui.errors import BadCredential, NotSent, OutcomeUnknown, RateLimited, Refused
from pdtui.text import spell

LOG = logging.getLogger(__name__)
MOST_WAITING = timedelta(seconds=120)
"""How long a write is held back by rate limits before it gives up."""
BACK_OFF = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
STUBBORN = 60.0

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A write in force; `warning` where a later step of it was refused."""

    intent: Intent
    incident: Incident | None
    warning: str = ""


class WriteRun:
    """Carries one intent; the journal knows of each step before it is sent and after it is in force."""

    def __init__(
        self,
        intent: Intent,
        pagerduty: PagerDuty,
        journal: Journal,
        clock: Clock,
        timeout: timedelta,
        on_lost: Callable[[str], None],
    ) -> None:
        self.intent = intent
        self._pagerduty = pagerduty
        self._journal = journal
        self._clock = clock
        self._timeout = timeout
        self._on_lost = on_lost

    async def carry_out(self) -> Outcome:
        """All steps. Raises `Refused` or `NotSent` where nothing of it was done."""
        incident: Incident | None = None
        todo = writes.steps(self.intent.command)
        while self.intent.step < len(todo):
            try:
                applied = await self._carry_out_step(todo[self.intent.step])
            except (Refused, NotSent) as error:
                if self.intent.step == 0:
                    raise
                return Outcome(self.intent, incident, f"the note was not added: {error}")
            incident = applied.incident or incident
            self.intent = writes.step_done(self.intent)
            if self.intent.step < len(todo):
                self._journal.update(self.intent)
        return Outcome(self.intent, incident)

    async def _carry_out_step(self, step: Command) -> Applied:
        applied: Applied | None = None
        if self.intent.state is IntentState.STARTED:
            self._refuse_if_old("was never sent")
            baseline = await self._patiently(lambda: writes.prepare(step, self._pagerduty))
            applied = await self._send(step, baseline)
        else:
            self._on_lost("pdtui was stopped in the middle; reading back what became of it")
        while applied is None:
            applied = await self._look_for(step)
            if applied is None:
                self._refuse_if_old("was not applied when its answer was lost")
                applied = await self._send(step, self.intent.baseline)
        return applied

    async def _send(self, step: Command, baseline: tuple[str, ...]) -> Applied | None:
        """Send it, with the journal knowing; None: the answer was lost."""

        async def once() -> Applied | None:
            self._record(IntentState.SENDING, self._clock.now(), baseline)
            try:
                return await writes.send(step, self._pagerduty)
            except OutcomeUnknown as error:
                self._on_lost(str(error))
                return None
            except NotSent:
                self._record(IntentState.STARTED, None, ())
                raise

        return await self._patiently(once)

    def _record(self, state: IntentState, sent_at: datetime | None, baseline: tuple[str, ...]) -> None:
        self.intent = replace(self.intent, state=state, sent_at=sent_at, baseline=baseline)
        self._journal.update(self.intent)

    async def _patiently(self, call: Callable[[], Awaitable[T]]) -> T:
        """Try again while nothing was applied: three timeouts for a dead network, longer for a rate limit."""
        began = self._clock.now()
        attempt = 0
        while True:
            try:
                return await call()
            except RateLimited as error:
                if self._clock.now() - began + timedelta(seconds=error.retry_after) > MOST_WAITING:
                    raise
                await asyncio.sleep(error.retry_after)
            except NotSent:
                pause = BACK_OFF[min(attempt, len(BACK_OFF) - 1)]
                if self._clock.now() - began + timedelta(seconds=pause) > self._timeout * 3:
                    raise
                attempt += 1
                await asyncio.sleep(pause)

    async def _look_for(self, step: Command) -> Applied | None:
        """Read back until it is seen in force; None once it is certain enough that it may be sent again."""
        patience = writes.patience(step, self._timeout)
        sent_at = self.intent.sent_at or self.intent.created_at
        readings = attempt = 0
        while readings < patience.readings or self._clock.now() - sent_at < patience.after:
            await asyncio.sleep(self._pause(attempt))
            attempt += 1
            try:
                found = await writes.read_back(self.intent, step, self._pagerduty)
            except BadCredential as error:
                self._on_lost(str(error))
                await asyncio.sleep(STUBBORN)
            except NotSent as error:
                LOG.info("reading back failed: %s", error.what)
                await asyncio.sleep(error.retry_after if isinstance(error, RateLimited) else 0)
            else:
                if found is not None:
                    return found
                readings += 1
        return None

    def _pause(self, attempt: int) -> float:
        return min(BACK_OFF[min(attempt, len(BACK_OFF) - 1)], max(0.1, self._timeout.total_seconds() / 2))

    def _refuse_if_old(self, what: str) -> None:
        now = self._clock.now()
        if self.intent.aged(now):
            action = action_of(self.intent.command)
            raise Refused(
                f"#{self.intent.incident.number} was not {action.past}: that was asked "
                f"{spell(now - self.intent.created_at)} ago and {what}",
                "do it again if it still holds",
            )
