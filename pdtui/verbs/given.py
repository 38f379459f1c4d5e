"""What a verb is: parsed arguments and an engine in, an exit code out; and how it finds what it is about."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TypeVar

from pdtui.core.engine import Engine
from pdtui.core.identifier import find_by, incident_name
from pdtui.core.model import Incident
from pdtui.errors import NotFound, PdtuiError, Refused

T = TypeVar("T")
Given = argparse.Namespace
Verb = Callable[[Engine, Given], Awaitable[int]]
AT_ONCE = 5
"""How many incidents are looked for at the same time."""


async def find(engine: Engine, text: str) -> Incident:
    """An incident by id, number or address, from PagerDuty; raises as `find_all` does."""
    ((_, incident),) = await find_all(engine, (text,))
    return incident


async def find_all(engine: Engine, texts: Iterable[str]) -> list[tuple[str, Incident]]:
    """The incidents that are named, each once, with what named it: all of them, or an error and nothing is done.

    Raises `UsageError` for what is no incident, and `Refused` with the names of all that cannot be found, or for
    the address of another account.
    """
    names = list(dict.fromkeys(map(incident_name, texts)))
    answers = await _each(names, lambda name: find_by(name, engine.find))
    for answer in answers:
        if isinstance(answer, PdtuiError) and not isinstance(answer, NotFound):
            raise answer
    identifiers = [name.identifier for name in names]
    missing = [name for name, answer in zip(identifiers, answers, strict=True) if isinstance(answer, NotFound)]
    if missing:
        told = ", ".join(f"#{name}" if name.isdigit() else name for name in dict.fromkeys(missing))
        what = "there is no incident" if len(missing) == 1 else "there are no incidents"
        raise Refused(f"{what} {told} that you may see", "nothing was done; pdtui list shows yours")
    found: dict[str, tuple[str, Incident]] = {}
    for name, answer in zip(identifiers, answers, strict=True):
        if isinstance(answer, Incident):
            found.setdefault(answer.id, (name, answer))
    return list(found.values())


async def read_all(engine: Engine, identifiers: Sequence[str]) -> list[Incident | PdtuiError]:
    """The incidents by checked ids or numbers, in their order, each or why it could not be read."""
    return await _each(identifiers, engine.find)


async def _each(names: Sequence[T], find: Callable[[T], Awaitable[Incident]]) -> list[Incident | PdtuiError]:
    turn = asyncio.Semaphore(AT_ONCE)

    async def ask(name: T) -> Incident | PdtuiError:
        async with turn:
            try:
                return await find(name)
            except PdtuiError as error:
                return error

    return await asyncio.gather(*map(ask, names))
