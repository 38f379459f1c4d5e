"""The overview: what it is, who has it, what happens next by itself, where to read on."""

from __future__ import annotations

from datetime import datetime

from textual.content import Content

from pdtui.core.countdown import Countdown
from pdtui.core.field_input import shown
from pdtui.core.model import Alert, Incident, Link, LinkKind
from pdtui.core.store import Row
from pdtui.core.surroundings import CustomField
from pdtui.text import clock_time, count
from pdtui.tui.details.lines import LABEL, Lines, fact, hanging, maybe_link, muted, people, when, wrapped
from pdtui.tui.details.slack import slack
from pdtui.tui.details.subject import Subject

_MOST_LINKS = 6


def overview(subject: Subject, now: datetime, width: int) -> Lines:
    """The facts in the order in which they are asked for at night."""
    row = subject.row
    incident = row.incident
    yield from _warnings(row, width)
    yield from fact("status", _status(incident, now), width)
    yield from _next(subject, now, width)
    yield from _follow_ups(subject, now, width)
    yield from _links(subject, width)
    yield from _with_whom(incident, width)
    yield from fact("service", incident.service.name, width)
    yield from fact("urgency", incident.urgency, width)
    yield from fact("priority", incident.priority.name if incident.priority else "none", width)
    if incident.escalation_policy:
        yield from fact("policy", incident.escalation_policy.name, width)
    if incident.teams:
        yield from fact("team", people(incident.teams), width)
    yield from fact("created", when(incident.created_at, now), width)
    yield from fact("listed for", str(row.reason) or "the scope that is shown", width)
    for field in (subject.context.fields if subject.context else None) or ():
        yield from field_line(field, width)
    yield from slack(subject, width)
    if incident.url:
        yield from fact("web", incident.url, width, link=incident.url)


def field_line(field: CustomField, width: int) -> Lines:
    """A custom field with its value."""
    yield from fact(field.display_name, shown(field.value) or "not set", width)


def _warnings(row: Row, width: int) -> Lines:
    if row.failed and not row.pending:
        yield from wrapped(f"Last try failed: {row.failed}", width, "$error")
    if any(pending.unknown for pending in row.pending):
        yield from wrapped("The answer to a write was lost; reading back what became of it.", width, "$warning")


def _status(incident: Incident, now: datetime) -> str:
    if incident.merged_into is not None:
        return f"{incident.status}, merged into {incident.merged_into.name}"
    if incident.last_status_change_at is None:
        return incident.status
    by = f" by {incident.last_status_change_by.name}" if incident.last_status_change_by else ""
    return f"{incident.status}{by}, {when(incident.last_status_change_at, now)}"


def _next(subject: Subject, now: datetime, width: int) -> Lines:
    """What PagerDuty does by itself, soonest first, each with the time that is left."""
    for number, countdown in enumerate(subject.countdowns):
        yield from fact("next" if number == 0 else "then", _due(countdown, now), width)
    if not subject.countdowns and subject.row.incident.is_open and not subject.gone:
        yield from fact("next", "nothing that PagerDuty would do by itself is known", width)


def _follow_ups(subject: Subject, now: datetime, width: int) -> Lines:
    """When somebody wants to be reminded of it, and of what."""
    for planned in subject.follow_ups:
        reminder = planned.reminder
        text = f": {reminder.subject}" if reminder.detail else ""
        yield from fact("follow up", Content.assemble((clock_time(planned.due_at, now), "bold"), text), width)


def _due(countdown: Countdown, now: datetime) -> Content:
    """The wall time first: it is what an alarm clock is set by."""
    at = f"{clock_time(countdown.at, now)}  " if countdown.at > now else ""
    return Content.assemble((at, "bold"), countdown.text(now))


def _with_whom(incident: Incident, width: int) -> Lines:
    yield from fact("assigned to", people(incident.assignees) or "nobody", width)
    if incident.acknowledgers:
        yield from fact("acked by", people(incident.acknowledgers), width)
    if incident.responders:
        asked = ", ".join(f"{one.user.name} {one.state}".strip() for one in incident.responders)
        yield from fact("responders", asked, width)


def _links(subject: Subject, width: int) -> Lines:
    """Where the alerts point, runbooks first; nothing is said of links before the alerts are read."""
    if subject.detail is None or subject.detail.alerts is None:
        return
    links = links_of(subject.detail.alerts)
    for link in links[:_MOST_LINKS]:
        yield from link_line(link, width)
    if len(links) > _MOST_LINKS:
        yield from fact("", muted(f"{count(len(links) - _MOST_LINKS, 'more link')}: 3 Alerts"), width)


def links_of(alerts: tuple[Alert, ...]) -> tuple[Link, ...]:
    """All links of the alerts, each address once, runbooks first."""
    found: dict[str, Link] = {}
    for link in (link for alert in alerts for link in alert.links):
        found.setdefault(link.url, link)
    kinds = list(LinkKind)
    return tuple(sorted(found.values(), key=lambda link: kinds.index(link.kind)))


def link_line(link: Link, width: int, indent: int = 0) -> Lines:
    """`runbook      Latency https://…`: what it leads to, its name where it has one, the whole address."""
    kind = "link" if link.kind is LinkKind.OTHER else link.kind.value
    name = f"{link.label}  " if link.label.casefold() not in ("", link.url.casefold(), kind) else ""
    head = Content.styled(" " * indent + kind.ljust(LABEL), "bold" if link.kind is LinkKind.RUNBOOK else "$text-muted")
    yield from hanging(head, Content(name) + maybe_link(link.url, link.url), width)
