"""How a verb acts: find, submit, wait for PagerDuty, wait for Slack, report; each incident stands for itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from pdtui.core.actions import Command, action_of
from pdtui.core.engine import Engine
from pdtui.core.events import SlackState, WriteDone, WriteRefused, WriteUnknown
from pdtui.core.identifier import incident_identifier
from pdtui.core.journal import OutboxState
from pdtui.core.model import Incident
from pdtui.core.subscription import Subscription
from pdtui.errors import AlreadyDone, NotSent, OutcomeUnknown, PdtuiError, Refused, UsageError
from pdtui.exits import ExitCode, exit_code
from pdtui.printing import narrate, print_json, print_line, thread_json
from pdtui.verbs.given import Given, find

SETTLED_WITHIN = 60.0
"""Seconds that a verb waits for a write whose answer was lost."""
TOLD_WITHIN = 10.0
"""Seconds that a verb waits for its reply in Slack."""


@dataclass(slots=True)
class _Deed:
    """One incident of a verb that acts, and what became of it."""

    given: str
    incident: Incident | None = None
    intent_id: str = ""
    error: PdtuiError | None = None
    warning: str = ""
    action: str = ""
    already: str = ""


async def act(engine: Engine, given: Given, command: Callable[[Incident], Awaitable[Command]]) -> int:
    """Find, submit, wait for PagerDuty, wait for Slack, report; each incident stands for itself."""
    identifiers = [incident_identifier(text) for text in given.ids]
    await engine.identify()
    events = engine.subscribe()
    engine.start(watch=False)
    deeds = [_Deed(identifier) for identifier in dict.fromkeys(identifiers)]
    for deed in deeds:
        await _begin(engine, deed, command)
    await _until_settled(events, [deed for deed in deeds if deed.intent_id])
    await _until_told(engine, events, [deed.intent_id for deed in deeds if deed.intent_id and deed.error is None])
    _report(engine, given, deeds)
    return _code(deeds)


async def _begin(engine: Engine, deed: _Deed, command: Callable[[Incident], Awaitable[Command]]) -> None:
    try:
        deed.incident = await find(engine, deed.given)
        wanted = await command(deed.incident)
        deed.action = action_of(wanted).past
        deed.intent_id = engine.submit(wanted, deed.incident)
    except UsageError:
        raise
    except AlreadyDone as error:
        deed.already = error.what
    except PdtuiError as error:
        deed.error = error


async def _until_settled(events: Subscription, deeds: Sequence[_Deed]) -> None:
    waiting = {deed.intent_id: deed for deed in deeds}
    with suppress(TimeoutError):
        async with asyncio.timeout(SETTLED_WITHIN):
            while waiting:
                event = await events.next()
                match event:
                    case WriteDone(intent_id, _, _, warning) if intent_id in waiting:
                        waiting.pop(intent_id).warning = warning
                    case WriteRefused(intent_id, _, what, sent) if intent_id in waiting:
                        deed = waiting.pop(intent_id)
                        deed.error = Refused(what) if sent else NotSent(what)
                    case WriteUnknown(intent_id, _, what) if intent_id in waiting:
                        narrate(what)
                    case _:
                        continue
    for deed in waiting.values():
        deed.error = OutcomeUnknown("its outcome is not known yet", "pdtui settles it at its next start")


async def _until_told(engine: Engine, events: Subscription, intent_ids: Sequence[str]) -> None:
    """Wait for the replies in Slack, as long as there is hope of them."""

    def open_ones() -> list[str]:
        rows = [engine.told(intent_id) for intent_id in intent_ids]
        return [row.intent_id for row in rows if row and row.state in (OutboxState.WAITING, OutboxState.SENDING)]

    with suppress(TimeoutError):
        async with asyncio.timeout(TOLD_WITHIN):
            while open_ones() and engine.slack.state not in (SlackState.STOPPED, SlackState.OFF):
                await events.next()


def _slack_word(engine: Engine, deed: _Deed) -> str:
    """How the telling stands: `off`, `told`, `queued`, `parked`; empty where there is nothing to tell."""
    row = engine.told(deed.intent_id) if deed.intent_id and deed.error is None else None
    if row is None:
        return "off" if engine.slack.state is SlackState.OFF and deed.error is None else ""
    return {OutboxState.DONE: "told", OutboxState.PARKED: "parked"}.get(row.state, "queued")


def _report(engine: Engine, given: Given, deeds: Sequence[_Deed]) -> None:
    if given.json:
        print_json([_deed_json(engine, deed) for deed in deeds])
        return
    for deed in deeds:
        name = f"#{deed.incident.number}" if deed.incident else deed.given
        if deed.error is not None:
            narrate(str(deed.error) if str(deed.error).startswith(name) else f"{name}: {deed.error}")
            continue
        if deed.already:
            print_line(deed.already)
            continue
        print_line(
            f"{name} {deed.action}" + (f" ({deed.warning})" if deed.warning else "") + _slack_words(engine, deed)
        )


def _slack_words(engine: Engine, deed: _Deed) -> str:
    row = engine.told(deed.intent_id)
    thread = engine.thread(deed.incident.id) if deed.incident else None
    place = f"#{thread.channel_name or thread.channel_id}" if thread else "Slack"
    match _slack_word(engine, deed):
        case "told":
            return f", told in {place}"
        case "off":
            return ", not told: Slack is off"
        case "parked" if row:
            return f", not told: {row.reason}"
        case _:
            why = (row.reason if row else "") or engine.slack.advice
            return ", still queued for Slack" + (f" ({why})" if why else "")


def _deed_json(engine: Engine, deed: _Deed) -> dict[str, object]:
    return {
        "id": deed.incident.id if deed.incident else None,
        "number": deed.incident.number if deed.incident else None,
        "given": deed.given,
        "action": deed.action,
        "done": None if isinstance(deed.error, OutcomeUnknown) else deed.error is None,
        "error": str(deed.error) if deed.error else None,
        "warning": deed.warning or None,
        "slack": _slack_word(engine, deed) or None,
        "thread": thread_json(engine.thread(deed.incident.id)) if deed.incident else None,
    }


def _code(deeds: Sequence[_Deed]) -> int:
    failed = [deed.error for deed in deeds if deed.error is not None]
    if not failed:
        return ExitCode.PARTLY if any(deed.warning for deed in deeds) else ExitCode.DONE
    if len(failed) < len(deeds):
        return ExitCode.PARTLY
    codes = {exit_code(error) for error in failed}
    return codes.pop() if len(codes) == 1 else ExitCode.REFUSED
