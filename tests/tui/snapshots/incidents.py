"""What the list holds in the states: nothing, an ordinary night, a busy one, a storm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import cycle

from pdtui.core.model import (
    ACKNOWLEDGED,
    HIGH,
    LOW,
    TRIGGERED,
    Incident,
    Listed,
    PendingAction,
    Reason,
    Reference,
    Snapshot,
)
from pdtui.core.store import Pending
from tests.tui.fake_engine import ME, NOW, FakeEngine, incident

MYSELF = Reference(ME.id, ME.name, "user")
ANN = Reference("PANN", "Ann Example", "user")
BO = Reference("PBO", "Bo Larsen", "user")
CY = Reference("PCY", "Cyprian Otherwise-Longname", "user")
SECONDS = 4
"""How old the list is, so that an age is seen."""


def waiting(kind: str, minutes: float) -> tuple[PendingAction, ...]:
    """What PagerDuty will do by itself."""
    return (PendingAction(kind, NOW + timedelta(minutes=minutes)),)


LATENCY = incident(
    4711, "Checkout latency is above 2 s in eu-west-1 (p99 4.3 s, 12 % of carts abandoned)", minutes=4,
    assignees=(MYSELF, ANN), pending_actions=waiting("escalate", 11), alert_count=3,
)  # fmt: skip
REPLICA = incident(
    4709, "Replication lag on postgres-3 is 94 s", status=ACKNOWLEDGED, priority="P2", service="postgres", minutes=38,
    assignees=(MYSELF,), pending_actions=waiting("unacknowledge", 22),
)  # fmt: skip
QUEUE = incident(
    4705, "支付队列积压: 12,431 messages in payments.settle", priority="P3", service="payments-queue-workers",
    minutes=71, assignees=(BO,), pending_actions=waiting("escalate", 1.5),
)  # fmt: skip
DISK = incident(
    4688, "Disk usage on web-17 is 85 %", urgency=LOW, priority="", service="web", minutes=1570, assignees=(ANN,),
    pending_actions=(),
)  # fmt: skip
CALM = (LATENCY, REPLICA, QUEUE, DISK)

TITLES = (
    "Checkout latency is above 2 s", "Replication lag is 94 s", "Error rate of /api/v2/orders is 7.4 %",
    "Certificate of login.example.com expires in 3 days", "Consumer group settle-workers is stuck",
    "Pod restarts: payments-api-7d9f8b6c54-x2x8q OOMKilled 14 times within the last 10 minutes in prod-eu-west-1",
    "Disk is 91 % full", "DNS answers of resolver-2 are slow", "Nightly backup did not finish", "キュー遅延",
)  # fmt: skip
SERVICES = ("payments-api", "postgres", "order-gateway-production", "edge", "search", "identity")
PEOPLE = ((MYSELF,), (ANN,), (BO, ANN), (CY,), (MYSELF, BO, CY), ())


def made(number: int, *, minutes: float, urgency: str = HIGH) -> Incident:
    """One of many: what it says follows from its number."""
    acked = number % 3 == 0
    snoozed = number % 6 == 0
    return incident(
        number,
        f"{TITLES[number % len(TITLES)]} on host {number % 37}",
        status=ACKNOWLEDGED if acked else TRIGGERED,
        urgency=urgency,
        priority=("P1", "P2", "P3", "P4", "")[number % 5],
        service=SERVICES[number % len(SERVICES)],
        minutes=minutes,
        assignees=PEOPLE[number % len(PEOPLE)],
        pending_actions=waiting("unacknowledge", 347 if snoozed else 23) if acked else waiting("escalate", number % 29),
    )


def take(engine: FakeEngine, incidents: Sequence[Incident]) -> None:
    """A good poll; mine are those that are assigned to me."""
    engine.poll(incidents)
    listed = tuple(
        Listed(one, Reason(assigned=MYSELF in one.assignees, levels=() if one.assignees == (CY,) else (1,)))
        for one in incidents
    )
    engine.store.replace(Snapshot(ME, listed, began_at=NOW, taken_at=NOW), NOW.timestamp())
    engine.clock = NOW + timedelta(seconds=SECONDS)


def calm() -> FakeEngine:
    """A few incidents."""
    engine = FakeEngine()
    take(engine, CALM)
    engine.on_duty.next = "Bo Larsen"
    return engine


def unread() -> FakeEngine:
    """Before PagerDuty answered."""
    return FakeEngine()


def clear() -> FakeEngine:
    """Nothing is open."""
    engine = FakeEngine()
    take(engine, ())
    return engine


def many(count: int, newest: int = 5200) -> list[Incident]:
    """That many, the last eighth of low urgency, the newest on top."""
    low = count - count // 8
    return [
        made(newest - place, minutes=0.5 + place * 3.7, urgency=HIGH if place < low else LOW) for place in range(count)
    ]


def busy() -> FakeEngine:
    """About sixty, with writes on some of them: under way, lost, not done."""
    engine = FakeEngine()
    take(engine, many(60))
    ids = [row.id for row in engine.store.rows]
    actions = cycle(("acknowledge", "resolve", "escalate", "snooze"))
    engine.store.begin({incident_id: Pending(f"W{incident_id}", next(actions)) for incident_id in ids[2:6]})
    engine.store.begin({ids[7]: Pending("U", "resolve", unknown=True)})
    for place, why in ((9, "PagerDuty refuses: the incident is already resolved"), (11, "no answer")):
        engine.store.begin({ids[place]: Pending(f"F{place}", next(actions))})
        engine.store.end(ids[place], f"F{place}", why)
    return engine


def only(**changes: object) -> FakeEngine:
    """The ordinary night with the first incident changed."""
    engine = FakeEngine()
    take(engine, (replace(LATENCY, **changes), *CALM[1:]))  # type: ignore[arg-type] # by name
    return engine
