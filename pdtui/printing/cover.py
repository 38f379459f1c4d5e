"""Requests for cover as lines and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pdtui.core.cover.request import CoverRequest
from pdtui.printing.columns import table
from pdtui.text import clock_time, stamp


def cover_json(request: CoverRequest, waits_for: str = "") -> dict[str, object]:
    """A request for programs; `waits_for`: why it does not stand in Slack yet."""
    return {
        "id": request.id,
        "state": str(request.state),
        "schedule": request.schedule.name,
        "schedule_id": request.schedule.id,
        "start": stamp(request.start),
        "end": stamp(request.end),
        "user": request.person.name,
        "user_id": request.person.id,
        "message": request.message,
        "answer": request.answer,
        "asked_at": stamp(request.created_at),
        "waits_for": waits_for,
    }


def cover_table(requests: Sequence[CoverRequest], now: datetime) -> list[str]:
    """One line each."""
    cells = [
        (one.id, str(one.state), one.schedule.name, one.person.name, clock_time(one.start, now),
         clock_time(one.end, now), one.answer)
        for one in requests
    ]  # fmt: skip
    return table(("ID", "STATE", "SCHEDULE", "WHO", "FROM", "UNTIL", "ANSWER"), cells, flexible=6)
