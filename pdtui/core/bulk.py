"""Many changes in one request: all of them or none, and what is not certain goes its own way afterwards."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from pdtui.core import writes
from pdtui.core.intents import Intent, IntentState, step_done
from pdtui.core.journal import IntentStore
from pdtui.core.model import Incident
from pdtui.core.pagerduty import Change, PagerDuty
from pdtui.core.ports import Clock
from pdtui.core.rules import rule_of
from pdtui.core.rules.looking import look
from pdtui.errors import NotSent, OutcomeUnknown, PdtuiError, RateLimited, Refused

LOG = logging.getLogger(__name__)
MOST_AT_ONCE = 100
"""PagerDuty takes 250; its own tools send fewer."""
TRIES = 3
"""How often the rate limit may turn such requests away before the incidents go one by one."""
READ_AT_ONCE = 20
STALE = 3.0
"""Seconds within which what was read must be sent."""


@dataclass(frozen=True, slots=True)
class Reached:
    """How far an intent has come, and the incident where PagerDuty answered with it."""

    intent: Intent
    incident: Incident | None = None


class BulkRun:
    """Carries the first step of many intents; each intent's own `WriteRun` does all that is left."""

    def __init__(
        self,
        intents: Sequence[Intent],
        pagerduty: PagerDuty,
        journal: IntentStore,
        clock: Clock,
        in_force: Callable[[Sequence[Reached]], None],
    ) -> None:
        self._reached = {intent.id: Reached(intent) for intent in intents}
        """How far each has come that is this run's still, at every moment, by intent id."""
        self._in_force = in_force
        """Is told of those whose step PagerDuty answered with, after each request."""
        self._group = intents[0].group
        self._stopped = False
        self._pagerduty = pagerduty
        self._journal = journal
        self._clock = clock

    async def carry_out(self) -> None:
        """As far as it goes together. Never raises for PagerDuty: what was refused together goes alone.

        Raises `ClaimLost` and `JournalUnusable`; what is certain can be taken.
        """
        together = deque(reached.intent for reached in self._reached.values() if _change(reached.intent) is not None)
        turned_away = 0
        while len(together := self._held(together)) > 1 and turned_away < TRIES and not self._stopped:
            ready = await self._prepared(together)
            if len(ready) < 2:
                continue
            try:
                await self._carry_chunk(ready)
            except RateLimited as error:
                turned_away += 1
                together.extendleft(reversed(ready))
                if not self._stopped:
                    await asyncio.sleep(error.retry_after)

    def take(self, intent_ids: Iterable[str]) -> list[Reached]:
        """Those of them that are this run's still, which they are not any more: it sends nothing for them."""
        return [self._reached.pop(intent_id) for intent_id in intent_ids if intent_id in self._reached]

    def holds(self, intents: Iterable[Intent]) -> bool:
        """Whether any of them is of the same key press."""
        return any(intent.group == self._group for intent in intents)

    def stop(self, intent_ids: Iterable[str]) -> None:
        """Forget these, and begin no further request; of one that is under way the answer is awaited."""
        self._stopped = True
        self.take(intent_ids)

    def take_all(self) -> list[Reached]:
        """All that are left."""
        return self.take(tuple(self._reached))

    async def _carry_chunk(self, ready: Sequence[Intent]) -> None:
        """One request. Raises `RateLimited`: then all are to be looked at again before they are sent."""
        wanted = {intent.incident.id: change for intent in ready if (change := _change(intent)) is not None}
        sending = [replace(intent, state=IntentState.SENDING, sent_at=self._clock.now()) for intent in ready]
        self._journal.update(*sending)
        self._reach(*map(Reached, sending))
        try:
            answered = {incident.id: incident for incident in await self._pagerduty.change_all(wanted)}
        except (Refused, NotSent) as error:
            LOG.info("%d changes were refused together: %s", len(ready), error.what)
            self._reach(*map(Reached, ready))
            self._journal.update(*ready)
            if isinstance(error, RateLimited):
                raise
        except OutcomeUnknown as error:
            LOG.info("the answer to %d changes was lost: %s", len(ready), error.what)
        else:
            shown = [(intent, answered.get(intent.incident.id)) for intent in sending]
            done = [Reached(step_done(intent, ""), incident) for intent, incident in shown if incident]
            self._reach(*done)
            self._in_force(done)

    def _reach(self, *reached: Reached) -> None:
        self._reached |= {one.intent.id: one for one in reached}

    def _held(self, intents: Iterable[Intent]) -> deque[Intent]:
        return deque(intent for intent in intents if intent.id in self._reached)

    async def _prepared(self, together: deque[Intent]) -> list[Intent]:
        """The next ones that may be sent, taken off `together`, with what was there before.

        As many as fit in one request and could be looked at within `STALE`: what somebody resolved since its
        reading would be opened again. Those that may not be sent are told by their own run.
        """
        ready: list[Intent] = []
        began = self._clock.monotonic()
        while together and len(ready) < MOST_AT_ONCE and self._clock.monotonic() - began < STALE:
            some = [together.popleft() for _ in range(min(READ_AT_ONCE, len(together), MOST_AT_ONCE - len(ready)))]
            found = await asyncio.gather(*map(self._look, some))
            ready += [intent for intent in found if intent is not None]
        return list(self._held(ready))

    async def _look(self, intent: Intent) -> Intent | None:
        try:
            looked = await look(writes.steps(intent)[0], intent, self._pagerduty, self._journal)
        except PdtuiError as error:
            LOG.info("%s goes alone: %s", intent.name, error)
            return None
        return replace(intent, baseline=looked.baseline, before=intent.before or looked.incident)


def _change(intent: Intent) -> Change | None:
    step = writes.steps(intent)[0]
    return rule_of(step).change(step) if intent.state is IntentState.STARTED and intent.step == 0 else None
