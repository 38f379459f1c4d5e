"""For whom PagerDuty is asked: what a person does goes before what they look at, and both before the lists."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import IntEnum


class Asker(IntEnum):
    """Who waits for a request; the lower goes first."""

    ACTING = 0
    """A person has decided something and waits for it to be done."""
    LOOKING = 1
    """A person looks at something whose details come as they come."""
    WATCHING = 2
    """Nobody waits: the lists are kept up to date."""


_ASKER: ContextVar[Asker] = ContextVar("asker", default=Asker.ACTING)


def asker() -> Asker:
    """For whom the present task asks."""
    return _ASKER.get()


@contextmanager
def asking_for(one: Asker) -> Iterator[None]:
    """Inside, and in tasks that begin inside, requests are made for this one.

    It goes with the task instead of through every call: the same reading serves a dialog, a pane and a read-back.
    """
    before = _ASKER.set(one)
    try:
        yield
    finally:
        _ASKER.reset(before)
