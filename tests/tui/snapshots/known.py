"""An engine that knows all that can be known, for the details and the dialogs."""

from __future__ import annotations

from dataclasses import replace

from pdtui.core.cover.request import CoverRequest
from pdtui.core.handoff.desk import LastBrief
from pdtui.core.journal import IncidentChannel
from pdtui.core.model import Override, Responder
from pdtui.core.reminding.kinds import ReminderKind
from pdtui.core.reminding.when import parse_timing
from pdtui.core.slack.owed import OutboxState, Reply, Telling, Tick, owed
from pdtui.core.template import Template
from pdtui.core.undo import Undoing
from tests.tui.fake_engine import NOW, FakeEngine
from tests.tui.fake_reminders import planned
from tests.tui.snapshots.around import (
    ALERTS,
    BRIEF,
    CONTEXT,
    DAY,
    DETAIL,
    FIELDS,
    HOUR,
    LINK,
    PRIMARY,
    TIMELINE,
    VIEW,
    ago,
)
from tests.tui.snapshots.incidents import BO, CY, LATENCY, MYSELF, QUEUE, REPLICA, only


def known() -> FakeEngine:
    """All that can be known is."""
    asked = Responder(CY, "pending")
    engine = only(responders=(asked,), responder_requests=())
    engine.on_duty.next = "Bo Larsen"
    engine.on_duty.shift_ends = NOW.replace(hour=9, minute=0, second=0)
    engine.on_duty.timeline_answer = TIMELINE
    engine.details[LATENCY.id] = DETAIL
    engine.context_answer = CONTEXT
    engine.threads[LATENCY.id] = LINK
    engine.slack_desk.views[LATENCY.id] = VIEW
    engine.slack_desk.channels[REPLICA.id] = IncidentChannel(REPLICA.id, "T1", "C9", "inc-4709-replication-lag")
    engine.handoff_desk.text = BRIEF
    engine.handoff_desk.last = LastBrief(BRIEF, "Bo Larsen", NOW - 8 * HOUR, "https://acme.slack.com/archives/C2/p7")
    engine.templates = {"database": Template("Database down", "postgres", "look at it", "high", "P1")}
    engine.undoing = Undoing(
        "acknowledged #4709 Replication lag on postgres-3 is 94 s",
        "#4709 pages again, and it may page you instead of Ann Example",
    )
    choose(engine)
    remind(engine)
    owe(engine)
    return engine


def choose(engine: FakeEngine) -> None:
    """What the dialogs find."""
    engine.choose()
    engine.choices.the_alerts = ALERTS
    engine.choices.the_fields = FIELDS
    engine.choices.the_overrides = (
        Override("O1", BO, NOW - HOUR, NOW + 2 * HOUR), Override("O2", CY, NOW + DAY, NOW + DAY + 8 * HOUR),
    )  # fmt: skip
    start = NOW + 6 * HOUR
    engine.covers.requests = (
        CoverRequest("0a1b2c3d", PRIMARY, start, start + 4 * HOUR, BO, MYSELF, "dentist", NOW - HOUR),
    )


def remind(engine: FakeEngine) -> None:
    """Planned by pdtui, by the person, and told."""
    desk = engine.reminders
    end = NOW.replace(hour=9, minute=0, second=0)
    desk.put(
        planned("start", -72, NOW, subject="Payments primary"),
        planned("unack", 10, NOW, ReminderKind.UNACKNOWLEDGED, subject=f"#4705 {QUEUE.title}", incident_id=QUEUE.id,
                instant=QUEUE.created_at),
        planned("end", 318, NOW, ReminderKind.SHIFT_ENDS, subject="Payments primary", detail="Bo Larsen takes over",
                instant=end),
    )  # fmt: skip
    desk.tell("start", 72)
    desk.add("ask the vendor for a patch of the driver", parse_timing("in 30m", NOW), incident_id=LATENCY.id,
             incident_name=LATENCY.reference.name)  # fmt: skip
    desk.add("write the weekly handoff", parse_timing("every sunday at 16:00", NOW))
    desk.done.clear()


def owe(engine: FakeEngine) -> None:
    """One message waits, one was refused, one is on its way."""
    rows = (
        replace(owed(Reply(LATENCY, "Me", "p99 is down to 0.4 s, watching until 03:30"), "r", NOW - ago(9)),
                next_at=NOW + ago(2), attempts=3, reason="Slack did not answer"),
        replace(owed(Telling(REPLICA, "acknowledge", "Ann Example acknowledged #4709"), "p", NOW - ago(8)),
                state=OutboxState.PARKED, reason="pdtui is not in #incidents-p1; invite it there, then r"),
        replace(owed(Tick(LATENCY, 2, "Me"), "s", NOW), state=OutboxState.SENDING),
    )  # fmt: skip
    engine.slack_desk.owed = {row.marker: row for row in rows}
