"""The head of the details and the body of each tab."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual.content import Content

from pdtui.core.model import ACKNOWLEDGED, RESOLVED, TRIGGERED
from pdtui.tui.bindings import key_of
from pdtui.tui.details.lines import Lines, muted, wrapped
from pdtui.tui.details.subject import Subject, Tab
from pdtui.tui.widgets.row_line import state_of

NARROWEST = 16
_TONES = {
    TRIGGERED: "$error", ACKNOWLEDGED: "$warning", RESOLVED: "$success",
    "unknown": "$warning", "failed": "$error", "muted": "$text-muted",
}  # fmt: skip


def head(subject: Subject, width: int, title_lines: int) -> Content:
    """What stays in view while the body scrolls: number, state, and as much of the title as there is room for."""
    width = max(NARROWEST, width)
    row = subject.row
    state = state_of(row)
    mark = (
        (f"× {subject.gone}", "bold $warning")
        if subject.gone
        else (f"{state.sign} {state.word}", f"bold {_TONES[state.style]}")
    )
    first = Content.assemble((f"#{row.incident.number}", "bold"), "  ", mark).truncate(width, ellipsis=True)
    title = [line.rstrip() for line in wrapped(_title(subject), width, "bold")]
    if len(title) > title_lines:
        kept = title[title_lines - 1] + " …"
        title = [*title[: title_lines - 1], kept.truncate(width, ellipsis=True)]
    return Content("\n").join([first, *title])


def is_cut(subject: Subject, width: int, title_lines: int) -> bool:
    """Whether the head cannot show the whole title; the overview then does."""
    return len(list(wrapped(_title(subject), max(NARROWEST, width)))) > title_lines


def lay_out(subject: Subject, tab: Tab, now: datetime, width: int, *, whole_title: bool = False) -> Content:
    """A tab in lines of at most `width` cells; clock times are in the zone of `now`."""
    width = max(NARROWEST, width)
    return Content("\n").join([line.rstrip() for line in _lines(subject, tab, now, width, whole_title=whole_title)])


def _lines(subject: Subject, tab: Tab, now: datetime, width: int, *, whole_title: bool) -> Lines:
    """The rarer tabs are imported when they are first looked at."""
    detail = subject.detail
    match tab:
        case Tab.OVERVIEW:
            from pdtui.tui.details.overview import overview

            if whole_title:
                yield from wrapped(_title(subject), width, "bold")
                yield Content("")
            yield from overview(subject, now, width)
        case Tab.TIMELINE:
            from pdtui.tui.details.timeline import timeline

            entries = detail.log_entries if detail else None
            yield from _unread(subject, entries, "No entries.", width)
            yield from timeline(entries or (), now, width)
        case Tab.ALERTS:
            from pdtui.tui.details.alerts import alerts

            found = detail.alerts if detail else None
            yield from _unread(subject, found, "No alerts.", width)
            if found and (every := subject.row.incident.alert_count) > len(found):
                yield from wrapped(f"the newest {len(found)} of {every}", width, "$text-muted")
                yield Content("")
            yield from alerts(found or (), now, width, raw=subject.raw)
        case Tab.NOTES:
            from pdtui.tui.details.notes import notes

            written = detail.notes if detail else None
            yield from _unread(subject, written, f"No notes. {key_of('note')} adds one.", width)
            yield from notes(written or (), now, width)
        case Tab.CONTEXT:
            from pdtui.tui.details.context import context

            yield from context(subject, now, width)
        case Tab.CHANGES:
            from pdtui.tui.details.context import changes

            yield from changes(subject, now, width)
        case Tab.THREAD:
            from pdtui.tui.details.thread import thread

            yield from thread(subject, now, width)


def _title(subject: Subject) -> str:
    return subject.row.incident.title or "(no title)"


def _unread(subject: Subject, items: Sequence[object] | None, none: str, width: int) -> Lines:
    """What stands in the place of items: that there are none only where they were read."""
    if items is None and subject.trouble:
        yield from wrapped(f"Not read: {subject.trouble}", width, "$warning")
    elif items is None and subject.detail is not None:
        yield from wrapped("Could not be read.", width, "$warning")
    elif items is None:
        yield muted("reading…")
    elif not items:
        yield from wrapped(none, width, "$text-muted")
