"""The verbs that set a value: priority, urgency, title, custom fields."""

from __future__ import annotations

from pdtui.core.commands import SetField, SetPriority, SetTitle, SetUrgency
from pdtui.core.engine import Engine
from pdtui.core.field_input import parse_value
from pdtui.core.model import HIGH, LOW
from pdtui.errors import UsageError
from pdtui.text import LOCAL
from pdtui.verbs import naming
from pdtui.verbs.deed import Deed
from pdtui.verbs.deeds import act, perform
from pdtui.verbs.given import Given, find_all
from pdtui.verbs.texts import text_of


async def priority(engine: Engine, given: Given) -> int:
    """`pdtui priority ID… PRIORITY`; `none` takes it away."""
    wanted = await naming.priority(engine, given.priority)
    return await act(engine, given, lambda incident: SetPriority(incident.id, wanted))


async def urgency(engine: Engine, given: Given) -> int:
    """`pdtui urgency ID… LEVEL`."""
    wanted = urgency_of(given.urgency)
    return await act(engine, given, lambda incident: SetUrgency(incident.id, wanted))


def urgency_of(text: str) -> str:
    """`high` or `low`; raises `UsageError` for anything else."""
    wanted = text.strip().lower()
    if wanted not in (HIGH, LOW):
        raise UsageError(f"{text!r} is not an urgency", "it is high or low")
    return wanted


async def title(engine: Engine, given: Given) -> int:
    """`pdtui title ID TEXT`."""
    wanted = text_of(given.text, "title")
    return await act(engine, given, lambda incident: SetTitle(incident.id, wanted))


async def custom_field(engine: Engine, given: Given) -> int:
    """`pdtui field ID NAME VALUE`: the value by the field's type; an empty one clears it."""
    ((name, incident),) = await find_all(engine, given.ids)
    offered = await engine.choices.fields(incident.id)
    field = naming.among(offered, given.name, "custom field")
    value = parse_value(field, given.value, engine.now().astimezone(LOCAL))
    command = SetField(incident.id, field.reference, value, field.value)
    return await perform(engine, given, [Deed(name, incident, command)])
