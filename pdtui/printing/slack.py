"""What the verbs print of Slack: a thread, a channel, a checklist, what is owed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from pdtui.core.journal import IncidentChannel, OutboxRow
from pdtui.core.slack.owed import words_of
from pdtui.core.slack.views import Checklist, ThreadMessage, ThreadView
from pdtui.printing.columns import table
from pdtui.printing.documents import thread_json
from pdtui.printing.stamps import stamp
from pdtui.text import clock_time


def thread_view_json(view: ThreadView) -> dict[str, object]:
    """A whole thread for programs."""
    return {"thread": thread_json(view.link), "messages": [_message_json(message) for message in view.messages]}


def _message_json(message: ThreadMessage) -> dict[str, object]:
    return {
        "ts": message.ts,
        "author": message.author,
        "text": message.text,
        "created_at": stamp(message.at),
        "edited": message.edited,
        "deleted": message.deleted,
        "files": list(message.files),
        "reactions": [{"name": one.name, "count": one.count} for one in message.reactions],
        "by_pdtui": message.by_pdtui,
    }


def thread_lines(view: ThreadView, now: datetime) -> Iterator[str]:
    """A whole thread for people, its address first."""
    yield view.link.permalink or f"#{view.link.channel_name or view.link.channel_id}"
    yield from (_message_line(message, now) for message in view.messages)


def _message_line(message: ThreadMessage, now: datetime) -> str:
    """One message; further lines of its text are indented, so that none can pass for a message of its own."""
    said = "(deleted)" if message.deleted else message.text.replace("\n", "\n      ")
    parts = [
        said,
        "(edited)" if message.edited and not message.deleted else "",
        *(f"[{_flat(name)}]" for name in message.files),
        *(f":{_flat(one.name)}: {one.count}" for one in message.reactions),
    ]
    return f"{clock_time(message.at, now)} {_flat(message.author)}: {' '.join(filter(None, parts))}".rstrip()


def _flat(text: str) -> str:
    return text.replace("\n", " ")


def channel_json(channel: IncidentChannel) -> dict[str, object]:
    """An incident's own channel for programs."""
    return {
        "id": channel.channel_id,
        "name": channel.name,
        "made_by_pdtui": channel.made_by_pdtui,
        "archived": channel.archived,
    }


def checklist_json(checklist: Checklist) -> dict[str, object]:
    """A checklist for programs."""
    return {
        "channel_id": checklist.channel_id,
        "ts": checklist.ts,
        "items": [
            {"number": item.number, "text": item.text, "done": item.done, "by": item.by or None}
            for item in checklist.items
        ],
    }


def checklist_lines(checklist: Checklist) -> Iterator[str]:
    """A checklist for people."""
    for item in checklist.items:
        by = f" ({_flat(item.by)})" if item.done and item.by else ""
        yield f"[{'x' if item.done else ' '}] {item.number} {_flat(item.text)}{by}"


def outbox_table(rows: Sequence[OutboxRow], now: datetime) -> list[str]:
    """What Slack is owed, for people; the numbers are those that `--retry` and `--drop` take."""
    cells = [
        (str(number), str(row.state), clock_time(row.created_at, now), words_of(row.job), row.reason or "-")
        for number, row in enumerate(rows, 1)
    ]
    return table(("ROW", "STATE", "SINCE", "MESSAGE", "WHY"), cells, flexible=4)
