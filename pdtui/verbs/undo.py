"""The verb that takes the last action back."""

from __future__ import annotations

from collections.abc import Sequence

from pdtui.core.engine import Engine
from pdtui.core.model import Incident
from pdtui.printing import narrate
from pdtui.text import count
from pdtui.verbs.deed import Deed
from pdtui.verbs.deeds import begin, follow
from pdtui.verbs.given import Given, read_all


async def undo(engine: Engine, given: Given) -> int:
    """`pdtui undo`: the last action that pdtui did for this person, by verb or by key, in the last day."""
    events = await begin(engine)
    undoing = engine.undo()
    if undoing.cancels:
        narrate(f"cancelled {undoing.what}: {count(undoing.cancels, 'incident')}")
    more = {"undone": undoing.what, "stays": undoing.stays or None}
    deeds = [Deed(about, intent_id=intent_id, more=dict(more)) for about, intent_id in undoing.intents.items()]

    async def look() -> None:
        if given.json:
            await _read(engine, deeds)

    code = await follow(engine, given, events, deeds, look)
    if undoing.stays and any(deed.done for deed in deeds):
        narrate(f"mind: {undoing.stays}")
    return code


async def _read(engine: Engine, deeds: Sequence[Deed]) -> None:
    """The incidents that were acted on; an override has none."""
    unread = [deed for deed in deeds if deed.incident is None]
    for deed, answer in zip(unread, await read_all(engine, [deed.given for deed in unread]), strict=True):
        if isinstance(answer, Incident):
            deed.incident, deed.fresh = answer, True
