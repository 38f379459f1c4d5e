"""Priority, urgency, custom fields."""

from __future__ import annotations

from collections.abc import Sequence

from pdtui.core.commands import SetField, SetPriority, SetUrgency
from pdtui.core.model import HIGH, LOW, Priority
from pdtui.tui.asking.question import Asking


def priority(asking: Asking) -> None:
    """One of the account's priorities, or none."""
    from pdtui.tui.screens.choices import Choice
    from pdtui.tui.screens.pick import Ask, PickScreen
    from pdtui.tui.screens.priorities import Priorities

    incidents = asking.targets.incidents
    present = frozenset(incident.priority.id if incident.priority else "" for incident in incidents)

    def outcome(picked: Sequence[Choice[Priority | None]]) -> str:
        return f"Priority {picked[0].name}" if picked[0].value else "Without a priority"

    ask = Ask(Priorities(asking.engine.directory, present), "sets it", outcome, "P1, P2… or none")
    screen = PickScreen(asking.heading, asking.targets, ask)
    asking.open(screen, lambda picked: lambda incident_id: SetPriority(incident_id, picked[0].value))


def urgency(asking: Asking) -> None:
    """High or low, each with what it means."""
    from pdtui.tui.screens.options import WaysScreen, way

    present = {incident.urgency for incident in asking.targets.incidents}
    mark = {level: "  as it is" if present == {level} else "" for level in (HIGH, LOW)}
    ways = [
        way(HIGH, f"High{mark[HIGH]}", "Pages by the rules for high urgency; raising it takes acknowledgements away."),
        way(LOW, f"Low{mark[LOW]}", "Pages by the rules for low urgency, and does not escalate."),
    ]
    screen = WaysScreen(asking.heading, asking.targets, ways, HIGH if present == {LOW} else LOW)
    asking.open(screen, lambda level: lambda incident_id: SetUrgency(incident_id, level))


def field(asking: Asking) -> None:
    """One of the custom fields."""
    from pdtui.tui.screens.fields import FieldEdit, FieldsScreen

    def make(edit: FieldEdit, incident_id: str) -> SetField:
        return SetField(incident_id, edit.field.reference, edit.value, edit.field.value)

    screen = FieldsScreen(asking.heading, asking.targets, asking.engine.choices.fields, asking.now)
    asking.open(screen, lambda edit: lambda incident_id: make(edit, incident_id))
