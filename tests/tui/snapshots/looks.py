"""Some states in other colours: light, the terminal's own sixteen, none."""

from __future__ import annotations

from dataclasses import replace

from tests.tui.snapshots.details import DETAILS
from tests.tui.snapshots.dialogs import DIALOGS
from tests.tui.snapshots.lists import LISTS
from tests.tui.snapshots.state import State

COLOURS = (
    ("light", ("TEXTUAL_THEME", "pdtui-light")),
    ("ansi", ("TEXTUAL_THEME", "ansi-dark")),
    ("no-colour", ("NO_COLOR", "1")),
)
NAMES = (
    "busy", "offline", "tab-alerts", "dialog-snooze", "dialog-note", "dialog-trigger", "dialog-outbox",
    "dialog-reassign", "dialog-timeline",
)  # fmt: skip


def named(name: str) -> State:
    """A state of the others."""
    return next(state for state in (*LISTS, *DETAILS, *DIALOGS) if state.name == name)


LOOKS = tuple(
    replace(named(name), name=f"{name}-{colour}", environment=(variable,), sizes=named(name).sizes[:1])
    for colour, variable in COLOURS
    for name in NAMES
)
