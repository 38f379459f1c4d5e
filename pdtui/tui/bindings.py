"""Keys from the registry: the one place where `ACTIONS` become Textual bindings and readable key names."""

from __future__ import annotations

from textual.binding import Binding
from textual.keys import format_key

from pdtui.core.actions import ACTIONS, Action


def bindings() -> list[Binding]:
    """One binding for each action that has keys; all lead to the screen's `action_do`."""
    return [
        Binding(
            action.key,
            f"do({action.id!r})",
            action.label,
            id=action.id,
            tooltip=action.tooltip,
            show=action.show,
        )
        for action in ACTIONS
        if action.key
    ]


def keys_of(action: Action) -> tuple[str, ...]:
    """An action's keys as a person reads them: `/`, `?`, `ctrl+d`."""
    names = {
        "enter": "Enter",
        "escape": "Esc",
        "space": "Space",
        "pagedown": "PgDn",
        "pageup": "PgUp",
        "f5": "F5",
    }
    names |= {"home": "Home", "end": "End"}
    return tuple(names.get(key) or format_key(key) for key in action.key.split(",") if key)
