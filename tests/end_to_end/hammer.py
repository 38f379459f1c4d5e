"""One of several processes that act on one incident as fast as they can, and go on where a kill left them.

python -m tests.end_to_end.hammer INCIDENT NAME NUMBER
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from datetime import timedelta

from pdtui.adapters.journal import SqliteJournal
from pdtui.bootstrap import open_engine
from pdtui.config import load
from pdtui.core.commands import AddNote
from pdtui.core.intents import IntentState


async def hammer(incident_id: str, name: str, number: int) -> None:
    """Write the notes NAME-0, NAME-1… that the journal does not know yet, and wait until nothing is owed."""
    config = load()
    async with open_engine(config) as engine:
        me = await engine.identify()
        incident = await engine.find(incident_id)
        journal = SqliteJournal(config.folders.journal)
        since = engine.now() - timedelta(days=1)

        def mine() -> dict[str, IntentState]:
            recent = journal.recent(me.id, since)
            notes = {one.command.content: one.state for one in recent if isinstance(one.command, AddNote)}
            return {content: state for content, state in notes.items() if content.startswith(name)}

        asked = mine()
        events = engine.subscribe()
        engine.start(watch=False)
        for place in range(number):
            if f"{name}-{place}" not in asked:
                engine.submit(AddNote(incident_id, f"{name}-{place}"), incident)
        while engine.slack_desk.rows() or any(state is not IntentState.DONE for state in mine().values()):
            with suppress(TimeoutError):  # what the other process does is no event here
                async with asyncio.timeout(0.5):
                    await events.next()
        journal.close()


if __name__ == "__main__":
    asyncio.run(hammer(sys.argv[1], sys.argv[2], int(sys.argv[3])))
