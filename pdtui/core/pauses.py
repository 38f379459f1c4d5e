"""Keeps Python's garbage collector from holding the screen still while a long list is taken in."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

NEVER = 1_000_000


@contextmanager
def unhurried() -> Iterator[None]:
    """Inside, only the youngest objects are looked through: thousands of new rows are no garbage.

    A full collection looks at every object, and stops everything for a tenth of a second with 12,000
    incidents; while that many are being read it would come again and again.
    """
    before = gc.get_threshold()
    gc.set_threshold(before[0], NEVER, NEVER)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def keep() -> None:
    """Spare all that exists now from later collections. It is still freed when nothing holds it any more."""
    gc.freeze()
