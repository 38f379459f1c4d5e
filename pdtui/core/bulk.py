"""Many changes in one request: all of them or none, and what is not certain goes its own way afterwards."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pdtui.core import writes
from pdtui.core.intents import Intent, IntentState, step_done
from pdtui.core.journal import Journal
from pdtui.core.model import Incident
from pdtui.core.pagerduty import Change, PagerDuty
from pdtui.core.ports import Clock
from pdtui.core.rules import rule_of
from pdtui.core.scope import Where
from pdtui.core.store import IncidentStore
from pdtui.errors import NotSent, OutcomeUnknown, PdtuiError, RateLimited, Refused

LOG = logging.getLogger(__name__)
MOST_AT_ONCE = 100
"""PagerDuty takes 250; its own tools send fewer."""
TRIES = 3
"""How often a request that was turned away by the rate limit is sent."""
PAGE = 100


@dataclass(frozen=True, slots=True)
class Reached:
    """How far an intent has come, and the incident where PagerDuty answered with it."""

    intent: Intent
    incident: Incident | None = None


class BulkRun:
    """Carries the first step of many intents; each intent's own `WriteRun` does all that is left."""

    def __init__(
        self, intents: Sequence[Intent], pagerduty: PagerDuty, journal: Journal, clock: Clock, store: IncidentStore
    ) -> None:
        self.reached = {intent.id: Reached(intent) for intent in intents}
        """How far each has come, at every moment, by intent id."""
        self._pagerduty = pagerduty
        self._journal = journal
        self._clock = clock
        self._store = store

    async def carry_out(self) -> None:
        """As far as it goes together. Never raises for PagerDuty: what was refused together goes alone.

        Raises `ClaimLost` and `JournalUnusable`; `reached` holds what is certain.
        """
        together = [reached.intent for reached in self.reached.values() if _change(reached.intent) is not None]
        for start in range(0, len(together), MOST_AT_ONCE):
            ready = await self._prepared(together[start : start + MOST_AT_ONCE])
            if len(ready) > 1:
                await self._carry_chunk(ready)

    async def _carry_chunk(self, ready: Sequence[Intent]) -> None:
        wanted = {intent.incident.id: change for intent in ready if (change := _change(intent)) is not None}
        sending = [replace(intent, state=IntentState.SENDING, sent_at=self._clock.now()) for intent in ready]
        self._journal.update(*sending)
        self._reach(*map(Reached, sending))
        try:
            answered = {incident.id: incident for incident in await self._send(wanted)}
        except (Refused, NotSent) as error:
            LOG.info("%d changes were refused together, and go one by one: %s", len(ready), error.what)
            self._reach(*map(Reached, ready))
            self._journal.update(*ready)
        except OutcomeUnknown as error:
            LOG.info("the answer to %d changes was lost: %s", len(ready), error.what)
        else:
            shown = [(intent, answered.get(intent.incident.id)) for intent in sending]
            self._reach(*(Reached(step_done(intent, ""), incident) for intent, incident in shown if incident))

    def _reach(self, *reached: Reached) -> None:
        self.reached |= {one.intent.id: one for one in reached}

    async def _send(self, wanted: Mapping[str, Change]) -> tuple[Incident, ...]:
        for _ in range(TRIES - 1):
            try:
                return await self._pagerduty.change_all(wanted)
            except RateLimited as error:
                await asyncio.sleep(error.retry_after)
        return await self._pagerduty.change_all(wanted)

    async def _prepared(self, chunk: Sequence[Intent]) -> list[Intent]:
        """Those that may be sent, with what was there before; the others are told by their own run."""
        fresh = await self._fresh(chunk)

        async def prepare(intent: Intent) -> Intent | None:
            step = writes.steps(intent)[0]
            try:
                baseline = await rule_of(step).prepare(step, intent, self._pagerduty, fresh.get(intent.incident.id))
            except PdtuiError as error:
                LOG.info("%s goes alone: %s", intent.name, error)
                return None
            return replace(intent, baseline=baseline)

        found = await asyncio.gather(*map(prepare, chunk))
        return [intent for intent in found if intent is not None]

    async def _fresh(self, chunk: Sequence[Intent]) -> Mapping[str, Incident]:
        """The incidents as they are now, by one listing of their services where that is cheaper than one by one."""
        services = {intent.incident.service.id for intent in chunk}
        listed = sum(row.incident.service.id in services for row in self._store.rows)
        if math.ceil(listed / PAGE) >= len(chunk) or not all(services):
            return {}
        try:
            found = await self._pagerduty.open_incidents(Where(service_ids=tuple(sorted(services))), {})
        except PdtuiError as error:
            LOG.info("the services of %d incidents could not be listed: %s", len(chunk), error.what)
            return {}
        return {incident.id: incident for incident in found.incidents}


def _change(intent: Intent) -> Change | None:
    step = writes.steps(intent)[0]
    return rule_of(step).change(step) if intent.state is IntentState.STARTED and intent.step == 0 else None
