"""The details of an incident as laid-out lines. Pure; what was not read is never shown as none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from textual.content import Content
from textual.style import Style

from pdtui.core.events import SlackChanged, SlackState
from pdtui.core.model import (
    ACKNOWLEDGED,
    RESOLVED,
    TRIGGERED,
    Alert,
    Incident,
    IncidentDetail,
    LogEntry,
    Note,
    Reference,
    ThreadLink,
)
from pdtui.core.store import Row
from pdtui.text import ago, clock_time, count
from pdtui.tui.widgets.row_line import state_of

_LABEL = 13
_TIMELINE_SHOWN = 100
_DETAIL_LINES = 12
_TONES = {
    TRIGGERED: "$error", ACKNOWLEDGED: "$warning", RESOLVED: "$success",
    "unknown": "$warning", "failed": "$error", "muted": "$text-muted",
}  # fmt: skip
_STEPS = {
    "escalate": "escalates to the next level",
    "unacknowledge": "goes back to triggered",
    "resolve": "resolves itself",
    "urgency_change": "changes its urgency",
}


_UNTRIED = SlackChanged(SlackState.UNTRIED)


@dataclass(frozen=True, slots=True)
class Subject:
    """All that the details are made of."""

    row: Row
    gone: str = ""
    """What became of it if it left the list."""
    detail: IncidentDetail | None = None
    trouble: str = ""
    """Why the details could not be read."""
    thread: ThreadLink | None = None
    slack: SlackChanged = _UNTRIED


def lay_out(subject: Subject, now: datetime, width: int) -> Content:
    """Everything known, in lines of at most `width` cells; clock times are in the zone of `now`."""
    width = max(16, width)
    return Content("\n").join([line.rstrip() for line in _lines(subject, now, width)])


def _lines(subject: Subject, now: datetime, width: int) -> Iterator[Content]:
    yield from _head(subject, width)
    yield Content("")
    yield from _facts(subject.row, now, width)
    yield from _thread(subject, width)
    detail = subject.detail
    yield from _section("Notes", None if detail is None else detail.notes, subject, width, now)
    yield from _section("Alerts", None if detail is None else detail.alerts, subject, width, now)
    yield from _section("Timeline", None if detail is None else detail.log_entries, subject, width, now)


def _head(subject: Subject, width: int) -> Iterator[Content]:
    row = subject.row
    state = state_of(row)
    tone = _TONES[state.style]
    mark = (f"× {subject.gone}", "bold $warning") if subject.gone else (f"{state.sign} {state.word}", f"bold {tone}")
    yield Content.assemble((f"#{row.incident.number}", "bold"), "  ", mark)
    yield from _wrapped(row.incident.title or "(no title)", width, "bold")
    if row.failed and not row.pending:
        yield from _wrapped(f"Last try failed: {row.failed}", width, "$error")
    if any(pending.unknown for pending in row.pending):
        yield from _wrapped("The answer to a write was lost; reading back what became of it.", width, "$warning")


def _facts(row: Row, now: datetime, width: int) -> Iterator[Content]:
    incident = row.incident
    yield from _fact("status", _status(incident, now), width)
    yield from _fact("urgency", incident.urgency, width)
    yield from _fact("priority", incident.priority.name if incident.priority else "none", width)
    yield from _fact("service", incident.service.name, width)
    if incident.escalation_policy:
        yield from _fact("policy", incident.escalation_policy.name, width)
    yield from _fact("assigned to", _people(incident.assignees) or "nobody", width)
    if incident.acknowledgers:
        yield from _fact("acked by", _people(incident.acknowledgers), width)
    if incident.teams:
        yield from _fact("team", _people(incident.teams), width)
    yield from _fact("created", _when(incident.created_at, now), width)
    for step in sorted(incident.pending_actions, key=lambda action: action.at):
        wait = step.at - now
        due = f"in {ago(wait)} ({clock_time(step.at, now)})" if wait > timedelta() else "any moment"
        yield from _fact("next", f"{_STEPS.get(step.type, step.type)} {due}", width)
    yield from _fact("listed for", str(row.reason) or "an earlier reading", width)
    if incident.url:
        yield from _fact("web", incident.url, width, link=incident.url)


def _status(incident: Incident, now: datetime) -> str:
    if incident.last_status_change_at is None:
        return incident.status
    by = f" by {incident.last_status_change_by.name}" if incident.last_status_change_by else ""
    return f"{incident.status}{by}, {_when(incident.last_status_change_at, now)}"


def _thread(subject: Subject, width: int) -> Iterator[Content]:
    link = subject.thread
    if link is not None:
        place = f"#{link.channel_name}" if link.channel_name else link.channel_id
        yield from _fact("Slack", f"thread in {place}", width)
        if link.permalink:
            yield from _fact("", link.permalink, width, link=link.permalink)
        return
    yield from _fact("Slack", _why_no_thread(subject.slack), width)


def _why_no_thread(slack: SlackChanged) -> str:
    if slack.state is SlackState.OFF:
        return "Slack is off"
    if slack.state is SlackState.STOPPED:
        return f"Slack stopped: {slack.advice}" if slack.advice else "Slack stopped"
    return "no thread known yet"


def _section(
    name: str,
    items: tuple[Note, ...] | tuple[Alert, ...] | tuple[LogEntry, ...] | None,
    subject: Subject,
    width: int,
    now: datetime,
) -> Iterator[Content]:
    yield Content("")
    size = "" if items is None else f" {len(items)}"
    rule = "─" * max(0, width - len(name) - len(size) - 1)
    yield Content.assemble((name, "bold $primary"), (size, "$text-muted"), " ", (rule, "$border-blurred"))
    if items is None:
        if subject.trouble:
            yield from _wrapped(f"not read: {subject.trouble}", width, "$warning")
        elif subject.detail is not None:
            yield from _wrapped("could not be read", width, "$warning")
        else:
            yield Content.styled("…", "$text-muted")
    elif not items:
        yield Content.styled("none", "$text-muted")
    for item in (items or ())[:_TIMELINE_SHOWN]:
        yield from _item(item, now, width)
    if items is not None and len(items) > _TIMELINE_SHOWN:
        yield from _wrapped(f"and {len(items) - _TIMELINE_SHOWN} more in PagerDuty", width, "$text-muted")


def _item(item: Note | Alert | LogEntry, now: datetime, width: int) -> Iterator[Content]:
    match item:
        case Note():
            author = item.author.name or "somebody"
            yield from _wrapped(f"{author}, {_when(item.created_at, now)}", width, "$text-muted")
            yield from _wrapped(item.content, width, indent=2)
        case Alert():
            severity = f"{item.severity}, " if item.severity else ""
            yield from _wrapped(item.summary, width)
            yield from _wrapped(f"{severity}{item.status}, {_when(item.created_at, now)}", width, "$text-muted", 2)
            for link in item.links:
                label = f"{link.label}: " if link.label and link.label != link.url else ""
                yield from _linked(label, link.url, width, 2)
            lines = item.details.splitlines()
            yield from _wrapped("\n".join(lines[:_DETAIL_LINES]), width, "$text-muted", 2)
            if len(lines) > _DETAIL_LINES:
                more = count(len(lines) - _DETAIL_LINES, "more line")
                yield from _wrapped(f"{more} in PagerDuty", width, "$text-muted", 2)
        case LogEntry():
            at = f"{clock_time(item.created_at, now)}  "
            yield from _hanging(Content.styled(at, "$text-muted"), Content(item.summary), width)


def _fact(label: str, value: str, width: int, link: str = "") -> Iterator[Content]:
    head = Content.styled(label.ljust(_LABEL), "$text-muted")
    yield from _hanging(head, _maybe_link(value, link), width)


def _linked(label: str, url: str, width: int, indent: int) -> Iterator[Content]:
    for line in (Content.styled(label, "$text-muted") + _maybe_link(url, url)).wrap(width - indent):
        yield Content(" " * indent) + line


def _maybe_link(text: str, url: str) -> Content:
    """Text that a terminal may open on a click, for web addresses only."""
    if url.startswith(("https://", "http://")):
        return Content.styled(text, Style(link=url, underline=True))
    return Content(text)


def _hanging(head: Content, body: Content, width: int) -> Iterator[Content]:
    room = max(8, width - head.cell_length)
    for number, line in enumerate(body.wrap(room)):
        yield (head if number == 0 else Content(" " * head.cell_length)) + line


def _wrapped(text: str, width: int, style: str = "", indent: int = 0) -> Iterator[Content]:
    for paragraph in text.split("\n"):
        if not paragraph:
            continue
        for line in Content.styled(paragraph, style).wrap(max(8, width - indent)):
            yield Content(" " * indent) + line


def _people(people: tuple[Reference, ...]) -> str:
    return ", ".join(person.name for person in people)


def _when(instant: datetime, now: datetime) -> str:
    return f"{ago(now - instant)} ago ({clock_time(instant, now)})"
