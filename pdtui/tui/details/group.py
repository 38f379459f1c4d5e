"""What the details say of a group of incidents: what it is made of, and what a key would do."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from textual.content import Content

from pdtui.core.listing.folding import Group
from pdtui.text import count
from pdtui.tui.bindings import key_of
from pdtui.tui.details.lines import Lines, fact, heading, muted, when, wrapped
from pdtui.tui.widgets.group_line import standing, who_of
from pdtui.tui.widgets.row_line import state_of

MOST = 40
"""Lines of incidents at the most; the list shows all of them."""


def group(found: Group, now: datetime, width: int) -> Content:
    """In lines of at most `width` cells."""
    return Content("\n").join([line.rstrip() for line in _lines(found, now, width)])


def _lines(found: Group, now: datetime, width: int) -> Lines:
    state = f"× {found.gone}" if found.gone else standing(found)[0]
    yield Content.assemble((count(len(found.rows), "incident"), "bold"), "  ", (state, "bold $warning"))
    yield from wrapped(found.title, width, "bold")
    if found.gone:
        return
    yield Content("")
    opens = f"Enter opens the group, {key_of('fold')} unfolds all."
    yield from wrapped(f"A key acts on all of them, as they are when it goes down; {opens}", width)
    yield Content("")
    incidents = [row.incident for row in found.rows]
    yield from fact("service", incidents[0].service.name, width)
    yield from fact("first", when(min(one.created_at for one in incidents), now), width)
    yield from fact("last", when(max(one.created_at for one in incidents), now), width)
    names = Counter(one.priority.name if one.priority else "none" for one in incidents)
    yield from fact("priority", ", ".join(f"{name} {number}" for name, number in sorted(names.items())), width)
    yield from fact("assigned to", who_of(found), width)
    yield Content("")
    yield heading("Incidents", width)
    states = max(len(state_of(row).word) for row in found.rows[:MOST])
    for row in found.rows[:MOST]:
        state = state_of(row).word.ljust(states)
        words = Content.assemble((f"#{row.incident.number}", "bold"), f"  {state}  {row.incident.title}")
        yield words.truncate(width, ellipsis=True)
    if len(found.rows) > MOST:
        yield muted(f"and {len(found.rows) - MOST} more")
