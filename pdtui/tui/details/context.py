"""What PagerDuty finds around an incident: related and past ones, how usual it is, and what changed before it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from textual.content import Content

from pdtui.core.surroundings import ChangeEvent, CustomField, IncidentContext, Outlier, PastIncident, RelatedIncident
from pdtui.text import clock_time, count
from pdtui.tui.details.lines import Lines, hanging, heading, maybe_link, muted, when, wrapped
from pdtui.tui.details.overview import field_line, link_line
from pdtui.tui.details.subject import Subject

T = TypeVar("T")
UNSAID = "nothing found, or not in PagerDuty's plan"
"""PagerDuty gives one answer for both."""
MOST = 20
"""Items of a part that are laid out."""


def context(subject: Subject, now: datetime, width: int) -> Lines:
    """Whether others have it too, and what was done the last time."""
    around = subject.context
    yield from _unread(subject, width)
    if around is None:
        return
    yield from _part("Related, open", around.related, _related, around, now, width)
    yield from _part("Past, like it", around.past, _past, around, now, width)
    yield from _part("How usual it is", _one(around.outlier), _outlier, around, now, width, UNSAID)
    if around.fields:
        yield from _part("Custom fields", around.fields, _field, around, now, width)


def changes(subject: Subject, now: datetime, width: int) -> Lines:
    """What was deployed or changed before it: the likeliest cause."""
    yield from _unread(subject, width)
    if subject.context is not None:
        yield from _part("Changes before it", subject.context.changes, _change, subject.context, now, width)


def _unread(subject: Subject, width: int) -> Lines:
    """That it is being read, or what of it could not be."""
    around, trouble = subject.context, subject.context_trouble
    if around is None:
        yield from wrapped(f"Not read: {trouble}" if trouble else "reading…", width, "$warning" if trouble else "")
    for failure in around.failures if around else ():
        yield from wrapped(f"Not read: {failure}", width, "$warning")


def _one(outlier: Outlier | None) -> tuple[Outlier, ...] | None:
    return None if outlier is None else (outlier,)


def _part(
    name: str,
    items: Sequence[T] | None,
    told: Callable[[T, datetime, int], Lines],
    around: IncidentContext,
    now: datetime,
    width: int,
    lacking: str = "PagerDuty's plan has none",
) -> Lines:
    """A part under its name; one that is missing says why, as far as that is known."""
    yield heading(name, width)
    if items is None:
        yield muted("not read, or not in PagerDuty's plan" if around.failures else lacking)
    elif not items:
        yield muted("none found")
    for item in (items or ())[:MOST]:
        yield from told(item, now, width)
    if items and len(items) > MOST:
        yield muted(f"and {len(items) - MOST} more in PagerDuty")
    yield Content("")


def _change(change: ChangeEvent, now: datetime, width: int) -> Lines:
    yield from hanging(muted(f"{clock_time(change.at, now)}  "), Content(change.summary), width)
    services = ", ".join(service.name for service in change.services)
    about = ", ".join(part for part in (change.source, services, change.reason.replace("_", " ")) if part)
    yield from wrapped(about, width, "$text-muted", 2)
    for link in change.links:
        yield from link_line(link, width, 2)


def _related(related: RelatedIncident, now: datetime, width: int) -> Lines:
    status = Content(f"{related.status}  " if related.status else "")
    yield from hanging(status, _title(related.title, related.url), width)
    about = ", ".join(part for part in (related.service, when(related.created_at, now), *related.reasons) if part)
    yield from wrapped(about, width, "$text-muted", 2)


def _past(past: PastIncident, now: datetime, width: int) -> Lines:
    yield from hanging(muted(f"{clock_time(past.created_at, now)}  "), _title(past.title, past.url), width)


def _outlier(outlier: Outlier, now: datetime, width: int) -> Lines:
    since = f" since {clock_time(outlier.since, now)}" if outlier.since else ""
    often = f", {count(outlier.count, 'time')}{since}" if outlier.count else ""
    yield from wrapped(f"{outlier.category}{often}", width)
    if outlier.pattern:
        yield from wrapped(f"pattern: {outlier.pattern}", width, "$text-muted")


def _field(field: CustomField, now: datetime, width: int) -> Lines:
    yield from field_line(field, width)


def _title(title: str, url: str) -> Content:
    return maybe_link(title or "(no title)", url)
