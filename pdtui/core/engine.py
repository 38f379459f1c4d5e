"""The engine: what both fronts talk to. It polls, writes, mirrors and reminds, whatever the screen does."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from pdtui.core.actions import Feature
from pdtui.core.choices import Choices
from pdtui.core.commands import Command
from pdtui.core.context import ContextReader
from pdtui.core.countdown import Countdown
from pdtui.core.cover.desk import Covers
from pdtui.core.cover.steps import Writing
from pdtui.core.detail import DetailReader
from pdtui.core.directory import Directory
from pdtui.core.events import Polled, PollFailed, SlackChanged
from pdtui.core.features import Features
from pdtui.core.handoff.desk import HandoffDesk
from pdtui.core.handoff.rules import HandoffRules
from pdtui.core.journal import Journal, OutboxRow
from pdtui.core.model import Incident, IncidentDetail, Person
from pdtui.core.on_duty import OnDuty
from pdtui.core.pagerduty import PagerDuty
from pdtui.core.poller import Poller, Scoping
from pdtui.core.ports import Clock, Timers
from pdtui.core.progress import Progress
from pdtui.core.reminding.desk import ReminderDesk
from pdtui.core.reminding.facts import Facts
from pdtui.core.reminding.in_slack import InSlack
from pdtui.core.reminding.kinds import Rules
from pdtui.core.reminding.roster import Roster
from pdtui.core.scope import Scope, Tally
from pdtui.core.slack.acknowledging import Submitting
from pdtui.core.slack.desk import SlackDesk
from pdtui.core.slack.listening.election import Election
from pdtui.core.slack.listening.listener import Listener
from pdtui.core.slack.listening.powers import Powers
from pdtui.core.slack.port import Slack
from pdtui.core.slack.routing import Routing
from pdtui.core.slack.socket_port import Socket, SocketStanding
from pdtui.core.store import IncidentStore
from pdtui.core.submission import Submission, Submitted
from pdtui.core.subscription import Subscription, Subscriptions
from pdtui.core.supervision import Supervisor
from pdtui.core.surroundings import IncidentContext
from pdtui.core.template import Template
from pdtui.core.undo import Undoing
from pdtui.core.writer import Writer
from pdtui.text import LOCAL

LOG = logging.getLogger(__name__)
TICK = 30.0


@dataclass(frozen=True, slots=True)
class Policy:
    """The settings that the engine works by."""

    poll_seconds: float = 15.0
    scoping: Scoping = field(default_factory=Scoping)
    reminders: Rules = field(default_factory=Rules)
    zone: tzinfo = LOCAL
    """In which wall times of reminders are meant and said."""
    timeout: timedelta = timedelta(seconds=10)
    """Of one PagerDuty request."""
    routing: Routing = field(default_factory=Routing)
    account: str = ""
    """What the cache is kept under: the same token at the same base."""
    templates: Mapping[str, Template] = field(default_factory=dict)
    """What a new incident may be filled in with, by name."""
    handoff: HandoffRules = field(default_factory=HandoffRules)


class Engine:
    """Wires poller, writer, outbox and reminders over one store and one journal."""

    def __init__(
        self,
        pagerduty: PagerDuty,
        slacks: Mapping[str, Slack],
        journal: Journal,
        timers: Timers,
        clock: Clock,
        policy: Policy,
        sockets: Mapping[str, Socket] | None = None,
    ) -> None:
        self.store = IncidentStore()
        self.poll_seconds = policy.poll_seconds
        self.templates = policy.templates
        self._events = Subscriptions()
        publish = self._events.publish
        self._pagerduty = pagerduty
        self._journal = journal
        self._timers = timers
        self._clock = clock
        self._loops = Supervisor()
        self.features = Features(publish)
        """What the account's plan lacks, as far as this run was told."""
        self._poller = Poller(
            pagerduty, self.store, journal, clock,
            seconds=policy.poll_seconds, account=policy.account, publish=publish, scoping=policy.scoping,
        )  # fmt: skip
        self.directory = Directory(pagerduty, journal, clock, policy.account, self.features.lack)
        """Services, policies, schedules, teams, users, priorities: what pickers and names are made of."""
        self.slack_desk = SlackDesk(
            slacks, pagerduty, self.directory, journal, self.store, clock, policy.routing, publish,
            Submitting(self.submit, lambda: self.me),
        )  # fmt: skip
        """Threads, channels, checklists, and what Slack is owed."""
        self._sockets = sockets or {}
        """By workspace, where what people press and type in Slack is to act through this pdtui."""
        self._writer = Writer(
            pagerduty, self.store, journal, clock,
            timeout=policy.timeout, slack=self.slack_desk, features=self.features, publish=publish,
            look_again=lambda on_calls: self._poller.wake(on_calls=on_calls),
        )  # fmt: skip
        self._submission = Submission(self.store, self._writer, journal, self.features, clock, lambda: self.me)
        writing = Writing(self._submission.prepare, self._writer.resume)
        self.covers = Covers(journal, self.slack_desk, writing, clock, policy.zone, lambda: self.me, publish)
        """Whom I asked to take a turn of mine, and what they said."""
        self.choices = Choices(pagerduty, self.features, clock)
        """What dialogs and verbs offer to choose from."""
        self.on_duty = OnDuty(pagerduty, self.directory, clock, policy.zone, self.identify, publish)
        """What I am on call for, who comes next, and who is on call elsewhere."""
        self.handoff_desk = HandoffDesk(
            pagerduty, self.slack_desk, journal, self.store, clock, policy.handoff, self.identify
        )
        """Briefs for who takes over."""
        self._context = ContextReader(pagerduty, self.directory, self.features, clock)
        self._listeners = self._listening()
        self._details = DetailReader(pagerduty, self.slack_desk, publish, self._context.prepare)
        facts = Facts(
            self._poller,
            self.store,
            pagerduty,
            self._context.countdowns,
            self.slack_desk.last_said,
            clock.now,
            timedelta(seconds=max(60.0, 3 * policy.poll_seconds)),
        )
        roster = Roster(pagerduty, self.directory)
        rules, zone = policy.reminders, policy.zone
        in_slack = InSlack(pagerduty, self.directory, self.slack_desk.tell_once, rules.manners, zone)
        self.reminders = ReminderDesk(journal, timers, clock, facts, roster, in_slack, rules, zone, publish)
        """What I am reminded of, when, and what I was told."""
        self.handoff_desk.due = self.reminders.follow_ups
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
    def reading(self) -> Progress | None:
        """How far a long reading of the list has come that somebody waits for."""
        return self._poller.reading

    @property
    def scope(self) -> Scope:
        """Of what `store.rows` are."""
        return self._poller.scope

    @property
    def switching_to(self) -> Scope | None:
        """The scope that is being read to take its place."""
        return self._poller.switching_to

    @property
    def without_teams(self) -> str:
        """Why another scope is listed where teams were asked for; empty where they were not, or are."""
        return self._poller.without_teams

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """The scopes on offer."""
        return self._poller.scopes

    @property
    def slack(self) -> SlackChanged:
        """How Slack stands, and how much waits for it."""
        return self.slack_desk.standing

    @property
    def listening(self) -> Mapping[str, SocketStanding]:
        """How the connections stand over which people act from Slack, by workspace; empty where none is wanted."""
        return {name: socket.standing for name, socket in self._sockets.items()}

    @property
    def in_flight(self) -> int:
        """How many writes are not settled."""
        return self._writer.in_flight

    @property
    def writing(self) -> Progress | None:
        """How far the newest key press on many has come that is not through."""
        return self._writer.progress

    @property
    def missing(self) -> frozenset[Feature]:
        """What the account's plan lacks, as far as this run was told."""
        return self.features.missing

    def now(self) -> datetime:
        """Aware, UTC."""
        return self._clock.now()

    def detail(self, incident_id: str) -> IncidentDetail | None:
        """What was last read of an incident's notes, timeline and alerts."""
        return self._details.known(incident_id)

    def context(self, incident_id: str) -> IncidentContext | None:
        """What was last read of an incident's surroundings."""
        return self._context.known(incident_id)

    def countdowns(self, incident: Incident) -> tuple[Countdown, ...]:
        """What PagerDuty will do to it by itself, soonest first, as far as is known without a request."""
        detail = self._details.known(incident.id)
        return self._context.countdowns(incident, (detail.log_entries if detail else None) or ())

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
        self.slack_desk.start(self._loops, self.subscribe, watch=watch, seconds=self.poll_seconds)
        if watch:
            self._submission.undoes_since = self._clock.now()
            self._poller.when_on_calls_are_read(self._plan)
            self.reminders.start()
            self._loops.run("reminders", self.reminders.run)
            self._loops.run("reminders of the list", lambda: self.reminders.listen(self.subscribe()))
            self._loops.run("cover", self.covers.run)
            self._loops.run("what cover waits for", lambda: self.covers.listen(self.subscribe()))
            self._loops.run("poll", self._poller.run)
            self._loops.run("on-call summary", self.on_duty.run)
            for name, election in self._elections().items():
                self._loops.run(f"listening to Slack {name}".strip(), election.run)

    async def identify(self) -> Person:
        """Who the token's owner is, from PagerDuty itself."""
        return await self._poller.identify()

    async def poll(self) -> None:
        """One poll; raises where PagerDuty could not be read."""
        await self._poller.poll()

    def refresh(self) -> None:
        """Poll now, on-calls included, by the whole list; also after a refused token had stopped it."""
        self._poller.wake(on_calls=True, whole=True)

    def set_scope(self, scope: Scope) -> None:
        """List another scope as soon as it is read; raises `Refused` for one that is not on offer."""
        self._poller.set_scope(scope)

    async def scope_counts(self) -> Mapping[Scope, Tally | None]:
        """How many open incidents each scope on offer holds; None where that cannot be read."""
        return await self._poller.counts()

    def submit(self, command: Command, incident: Incident | None = None) -> str:
        """Carry a command out; see `Submission.submit`."""
        return self._submission.submit(command, incident)

    def submit_all(self, commands: Sequence[Command], incidents: Mapping[str, Incident] | None = None) -> Submitted:
        """Carry the commands of one key press out, one per incident; see `Submission.submit_all`."""
        return self._submission.submit_all(commands, incidents)

    def preview_undo(self) -> Undoing:
        """What `undo` would take back; see `Submission.preview_undo`."""
        return self._submission.preview_undo()

    def undo(self, *, passing: bool = False) -> Undoing:
        """Take the last action back; see `Submission.undo`."""
        return self._submission.undo(passing=passing)

    def look_at(self, incident_id: str, left: Incident | None = None) -> None:
        """Read the notes, timeline, alerts and thread of the incident that is looked at; the last one asked wins.

        `left`: as it was when it left the list.
        """
        row = self.store.row(incident_id)
        incident = row.incident if row is not None else left
        if incident is not None:
            self._details.look_at(incident)

    async def read_detail(self, incident: Incident) -> IncidentDetail:
        """The same, awaited."""
        return await self._details.read(incident)

    async def read_context(self, incident_id: str) -> IncidentContext:
        """What PagerDuty finds around an incident; for when somebody looks at it. See `ContextReader.read`."""
        row = self.store.row(incident_id)
        incident = row.incident if row is not None else await self._pagerduty.incident(incident_id)
        return await self._context.read(incident)

    async def find(self, identifier: str) -> Incident:
        """An incident by id or number, from PagerDuty; it takes the place of what was known of it."""
        asked = self._clock.monotonic()
        incident = await self._pagerduty.incident(identifier)
        self.store.answer(incident, asked)
        return incident

    async def close(self) -> None:
        """Stop all work; what is unfinished stays in the journal."""
        await self._loops.close()
        for listener in self._listeners.values():
            await listener.close()
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

    def _listening(self) -> Mapping[str, Listener]:
        """One listener for each workspace with a socket."""
        powers = Powers(
            identify=self._poller.identify,
            acts_for_anyone=lambda: self._pagerduty.acts_for_anyone,
            submit=self._submission.submit,
            find=self.find,
            next_levels=self.choices.next_levels,
            rosters=self.on_duty.rosters,
            directory=self.directory,
            subscribe=self.subscribe,
            cover=self.covers.answer,
        )
        offices = self.slack_desk.offices
        return {name: Listener(offices[name], powers) for name in self._sockets if name in offices}

    def _elections(self) -> Mapping[str, Election]:
        return {
            name: Election(
                f"slack-socket {name}".strip(),
                self._sockets[name],
                self._journal,
                self._clock,
                one.hear,
                self._events.publish,
            )
            for name, one in self._listeners.items()
        }

    def _plan(self) -> None:
        me = self.me
        if me is not None:
            self._loops.run("plan", lambda: self.reminders.take_shifts(me, self._poller.on_calls))
            self._loops.run("on duty", lambda: self.on_duty.take(me, self._poller.on_calls))
