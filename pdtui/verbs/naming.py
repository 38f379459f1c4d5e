"""From the names that people give to the things that are meant: all are checked before anything is sent."""

from __future__ import annotations

from collections.abc import Sequence

from pdtui.core.actions import Feature
from pdtui.core.engine import Engine
from pdtui.core.entries import Found, Kind, matches, several
from pdtui.core.model import Priority, Reference
from pdtui.errors import NotFound, NotInPlan

NONE = "none"
ME = "me"
SHOWN = 8
"""How many candidates a message names."""


async def person(engine: Engine, text: str) -> Reference:
    """A user by e-mail, name or id, or `me`. Raises `NotFound` for none, `UsageError` for several."""
    if text.strip().casefold() == ME:
        return (await engine.identify()).reference
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
            raise NotInPlan(engine.features.refusal(Feature.PRIORITIES), "nothing was done") from error
        raise


def among(things: Sequence[Found], text: str, what: str) -> Found:
    """The one of an incident's own things that a text means, by the same rule as what stands in the directory.

    Raises `NotFound` for none and `UsageError` for several; both say what there is.
    """
    found = matches(things, text)
    if len(found) == 1:
        return found[0]
    if found:
        raise several(f"{what}s", text, [thing.called[0] for thing in found])
    shown = ", ".join(thing.called[0] for thing in things[:SHOWN])
    raise NotFound(f"there is no {what} {text!r}", f"there is: {shown}" if shown else f"it has no {what}s at all")
