"""How a verb waits for Slack: for what it is owed, and for what is read there; never longer than there is hope."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from typing import TypeVar

from pdtui.core.engine import Engine
from pdtui.core.events import Engaged, SlackRemark, SlackState, WriteRefused
from pdtui.core.slack.owed import ChannelWish, OutboxRow, OutboxState, Tick, words_of
from pdtui.core.subscription import Subscription
from pdtui.errors import NotSent, Refused
from pdtui.printing import narrate
from pdtui.verbs.deed import Deed
from pdtui.verbs.deeds import TOLD_WITHIN

T = TypeVar("T")
READ_WITHIN = 30.0
"""Seconds that a verb waits for what it reads in Slack."""
KEPT = "it is kept: pdtui outbox shows it"
_ON_THE_WAY = (OutboxState.WAITING, OutboxState.SENDING, OutboxState.FOLDED)


async def until_there(engine: Engine, events: Subscription, deeds: Sequence[Deed], seconds: float = 0.0) -> None:
    """Wait for what was owed as long as there is hope of it, and settle the deeds by what became of it.

    No `seconds`: as long as an action waits for its reply.
    """
    markers = [deed.marker for deed in deeds if deed.marker]
    engaged: list[Engaged] = []
    refused: list[str] = []
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds or TOLD_WITHIN):
            while _hoped_for(engine, markers) or (_acknowledging(engaged) and engine.in_flight):
                match await events.next():
                    case Engaged() as event:
                        engaged.append(event)
                    case SlackRemark(what=what):
                        narrate(what)
                    case WriteRefused(_, _, what):
                        refused.append(what)
                    case _:
                        continue
    for line in refused or map(_words, engaged):
        narrate(line)
    for deed in deeds:
        if deed.marker:
            _settle(engine, deed)


def tell_remarks(events: Subscription) -> None:
    """What was remarked already."""
    while (event := events.poll()) is not None:
        if isinstance(event, SlackRemark):
            narrate(event.what)


def _hoped_for(engine: Engine, markers: Sequence[str]) -> bool:
    """Whether anything is still on its way in a workspace whose token works, or follows and was not tried yet."""
    rows = [row for marker in markers if (row := engine.slack_desk.row(marker)) is not None]
    about = {row.incident_id: row.created_at for row in rows}
    rows += [
        row
        for row in engine.slack_desk.rows()
        if row.incident_id in about and row.created_at > about[row.incident_id] and row.next_at is None
    ]
    return any(row.state in _ON_THE_WAY and not _stopped(engine, row) for row in rows)


def _stopped(engine: Engine, row: OutboxRow) -> bool:
    office = engine.slack_desk.offices.get(row.workspace)
    return office is None or office.outbox.standing.state in (SlackState.STOPPED, SlackState.OFF)


def _acknowledging(engaged: Sequence[Engaged]) -> bool:
    return any(event.acknowledged for event in engaged)


def _words(event: Engaged) -> str:
    """What follows from the work in Slack, with the verb that does it."""
    return event.what + (f"; pdtui ack {event.incident_id} acknowledges it" if event.asks else "")


def _settle(engine: Engine, deed: Deed) -> None:
    """What became of the row: there, refused until a person changes something, or still waiting."""
    row = engine.slack_desk.row(deed.marker)
    if row is None:
        return
    if row.state is OutboxState.DONE:
        if isinstance(row.job, Tick | ChannelWish):
            deed.warning = row.reason
        return
    if row.state is OutboxState.PARKED:
        deed.fail(Refused(row.reason, KEPT))
    elif row.state is OutboxState.DROPPED:
        deed.fail(Refused("it was taken out of the outbox"))
    elif _stopped(engine, row):
        office = engine.slack_desk.offices.get(row.workspace)
        advice = office.outbox.standing.advice if office is not None else ""
        deed.fail(Refused(advice or "Slack is off: there is no token for it"))
    else:
        why = row.reason or engine.slack.advice
        deed.what = words_of(row.job)
        deed.aside = f"{deed.what}: still queued for Slack" + (f" ({why})" if why else "")


async def answered(reading: Coroutine[None, None, T]) -> T:
    """What Slack answers; raises also where it does not: a reading waits until the outbox has tried the token."""
    try:
        async with asyncio.timeout(READ_WITHIN):
            return await reading
    except TimeoutError:
        raise NotSent("Slack does not answer", "check the network, and try again") from None
