"""Carries out what a person asked for: one write at a time per incident, each settled before the next."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from datetime import timedelta

from pdtui.core.acting import acting_as
from pdtui.core.actions import action_of
from pdtui.core.bulk import BulkRun, Reached
from pdtui.core.commands import AddOverride, RemoveOverride, Reopen, Trigger
from pdtui.core.events import (
    Event,
    IncidentsChanged,
    Left,
    Progressed,
    WriteDone,
    WriteRefused,
    WritesCancelled,
    WriteUnknown,
)
from pdtui.core.features import Features
from pdtui.core.intents import CANCELLED, Intent, IntentState, resolved_words
from pdtui.core.journal import ClaimLost, IntentStore, OutboxRow
from pdtui.core.pagerduty import PagerDuty
from pdtui.core.phrases import phrase
from pdtui.core.ports import Clock
from pdtui.core.progress import Progress
from pdtui.core.run import NeverSettled, Outcome, WriteRun
from pdtui.core.slack.desk import SlackDesk
from pdtui.core.store import IncidentStore, Pending
from pdtui.core.under_way import UnderWay
from pdtui.core.writes import steps
from pdtui.errors import JournalUnusable, NotInPlan, NotSent, PdtuiError, Refused
from pdtui.text import LOCAL, count

LOG = logging.getLogger(__name__)
ATTEMPTS = 5
"""How often a write that failed by a fault of pdtui's own is taken up again in one run."""
PAUSE = 2.0
"""Seconds between two tries to record something."""
AT_ONCE = 4
"""How many writes are looked at and sent side by side: as many as there are places for requests of a person's."""


