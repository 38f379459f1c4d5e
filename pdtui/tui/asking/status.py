"""What needs a yes, and snoozing."""

from __future__ import annotations

from pdtui.core.commands import Acknowledge, Reopen, Snooze, Unacknowledge
from pdtui.tui.asking.question import Asking


def acknowledgement(asking: Asking) -> None:
    """One key must not take what a whole team has to do by a slip: many are asked about."""
    from pdtui.tui.screens.confirm import ConfirmScreen

    words = f"All {len(asking.targets.incidents)} are acknowledged by you, and page nobody else for now."
    screen = ConfirmScreen(asking.heading, asking.targets, words, "acknowledges them")
    asking.open(screen, lambda yes: Acknowledge)


def confirmation(asking: Asking) -> None:
    """Un-acknowledge and reopen say first that people are paged."""
    if asking.action.id == "reopen":
        _reopen(asking)
    else:
        _unacknowledge(asking)


def span(asking: Asking) -> None:
    """Until when to snooze."""
    from pdtui.tui.screens.snooze import Ends, SnoozeScreen

    ends = Ends(asking.now, lambda: asking.engine.on_duty.shift_ends)
    screen = SnoozeScreen(asking.heading, asking.targets, ends)
    asking.open(screen, lambda picked: lambda incident_id: Snooze(incident_id, picked[0].value))


def _unacknowledge(asking: Asking) -> None:
    from pdtui.tui.screens.confirm import ConfirmScreen

    words = "It is triggered again, and pages the people assigned again."
    if len(asking.targets.incidents) > 1:
        words = "They are triggered again, and page the people assigned again."
    screen = ConfirmScreen(asking.heading, asking.targets, words, "takes the acknowledgement back")
    asking.open(screen, lambda yes: Unacknowledge)


def _reopen(asking: Asking) -> None:
    from pdtui.tui.screens.options import WaysScreen, way

    policy = asking.targets.one.escalation_policy
    pages = f"its policy {policy.name} pages anew" if policy else "its policy pages anew"
    ways = [
        way("paging", "Open it again", f"It is triggered, and {pages}."),
        way("mine", "Open it again, acknowledged by me", "It is yours then, and pages nobody."),
    ]
    screen = WaysScreen(asking.heading, asking.targets, ways, "paging")
    asking.open(screen, lambda how: lambda incident_id: Reopen(incident_id, acknowledge=how == "mine"))
