"""An engine without network: a real store, events by hand, and a memory of what was asked of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

from pdtui.core.actions import Feature, action_of
from pdtui.core.commands import Command
from pdtui.core.countdown import Countdown, countdowns
from pdtui.core.events import (
    Event,
    IncidentsChanged,
    Polled,
    PollFailed,
    PollFailure,
    ScopeChanged,
    SlackChanged,
    SlackState,
)
from pdtui.core.features import Features
from pdtui.core.model import (
    ACKNOWLEDGED,
    HIGH,
    TRIGGERED,
    EscalationChoice,
    EscalationLevel,
    Incident,
    IncidentDetail,
    Listed,
    PendingAction,
    Person,
    Priority,
    Reason,
    Reference,
    Snapshot,
    ThreadLink,
)
from pdtui.core.progress import Progress
from pdtui.core.scope import Scope, Tally
from pdtui.core.slack.socket_port import SocketStanding
from pdtui.core.store import IncidentStore, Pending, Row
from pdtui.core.submission import Submitted
from pdtui.core.surroundings import IncidentContext
from pdtui.core.template import Template
from pdtui.core.undo import Undoing
from pdtui.errors import NotFound, PdtuiError, Refused
from tests.tui.fake_choices import FakeChoices, FakeDirectory
from tests.tui.fake_covers import FakeCovers
from tests.tui.fake_desk import FakeDesk
from tests.tui.fake_handoff import FakeHandoffDesk
from tests.tui.fake_on_duty import FakeOnDuty
from tests.tui.fake_reminders import FakeReminders

if TYPE_CHECKING:
    from pdtui.core.engine import Engine

NOW = datetime(2026, 11, 21, 3, 12, 30, tzinfo=UTC)
ME = Person("PME", "Me")
ANN = Reference("PANN", "Ann Example", "user")
PRIORITIES = {"P1": "a8171c", "P2": "eb6016", "P3": "f9b406"}


def incident(
    number: int,
    title: str = "",
    *,
    status: str = TRIGGERED,
    urgency: str = HIGH,
    priority: str = "P1",
    service: str = "payments-api",
    minutes: float | None = None,
    assignees: tuple[Reference, ...] = (ANN,),
    **more: object,
) -> Incident:
    """An incident with plausible facts; `minutes` is its age, by default such that a higher number is newer."""
    age = timedelta(minutes=minutes) if minutes is not None else timedelta(seconds=10_000_000 - number * 60)
    made = Incident(
        id=f"Q{number:06}",
        number=number,
        title=title or f"Checkout latency is above 2 s in region {number}",
        status=status,
        urgency=urgency,
        service=Reference(f"S{service}", service, "service"),
        created_at=NOW - age,
        url=f"https://example.pagerduty.com/incidents/Q{number:06}",
        priority=Priority(priority, priority, PRIORITIES.get(priority, "")) if priority else None,
        escalation_policy=Reference("PPOL", "Payments", "escalation_policy"),
        assignees=assignees,
        acknowledgers=assignees if status == ACKNOWLEDGED else (),
        last_status_change_at=NOW - timedelta(minutes=2),
        last_status_change_by=ANN,
        pending_actions=(
            PendingAction("unacknowledge" if status == ACKNOWLEDGED else "escalate", NOW + timedelta(minutes=12)),
        ),
    )
    return replace(made, **more)  # type: ignore[arg-type] # the fields of Incident, by name


def row(number: int, title: str = "", **more: object) -> Row:
    """A row without writes."""
    return Row(incident(number, title, **more), Reason(assigned=True))  # type: ignore[arg-type] # handed on


class FakeSubscription:
    """Events as they are published, from the moment of subscribing."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[Event] = asyncio.Queue()

    async def __aiter__(self) -> AsyncIterator[Event]:
        while True:
            yield await self.queue.get()


