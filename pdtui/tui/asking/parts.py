"""What an incident is joined to and made of: merging, alerts, workflows."""

from __future__ import annotations

from pdtui.core.commands import Merge, MoveAlert, ResolveAlert, RunWorkflow
from pdtui.core.model import Reference
from pdtui.tui.asking.question import Asking


def target(asking: Asking) -> None:
    """The incident to merge into."""
    from pdtui.tui.screens.target import Purpose, TargetScreen

    number = len(asking.targets.incidents)
    those = "It is resolved and its" if number == 1 else f"These {number} are resolved and their"
    meaning = f"{those} alerts move. Responders and subscribers do not, and a merge cannot be undone."
    whose = "Its" if number == 1 else "Their"
    purpose = Purpose("merges", meaning, lambda name: f"{whose} alerts go to {name}")
    screen = TargetScreen(asking.heading, asking.targets, asking.engine, purpose)
    asking.open(screen, lambda into: lambda incident_id: Merge(incident_id, into))


def alert(asking: Asking) -> None:
    """An alert, resolved or moved."""
    from pdtui.tui.screens.alerts import AlertDeed, AlertsScreen

    def make(deed: AlertDeed, incident_id: str) -> ResolveAlert | MoveAlert:
        if deed.target is None:
            return ResolveAlert(incident_id, deed.alert)
        return MoveAlert(incident_id, deed.alert, deed.target)

    screen = AlertsScreen(asking.heading, asking.targets, asking.engine)
    asking.open(screen, lambda deed: lambda incident_id: make(deed, incident_id))


def workflow(asking: Asking) -> None:
    """A workflow to start."""
    from pdtui.tui.screens.choices import Asked, Choice
    from pdtui.tui.screens.pick import Ask, PickScreen

    async def workflows() -> list[Choice[Reference]]:
        found = await asking.engine.choices.workflows(asking.targets.one.id)
        return [Choice(one.id, one.name, one) for one in found]

    ask = Ask(
        Asked(workflows),
        "starts it",
        lambda picked: f"Starts {picked[0].name}",
        "name of a workflow",
        meaning="What a workflow does cannot be undone from here.",
    )
    screen = PickScreen(asking.heading, asking.targets, ask)
    asking.open(screen, lambda picked: lambda incident_id: RunWorkflow(incident_id, picked[0].value))
