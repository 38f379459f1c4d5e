"""The engine: what both fronts talk to. It polls, writes, mirrors and reminds, whatever the screen does."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pdtui.core import escalation
from pdtui.core.actions import Acknowledge, Command, action_of, cleaned
from pdtui.core.announcer import Announcer
from pdtui.core.detail import DetailReader
from pdtui.core.events import Polled, PollFailed, SlackChanged, SlackState
from pdtui.core.journal import Journal, OutboxRow
from pdtui.core.model import EscalationChoice, Incident, IncidentDetail, OnCall, Person, ThreadLink
from pdtui.core.outbox import Outbox, Routing
from pdtui.core.pagerduty import PagerDuty
from pdtui.core.poller import Poller
from pdtui.core.ports import Clock, Slack, Timers
from pdtui.core.store import IncidentStore
from pdtui.core.subscription import Subscription, Subscriptions
from pdtui.core.supervision import Supervisor
from pdtui.core.writer import Writer
from pdtui.core.writes import Intent, acknowledged_by
from pdtui.errors import AlreadyDone, JournalUnusable, NotSent, Refused

LOG = logging.getLogger(__name__)
TICK = 30.0


@dataclass(frozen=True, slots=True)
class Policy:
    """The settings that the engine works by."""

    poll_seconds: float = 15.0
    remind_before: timedelta = timedelta(minutes=15)
    timeout: timedelta = timedelta(seconds=10)
    """Of one PagerDuty request."""
    routing: Routing = field(default_factory=Routing)
    account: str = ""
    """What the cache is kept under: the same token at the same base."""


class Engine:
    """Wires poller, writer, outbox and announcer over one store and one journal."""

    def __init__(
        self,
        pagerduty: PagerDuty,
        slack: Slack | None,
        journal: Journal,
        timers: Timers,
        clock: Clock,
        policy: Policy,
    ) -> None:
        self.store = IncidentStore()
        self.poll_seconds = policy.poll_seconds
        self._events = Subscriptions()
        publish = self._events.publish
        self._pagerduty = pagerduty
        self._journal = journal
        self._timers = timers
        self._clock = clock
        self._loops = Supervisor()
        self._poller = Poller(
            pagerduty, self.store, journal, clock,
            seconds=policy.poll_seconds, account=policy.account, publish=publish,
        )  # fmt: skip
        self._outbox = Outbox(slack, pagerduty, journal, policy.routing, clock, publish) if slack else None
        self._writer = Writer(
            pagerduty, self.store, journal, clock,
            timeout=policy.timeout, outbox=self._outbox, publish=publish,
        )  # fmt: skip
        self._announcer = Announcer(pagerduty, journal, timers, clock, before=policy.remind_before, publish=publish)
        self._details = DetailReader(pagerduty, journal, self._outbox, publish)
        self._poller.restore()

    # -- what is known -----------------------------------------------------------------------

    @property
    def me(self) -> Person | None:
        """Who I am, from this run or from the last."""
        return self._poller.me

    @property
    def last_poll(self) -> Polled | PollFailed | None:
        """How the last poll of this run ended; None before the first."""
        return self._poller.last

    @property
    def on_call(self) -> str:
        """One line for the status bar; empty before it is known."""
        return self._announcer.summary

    @property
    def slack(self) -> SlackChanged:
        """How Slack stands, and how much waits for it."""
        return self._outbox.standing if self._outbox is not None else SlackChanged(SlackState.OFF)

    @property
    def in_flight(self) -> int:
        """How many writes are not settled."""
        return self._writer.in_flight

    def now(self) -> datetime:
        """Aware, UTC."""
        return self._clock.now()

    def detail(self, incident_id: str) -> IncidentDetail | None:
        """What was last read of an incident's notes, timeline and alerts."""
        return self._details.known(incident_id)

    def thread(self, incident_id: str) -> ThreadLink | None:
        """The incident's Slack thread, where it is known."""
        try:
            return self._journal.thread(incident_id)
        except JournalUnusable as error:
            LOG.warning("the thread of an incident could not be looked up: %s", error)
            return None

    def outbox(self) -> tuple[OutboxRow, ...]:
        """The messages that are owed to Slack."""
        return self._journal.rows()

    def told(self, intent_id: str) -> OutboxRow | None:
        """The message of one write, delivered or not; None where it owes none."""
        return self._journal.row_of(intent_id)

    # -- what can be asked for ---------------------------------------------------------------

    def subscribe(self) -> Subscription:
        """All events from now on."""
        return self._events.subscribe()

    def start(self, *, watch: bool = True) -> None:
        """Begin to work; `watch=False` leaves out polling and reminders, for the verbs."""
        self._loops.run("identity", self._resume)
        if self._outbox is not None:
            self._loops.run("outbox", self._outbox.run)
        if watch:
            self._poller.on_calls_read = self._plan
            self._announcer.start()
            self._loops.run("poll", self._poller.run)
            self._loops.run("on-call summary", self._announcer.run)

    async def identify(self) -> Person:
        """Who the token's owner is, from PagerDuty itself."""
        return await self._poller.identify()

    async def poll(self) -> None:
        """One poll; raises where PagerDuty could not be read."""
        await self._poller.poll()

    def refresh(self) -> None:
        """Poll now, on-calls included."""
        self._poller.wake(on_calls=True)

    def submit(self, command: Command, incident: Incident | None = None) -> str:
        """Carry a command out; returns the intent's id at once.

        `incident`: as read by the caller, where it is not on the list. Raises `Refused` where the command
        does not apply, and `JournalUnusable` where it cannot be recorded (it is not sent then).
        """
        row = self.store.row(command.incident_id)
        target = row.incident if row is not None else incident
        if target is None:
            raise Refused("this incident is not on the list any more", "nothing was done")
        refusal = action_of(command).refusal(target)
        if refusal:
            raise Refused(refusal, "nothing was done")
        me = self.me
        if me is None:
            raise NotSent("PagerDuty has not said yet who you are", "nothing was done; try again in a moment")
        if isinstance(command, Acknowledge) and acknowledged_by(target, me.id):
            raise AlreadyDone(f"#{target.number} is acknowledged by you already")
        intent = Intent.of(cleaned(command), target, me.id, me.name, self._clock.now())
        self._writer.submit(intent)
        return intent.id

    def look_at(self, incident_id: str) -> None:
        """Read the notes, timeline, alerts and thread of the incident that is looked at; the last one asked wins."""
        row = self.store.row(incident_id)
        if row is not None:
            self._details.look_at(row.incident)

    async def read_detail(self, incident: Incident) -> IncidentDetail:
        """The same, awaited."""
        return await self._details.read(incident)

    async def on_call_entries(self) -> list[tuple[OnCall, str]]:
        """My on-call entries from now on, soonest first, each with who is on call after it."""
        return await self._announcer.upcoming(await self._poller.identify())

    async def find(self, identifier: str) -> Incident:
        """An incident by id or number, from PagerDuty."""
        return await self._pagerduty.incident(identifier)

    async def escalation_choice(self, incident_id: str) -> EscalationChoice:
        """The levels to escalate to, from PagerDuty as it is now."""
        incident = await self._pagerduty.incident(incident_id)
        if incident.escalation_policy is None:
            raise Refused(f"#{incident.number} has no escalation policy", "reassign it in PagerDuty")
        levels = await self._pagerduty.escalation_levels(incident.escalation_policy.id)
        log = await self._pagerduty.log_entries(incident_id)
        return escalation.choose(incident, levels, log)

    async def close(self) -> None:
        """Stop all work; what is unfinished stays in the journal."""
        await self._loops.close()
        await self._details.close()
        await self._writer.close()
        await self._timers.stop()

    # -- inside ------------------------------------------------------------------------------

    async def _resume(self) -> None:
        """Go on with what a killed process left, once it is known whose it is."""
        if self.me is None:
            await self._poller.identified.wait()
        while self.me is not None:
            self._writer.resume(self._journal.take_over(self.me.id))
            await asyncio.sleep(TICK)

    def _plan(self) -> None:
        me = self.me
        if me is not None:
            self._loops.run("plan", lambda: self._announcer.plan(me, self._poller.on_calls))
