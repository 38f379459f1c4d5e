"""One of several processes that act on one incident as fast as they can, and go on where a kill left them.

python -m tests.end_to_end.hammer INCIDENT NAME NUMBER
"""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta

from pdtui.adapters.journal import SqliteJournal
from pdtui.bootstrap import open_engine
from pdtui.config import load
from pdtui.core.commands import AddNote


async def hammer(incident_id: str, name: str, number: int) -> None:
    """Write the notes NAME-0, NAME-1… that the journal does not know yet, and wait until nothing is owed."""
    config = load()
    async with open_engine(config) as engine:
        me = await engine.identify()
        incident = await engine.find(incident_id)
        journal = SqliteJournal(config.folders.journal)
        recent = journal.recent(me.id, engine.now() - timedelta(days=1))
        asked = {intent.command.content for intent in recent if isinstance(intent.command, AddNote)}
        journal.close()
        events = engine.subscribe()
        engine.start(watch=False)
        for place in range(number):
            if f"{name}-{place}" not in asked:
                engine.submit(AddNote(incident_id, f"{name}-{place}"), incident)
        while engine.in_flight or engine.outbox():
            await events.next()


if __name__ == "__main__":
    asyncio.run(hammer(sys.argv[1], sys.argv[2], int(sys.argv[3])))
