"""One intent on its way through its steps: sent, and settled by reading where the answer is lost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

from pdtui.core import writes
from pdtui.core.actions import action_of
from pdtui.core.commands import Command, Snooze
from pdtui.core.intents import Applied, Intent, IntentState, MustNotBeSent, step_done
from pdtui.core.journal import IntentStore
from pdtui.core.model import Incident
from pdtui.core.pagerduty import PagerDuty
from pdtui.core.ports import Clock
from pdtui.core.rules import rule_of
from pdtui.core.rules.looking import look
from pdtui.errors import AlreadyDone, BadCredential, NotSent, OutcomeUnknown, PdtuiError, RateLimited, Refused
from pdtui.text import spell

LOG = logging.getLogger(__name__)
MOST_WAITING = timedelta(seconds=120)
"""How long a write is held back by rate limits before it gives up."""
BACK_OFF = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
STUBBORN = 60.0

T = TypeVar("T")


class NeverSettled(PdtuiError):
    """What became of a write could not be read for so long that pdtui stops asking; it is told as not known."""


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
        journal: IntentStore,
        clock: Clock,
        timeout: timedelta,
        on_lost: Callable[[str], None],
        turn: AbstractAsyncContextManager[None],
        answered: Incident | None = None,
    ) -> None:
        self.intent = intent
        """As the journal has it."""
        self._answered = answered
        """The incident as a step that was done together with others left it."""
        self._pagerduty = pagerduty
        self._journal = journal
        self._clock = clock
        self._timeout = timeout
        self._on_lost = on_lost
        self._turn = turn
        """Held from the look to the sending, so that what waits behind others is not taken for sent."""

    async def carry_out(self) -> Outcome:
        """All steps that are left. Raises `Refused` or `NotSent` where the first is certainly not in force,
        `NeverSettled` where that cannot be told, `JournalUnusable` with `intent` as last recorded."""
        incident = self._answered
        todo = writes.steps(self.intent)
        while self.intent.step < len(todo):
            try:
                applied = await self._carry_out_step(todo[self.intent.step])
            except AlreadyDone:
                if self.intent.step + 1 == len(todo):
                    raise
                applied = Applied()
            except (Refused, NotSent) as error:
                if self.intent.step == 0:
                    raise
                what = "it was acknowledged, but not snoozed" if _snoozes(todo) else "the note was not added"
                return Outcome(self.intent, incident, f"{what}: {error}")
            incident = applied.incident or incident
            self._step_done(applied, last=self.intent.step + 1 == len(todo))
        return Outcome(self.intent, incident)

    def _step_done(self, applied: Applied, *, last: bool) -> None:
        """The last step is recorded together with the intent's end, by the caller."""
        done = step_done(self.intent, applied.result)
        if last:
            self.intent = done
        else:
            self._record(done)

    async def _carry_out_step(self, step: Command) -> Applied:
        applied: Applied | None = None
        if self.intent.state is IntentState.STARTED:
            self._refuse_if_old("was never sent")
            applied = await self._patiently(lambda: self._first_sending(step))
        else:
            self._on_lost("its answer was lost; reading back what became of it")
        while applied is None:
            applied = await self._look_for(step)
            if applied is None:
                self._give_up_if_not_repeatable(step)
                self._refuse_if_old("was not applied when its answer was lost")
                applied = await self._patiently(lambda: self._next_sending(step))
        return applied

    async def _first_sending(self, step: Command) -> Applied | None:
        """Look what is there right before, and send it; None: the answer was lost."""
        async with self._turn:
            looked = await look(step, self.intent, self._pagerduty, self._journal)
            self.intent = replace(self.intent, before=self.intent.before or looked.incident)
            self._record(self._sending(looked.baseline))
            return await self._send(step, not_sent=IntentState.STARTED)

    async def _next_sending(self, step: Command) -> Applied | None:
        """The same once more, against what was there before the first time, if it still may be sent at all.

        A refusal now may come of the first sending having arrived late: that is looked for before it is believed.
        """
        found = await rule_of(step).read_back(step, self.intent, self._pagerduty)
        if found is not None:
            return found
        await look(step, self.intent, self._pagerduty, self._journal)
        self._record(self._sending(self.intent.baseline))
        try:
            return await self._send(step, not_sent=IntentState.SENDING)
        except Refused:
            found = await rule_of(step).read_back(step, self.intent, self._pagerduty)
            if found is None:
                raise
            return found

    async def _send(self, step: Command, *, not_sent: IntentState) -> Applied | None:
        try:
            return await rule_of(step).send(step, self.intent, self._pagerduty, self._clock.now())
        except OutcomeUnknown as error:
            self._on_lost(str(error))
            return None
        except NotSent:
            self._record(replace(self.intent, state=not_sent))
            raise

    def _sending(self, baseline: tuple[str, ...]) -> Intent:
        return replace(self.intent, state=IntentState.SENDING, sent_at=self._clock.now(), baseline=baseline)

    def _record(self, intent: Intent) -> None:
        self._journal.update(intent)
        self.intent = intent

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
        patience = rule_of(step).patience(self._timeout)
        sent_at = self.intent.sent_at or self.intent.created_at
        readings = attempt = 0
        while readings < patience.readings or self._clock.now() - sent_at < patience.after:
            await asyncio.sleep(self._pause(attempt))
            attempt += 1
            try:
                found = await rule_of(step).read_back(step, self.intent, self._pagerduty)
            except MustNotBeSent:
                raise
            except (Refused, NotSent) as error:
                await self._could_not_read(error)
            else:
                if found is not None:
                    return found
                readings += 1
        return None

    def _give_up_if_not_repeatable(self, step: Command) -> None:
        if not rule_of(step).repeatable:
            raise NeverSettled(
                "its answer was lost, and PagerDuty does not show it; it was not sent again, since it may have arrived",
                "look in PagerDuty before you do it again",
            )

    async def _could_not_read(self, error: PdtuiError) -> None:
        """A reading that failed settles nothing, whatever the reason."""
        LOG.info("reading back failed: %s", error.what)
        if self.intent.aged(self._clock.now()):
            raise NeverSettled(f"its answer was lost, and it cannot be read back: {error.what}")
        if isinstance(error, RateLimited):
            await asyncio.sleep(error.retry_after)
        elif isinstance(error, BadCredential):
            self._on_lost(str(error))
            await asyncio.sleep(STUBBORN)

    def _pause(self, attempt: int) -> float:
        return min(BACK_OFF[min(attempt, len(BACK_OFF) - 1)], max(0.1, self._timeout.total_seconds() / 2))

    def _refuse_if_old(self, what: str) -> None:
        now = self._clock.now()
        if self.intent.aged(now):
            action = action_of(self.intent.command)
            raise MustNotBeSent(
                f"{self.intent.name} was not {action.past}: that was asked "
                f"{spell(now - self.intent.created_at)} ago and {what}",
                "do it again if it still holds",
            )


def _snoozes(todo: tuple[Command, ...]) -> bool:
    return isinstance(todo[-1], Snooze)
