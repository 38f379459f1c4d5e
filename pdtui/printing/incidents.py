"""Incidents for people: the list as a table, one incident as lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pdtui.core.model import Incident, IncidentDetail, ThreadLink
from pdtui.core.store import Row
from pdtui.printing.alerts import alert_lines
from pdtui.printing.columns import table
from pdtui.text import ago, clock_time


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
    lines += ["", _heading("alerts", detail.alerts, incident.alert_count)]
    lines += [line for alert in detail.alerts or () for line in alert_lines(alert)]
    lines += ["", _heading("timeline", detail.log_entries)]
    lines += [f"  {clock_time(entry.created_at, now)} {entry.summary}" for entry in detail.log_entries or ()]
    return lines


def _heading(what: str, items: Sequence[object] | None, every: int = 0) -> str:
    if items is None:
        return f"{what}: could not be read"
    if items and every > len(items):
        return f"{what}: the newest {len(items)} of {every}"
    return f"{what}: {len(items) or 'none'}"


def _indented(text: str) -> str:
    return text.replace("\n", "\n      ")
