"""The verbs that page people: escalate, reassign, ask for help."""

from __future__ import annotations

from pdtui.core.commands import AddResponders, Escalate, Reassign
from pdtui.core.engine import Engine
from pdtui.core.model import EscalationLevel, Incident
from pdtui.errors import PdtuiError, UsageError
from pdtui.verbs import naming
from pdtui.verbs.deed import Deed
from pdtui.verbs.deeds import act, perform
from pdtui.verbs.given import Given, find_all


async def escalate(engine: Engine, given: Given) -> int:
    """`pdtui escalate ID… [--level N]`: without a level the next one at which somebody is on call."""
    wanted: int | None = given.level
    if wanted is not None and wanted < 1:
        raise UsageError("--level counts from 1", "leave it out for the next one")
    found = await find_all(engine, given.ids)
    levels = await engine.choices.next_levels([incident.id for _, incident in found], wanted)
    return await perform(engine, given, [_escalation(name, incident, levels[incident.id]) for name, incident in found])


def _escalation(name: str, incident: Incident, level: EscalationLevel | PdtuiError) -> Deed:
    deed = Deed(name, incident)
    if isinstance(level, PdtuiError):
        deed.fail(level)
    else:
        deed.command = Escalate(incident.id, level.number)
    return deed


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
    message = given.message or ""
    return await act(engine, given, lambda incident: AddResponders(incident.id, users, policies, message))
