"""The verbs: what the screen does, without a screen, for scripts and for a quick hand."""

from __future__ import annotations

from collections.abc import Mapping

from pdtui.bootstrap import open_engine
from pdtui.config import Config
from pdtui.verbs import acting, on_call, showing
from pdtui.verbs.given import Given, Verb


async def run_verb(given: Given, config: Config, environment: Mapping[str, str] | None = None) -> int:
    """Carry out one verb; returns the exit code. Raises `PdtuiError` where it ended the verb."""
    async with open_engine(config, environment) as engine:
        return await VERBS[given.verb](engine, given)


VERBS: Mapping[str, Verb] = {
    "list": showing.list_incidents,
    "show": showing.show_incident,
    "outbox": showing.show_outbox,
    "oncall": on_call.show_on_call,
    "ack": acting.acknowledge,
    "resolve": acting.resolve,
    "escalate": acting.escalate,
    "note": acting.note,
}
