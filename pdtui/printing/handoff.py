"""The brief of a shift for programs."""

from __future__ import annotations

from datetime import timedelta

from pdtui.core.handoff.brief import Brief, Count, Handled, StillOpen, Times
from pdtui.core.handoff.facts import FollowUp, Successor
from pdtui.printing.stamps import stamp


def brief_json(brief: Brief, text: str) -> dict[str, object]:
    """All numbers of a brief, spans in seconds, with its Markdown."""
    return {
        "by": brief.me.name,
        "since": stamp(brief.span.since),
        "until": stamp(brief.span.until),
        "shift_ends": stamp(brief.span.ends),
        "shifts": list(dict.fromkeys(place.name for place in brief.span.places)),
        "opened": _count_json(brief.opened),
        "acknowledged": _count_json(brief.acknowledged),
        "resolved": _count_json(brief.resolved),
        "escalated": _count_json(brief.escalated),
        "time_to_acknowledge": _times_json(brief.to_acknowledge),
        "time_to_resolve": _times_json(brief.to_resolve),
        "incidents": [_handled_json(one) for one in brief.handled],
        "still_open": [_open_json(one) for one in brief.still_open],
        "noisy": [{"title": one.title, "times": one.times} for one in brief.noisy],
        "pages": brief.pages,
        "pages_at_night": brief.night_pages,
        "follow_ups": [_followup_json(one) for one in brief.followups],
        "takes_over": [_successor_json(one) for one in brief.successors],
        "left_out": brief.left_out,
        "markdown": text,
    }


def _count_json(count: Count) -> dict[str, object]:
    return {"total": count.total, "by": [{"name": name, "incidents": number} for name, number in count.by]}


def _times_json(times: Times | None) -> dict[str, object] | None:
    if times is None:
        return None
    return {"incidents": times.count, "median": _seconds(times.median), "longest": _seconds(times.longest)}


def _seconds(span: timedelta | None) -> float | None:
    return None if span is None else span.total_seconds()


def _handled_json(one: Handled) -> dict[str, object]:
    return {
        "id": one.incident.id,
        "number": one.incident.number,
        "title": one.incident.title,
        "opened": one.opened,
        "acknowledged_by": list(one.acknowledged_by),
        "time_to_acknowledge": _seconds(one.to_acknowledge),
        "escalated_by": list(one.escalated_by),
        "resolved_by": one.resolved_by or None,
        "time_to_resolve": _seconds(one.to_resolve),
    }


def _open_json(one: StillOpen) -> dict[str, object]:
    note = one.last_note
    return {
        "id": one.incident.id,
        "number": one.incident.number,
        "title": one.incident.title,
        "status": one.incident.status,
        "urgency": one.incident.urgency,
        "assignees": [who.name for who in one.incident.assignees],
        "age": _seconds(one.age),
        "snoozed_until": stamp(one.snoozed_until),
        "last_note": None
        if note is None
        else {"content": note.content, "author": note.author.name, "created_at": stamp(note.created_at)},
        "url": one.incident.url,
    }


def _followup_json(one: FollowUp) -> dict[str, object]:
    return {"text": one.text, "due": stamp(one.due), "number": one.number or None}


def _successor_json(one: Successor) -> dict[str, object]:
    return {"shift": one.place.name, "level": one.place.level, "names": list(one.names)}
