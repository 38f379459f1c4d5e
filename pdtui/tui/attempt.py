"""Work that a tab or a dialog waits for: what goes wrong in it is said there, and ends nothing else."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from pdtui.errors import PdtuiError

T = TypeVar("T")
LOG = logging.getLogger(__name__)


async def attempt(work: Awaitable[T], say: Callable[[str], None]) -> T | None:
    """What the work answers; None where it failed, which `say` was told.

    Textual ends the whole app on any exception that leaves a worker: a person on call must not lose the
    list because one tab cannot be filled.
    """
    try:
        return await work
    except PdtuiError as error:
        say(str(error))
    except Exception as error:
        LOG.exception("what the screen asked for failed")
        say(f"pdtui failed ({type(error).__name__}); see the log")
    return None
