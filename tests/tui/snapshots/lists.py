"""The list in its states, and how far it can be trusted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from pdtui.core.events import IncidentsChanged, Left, PollFailed, PollFailure, SlackChanged, SlackState, WriteRefused
from pdtui.core.model import RESOLVED
from pdtui.core.scope import Scope
from pdtui.core.store import Pending
from tests.tui.conftest import Pressing, app_of
from tests.tui.fake_engine import NOW, FakeEngine, incident
from tests.tui.snapshots.incidents import LATENCY, busy, calm, clear, many, take, unread
from tests.tui.snapshots.state import LOW, SMALL, TALL, TINY, USUAL, WIDE, State, Text

OFFLINE = "api.pagerduty.com cannot be reached (no route to host); check the network"
LIMITED = "PagerDuty asked to wait; pdtui asks again by itself"
REFUSED = "PagerDuty does not know this token; make a new one under My Profile, User Settings, and start pdtui again"


def failing(kind: PollFailure, advice: str, *, empty: bool = False) -> FakeEngine:
    """Polls fail since some minutes ago; the list is older than that."""
    engine = clear() if empty else calm()
    retry_at = None if kind is PollFailure.REFUSED else engine.clock + timedelta(minutes=6, seconds=25)
    engine.last_poll = PollFailed(advice, retry_at, kind)
    return engine


async def told_of_failure(pilot: Pressing, engine: FakeEngine) -> None:
    """It fails, and minutes pass."""
    assert engine.last_poll is not None
    engine.publish(engine.last_poll)
    await pilot.pause()
    engine.clock += timedelta(minutes=6)
    engine.publish(engine.last_poll)


def offline() -> FakeEngine:
    return failing(PollFailure.OFFLINE, OFFLINE)


def offline_and_empty() -> FakeEngine:
    return failing(PollFailure.OFFLINE, OFFLINE, empty=True)


def rate_limited() -> FakeEngine:
    return failing(PollFailure.RATE_LIMITED, LIMITED)


def refused() -> FakeEngine:
    return failing(PollFailure.REFUSED, REFUSED)


def stale() -> FakeEngine:
    """The last answer was good, and no other came."""
    engine = calm()
    engine.clock = NOW + timedelta(minutes=3)
    return engine


def cached() -> FakeEngine:
    """What was remembered from the last run, before the first answer."""
    engine = calm()
    engine.last_poll = None
    engine.on_duty.summary = engine.on_duty.next = ""
    engine.slack = SlackChanged(SlackState.UNTRIED)
    engine.clock = NOW + timedelta(hours=3)
    return engine


def slack_stopped() -> FakeEngine:
    engine = calm()
    engine.slack = SlackChanged(SlackState.STOPPED, 2, 1, "Slack does not know this token; make a new one")
    return engine


def elsewhere() -> FakeEngine:
    """Another scope is being read."""
    engine = busy()
    engine.scope, engine.switching_to = Scope.TEAMS, Scope.EVERYTHING
    return engine


async def one_left(pilot: Pressing, engine: FakeEngine) -> None:
    """The highlighted incident leaves; two others are marked."""
    gone = next(row.incident for row in engine.store.rows if row.id == app_of(pilot).incidents.incidents.highlighted)
    take(engine, [row.incident for row in engine.store.rows if row.id != gone.id])
    engine.publish(Left(replace(gone, status=RESOLVED), "was resolved by Ann Example"))
    await pilot.pause()


async def a_storm(pilot: Pressing, engine: FakeEngine) -> None:
    """Hundreds come while the person reads further down."""
    take(engine, [*many(400, 6000), *many(60)])
    await pilot.pause()


async def a_burst(pilot: Pressing, engine: FakeEngine) -> None:
    """So much comes in within a minute that the list folds by itself."""
    burst = [
        incident(5400 + number, f"Pod settle-{number} restarts", service="payments-api", minutes=number / 60)
        for number in range(40)
    ]
    take(engine, [*burst, *many(12)])
    await pilot.pause()


async def write_fails(pilot: Pressing, engine: FakeEngine) -> None:
    """An acknowledgement under way is refused."""
    engine.store.begin({LATENCY.id: Pending("I", "acknowledge")})
    engine.store.end(LATENCY.id, "I", "PagerDuty refuses: you may not act on this service; ask an admin")
    engine.publish(IncidentsChanged(changed=(LATENCY.id,)))
    words = f"#{LATENCY.number} was not acknowledged: PagerDuty refuses: you may not act on this service; ask an admin"
    engine.publish(WriteRefused("I", LATENCY.id, words))
    await pilot.pause()


BUSY = ("down", "down", "down", "space", "down", "space", *["down"] * 4)

LISTS = (
    State("empty-all-clear", engine=clear, sizes=(LOW, SMALL)),
    State(
        "empty-no-answer-since", engine=offline_and_empty, then=told_of_failure, sees="No answer", sizes=(LOW, SMALL)
    ),
    State("empty-not-asked-yet", engine=unread),
    State("empty-nothing-matches", ("slash", Text("nowhere"))),
    State("calm", sizes=(LOW, SMALL, TINY, TALL, USUAL, WIDE)),
    State("busy", BUSY, busy, one_left, sizes=(WIDE, USUAL, LOW, SMALL)),
    State("busy-the-end", ("G",), busy),
    State("busy-filtered", ("slash", Text("disk"), "enter"), busy),
    State("busy-another-scope", engine=elsewhere, sizes=(USUAL,)),
    State("storm", ("pagedown",), busy, a_storm, sees="new"),
    State("storm-wide", ("pagedown",), busy, a_storm, sees="new", sizes=(USUAL,)),
    State("storm-folded", ("down", "down"), busy, a_burst, sees="Storm", sizes=(LOW, SMALL, USUAL)),
    State("folded", ("z",), busy, sizes=(LOW, SMALL, USUAL)),
    State("folded-open", ("z", "down", "enter", "down"), busy, sizes=(LOW, USUAL)),
    State("ordered", ("O", "down", "down", "enter"), busy),
    State("filtered-by-age", ("slash", Text("age:>1h -status:acked"), "enter"), busy),
    State("filter-not-understood", ("slash", Text("age:x"))),
    State("stale", engine=stale, sees="STALE"),
    State("offline", engine=offline, then=told_of_failure, sees="OFFLINE", sizes=(LOW, SMALL)),
    State("rate-limited", engine=rate_limited, then=told_of_failure, sees="RATE-LIMITED"),
    State("refused-token", engine=refused, then=told_of_failure, sees="REFUSED"),
    State("cached-at-start", engine=cached, sees="CACHED"),
    State("slack-stopped", engine=slack_stopped, sees="stopped"),
    State("write-failed", then=write_fails, sees="failed"),
)
