"""The details, tab by tab, beside the list and in its place."""

from __future__ import annotations

from pdtui.core.store import Pending
from pdtui.errors import NotSent
from tests.tui.fake_engine import FakeEngine
from tests.tui.snapshots.incidents import LATENCY, calm
from tests.tui.snapshots.known import known
from tests.tui.snapshots.state import LOW, SMALL, TALL, USUAL, WIDE, State


def unread() -> FakeEngine:
    """Nothing was read of the incident yet, and its thread is not known."""
    return calm()


def failed() -> FakeEngine:
    """A write on it failed."""
    engine = known()
    engine.store.begin({LATENCY.id: Pending("F", "acknowledge")})
    engine.store.end(LATENCY.id, "F", "PagerDuty refuses: you may not act on this service; ask an admin")
    return engine


def context_fails() -> FakeEngine:
    engine = known()
    engine.context_answer = NotSent("api.pagerduty.com cannot be reached (timed out)", "check the network")
    return engine


TABS = ("overview", "timeline", "alerts", "notes", "context", "thread", "changes")

DETAILS = (
    *(State(f"tab-{name}", (str(number),), known, sizes=(LOW, SMALL)) for number, name in enumerate(TABS, 1)),
    *(State(f"tab-{name}-beside", (str(number),), known, sizes=(USUAL,)) for number, name in enumerate(TABS, 1)),
    State("tab-overview-with-room", ("1",), known, sizes=(WIDE, TALL)),
    State("tab-overview-write-failed", ("1",), failed),
    State("tab-overview-unread", ("1",), unread),
    State("tab-timeline-unread", ("2",), unread),
    State("tab-alerts-raw", ("3", "b"), known),
    State("tab-context-not-read", ("5",), context_fails, sees="Not read"),
    State("tab-thread-none", ("6",), unread),
)
