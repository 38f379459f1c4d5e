"""The verbs: what the screen does, without a screen, for scripts and for a quick hand."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from pdtui.bootstrap import open_engine
from pdtui.config import Config
from pdtui.core.actions import Acknowledge, AddNote, Command, Escalate, Resolve, action_of
from pdtui.core.engine import Engine
from pdtui.core.events import SlackState, WriteDone, WriteRefused, WriteUnknown
from pdtui.core.identifier import incident_identifier
from pdtui.core.journal import OutboxState
from pdtui.core.model import Incident
from pdtui.core.subscription import Subscription
from pdtui.errors import (
    AlreadyDone,
    NotFound,
    NotSent,
    OutcomeUnknown,
    PdtuiError,
    Refused,
    UsageError,
)
from pdtui.exits import ExitCode, exit_code
from pdtui.printing import (
    detail_json,
    incident_json,
    incident_lines,
    incident_table,
    narrate,
    on_call_json,
    outbox_json,
    print_json,
    print_line,
    say_empty,
    table,
    thread_json,
)
from pdtui.text import LOCAL, clock_time

SETTLED_WITHIN = 60.0
"""Seconds that a verb waits for a write whose answer was lost."""
TOLD_WITHIN = 10.0
"""Seconds that a verb waits for its reply in Slack."""

Given = argparse.Namespace
Verb = Callable[[Engine, Given], Awaitable[int]]


async def run_verb(given: Given, config: Config, environment: Mapping[str, str] | None = None) -> int:
    """Carry out one verb; returns the exit code. Raises `PdtuiError` where it ended the verb."""
    async with open_engine(config, environment) as engine:
        return await VERBS[given.verb](engine, given)


async def list_incidents(engine: Engine, given: Given) -> int:
    """`pdtui list`: what is mine or on my services, from PagerDuty now."""
    await engine.poll()
    rows = engine.store.rows
    if given.json:
        print_json([incident_json(row.incident, str(row.reason)) for row in rows])
        return ExitCode.DONE
    say_empty(rows, "open incidents are assigned to you or on services that you are on call for")
    if rows:
        for line in incident_table(rows, engine.now()):
            print_line(line)
    return ExitCode.DONE


async def show_incident(engine: Engine, given: Given) -> int:
    """`pdtui show ID`."""
    incident = await _find(engine, incident_identifier(given.ids[0]))
    detail = await engine.read_detail(incident)
    thread = engine.thread(incident.id)
    if given.json:
        print_json({**incident_json(incident), **detail_json(detail, thread)})
    else:
        for line in incident_lines(incident, detail, thread, engine.now().astimezone(LOCAL)):
            print_line(line)
    return ExitCode.DONE


async def _find(engine: Engine, identifier: str) -> Incident:
    try:
        return await engine.find(identifier)
    except NotFound as error:
        name = f"#{identifier}" if identifier.isdigit() else identifier
        raise Refused(f"there is no incident {name} that you may see", "pdtui list shows yours") from error


async def show_outbox(engine: Engine, given: Given) -> int:
    """`pdtui outbox`: needs no network."""
    rows = engine.outbox()
    if given.json:
        print_json([outbox_json(row) for row in rows])
        return ExitCode.DONE
    say_empty(rows, "messages wait for Slack")
    if rows:
        now = engine.now().astimezone(LOCAL)
        cells = [
            (str(row.state), clock_time(row.created_at, now), row.telling.headline, row.reason or "-") for row in rows
        ]
        for line in table(("STATE", "SINCE", "MESSAGE", "WHY"), cells, flexible=3):
            print_line(line)
    return ExitCode.DONE


async def show_on_call(engine: Engine, given: Given) -> int:
    """`pdtui oncall`: my on-call duty now and in the next two weeks, with who takes over."""
    entries = await engine.on_call_entries()
    if given.json:
        print_json([on_call_json(entry, names) for entry, names in entries])
        return ExitCode.DONE
    say_empty(entries, "on-call duty of yours in the next 14 days")
    now = engine.now().astimezone(LOCAL)
    cells = [
        (
            "now" if entry.covers(now) else "later",
            entry.escalation_policy.name,
            f"L{entry.level}",
            entry.schedule.name if entry.schedule else "-",
            clock_time(entry.start, now) if entry.start else "always",
            clock_time(entry.end, now) if entry.end else "always",
            names or "-",
        )
        for entry, names in entries
    ]
    if cells:
        for line in table(("WHEN", "POLICY", "LEVEL", "SCHEDULE", "FROM", "UNTIL", "THEN"), cells):
            print_line(line)
    return ExitCode.DONE


async def acknowledge(engine: Engine, given: Given) -> int:
    """`pdtui ack ID…`."""
    return await _act(engine, given, lambda incident: _ready(Acknowledge(incident.id)))


async def resolve(engine: Engine, given: Given) -> int:
    """`pdtui resolve ID… [-m TEXT]`."""
    return await _act(engine, given, lambda incident: _ready(Resolve(incident.id, (given.message or "").strip())))


async def escalate(engine: Engine, given: Given) -> int:
    """`pdtui escalate ID [--level N]`: without a level the next one at which somebody is on call."""
    if given.level is not None and given.level < 1:
        raise UsageError("--level counts from 1", "leave it out for the next one")

    async def command(incident: Incident) -> Command:
        choice = await engine.escalation_choice(incident.id)
        levels = "; ".join(
            f"{level.number}: {', '.join(person.name for person in level.on_call) or 'nobody'}"
            for level in choice.levels
        )
        if given.level is None and choice.next_level == 0:
            raise Refused("the next level cannot be told or has nobody on call", f"choose with --level ({levels})")
        wanted = given.level or choice.next_level
        if not any(level.number == wanted and level.on_call for level in choice.levels):
            raise Refused(f"nobody is on call at level {wanted}", f"the levels are {levels}")
        return Escalate(incident.id, wanted)

    return await _act(engine, given, command)


async def note(engine: Engine, given: Given) -> int:
    """`pdtui note ID TEXT`."""
    if not given.text.strip():
        raise UsageError("the note is empty", "write its text after the incident")
    return await _act(engine, given, lambda incident: _ready(AddNote(incident.id, given.text.strip())))


async def _ready(command: Command) -> Command:
    return command


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


async def _act(engine: Engine, given: Given, command: Callable[[Incident], Awaitable[Command]]) -> int:
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
        deed.incident = await _find(engine, deed.given)
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


VERBS: Mapping[str, Verb] = {
    "list": list_incidents,
    "show": show_incident,
    "ack": acknowledge,
    "resolve": resolve,
    "escalate": escalate,
    "note": note,
    "outbox": show_outbox,
    "oncall": show_on_call,
}