class FakeEngine:
    """What the screen sees of an engine."""

    def __init__(self) -> None:
        self.store = IncidentStore()
        self.me: Person | None = ME
        self.slack = SlackChanged(SlackState.LIVE)
        self.listening: dict[str, SocketStanding] = {}
        self.on_duty = FakeOnDuty(NOW)
        self.last_poll: Polled | PollFailed | None = None
        self.reading: Progress | None = None
        self.writing: Progress | None = None
        self.poll_seconds = 15.0
        self.clock = NOW
        self.started = 0
        self.refreshed = 0
        self.submitted: list[Command] = []
        self.looked_at: list[str] = []
        self.details: dict[str, IncidentDetail] = {}
        self.threads: dict[str, ThreadLink] = {}
        self.refuses: PdtuiError | None = None
        self.refuses_of: dict[str, PdtuiError] = {}
        self.directory = FakeDirectory()
        self.choices = FakeChoices()
        self.slack_desk = FakeDesk(self.threads, self.directory)
        self.reminders = FakeReminders(self.now, self.publish)
        self.handoff_desk = FakeHandoffDesk()
        self.covers = FakeCovers()
        self.templates: dict[str, Template] = {}
        self.elsewhere: dict[str, Incident] = {}
        self.undoing: Undoing | PdtuiError = Refused("there is nothing to undo")
        self.undone = 0
        self.bulks = 0
        self.features = Features(self.publish)
        self.scope = Scope.ON_CALL
        self.switching_to: Scope | None = None
        self.scopes = tuple(Scope)
        self.counts: dict[Scope, Tally | None] | PdtuiError = {scope: Tally(7) for scope in Scope}
        self.counts_ready = asyncio.Event()
        self.counts_ready.set()
        self.contexts: dict[str, IncidentContext] = {}
        self.context_answer: IncidentContext | PdtuiError | None = None
        self.context_asked: list[str] = []
        self._subscriptions: list[FakeSubscription] = []

    @property
    def typed(self) -> Engine:
        """The same, as the screen's constructor wants it."""
        return cast("Engine", self)

    @property
    def missing(self) -> frozenset[Feature]:
        return self.features.missing

    @missing.setter
    def missing(self, features: frozenset[Feature]) -> None:
        self.features.missing = features

    @property
    def in_flight(self) -> int:
        return sum(len(one.pending) for one in self.store.rows)

    def start(self, *, watch: bool = True) -> None:
        self.started += 1

    def subscribe(self) -> FakeSubscription:
        subscription = FakeSubscription()
        self._subscriptions.append(subscription)
        return subscription

    def submit(self, command: Command, incident: Incident | None = None) -> str:
        if self.refuses is not None:
            raise self.refuses
        self.submitted.append(command)
        intent_id = f"I{len(self.submitted)}"
        changes = self.store.begin({command.incident_id: Pending(intent_id, action_of(command).id)})
        self.publish(IncidentsChanged(changes.added, changes.changed, changes.removed))
        return intent_id

    def submit_all(self, commands: Sequence[Command], incidents: Mapping[str, Incident] | None = None) -> Submitted:
        if self.refuses is not None:
            raise self.refuses
        intents: dict[str, str] = {}
        for command in commands:
            if command.incident_id not in self.refuses_of:
                self.submitted.append(command)
                intents[command.incident_id] = f"I{len(self.submitted)}"
        laid = {
            key: Pending(intents[key], action_of(one).id) for one in commands if (key := one.incident_id) in intents
        }
        changes = self.store.begin(laid)
        self.publish(IncidentsChanged(changes.added, changes.changed, changes.removed))
        self.bulks += 1
        return Submitted(intents, {key: error for key, error in self.refuses_of.items() if key not in intents})

    def preview_undo(self) -> Undoing:
        if isinstance(self.undoing, PdtuiError):
            raise self.undoing
        return replace(self.undoing, intents={})

    def undo(self, *, passing: bool = False) -> Undoing:
        if isinstance(self.undoing, PdtuiError):
            raise self.undoing
        self.undone += 1
        return self.undoing

    async def find(self, identifier: str) -> Incident:
        if identifier not in self.elsewhere:
            raise NotFound(f"there is no incident {identifier}", "check the number")
        return self.elsewhere[identifier]

    def refresh(self) -> None:
        self.refreshed += 1

    def look_at(self, incident_id: str, left: Incident | None = None) -> None:
        self.looked_at.append(incident_id)

    def detail(self, incident_id: str) -> IncidentDetail | None:
        return self.details.get(incident_id)

    def context(self, incident_id: str) -> IncidentContext | None:
        return self.contexts.get(incident_id)

    def countdowns(self, incident: Incident) -> tuple[Countdown, ...]:
        detail = self.details.get(incident.id)
        return countdowns(incident, (detail.log_entries if detail else None) or (), self.clock)

    async def read_context(self, incident_id: str) -> IncidentContext:
        self.context_asked.append(incident_id)
        if isinstance(self.context_answer, PdtuiError):
            raise self.context_answer
        self.contexts[incident_id] = replace(
            self.context_answer or IncidentContext(incident_id), incident_id=incident_id
        )
        return self.contexts[incident_id]

    def set_scope(self, scope: Scope) -> None:
        self.switching_to = scope if scope is not self.scope else None
        self.publish(ScopeChanged(self.scope, self.switching_to))

    def arrive(self, incidents: Sequence[Incident]) -> None:
        """The scope that was asked for has been read."""
        self.scope, self.switching_to = self.switching_to or self.scope, None
        self.reading = None
        self.poll(incidents)
        self.publish(ScopeChanged(self.scope))

    async def scope_counts(self) -> dict[Scope, Tally | None]:
        await self.counts_ready.wait()
        if isinstance(self.counts, PdtuiError):
            raise self.counts
        return self.counts

    def now(self) -> datetime:
        return self.clock

    def publish(self, event: Event) -> None:
        for subscription in self._subscriptions:
            subscription.queue.put_nowait(event)

    def poll(self, incidents: Sequence[Incident]) -> None:
        """A good poll with these incidents, all assigned to me."""
        listed = tuple(Listed(one, Reason(assigned=True, levels=(1,))) for one in incidents)
        changes = self.store.replace(
            Snapshot(ME, listed, began_at=self.clock, taken_at=self.clock), self.clock.timestamp()
        )
        self.last_poll = Polled(self.clock)
        if changes:
            self.publish(IncidentsChanged(changes.added, changes.changed, changes.removed))
        self.publish(self.last_poll)

    def fail(self, advice: str = "check the network", *, offline: bool = True) -> None:
        """A failed poll."""
        self.last_poll = PollFailed(
            advice, self.clock + timedelta(seconds=30), PollFailure.OFFLINE if offline else PollFailure.REFUSED
        )
        self.publish(self.last_poll)

    def choose(self, *, current: int = 1, next_level: int = 2, empty: tuple[int, ...] = (3,)) -> None:
        """Let the escalate dialog find three levels."""
        people = {1: ANN, 2: Reference("PBO", "Bo Example"), 3: Reference("PCY", "Cy Example")}
        self.choices.choice = EscalationChoice(
            "",
            Reference("PPOL", "Payments"),
            tuple(
                EscalationLevel(
                    number,
                    30,
                    (Reference(f"PS{number}", f"Schedule {number}", "schedule"),),
                    () if number in empty else (person,),
                )
                for number, person in people.items()
            ),
            current,
            next_level,
        )
