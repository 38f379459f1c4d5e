"""Every way a post can end, against everything that must be there exactly once: a table.

python -m tests.end_to_end.slack_outcomes [JOB…]

Each cell is a world of its own: the real engine over HTTP, one fault, and what Slack holds in the end.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path

from pdtui.adapters.slack import failures
from pdtui.core.commands import Acknowledge
from pdtui.core.engine import Engine
from pdtui.core.events import SlackState
from pdtui.core.journal import OutboxState
from pdtui.core.slack import watcher
from pdtui.simulator.faults import Fault, Kind
from pdtui.simulator.pagerduty.model import Incident
from tests.world import PATIENCE, World

MINUTE = timedelta(minutes=1)
RATE_LIMITED = {"Retry-After": "1", "content-type": "application/json"}
JSON = {"content-type": "application/json"}

Arm = Callable[[World, str], None]


def fault(kind: Kind, *, applied: bool = False, **more: object) -> Arm:
    """A fault of the network or a server, at the first call of the method."""

    def arm(world: World, method: str) -> None:
        world.faults.add(Fault(kind, path=f"/{method}$", applied=applied, **more))  # type: ignore[arg-type]

    return arm


def refused(error: str, **extra: str) -> Arm:
    """Slack's own no, nothing done."""
    return lambda world, method: world.slack.refuse(method, error, 1, **extra)


def wrong(error: str) -> Arm:
    """Slack's no, though it was done."""
    return lambda world, method: world.slack.answer_wrongly(method, error)


OUTCOMES: Mapping[str, Arm] = {
    "dropped before": fault(Kind.DROP),
    "dropped after": fault(Kind.DROP, applied=True),
    "timeout before": fault(Kind.HANG),
    "timeout after": fault(Kind.HANG, applied=True),
    "truncated before": fault(Kind.TRUNCATE),
    "truncated after": fault(Kind.TRUNCATE, applied=True),
    "HTML 502 before": fault(Kind.HTML, status=502),
    "HTML 502 after": fault(Kind.HTML, status=502, applied=True),
    "captive portal": fault(Kind.HTML, status=200),
    "HTTP 500 before": fault(Kind.STATUS, status=500),
    "HTTP 500 after": fault(Kind.STATUS, status=500, applied=True),
    "HTTP 503 JSON after": fault(
        Kind.STATUS, status=503, applied=True, body=b'{"ok":false,"error":"service_unavailable"}', headers=JSON
    ),
    "HTTP 429": fault(Kind.STATUS, status=429, body=b'{"ok":false,"error":"ratelimited"}', headers=RATE_LIMITED),
    "ok:false, later": refused("rate_limited"),
    "ok:false, perhaps done": wrong("fatal_error"),
    "ok:false, perhaps not": refused("internal_error"),
    "ok:false, token": refused("invalid_auth"),
    "ok:false, not allowed": refused("access_denied"),
    "ok:false, scope": refused("missing_scope", needed="chat:write", provided="users:read"),
    "ok:false, channel gone": refused("channel_not_found"),
    "ok:false, archived": refused("is_archived"),
    "ok:false, thread locked": refused("restricted_action_thread_locked"),
    "ok:false, payload": refused("msg_too_long"),
}
"""By the facts' table of outcomes."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How often it is in Slack, and what the outbox says where it is not done."""

    times: int
    state: str
    reason: str = ""

    @property
    def is_right(self) -> bool:
        """There once; or not there, and the person is told why."""
        return (
            self.times == 1
            if self.state == "once"
            else self.state == "parked" and self.times == 0 and bool(self.reason)
        )

    def __str__(self) -> str:
        return self.state if self.state == "once" else f"{self.state}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that must be in Slack exactly once: how it is asked for, by which method, and how it is counted."""

    method: str
    ask: Callable[[World, Engine], object]
    count: Callable[[World], int]
    settings: str = ""
    announced: bool = True


def _fresh(world: World, case: Case, priority: str) -> Incident:
    """A new incident of mine with a priority."""
    with world.server.lock:
        given = world.pagerduty.add_priority(priority)
        incident = world.pagerduty.trigger(
            world.service.id, "Checkout is slow", priority_id=given.id, created_at=world.clock.now() - MINUTE
        )
        if case.announced:
            world.announce(incident)
    return incident


def _acknowledge(world: World, engine: Engine) -> None:
    row = engine.store.rows[0]
    engine.submit(Acknowledge(row.id))


async def _make_channel(world: World, engine: Engine) -> None:
    await engine.slack_desk.make_channel([engine.store.rows[0].incident])


