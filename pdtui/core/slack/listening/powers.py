"""What the listener needs of the engine, and as whom it may use that."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from pdtui.core.commands import Command
from pdtui.core.directory import Directory
from pdtui.core.events import WriteDone, WriteRefused, WriteUnknown
from pdtui.core.model import EscalationLevel, Incident, Person
from pdtui.core.on_call import RosterLevel
from pdtui.core.slack.listening.sayings import Answer, said
from pdtui.core.subscription import Subscription
from pdtui.errors import PdtuiError, Refused

SETTLED_WITHIN = 120.0
"""Seconds that somebody is kept waiting for the outcome of what they asked for."""


@dataclass(frozen=True, slots=True)
class Powers:
    """The engine as the listener sees it."""

    identify: Callable[[], Awaitable[Person]]
    """Whose pdtui this is, from PagerDuty itself."""
    acts_for_anyone: Callable[[], bool]
    """Whether the credential can act in another's name; certain once `identify` has answered."""
    submit: Callable[[Command, Incident | None, Person | None], str]
    """As the person, None: as whose pdtui this is; returns the intent's id."""
    find: Callable[[str], Awaitable[Incident]]
    """An incident by id or number, as it is now."""
    next_levels: Callable[[Sequence[str]], Awaitable[Mapping[str, EscalationLevel | PdtuiError]]]
    rosters: Callable[[Person, str], Awaitable[tuple[RosterLevel, ...]]]
    directory: Directory
    subscribe: Callable[[], Subscription]
    cover: Callable[[str, bool, Person], Awaitable[str]]
    """Takes a person's yes or no to a request for cover, by its id; returns what they are answered."""


async def actor_of(person: Person, powers: Powers) -> Person | None:
    """As whom a command of theirs is submitted. Raises `Refused` where it would be in somebody else's name."""
    me = await powers.identify()
    if person.id == me.id:
        return None
    if not powers.acts_for_anyone():
        raise Refused(
            f"this pdtui acts with {me.name}'s own PagerDuty token and cannot act for you",
            "nothing was done; do it in PagerDuty or in your own pdtui",
        )
    if not person.email:
        raise Refused("PagerDuty does not show your e-mail, by which you would act", "nothing was done")
    return person


async def carry_out(command: Command, incident: Incident | None, person: Person, powers: Powers) -> Answer:
    """Do it as this person, and say what came of it."""
    actor = await actor_of(person, powers)
    events = powers.subscribe()
    try:
        intent_id = powers.submit(command, incident, actor)
        return await _outcome(intent_id, person, events)
    finally:
        events.close()


async def _outcome(intent_id: str, person: Person, events: Subscription) -> Answer:
    unsettled = "pdtui is still at it: PagerDuty does not answer"
    with suppress(TimeoutError):
        async with asyncio.timeout(SETTLED_WITHIN):
            while True:
                match await events.next():
                    case WriteDone(done_id, _, what, warning, incident) if done_id == intent_id:
                        return said(what, warning, link=incident.url if incident is not None else "")
                    case WriteRefused(refused_id, _, why) if refused_id == intent_id:
                        return said(why.removeprefix(f"{person.name}: "))
                    case WriteUnknown(unknown_id, _, why) if unknown_id == intent_id:
                        unsettled = why
                    case _:
                        continue
    return said(f"{unsettled}. Look in PagerDuty before you do it again.")
