"""What the verbs print: columns for people, JSON in the model's terms for programs."""

from __future__ import annotations

import json
import re
import shutil
import sys
import unicodedata
from collections.abc import Sequence
from datetime import datetime

from pdtui.core.journal import OutboxRow
from pdtui.core.model import Incident, IncidentDetail, OnCall, ThreadLink
from pdtui.core.store import Row
from pdtui.text import ago, clock_time

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def harmless(text: str) -> str:
    """The last line of defence: no byte that a terminal obeys leaves for stdout or stderr."""
    return _CONTROL.sub("", text)


def print_json(value: object) -> None:
    """One JSON document on stdout."""
    print(harmless(json.dumps(value, ensure_ascii=False, indent=2)))


def print_line(text: str) -> None:
    """A line of data on stdout."""
    print(harmless(text))


def narrate(text: str) -> None:
    """A line for the person on stderr."""
    print(harmless(f"pdtui: {text}"), file=sys.stderr)


def stamp(instant: datetime | None) -> str | None:
    """An instant as RFC 3339 in UTC, null where there is none."""
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}" if instant else None


def incident_json(incident: Incident, reason: str = "") -> dict[str, object]:
    """An incident for programs."""
    return {
        "id": incident.id,
        "number": incident.number,
        "title": incident.title,
        "status": incident.status,
        "urgency": incident.urgency,
        "priority": incident.priority.name if incident.priority else None,
        "service": incident.service.name,
        "service_id": incident.service.id,
        "escalation_policy": incident.escalation_policy.name if incident.escalation_policy else None,
        "assignees": [person.name for person in incident.assignees],
        "acknowledged_by": [who.name for who in incident.acknowledgers],
        "alerts": incident.alert_count,
        "created_at": stamp(incident.created_at),
        "updated_at": stamp(incident.updated_at),
        "reason": reason,
        "url": incident.url,
    }


def detail_json(detail: IncidentDetail, thread: ThreadLink | None) -> dict[str, object]:
    """Notes, timeline, alerts and thread for programs; null where a part could not be read."""
    return {
        "notes": None
        if detail.notes is None
        else [
            {"id": n.id, "content": n.content, "author": n.author.name, "created_at": stamp(n.created_at)}
            for n in detail.notes
        ],
        "log_entries": None
        if detail.log_entries is None
        else [
            {"id": e.id, "type": e.type, "summary": e.summary, "created_at": stamp(e.created_at)}
            for e in detail.log_entries
        ],
        "alerts": None
        if detail.alerts is None
        else [
            {
                "id": a.id,
                "summary": a.summary,
                "status": a.status,
                "severity": a.severity,
                "created_at": stamp(a.created_at),
                "links": [{"url": link.url, "label": link.label} for link in a.links],
                "details": a.details,
            }
            for a in detail.alerts
        ],
        "thread": thread_json(thread),
    }


def thread_json(thread: ThreadLink | None) -> dict[str, str] | None:
    """A Slack thread for programs."""
    if thread is None:
        return None
    return {
        "channel": thread.channel_name or thread.channel_id,
        "channel_id": thread.channel_id,
        "ts": thread.ts,
        "permalink": thread.permalink,
        "origin": thread.origin,
    }


def on_call_json(entry: OnCall, next_names: str) -> dict[str, object]:
    """An on-call entry for programs."""
    return {
        "escalation_policy": entry.escalation_policy.name,
        "level": entry.level,
        "schedule": entry.schedule.name if entry.schedule else None,
        "start": stamp(entry.start),
        "end": stamp(entry.end),
        "takes_over": next_names or None,
    }


def outbox_json(row: OutboxRow) -> dict[str, object]:
    """A message that is owed to Slack, for programs."""
    return {
        "id": row.intent_id,
        "incident_id": row.incident_id,
        "number": row.telling.incident.number,
        "message": row.telling.headline,
        "state": str(row.state),
        "reason": row.reason,
        "attempts": row.attempts,
        "created_at": stamp(row.created_at),
    }


def incident_table(rows: Sequence[Row], now: datetime) -> list[str]:
    """The list for people, cut to the terminal."""
    cells = [
        (
            row.incident.status,
            row.incident.priority.name if row.incident.priority else "-",
            row.incident.urgency,
            f"#{row.incident.number}",
            row.incident.title,
            row.incident.service.name,
            ", ".join(person.name for person in row.incident.assignees) or "-",
            ago(now - row.incident.created_at),
            str(row.reason),
        )
        for row in rows
    ]
    heads = ("STATUS", "PRIO", "URGENCY", "NUMBER", "TITLE", "SERVICE", "WHO", "AGE", "WHY")
    return table(heads, cells, flexible=4)


def incident_lines(incident: Incident, detail: IncidentDetail, thread: ThreadLink | None, now: datetime) -> list[str]:
    """One incident for people."""
    priority = incident.priority.name if incident.priority else "no priority"
    lines = [
        f"#{incident.number} {incident.title}",
        f"{incident.status}, {incident.urgency} urgency, {priority}, {incident.service.name}",
        f"created {clock_time(incident.created_at, now)} ({ago(now - incident.created_at)} ago)",
        f"assigned to {', '.join(person.name for person in incident.assignees) or 'nobody'}",
    ]
    if incident.acknowledgers:
        lines.append(f"acknowledged by {', '.join(who.name for who in incident.acknowledgers)}")
    lines += [incident.url, f"Slack: {thread.permalink if thread else 'no thread known'}"]
    lines += ["", _heading("notes", detail.notes)]
    lines += [f"  {clock_time(n.created_at, now)} {n.author.name}: {_indented(n.content)}" for n in detail.notes or ()]
    lines += ["", _heading("alerts", detail.alerts)]
    for alert in detail.alerts or ():
        lines.append(f"  {alert.severity or '-'} {alert.status}: {alert.summary}")
        lines += [f"    {link.label}: {link.url}" for link in alert.links]
    lines += ["", _heading("timeline", detail.log_entries)]
    lines += [f"  {clock_time(entry.created_at, now)} {entry.summary}" for entry in detail.log_entries or ()]
    return lines


def _heading(what: str, items: Sequence[object] | None) -> str:
    return f"{what}: could not be read" if items is None else f"{what}: {len(items) or 'none'}"


def _indented(text: str) -> str:
    return text.replace("\n", "\n      ")


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], flexible: int | None = None) -> list[str]:
    """Aligned columns; on a terminal the `flexible` one gives way so that no line wraps."""
    widths = [max(cell_width(cell) for cell in column) for column in zip(heads, *rows, strict=True)]
    if flexible is not None and sys.stdout.isatty():
        room = shutil.get_terminal_size().columns - sum(widths) - 2 * (len(widths) - 1) + widths[flexible]
        widths[flexible] = max(12, min(widths[flexible], room))
    return [
        "  ".join(fit(cell, width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in (heads, *rows)
    ]


def cell_width(text: str) -> int:
    """How many columns a terminal gives to a text."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character) or character in "\u200c\u200d\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def fit(text: str, width: int) -> str:
    """A text padded or cut to exactly `width` columns, with an ellipsis where it was cut."""
    if cell_width(text) <= width:
        return text + " " * (width - cell_width(text))
    kept, used = [], 0
    for character in text:
        if used + _columns(character) > width - 1:
            break
        kept.append(character)
        used += _columns(character)
    return "".join(kept) + "…" + " " * (width - 1 - used)


def say_empty(rows: Sequence[object], what: str) -> None:
    """An empty table says that it is empty, on stderr: stdout is data."""
    if not rows:
        narrate(f"no {what}")
