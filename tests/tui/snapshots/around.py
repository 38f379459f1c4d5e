"""What is known around the incidents of the ordinary night: details, thread, context, who is on call, a brief."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from pdtui.core.model import (
    Alert,
    IncidentDetail,
    Link,
    LinkKind,
    LogEntry,
    Note,
    Reference,
    ThreadLink,
)
from pdtui.core.slack.port import Piece, PieceKind, Reaction
from pdtui.core.slack.views import Checklist, ChecklistItem, ThreadMessage, ThreadView
from pdtui.core.surroundings import ChangeEvent, CustomField, IncidentContext, Outlier, PastIncident, RelatedIncident
from pdtui.core.timeline import LevelLine, Stretch, Timeline
from tests.tui.fake_engine import NOW
from tests.tui.snapshots.incidents import ANN, BO, CY, LATENCY, MYSELF, QUEUE

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PRIMARY = Reference("PS2", "Payments primary", "schedule")
URL = "https://acme.slack.com/archives/C0PAYMENTS/p1763694512000100"
LINK = ThreadLink(LATENCY.id, "T1", "C0PAYMENTS", "1763694512.000100", "incidents-p1", URL)


def ago(minutes: float) -> timedelta:
    return timedelta(minutes=minutes)


RUNBOOK = Link("https://runbooks.example.com/checkout/latency", "Checkout latency", LinkKind.RUNBOOK)
GRAPH = Link("https://grafana.example.com/d/9xk2/checkout?from=now-1h&to=now&var-region=eu-west-1", "", LinkKind.GRAPH)
ALERTS = (
    Alert(
        "A1", "p99 of POST /checkout is 4.3 s (threshold 2 s)", "triggered", "critical", NOW - ago(4), (RUNBOOK, GRAPH),
        "value: 4.3", source="Datadog", raw='{\n  "value": 4.3,\n  "tags": ["region:eu-west-1"]\n}',
        facts=(("host", "checkout-7d9f8b6c54-x2x8q"), ("region", "eu-west-1"), ("value", "4.3 s")),
    ),
    Alert("A2", "Apdex of checkout is 0.61", "triggered", "warning", NOW - ago(3), source="New Relic"),
    Alert("A3", "Synthetic buy flow failed", "resolved", "error", NOW - ago(4), details="step 3: payment\ntimeout"),
)  # fmt: skip


def entry(number: int, kind: str, summary: str, minutes: float, user: Reference | None = None) -> LogEntry:
    return LogEntry(f"L{number}", f"{kind}_log_entry", summary, NOW - ago(minutes), ANN, user)


LOG = (
    entry(6, "annotate", "Note added by Ann Example", 1),
    entry(5, "notify", "Notified Ann Example by phone", 2, ANN),
    entry(4, "notify", "Notified you by push notification", 3.5, MYSELF),
    entry(3, "notify", "Notified you by SMS", 3.5, MYSELF),
    entry(2, "assign", "Assigned to you and Ann Example by the escalation policy Payments", 4),
    entry(1, "trigger", "Triggered through Datadog", 4),
)
NOTES = (
    Note("N1", "Rolled back 2026.11.21-3 in eu-west-1.\n\nWatching p99 until 03:30.", ANN, NOW - ago(1)),
    Note("N2", "Payment provider says their side is fine: https://status.example.com/incidents/8812", BO, NOW - ago(3)),
)
DETAIL = IncidentDetail(LATENCY.id, NOTES, LOG, ALERTS)
CONTEXT = IncidentContext(
    LATENCY.id,
    past=(PastIncident("QP1", "Checkout latency is above 2 s in eu-west-1", NOW - 9 * DAY),),
    related=(
        RelatedIncident(QUEUE.id, QUEUE.title, QUEUE.created_at, "triggered", QUEUE.service.name, ("same policy",)),
    ),
    outlier=Outlier("rare", 2, NOW - 30 * DAY, NOW, "Checkout latency is above <num> s in <region>"),
    changes=(
        ChangeEvent("C1", "Deploy 2026.11.21-3 of payments-api to eu-west-1", NOW - ago(9), "GitHub Actions",
                    (LATENCY.service,), (Link("https://github.com/acme/payments/actions/runs/71", "run 71"),),
                    "most_recent"),
    ),
)  # fmt: skip


def said(number: int, author: str, text: str, minutes: float, **more: object) -> ThreadMessage:
    made = ThreadMessage(f"{number}.0", author, NOW - ago(minutes), (Piece(text),))
    return replace(made, **more)  # type: ignore[arg-type] # by name


TO_ANN = (Piece("Ann Example", PieceKind.USER, "U1"), Piece(" can you look at the deploy of 02:55?"))
ITEMS = (
    ChecklistItem(1, "Join the channel", done=True, by="Ann Example"),
    ChecklistItem(2, "Tell support, with the number of customers that are hit and when we write again"),
    ChecklistItem(3, "Find the last deploy"),
)
VIEW = ThreadView(
    LINK,
    (
        said(1, "PagerDuty", "Triggered #4711: Checkout latency is above 2 s in eu-west-1", 4, is_parent=True,
             reactions=(Reaction("eyes", 2),)),
        said(2, "Ann Example", "Ann Example acknowledged #4711", 3, by_pdtui=True),
        said(3, "Bo Larsen", "", 2, pieces=TO_ANN, edited=True),
        said(4, "Ann Example", "on it, rolling back", 1, files=("p99.png",), reactions=(Reaction("pray", 1),)),
    ),
    NOW - timedelta(seconds=20),
    Checklist(ITEMS, "C0PAYMENTS", "5.0"),
)  # fmt: skip
FIELDS = (
    CustomField("F1", "cause", "Cause", "string", "single_value_fixed", "deploy", ("deploy", "dns", "provider")),
    CustomField("F2", "regions", "Regions", "string", "multi_value_fixed", ("eu-west-1",), ("eu-west-1", "us-east-1")),
    CustomField("F3", "customers", "Customers affected", "integer", "single_value"),
    CustomField("F4", "public", "On the status page", "boolean", "single_value", value=False),
)


def stretch(start: float | None, end: float | None, *people: Reference) -> Stretch:
    """Who is on call from and until so many hours from now."""
    begins = None if start is None else NOW + start * HOUR
    return Stretch(people, begins, None if end is None else NOW + end * HOUR, MYSELF.id if MYSELF in people else "")


def level(name: str, number: int, *stretches: Stretch) -> LevelLine:
    return LevelLine(Reference(f"P{name}", name, "escalation_policy"), number, stretches)


TIMELINE = Timeline(
    NOW, NOW - 2 * DAY, NOW + 14 * DAY,
    (
        level("Payments", 1, stretch(-30, 5.8, MYSELF), stretch(5.8, 30, BO), stretch(30, 54), stretch(54, None, ANN)),
        level("Payments", 2, stretch(None, None, ANN)),
        level("Search and recommendations", 1, stretch(-9, 12, CY), stretch(12, None)),
    ),
)  # fmt: skip
BRIEF = """# Handoff of Payments, Fri 20 Nov 21:00 to Sat 21 Nov 03:12

2 incidents were open at the end, 5 came in, 3 were resolved.

## Open
- #4711 Checkout latency is above 2 s in eu-west-1 (P1, triggered): rolled back, watching p99
- #4709 Replication lag on postgres-3 is 94 s (P2, acknowledged until 03:34)
"""
