"""How a verb acts: find, submit, wait for PagerDuty, wait for Slack, report; each deed stands for itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from pdtui.core.commands import Command
from pdtui.core.engine import Engine
from pdtui.core.events import SlackState, WriteDone, WriteRefused, WriteUnknown
from pdtui.core.journal import OutboxState
from pdtui.core.model import Incident
from pdtui.core.subscription import Subscription
from pdtui.errors import NotSent, OutcomeUnknown, PdtuiError, Refused
from pdtui.printing import narrate
from pdtui.verbs.deed import Deed
from pdtui.verbs.given import Given, find_all
from pdtui.verbs.report import exit_code_of, print_report, read_again

SETTLED_WITHIN = 60.0
"""Seconds that a verb waits for the next of its writes to be settled, such as one whose answer was lost."""
TOLD_WITHIN = 10.0
"""Seconds that a verb waits for its reply in Slack."""


async def act(engine: Engine, given: Given, command: Callable[[Incident], Command]) -> int:
    """One command for each incident that was named. All are found before anything is sent, else it raises."""
    found = await find_all(engine, given.ids)
    return await perform(engine, given, [Deed(name, incident, command(incident)) for name, incident in found])


async def perform(
    engine: Engine, given: Given, deeds: Sequence[Deed], look: Callable[[], Awaitable[None]] | None = None
) -> int:
    """Carry out what is left of the deeds (some may have failed already), and report all of them.

    `look` reads what else the report needs, when all is settled.
    """
    events = await begin(engine)
    _submit(engine, deeds)
    return await follow(engine, given, events, deeds, look)


async def begin(engine: Engine) -> Subscription:
    """The engine at work for a verb; all events from now on."""
    await engine.identify()
    events = engine.subscribe()
    engine.start(watch=False)
    return events


async def follow(
    engine: Engine,
    given: Given,
    events: Subscription,
    deeds: Sequence[Deed],
    look: Callable[[], Awaitable[None]] | None = None,
) -> int:
    """Wait until what was submitted is settled and told; report it; returns the exit code."""
    await _until_settled(events, [deed for deed in deeds if deed.intent_id])
    await _until_told(engine, events, [deed.intent_id for deed in deeds if deed.intent_id and deed.done])
    if look is not None:
        await look()
    if given.json:
        await read_again(engine, deeds)
    print_report(engine, deeds, json=given.json)
    return exit_code_of(deeds)


def _submit(engine: Engine, deeds: Sequence[Deed]) -> None:
    """All at once where each is about an incident of its own, else one after the other."""
    todo = [(deed, deed.command) for deed in deeds if deed.command is not None and deed.error is None]
    if len({command.incident_id for _, command in todo}) == len(todo):
        incidents = {deed.incident.id: deed.incident for deed, _ in todo if deed.incident is not None}
        submitted = engine.submit_all([command for _, command in todo], incidents)
        for deed, command in todo:
            deed.intent_id = submitted.intents.get(command.incident_id, "")
            deed.fail(submitted.refused.get(command.incident_id))
        return
    for deed, command in todo:
        try:
            deed.intent_id = engine.submit(command, deed.incident)
        except PdtuiError as error:
            deed.fail(error)


async def _until_settled(events: Subscription, deeds: Sequence[Deed]) -> None:
    waiting = {deed.intent_id: deed for deed in deeds}
    with suppress(TimeoutError):
        async with asyncio.timeout(SETTLED_WITHIN) as limit:
            while waiting:
                left = len(waiting)
                match await events.next():
                    case WriteDone(intent_id, _, what, warning, incident) if intent_id in waiting:
                        waiting.pop(intent_id).succeed(what, warning, incident)
                    case WriteRefused(intent_id, _, what, answered) if intent_id in waiting:
                        waiting.pop(intent_id).fail(Refused(what) if answered else NotSent(what))
                    case WriteUnknown(intent_id, _, what) if intent_id in waiting:
                        narrate(what)
                    case _:
                        continue
                if len(waiting) < left:
                    limit.reschedule(asyncio.get_running_loop().time() + SETTLED_WITHIN)
    for deed in waiting.values():
        deed.fail(OutcomeUnknown("its outcome is not known yet", "pdtui settles it at its next start"))


async def _until_told(engine: Engine, events: Subscription, intent_ids: Sequence[str]) -> None:
    """Wait for the replies in Slack, as long as there is hope of them."""

    def open_ones() -> list[str]:
        rows = [engine.told(intent_id) for intent_id in intent_ids]
        return [row.intent_id for row in rows if row and row.state in (OutboxState.WAITING, OutboxState.SENDING)]

    with suppress(TimeoutError):
        async with asyncio.timeout(TOLD_WITHIN):
            while open_ones() and engine.slack.state not in (SlackState.STOPPED, SlackState.OFF):
                await events.next()
