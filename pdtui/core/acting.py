"""As whom PagerDuty is written to, where that is not the credential's own person.

It goes with the task instead of through every write: what a colleague asks for in Slack is carried out by
the same code as what the person at this machine asks for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_ACTOR: ContextVar[str] = ContextVar("actor", default="")


def actor_email() -> str:
    """The login e-mail of who acts in the present task; empty: whom the credential acts as by itself."""
    return _ACTOR.get()


@contextmanager
def acting_as(email: str) -> Iterator[None]:
    """Inside, and in tasks that begin inside, writes are made as this person; empty: as the credential's own."""
    before = _ACTOR.set(email)
    try:
        yield
    finally:
        _ACTOR.reset(before)