class Writer:
    """The only one that changes anything at PagerDuty. No screen can cancel it."""

    def __init__(
        self,
        pagerduty: PagerDuty,
        store: IncidentStore,
        journal: IntentStore,
        clock: Clock,
        *,
        timeout: timedelta,
        slack: SlackDesk,
        features: Features,
        publish: Callable[[Event], None],
        look_again: Callable[[bool], None],
    ) -> None:
        self._pagerduty = pagerduty
        self._store = store
        self._journal = journal
        self._clock = clock
        self._timeout = timeout
        self._slack = slack
        """Knows what Slack is owed for what is done."""
        self._features = features
        self._publish = publish
        self._look_again = look_again
        """Asks for a poll after what makes an incident or changes duty (True)."""
        self._queues: dict[str, deque[Reached]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._working: dict[str, asyncio.Task[None]] = {}
        """By incident id, what carries out the first of its queue, where that goes alone."""
        self._bulks: list[BulkRun] = []
        self._cancelled: set[str] = set()
        """The groups of what was cancelled: what comes back of them as not done is not tried again."""
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._under_way = UnderWay()

    @property
    def in_flight(self) -> int:
        """How many writes are not settled."""
        return sum(map(len, self._queues.values()))

    @property
    def progress(self) -> Progress | None:
        """How far the newest key press on many has come that is not through."""
        return self._under_way.progress

    def submit(self, *intents: Intent) -> None:
        """Record the intents, lay them over their rows, and begin; returns at once. Raises `JournalUnusable`.

        Several go in one request as far as PagerDuty takes them together and nothing else is under way on them.
        """
        self._journal.begin(*intents)
        self._under_way.begin(intents)
        if len({intent.incident.id for intent in intents}) == len(intents):
            self._announce(self._store.begin({intent.incident.id: _pending(intent) for intent in intents}))
        else:
            for intent in intents:
                self._lay_over(intent, lost=False)
        first = {intent.incident.id: intent for intent in reversed(intents)}
        idle = [one for incident_id, one in reversed(first.items()) if incident_id not in self._queues]
        together = idle if len(idle) > 1 else []
        for intent in intents:
            self._enqueue(intent, at_once=intent not in together)
        if together:
            self._spawn(self._work_together(together), "writes together")

    def resume(self, intents: Sequence[Intent]) -> None:
        """Go on with what a killed process left."""
        for intent in intents:
            self._lay_over(intent, lost=intent.state is IntentState.SENDING)
            self._enqueue(intent, at_once=True)

    def unsent(self, intents: Sequence[Intent]) -> tuple[Intent, ...]:
        """Those, as the journal has them, that can be cancelled: this process's own of which nothing was sent."""
        held = {reached.intent.id for waiting in self._queues.values() for reached in waiting}
        return tuple(intent for intent in intents if intent.unsent and intent.id in held)

    def cancel(self, intents: Sequence[Intent]) -> None:
        """Take back writes that are `unsent`. Recorded first: raises `JournalUnusable`, and then all of them go on."""
        self._journal.update(*(replace(one, state=IntentState.REFUSED, outcome=CANCELLED) for one in intents))
        self._cancelled |= {one.group for one in intents}
        for run in self._bulks:
            if run.holds(intents):
                run.stop(one.id for one in intents)
        for intent in intents:
            self._take_out(intent)
        self._under_way.cancelled(intents)
        self._announce(self._store.cancel({one.id: one.incident.id for one in intents}))
        self._publish(WritesCancelled(tuple(one.id for one in intents), _cancelled(intents)))

    def _take_out(self, intent: Intent) -> None:
        """Off its queue, with whatever is at it: nothing of it is sent, so that nothing is cut in the middle."""
        incident_id = intent.incident.id
        waiting = self._queues[incident_id]
        place = next(place for place, reached in enumerate(waiting) if reached.intent.id == intent.id)
        del waiting[place]
        if place == 0 and (task := self._working.pop(incident_id, None)) is not None:
            task.cancel()
        if not waiting:
            del self._queues[incident_id]
        elif place == 0:
            self._start(incident_id)

    async def close(self) -> None:
        """Stop; what is unfinished stays in the journal."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _enqueue(self, intent: Intent, *, at_once: bool) -> None:
        waiting = self._queues.setdefault(intent.incident.id, deque())
        waiting.append(Reached(intent))
        if at_once and len(waiting) == 1:
            self._start(intent.incident.id)

    def _start(self, incident_id: str) -> None:
        task = self._spawn(self._work(incident_id), f"writes of {incident_id}")
        if not task.done():
            self._working[incident_id] = task

    def _spawn(self, work: Coroutine[object, object, None], name: str) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _lay_over(self, intent: Intent, *, lost: bool) -> None:
        self._announce(self._store.begin({intent.incident.id: _pending(intent, lost=lost)}))

    async def _work_together(self, intents: Sequence[Intent]) -> None:
        """One request for all, as far as that goes, then each its own way from where that left it."""

        def in_force(reached: Sequence[Reached]) -> None:
            whole = [one for one in reached if one.intent.step == len(steps(one.intent))]
            self._go_on(run.take(one.intent.id for one in whole))
            self._under_way.through(*(one.intent for one in reached))
            if (progress := self.progress) is not None:
                self._publish(Progressed(progress))

        run = BulkRun(intents, self._pagerduty, self._journal, self._clock, in_force)
        self._bulks.append(run)
        try:
            with acting_as(intents[0].actor_email):  # of one key press, so of one person
                await run.carry_out()
        except Exception:
            LOG.exception("writes together failed on their way; each goes on by itself from there")
        finally:
            self._bulks.remove(run)
        left = run.take_all()
        unwanted = self.unsent([one.intent for one in left if one.intent.group in self._cancelled])
        stopped = {one.id for one in unwanted} if unwanted and self._is_cancelled_still(unwanted) else set()
        self._go_on([one for one in left if one.intent.id not in stopped])

    def _go_on(self, reached: Sequence[Reached]) -> None:
        """Each of these by itself, from where it was left."""
        done = [one.incident for one in reached if one.incident is not None]
        self._announce(self._store.answers(done, self._clock.monotonic()))
        for one in reached:
            self._queues[one.intent.incident.id][0] = one
            self._start(one.intent.incident.id)

    def _is_cancelled_still(self, intents: Sequence[Intent]) -> bool:
        """Cancel what was under way when the others were, and turned out not to be done; False where it goes on."""
        try:
            self.cancel(intents)
        except (JournalUnusable, ClaimLost) as error:
            LOG.warning("%d writes that came back are carried out after all: %s", len(intents), error)
            return False
        return True

    async def _work(self, incident_id: str) -> None:
        waiting = self._queues[incident_id]
        while waiting:
            reached = waiting[0]
            try:
                await self._carry_out(reached)
            except ClaimLost:
                LOG.info("another pdtui carries %s out", reached.intent.id)
                self._announce(self._store.end(incident_id, reached.intent.id))
            self._under_way.through(reached.intent)
            waiting.popleft()
        del self._queues[incident_id]
        self._working.pop(incident_id, None)

    async def _carry_out(self, reached: Reached) -> None:
        """To its end, whatever fails on the way; a fault of pdtui's own settles a sent write by reading."""
        intent = reached.intent

        def lost(why: str) -> None:
            self._tell_unknown(intent, f"{intent.name}: {why}", pending=True)

        run = WriteRun(
            intent, self._pagerduty, self._journal, self._clock, self._timeout, lost, self._turn, reached.incident
        )
        for attempt in range(ATTEMPTS):
            try:
                with acting_as(intent.actor_email):
                    outcome = await run.carry_out()
                return await self._finish(outcome)
            except ClaimLost:
                raise
            except NeverSettled as error:
                self._tell_unknown(intent, f"{intent.name}: {error}", pending=False)
                return await self._recorded(replace(run.intent, state=IntentState.UNKNOWN, outcome=str(error)))
            except (Refused, NotSent) as error:
                return await self._refuse(intent, run.intent, error)
            except Exception as error:
                LOG.exception("a write failed on its way")
                if run.intent.state is IntentState.STARTED and run.intent.step == 0:
                    return await self._refuse(intent, run.intent, _not_begun(intent, error))
                lost("pdtui failed in the middle; reading back what became of it")
                await asyncio.sleep(PAUSE * (attempt + 1))
        self._tell_unknown(intent, f"{intent.name}: the next start of pdtui settles it", pending=False)
        return None

    async def _refuse(self, intent: Intent, reached: Intent, error: PdtuiError) -> None:
        """Tell first; and record it, or the next start would do what was told as not done."""
        if isinstance(error, NotInPlan):
            self._features.lack(action_of(intent.command).feature)
        self._announce(self._store.end(intent.incident.id, intent.id, str(error)))
        told = f"{intent.actor_name}: {error}" if intent.is_for_another else str(error)
        self._publish(WriteRefused(intent.id, intent.incident.id, told, not isinstance(error, NotSent)))

        def not_recorded(failure: JournalUnusable) -> None:
            what = f"{intent.name}: that it was not done could not be recorded ({failure.what})"
            told = f"{what}; until it is, the next start may do it"
            self._publish(WriteUnknown(intent.id, intent.incident.id, told))

        refused = replace(reached, state=IntentState.REFUSED, outcome=str(error))
        await self._recorded(refused, on_failure=not_recorded)

    async def _recorded(
        self,
        intent: Intent,
        rows: Sequence[OutboxRow] = (),
        on_failure: Callable[[JournalUnusable], None] | None = None,
    ) -> None:
        """Write an intent's end, as often as it takes; `on_failure` is called for the first failure."""
        while True:
            try:
                return self._journal.done(intent, *rows)
            except JournalUnusable as error:
                LOG.warning("the end of a write could not be recorded: %s", error)
                if on_failure is not None:
                    on_failure(error)
                on_failure = None
            await asyncio.sleep(PAUSE)

    def _tell_unknown(self, intent: Intent, what: str, *, pending: bool) -> None:
        if pending:
            self._lay_over(intent, lost=True)
        else:
            self._announce(self._store.end(intent.incident.id, intent.id, what))
        self._publish(WriteUnknown(intent.id, intent.incident.id, what))

    async def _finish(self, outcome: Outcome) -> None:
        intent, incident = outcome.intent, outcome.incident
        action = action_of(intent.command)
        rows = await self._slack.owed_for(intent, incident, self._clock.now(), part=bool(outcome.warning))
        if incident is not None:
            self._announce(self._store.answer(incident, self._clock.monotonic()))

        def not_told_yet(error: JournalUnusable) -> None:
            what = f"{intent.name}: {action.past}, but the team is not told yet: {error}"
            self._tell_unknown(intent, what, pending=True)

        await self._recorded(
            replace(intent, state=IntentState.DONE, outcome=outcome.warning or action.past), rows, not_told_yet
        )
        if incident is not None and not incident.is_open:
            mine = action.id == "resolve" and not intent.is_for_another
            self._publish(Left(incident, f"{action.past} by you" if mine else resolved_words(incident)))
        self._announce(self._store.end(intent.incident.id, intent.id))
        what = _sentence(intent, outcome)
        self._publish(WriteDone(intent.id, intent.incident.id, what, outcome.warning, incident))
        self._slack.wake()
        if isinstance(intent.command, Trigger | Reopen | AddOverride | RemoveOverride):
            self._look_again(isinstance(intent.command, AddOverride | RemoveOverride))

    def _announce(self, changes: IncidentsChanged) -> None:
        if changes:
            self._publish(changes)


def _pending(intent: Intent, *, lost: bool = False) -> Pending:
    return Pending(intent.id, action_of(intent.command).id, unknown=lost)


def _cancelled(intents: Sequence[Intent]) -> str:
    """`#12 was not acknowledged: cancelled before it was sent`."""
    past = action_of(intents[0].command).past
    if len(intents) == 1:
        return f"{intents[0].name} was not {past}: {CANCELLED}"
    return f"{count(len(intents), 'incident')} were not {past}: cancelled before they were sent"


def _sentence(intent: Intent, outcome: Outcome) -> str:
    words = phrase(intent, outcome.incident, LOCAL)
    return f"{intent.actor_name} {words}" if intent.is_for_another else words[:1].upper() + words[1:]


def _not_begun(intent: Intent, error: Exception) -> PdtuiError:
    """The words for a write that failed before anything was sent."""
    if isinstance(error, PdtuiError):
        return error
    what = action_of(intent.command).past
    return PdtuiError(f"{intent.name} was not {what}: pdtui failed ({type(error).__name__})", "see the log")