async def _hand_over(world: World, engine: Engine) -> None:
    with world.server.lock:
        world.slack.add_channel("oncall-handoff", members=[world.app.user_id])
    desk = engine.handoff_desk
    brief = await desk.read(UTC)
    await desk.post(brief, desk.markdown(brief))


def _briefs(world: World) -> int:
    with world.server.lock:
        named = [one.id for one in world.slack.channels.values() if one.name == "oncall-handoff"]
        return sum(len(world.slack.messages(channel_id)) for channel_id in named)


def _nothing(world: World, engine: Engine) -> None:
    """The trigger alone is enough."""


def _of_app(world: World, *, replies: bool) -> int:
    return sum(message.is_reply is replies for message in world.told())


def _directs(world: World) -> int:
    with world.server.lock:
        return sum(len(one.messages) for one in world.slack.channels.values() if one.id.startswith("D"))


def _channels(world: World) -> int:
    with world.server.lock:
        return sum(one.name.startswith("inc-") for one in world.slack.channels.values())


QUIET = "notify_on = []\n"
CASES: Mapping[str, Case] = {
    "reply": Case("chat.postMessage", _acknowledge, lambda world: _of_app(world, replies=True), QUIET),
    "parent": Case(
        "chat.postMessage", _acknowledge, lambda world: _of_app(world, replies=False), QUIET, announced=False
    ),
    "channel": Case("conversations.create", _make_channel, _channels, QUIET),
    "checklist": Case(
        "chat.postMessage", _nothing, lambda world: _of_app(world, replies=True), 'checklist_for = ["P3"]\n'
    ),
    "brief": Case("chat.postMessage", _hand_over, _briefs, QUIET + "checklist_for = []\n"),
    "direct message": Case("chat.postMessage", _nothing, _directs, "checklist_for = []\n"),
}
PRIORITY = {"direct message": "P2", "checklist": "P3"}


async def ended(job: str, outcome: str, home: Path) -> Ended:
    """One cell."""
    case = CASES[job]
    with World(home) as world:
        world.settings = world.settings.replace(
            "timeout = 1.0\nparent_wait", f"timeout = 0.3\n{case.settings}parent_wait"
        )
        with world.server.lock:
            world.slack.add_person("Ada Moreau", "ada@acme.example")
        incident = _fresh(world, case, PRIORITY.get(job, "P3"))
        with world.server.lock:
            OUTCOMES[outcome](world, case.method)
        found = await _first_engine(world, case, incident)
        if found.state == "stopped":
            return await _second_engine(world, case)
        return found


async def _first_engine(world: World, case: Case, incident: Incident) -> Ended:
    async with world.engine() as engine:
        events = engine.subscribe()
        engine.start()
        async with asyncio.timeout(PATIENCE):
            while engine.store.row(incident.id) is None:
                await events.next()
            asked = case.ask(world, engine)
            if asyncio.iscoroutine(asked):
                await asked
            while (found := _settled(world, engine, case)) is None:
                await events.next()
    return found


async def _second_engine(world: World, case: Case) -> Ended:
    """The person has put a good token in, and starts again."""
    async with world.engine() as engine:
        events = engine.subscribe()
        engine.start()
        async with asyncio.timeout(PATIENCE):
            while (found := _settled(world, engine, case)) is None:
                await events.next()
    return found


def _settled(world: World, engine: Engine, case: Case) -> Ended | None:
    """How it stands once nothing goes on by itself; None before."""
    rows = engine.slack_desk.rows()
    if engine.slack.state is SlackState.STOPPED:
        return Ended(case.count(world), "stopped", engine.slack.advice)
    parked = [row for row in rows if row.state is OutboxState.PARKED]
    if engine.in_flight or len(parked) < len(rows):
        return None
    if parked:
        return Ended(case.count(world), "parked", parked[0].reason)
    times = case.count(world)
    return Ended(times, "once" if times == 1 else f"{times} times") if times else None


def table(results: Mapping[str, Mapping[str, Ended]]) -> str:
    """The outcomes down, the jobs across."""
    lines = []
    for job, cells in results.items():
        lines.append(f"{job}:")
        lines += [f"  {outcome:<24} {cell}" for outcome, cell in cells.items()]
    return "\n".join(lines)


async def column(job: str) -> dict[str, Ended]:
    """One job with every outcome."""
    watcher.TURNS = 0.1
    failures.RETRY_AFTER = 0.5
    found = {}
    for outcome in OUTCOMES:
        with tempfile.TemporaryDirectory() as home:
            found[outcome] = await ended(job, outcome, Path(home) / "pdtui")
    return found


if __name__ == "__main__":
    for wanted in sys.argv[1:] or CASES:
        sys.stdout.write(table({wanted: asyncio.run(column(wanted))}) + "\n")
        sys.stdout.flush()
