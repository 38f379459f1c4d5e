"""The verbs that page people: escalate, reassign, ask for help."""

from __future__ import annotations

import asyncio

from pdtui.core.commands import AddResponders, Escalate, Reassign
from pdtui.core.engine import Engine
from pdtui.core.model import EscalationChoice, Incident
from pdtui.errors import PdtuiError, Refused, UsageError
from pdtui.verbs import naming
from pdtui.verbs.deeds import act, perform
from pdtui.verbs.given import Given, find_all
from pdtui.verbs.report import Deed


async def escalate(engine: Engine, given: Given) -> int:
    """`pdtui escalate ID… [--level N]`: without a level the next one at which somebody is on call."""
    wanted: int | None = given.level
    if wanted is not None and wanted < 1:
        raise UsageError("--level counts from 1", "leave it out for the next one")
    found = await find_all(engine, given.ids)
    deeds = await asyncio.gather(*(_escalation(engine, name, incident, wanted) for name, incident in found))
    return await perform(engine, given, deeds)


async def _escalation(engine: Engine, name: str, incident: Incident, wanted: int | None) -> Deed:
    deed = Deed(name, incident)
    try:
        deed.command = Escalate(incident.id, _level(await engine.escalation_choice(incident.id), wanted))
    except PdtuiError as error:
        deed.fail(error)
    return deed


def _level(choice: EscalationChoice, wanted: int | None) -> int:
    levels = "; ".join(
        f"{level.number}: {', '.join(person.name for person in level.on_call) or 'nobody'}" for level in choice.levels
    )
    if wanted is None and choice.next_level == 0:
        raise Refused("the next level cannot be told or has nobody on call", f"choose with --level ({levels})")
    number = wanted or choice.next_level
    if not any(level.number == number and level.on_call for level in choice.levels):
        raise Refused(f"nobody is on call at level {number}", f"the levels are {levels}")
    return number


async def reassign(engine: Engine, given: Given) -> int:
    """`pdtui reassign ID… --to EMAIL… | --policy NAME`."""
    if bool(given.to) == bool(given.policy):
        raise UsageError("it goes either to people or to a policy", "give --to (several times, if need be) or --policy")
    users = tuple(dict.fromkeys([await naming.person(engine, text) for text in given.to]))
    policy = await naming.policy(engine, given.policy) if given.policy else None
    return await act(engine, given, lambda incident: Reassign(incident.id, users, policy))


async def ask_for_help(engine: Engine, given: Given) -> int:
    """`pdtui responders ID [--user EMAIL]… [--policy NAME]… [-m TEXT]`."""
    if not given.user and not given.policy:
        raise UsageError("nobody was named", "give --user, --policy or several of them")
    users = tuple(dict.fromkeys([await naming.person(engine, text) for text in given.user]))
    policies = tuple(dict.fromkeys([await naming.policy(engine, text) for text in given.policy]))
    message = (given.message or "").strip()

    def command(incident: Incident) -> AddResponders:
        words = message or f"Please help with #{incident.number} {incident.title}"
        return AddResponders(incident.id, users, policies, words)

    return await act(engine, given, command)
