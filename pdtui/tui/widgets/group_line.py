"""A group of incidents as one line of the list: how many of what, since when. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime

from rich.style import Style

from pdtui.core.listing.folding import Group
from pdtui.core.model import ACKNOWLEDGED, HIGH, LOW, TRIGGERED, Priority
from pdtui.core.store import Row
from pdtui.text import ago

CLOSED, OPENED = "▸", "▾"


def standing(group: Group) -> tuple[str, str]:
    """What the first column says, and the name of its style: what fails or is under way before the statuses."""
    rows = group.rows
    if failed := sum(bool(row.failed and not row.pending) for row in rows):
        return f"! {failed} failed", "failed"
    if pending := sum(bool(row.pending) for row in rows):
        return f"… {pending} of {len(rows)}", "muted"
    triggered = group.triggered
    acknowledged = sum(row.incident.status == ACKNOWLEDGED for row in rows)
    words = [f"●{triggered}"] if triggered else []
    words += [f"○{acknowledged}"] if acknowledged else []
    return " ".join(words) or f"·{len(rows)}", TRIGGERED if triggered else ACKNOWLEDGED


def short_standing(group: Group) -> tuple[str, str]:
    """The same in six cells."""
    words, style = standing(group)
    return words.removesuffix(" failed").split(" of ")[0], style


def priority_of(group: Group) -> Priority | None:
    """The highest of its incidents, None where none has one."""
    found = (row.incident.priority for row in group.rows)
    return min((one for one in found if one is not None), key=lambda one: one.name, default=None)


def urgency_of(group: Group) -> str:
    """High where one of them is."""
    return HIGH if any(row.incident.urgency == HIGH for row in group.rows) else LOW


def who_of(group: Group) -> str:
    """Who has them: one name, or how many people; `you` where some of them are mine."""
    mine = any(row.reason.assigned for row in group.rows)
    people = {person.id for row in group.rows for person in row.incident.assignees}
    if mine:
        return "you" if len(people) <= 1 else f"you +{len(people) - 1}"
    if len(people) == 1:
        return next(person.name for row in group.rows for person in row.incident.assignees)
    return f"{len(people)} people" if people else "nobody"


def first_of(group: Group) -> str:
    """The same in five cells."""
    who = who_of(group)
    if who == "nobody":
        return "–"
    return who.replace(" people", " ppl") if who.endswith(" people") else who.split(" ", 1)[0]


def reason_of(group: Group) -> str:
    """Why they are listed, where that is the same for all."""
    return _same((str(row.reason) for row in group.rows), "several reasons")


def span_of(group: Group, now: datetime) -> str:
    """How old the oldest is: since when it goes on."""
    return ago(now - min(row.incident.created_at for row in group.rows))


def next_of(group: Group, now: datetime, told: Callable[[Row, datetime], str]) -> str:
    """What PagerDuty does next with one of them."""
    due = [row for row in group.rows if row.incident.pending_actions]
    first = min(due, key=lambda row: min(action.at for action in row.incident.pending_actions), default=None)
    return told(first, now) if first is not None else ""


def sign_of(group: Group) -> str:
    """Whether its incidents stand below it."""
    return OPENED if group.opened else CLOSED


def title_of(group: Group) -> str:
    """What it is called on the list."""
    return f"{sign_of(group)} {group.title or '(no title)'}"


def title_style(group: Group, low: Style) -> Style:
    """A group that holds a high urgency is loud."""
    return low if urgency_of(group) == LOW else Style(bold=True)


def _same(words: Iterable[str], otherwise: str) -> str:
    found = Counter(words)
    return next(iter(found)) if len(found) == 1 else otherwise
