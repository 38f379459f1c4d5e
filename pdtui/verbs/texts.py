"""The verbs that tell something: a note, a status update; and the one that starts a workflow, which often does."""

from __future__ import annotations

from pdtui.core.commands import AddNote, RunWorkflow, SendStatusUpdate
from pdtui.core.engine import Engine
from pdtui.errors import UsageError
from pdtui.text import clean
from pdtui.verbs.deed import Deed
from pdtui.verbs.deeds import act, perform
from pdtui.verbs.given import Given, find_all
from pdtui.verbs.naming import among


def text_of(given: str, what: str) -> str:
    """A text without control characters and the white space around it; raises `UsageError` where nothing is left."""
    text = clean(given, multiline=True)
    if not text:
        raise UsageError(f"the {what} is empty", "write its text after the incident")
    return text


async def note(engine: Engine, given: Given) -> int:
    """`pdtui note ID TEXT`."""
    text = text_of(given.text, "note")
    return await act(engine, given, lambda incident: AddNote(incident.id, text))


async def status_update(engine: Engine, given: Given) -> int:
    """`pdtui status-update ID TEXT`."""
    text = text_of(given.text, "status update")
    return await act(engine, given, lambda incident: SendStatusUpdate(incident.id, text))


async def workflow(engine: Engine, given: Given) -> int:
    """`pdtui workflow ID NAME`: one of those that can be started on the incident by hand."""
    ((name, incident),) = await find_all(engine, given.ids)
    offered = await engine.choices.workflows(incident.id)
    wanted = among(offered, given.name, "workflow")
    return await perform(engine, given, [Deed(name, incident, RunWorkflow(incident.id, wanted))])
