"""The timeline, newest first; what was only paging is one line, however often it paged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from rich.cells import cell_len
from textual.content import Content

from pdtui.core.model import LogEntry
from pdtui.text import clock_time
from pdtui.tui.details.lines import Lines, hanging, muted, wrapped

MOST = 200
"""Lines of the timeline that are laid out; the rest is in PagerDuty."""
_NOTIFY = "notify_log_entry"
_NAMED = 3


def timeline(entries: Sequence[LogEntry], now: datetime, width: int) -> Lines:
    """Each entry by PagerDuty's own sentence, so that one of a kind that is not known is told as well."""
    shown = list(_folded(sorted(entries, key=lambda entry: entry.created_at, reverse=True)))
    times = [clock_time(group[0].created_at, now) for group in shown[:MOST]]
    column = max((cell_len(time) for time in times), default=0)
    for time, group in zip(times, shown, strict=False):
        yield from hanging(muted(f"{time:>{column}}  "), _told(group), width)
    if len(shown) > MOST:
        yield from wrapped(f"and {len(shown) - MOST} more in PagerDuty", width, "$text-muted")


def _folded(entries: Sequence[LogEntry]) -> Iterator[list[LogEntry]]:
    """Entries one by one, notifications in a row together."""
    for is_notify, run in groupby(entries, key=lambda entry: entry.type == _NOTIFY):
        if is_notify:
            yield list(run)
        else:
            for entry in run:
                yield [entry]


def _told(group: list[LogEntry]) -> Content:
    if len(group) == 1:
        return Content(group[0].summary or _kind(group[0]))
    ways: dict[str, dict[str, None]] = {}
    for entry in group:
        person, _, way = _way(entry).rpartition(" by ")
        ways.setdefault(person or way, {})[way if person else ""] = None
    told = [f"{person} by {', '.join(found)}" if "" not in found else person for person, found in ways.items()]
    named = "; ".join(told[:_NAMED]) + (" and others" if len(told) > _NAMED else "")
    return Content(f"notified {len(group)} times ({named})")


def _kind(entry: LogEntry) -> str:
    return entry.type.removesuffix("_log_entry").replace("_", " ") or "an entry without words"


def _way(entry: LogEntry) -> str:
    """`Ann by phone` of `Notified Ann by phone`."""
    summary = entry.summary.rstrip(".")
    return summary.removeprefix("Notified ").strip() or _kind(entry)
