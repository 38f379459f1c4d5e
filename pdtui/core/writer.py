"""Carries out what a person asked for: one write at a time per incident, each settled before the next."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from pdtui.core import mirror
from pdtui.core.actions import Resolve, action_of
from pdtui.core.events import Event, IncidentsChanged, Left, WriteDone, WriteRefused, WriteUnknown
from pdtui.core.journal import Journal, OutboxRow
from pdtui.core.ports import Clock, PagerDuty
from pdtui.core.run import Outcome, WriteRun
from pdtui.core.store import Changes, IncidentStore, Pending
from pdtui.core.writes import Intent, IntentState
from pdtui.errors import JournalUnusable, NotSent, PdtuiError, Refused

LOG = logging.getLogger(__name__)


class Writer:
    """The only one that changes anything at PagerDuty. No screen can cancel it."""

    def __init__(
        self,
        pagerduty: PagerDuty,
        store: IncidentStore,
        journal: Journal,
        clock: Clock,
        *,
        timeout: timedelta,
        mirrors: bool,
        publish: Callable[[Event], None],
        owed: Callable[[], None],
    ) -> None:
        self._pagerduty = pagerduty
        self._store = store
        self._journal = journal
        self._clock = clock
        self._timeout = timeout
        self._mirrors = mirrors
        """Whether a finished write owes Slack a message."""
        self._publish = publish
        self._owed = owed
        self._queues: dict[str, deque[Intent]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def in_flight(self) -> int:
        """How many writes are not settled."""
        return sum(map(len, self._queues.values()))

    def submit(self, intent: Intent) -> None:
        """Record the intent, lay it over its row, and begin; returns at once. Raises `JournalUnusable`."""
        self._journal.begin(intent)
        self._enqueue(intent)

    def resume(self, intents: Sequence[Intent]) -> None:
        """Go on with what a killed process left."""
        for intent in intents:
            self._enqueue(intent)

    async def close(self) -> None:
        """Stop; what is unfinished stays in the journal."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _enqueue(self, intent: Intent) -> None:
        incident_id = intent.incident.id
        self._lay_over(intent, lost=intent.state is IntentState.SENDING)
        waiting = self._queues.setdefault(incident_id, deque())
        waiting.append(intent)
        if len(waiting) == 1:
            task = asyncio.create_task(self._work(incident_id), name=f"writes of {incident_id}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _lay_over(self, intent: Intent, *, lost: bool) -> None:
        pending = Pending(intent.id, action_of(intent.command).id, unknown=lost)
        self._announce(self._store.begin(intent.incident.id, pending))

    async def _work(self, incident_id: str) -> None:
        waiting = self._queues[incident_id]
        while waiting:
            await self._carry_out(waiting[0])
            waiting.popleft()
        del self._queues[incident_id]

    async def _carry_out(self, intent: Intent) -> None:
        def lost(why: str) -> None:
            self._lay_over(intent, lost=True)
            self._publish(WriteUnknown(intent.id, intent.incident.id, f"#{intent.incident.number}: {why}"))

        run = WriteRun(intent, self._pagerduty, self._journal, self._clock, self._timeout, lost)
        try:
            self._finish(await run.carry_out())
        except (Refused, NotSent) as error:
            ended = replace(run.intent, state=IntentState.REFUSED, outcome=str(error))
            self._journal.update(ended)
            self._fail(intent, error)
        except JournalUnusable as error:
            LOG.exception("a write could not be recorded")
            self._leave_to_the_next_start(intent, error)
        except Exception as error:
            LOG.exception("a write failed")
            self._fail(
                intent,
                PdtuiError(f"pdtui failed ({type(error).__name__})", "see the log; F5 shows the truth"),
            )

    def _leave_to_the_next_start(self, intent: Intent, error: JournalUnusable) -> None:
        """The journal failed in the middle: what it last said of the intent holds, and is gone on with later."""
        what = f"#{intent.incident.number} may or may not be {action_of(intent.command).past}: {error}"
        self._announce(self._store.end(intent.incident.id, intent.id, what))
        self._publish(WriteUnknown(intent.id, intent.incident.id, what))

    def _fail(self, intent: Intent, error: PdtuiError) -> None:
        self._announce(self._store.end(intent.incident.id, intent.id, str(error)))
        answered = not isinstance(error, NotSent)
        self._publish(WriteRefused(intent.id, intent.incident.id, str(error), answered))

    def _finish(self, outcome: Outcome) -> None:
        intent, now = outcome.intent, self._clock.now()
        action = action_of(intent.command)
        row = None
        if self._mirrors:
            told = intent
            if outcome.warning and isinstance(intent.command, Resolve):
                told = replace(intent, command=Resolve(intent.incident.id))
            telling = mirror.tell(told, outcome.incident, now)
            row = OutboxRow(mirror.marker_of(intent.id), intent.id, telling, now)
        self._journal.done(replace(intent, state=IntentState.DONE, outcome=outcome.warning or action.past), row)
        ended = self._store.end(intent.incident.id, intent.id)
        answered = self._store.answer(outcome.incident, now) if outcome.incident else Changes()
        if outcome.incident is not None and answered.removed:
            self._publish(Left(outcome.incident, f"{action.past} by you"))
        self._announce(ended)
        self._announce(answered)
        self._publish(
            WriteDone(intent.id, intent.incident.id, f"#{intent.incident.number} {action.past}", outcome.warning)
        )
        if row is not None:
            self._owed()

    def _announce(self, changes: Changes) -> None:
        if changes:
            self._publish(IncidentsChanged(changes.added, changes.changed, changes.removed))
