"""The verbs that change something: one command for each incident that was named."""

from __future__ import annotations

from pdtui.core.actions import Acknowledge, AddNote, Command, Escalate, Resolve
from pdtui.core.engine import Engine
from pdtui.core.model import Incident
from pdtui.errors import Refused, UsageError
from pdtui.verbs.deeds import act
from pdtui.verbs.given import Given


async def acknowledge(engine: Engine, given: Given) -> int:
    """`pdtui ack ID…`."""
    return await act(engine, given, lambda incident: _ready(Acknowledge(incident.id)))


async def resolve(engine: Engine, given: Given) -> int:
    """`pdtui resolve ID… [-m TEXT]`."""
    return await act(engine, given, lambda incident: _ready(Resolve(incident.id, (given.message or "").strip())))


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

    return await act(engine, given, command)


async def note(engine: Engine, given: Given) -> int:
    """`pdtui note ID TEXT`."""
    if not given.text.strip():
        raise UsageError("the note is empty", "write its text after the incident")
    return await act(engine, given, lambda incident: _ready(AddNote(incident.id, given.text.strip())))


async def _ready(command: Command) -> Command:
    return command
