"""From the names that people give to the things that are meant: all are checked before anything is sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from pdtui.core.engine import Engine
from pdtui.core.entries import Kind
from pdtui.core.model import Incident, Priority, Reference
from pdtui.errors import NotFound, NotInPlan, UsageError

NONE = "none"
ME = "me"
SHOWN = 8
"""How many candidates a message names."""

T = TypeVar("T")


async def person(engine: Engine, text: str) -> Reference:
    """A user by e-mail, name or id, or `me`. Raises `NotFound` for none, `UsageError` for several."""
    if text.strip().casefold() == ME:
        me = await engine.identify()
        return Reference(me.id, me.name, Kind.USER)
    return (await engine.directory.named(Kind.USER, text)).reference


async def policy(engine: Engine, text: str) -> Reference:
    """An escalation policy by name or id."""
    return (await engine.directory.named(Kind.POLICY, text)).reference


async def service(engine: Engine, text: str) -> Reference:
    """A service by name or id."""
    return (await engine.directory.named(Kind.SERVICE, text)).reference


async def schedule(engine: Engine, text: str) -> Reference:
    """A schedule by name or id."""
    return (await engine.directory.named(Kind.SCHEDULE, text)).reference


async def priority(engine: Engine, text: str) -> Priority | None:
    """A priority by name or id; None for `none`. Raises `NotInPlan` where the account has no priorities."""
    if text.strip().casefold() == NONE:
        return None
    try:
        return (await engine.directory.named(Kind.PRIORITY, text)).priority
    except NotFound as error:
        if engine.directory.lacks(Kind.PRIORITY):
            raise NotInPlan("your PagerDuty plan has no priorities", "nothing was done") from error
        raise


def one_of(things: Sequence[T], text: str, what: str, names: Callable[[T], Sequence[str]]) -> T:
    """The one that a text means: exactly, else by a part that only it has; `names` gives the one to show first.

    Raises `NotFound` for none and `UsageError` for several; both say what there is.
    """
    wanted = text.strip().casefold()
    exact = [thing for thing in things if wanted in (name.casefold() for name in names(thing))]
    found = exact or [thing for thing in things if wanted and any(wanted in name.casefold() for name in names(thing))]
    if len(found) == 1:
        return found[0]
    shown = ", ".join(names(thing)[0] for thing in (found or things)[:SHOWN])
    if found:
        raise UsageError(f"{len(found)} {what}s match {text!r}: {shown}", "write more of the name, or give its id")
    raise NotFound(f"there is no {what} {text!r}", f"there is: {shown}" if shown else f"it has no {what}s at all")


def reference_to(incident: Incident) -> Reference:
    """An incident as another one's target."""
    return Reference(incident.id, f"#{incident.number} {incident.title}", "incident", incident.url)
