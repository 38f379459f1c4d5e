"""An engine without network: a real store, events by hand, and a memory of what was asked of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

from pdtui.core.actions import Command, action_of
from pdtui.core.events import Event, IncidentsChanged, Polled, PollFailed, PollFailure, SlackChanged, SlackState
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
from pdtui.core.store import IncidentStore, Pending, Row
from pdtui.errors import PdtuiError

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
        self.on_call = "on call: Payments primary L1 until 09:00"
        self.last_poll: Polled | PollFailed | None = None
        self.polling = False
        self.poll_seconds = 15.0
        self.clock = NOW
        self.started = 0
        self.refreshed = 0
        self.submitted: list[Command] = []
        self.looked_at: list[str] = []
        self.details: dict[str, IncidentDetail] = {}
        self.threads: dict[str, ThreadLink] = {}
        self.choice: EscalationChoice | PdtuiError | None = None
        self.choice_asked = asyncio.Event()
        self.choice_ready = asyncio.Event()
        self.choice_ready.set()
        self.refuses: PdtuiError | None = None
        self._subscriptions: list[FakeSubscription] = []

    @property
    def typed(self) -> Engine:
        """The same, as the screen's constructor wants it."""
        return cast("Engine", self)

    @property
    def in_flight(self) -> int:
        return sum(len(one.pending) for one in self.store.rows)

    def start(self) -> None:
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
        changes = self.store.begin(command.incident_id, Pending(intent_id, action_of(command).id))
        self.publish(IncidentsChanged(changes.added, changes.changed, changes.removed))
        return intent_id

    def refresh(self) -> None:
        self.refreshed += 1

    def look_at(self, incident_id: str) -> None:
        self.looked_at.append(incident_id)

    def detail(self, incident_id: str) -> IncidentDetail | None:
        return self.details.get(incident_id)

    def thread(self, incident_id: str) -> ThreadLink | None:
        return self.threads.get(incident_id)

    async def escalation_choice(self, incident_id: str) -> EscalationChoice:
        self.choice_asked.set()
        await self.choice_ready.wait()
        if isinstance(self.choice, PdtuiError):
            raise self.choice
        assert self.choice is not None
        return self.choice

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
        self.choice = EscalationChoice(
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
