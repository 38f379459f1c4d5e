"""Who gets it: the next level, other people, another policy, more people."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pdtui.core.commands import AddResponders, Escalate, Reassign
from pdtui.tui.aiming import Targets
from pdtui.tui.asking.question import Asking

if TYPE_CHECKING:
    from pdtui.tui.screens.escalate import Levels


def level(asking: Asking) -> None:
    """The level of one incident's policy, or for several the next of each."""
    from pdtui.tui.screens.escalate import EscalateScreen

    if len(asking.targets.incidents) > 1:
        _levels(asking)
        return
    screen = EscalateScreen(asking.heading, asking.targets, asking.engine.choices.levels)
    asking.open(screen, lambda number: lambda incident_id: Escalate(incident_id, number))


def assignee(asking: Asking) -> None:
    """People, or one policy."""
    from pdtui.tui.screens.assign import AssignScreen

    me = asking.engine.me
    screen = AssignScreen(asking.heading, asking.targets, asking.engine.directory, me.id if me else "")
    asking.open(screen, lambda to: lambda incident_id: Reassign(incident_id, to.users, to.policy))


def responders(asking: Asking) -> None:
    """People and policies, with a message."""
    from pdtui.tui.screens.responders import RespondersScreen

    screen = RespondersScreen(asking.heading, asking.targets, asking.draft, asking.engine.directory)
    asking.open(
        screen, lambda asked: lambda incident_id: AddResponders(incident_id, asked.users, asked.policies, asked.message)
    )


def _levels(asking: Asking) -> None:
    from pdtui.tui.screens.escalate import EscalateManyScreen

    def narrow(targets: Targets, levels: Levels) -> Targets:
        return replace(targets, incidents=tuple(one for one in targets.incidents if one.id in levels))

    screen = EscalateManyScreen(asking.heading, asking.targets, asking.engine.choices.next_levels)
    asking.open(screen, lambda levels: lambda incident_id: Escalate(incident_id, levels[incident_id]), narrow)
