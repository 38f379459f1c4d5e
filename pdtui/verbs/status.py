"""The verbs that change how an incident stands: acknowledged or not, open or resolved, snoozed."""

from __future__ import annotations

from pdtui.core.commands import Acknowledge, Reopen, Resolve, Snooze, Unacknowledge
from pdtui.core.engine import Engine
from pdtui.core.spans import parse_end
from pdtui.text import LOCAL
from pdtui.verbs.deeds import act
from pdtui.verbs.given import Given

_OPENERS = ("until", "for", "today", "tomorrow")
"""Words that belong to the end of a snooze, also where it was given without quotes."""


async def acknowledge(engine: Engine, given: Given) -> int:
    """`pdtui ack ID…`."""
    return await act(engine, given, lambda incident: Acknowledge(incident.id))


async def unacknowledge(engine: Engine, given: Given) -> int:
    """`pdtui unack ID…`."""
    return await act(engine, given, lambda incident: Unacknowledge(incident.id))


async def resolve(engine: Engine, given: Given) -> int:
    """`pdtui resolve ID… [-m TEXT]`."""
    note = (given.message or "").strip()
    return await act(engine, given, lambda incident: Resolve(incident.id, note))


async def reopen(engine: Engine, given: Given) -> int:
    """`pdtui reopen ID…`."""
    return await act(engine, given, lambda incident: Reopen(incident.id))


async def snooze(engine: Engine, given: Given) -> int:
    """`pdtui snooze ID… SPAN`; the end is fixed before anything is sent, the same for all."""
    while len(given.ids) > 1 and given.ids[-1].lower() in _OPENERS:
        given.span = f"{given.ids.pop()} {given.span}"
    until = parse_end(given.span, engine.now().astimezone(LOCAL))
    return await act(engine, given, lambda incident: Snooze(incident.id, until))
