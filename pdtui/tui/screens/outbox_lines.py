"""What Slack is owed in lines: state, what it is, since when, what is next, and why. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from textual.content import Content

from pdtui.core.slack.owed import OutboxRow, OutboxState, words_of
from pdtui.text import ago, clock_time
from pdtui.tui.details.lines import hanging, wrapped

STATES = {
    OutboxState.WAITING: ("waiting", "$warning"),
    OutboxState.FOLDED: ("waiting", "$warning"),
    OutboxState.SENDING: ("being sent", "$primary"),
    OutboxState.PARKED: ("not sent", "bold $error"),
}
"""In words; what is not among them is owed no more."""
PLANNED = ("planned", "$text-muted")
_WIDE = max(len(word) for word, _ in STATES.values()) + 2


def lines_of(row: OutboxRow, now: datetime, width: int) -> Content:
    """One row; clock times are in the zone of `now`."""
    word, style = PLANNED if row.is_planned(now) else STATES[row.state]
    head = hanging(Content.styled(word.ljust(_WIDE), style), Content.styled(words_of(row.job), "bold"), width)
    about = wrapped(_since(row, now), width, "$text-muted", _WIDE)
    why = wrapped(row.reason, width, "$warning", _WIDE)
    return Content("\n").join([*head, *about, *why])


def in_order(rows: Iterable[OutboxRow], now: datetime) -> tuple[OutboxRow, ...]:
    """What needs a person first, what is only planned last; each in the order in which it came."""
    owed = (row for row in rows if row.state in STATES)
    return tuple(sorted(owed, key=lambda row: (row.state is not OutboxState.PARKED, row.is_planned(now))))


def _since(row: OutboxRow, now: datetime) -> str:
    if row.is_planned(now) and row.next_at is not None:
        return f"for {clock_time(row.next_at, now)}"
    since = f"since {clock_time(row.created_at, now)} ({ago(now - row.created_at)} ago)"
    if row.state is OutboxState.WAITING and row.next_at is not None and row.next_at > now:
        since += f", next try {clock_time(row.next_at, now)}"
    return since + (f", tried {row.attempts} times" if row.attempts > 1 else "")
