"""What a verb is: parsed arguments and an engine in, an exit code out; and how it finds incidents."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable

from pdtui.core.engine import Engine
from pdtui.core.model import Incident
from pdtui.errors import NotFound, Refused

Given = argparse.Namespace
Verb = Callable[[Engine, Given], Awaitable[int]]


async def find(engine: Engine, identifier: str) -> Incident:
    """An incident by its checked id or number, from PagerDuty; raises `Refused` where there is none."""
    try:
        return await engine.find(identifier)
    except NotFound as error:
        name = f"#{identifier}" if identifier.isdigit() else identifier
        raise Refused(f"there is no incident {name} that you may see", "pdtui list shows yours") from error
