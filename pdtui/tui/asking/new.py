"""What is done to no incident of the list: a new one, an override."""

from __future__ import annotations

from pdtui.tui.asking.question import Asking


def incident(asking: Asking) -> None:
    """A new incident."""
    from pdtui.tui.screens.trigger import TriggerScreen

    engine, me = asking.engine, asking.engine.me
    screen = TriggerScreen(asking.heading, asking.draft, engine.directory, engine.templates, me.id if me else "")
    asking.open(screen, lambda command: lambda nothing: command)


def override(asking: Asking) -> None:
    """An override, put in or taken away."""
    from pdtui.tui.screens.override import OverrideScreen

    screen = OverrideScreen(asking.heading, asking.engine, asking.now)
    asking.open(screen, lambda command: lambda nothing: command)
