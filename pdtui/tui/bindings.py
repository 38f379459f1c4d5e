"""Keys from the registry: the one place where `ACTIONS` become Textual bindings and readable key names."""

from __future__ import annotations

from textual.binding import Binding
from textual.keys import format_key

from pdtui.core.actions import ACTIONS, BY_ID, Action
from pdtui.core.keymap import KEYS, Keymap

_NAMES = {
    "enter": "Enter", "escape": "Esc", "space": "Space", "pagedown": "PgDn", "pageup": "PgUp",
    "home": "Home", "end": "End", **{f"f{number}": f"F{number}" for number in range(1, 25)},
}  # fmt: skip


def bindings(keys: Keymap = KEYS) -> list[Binding]:
    """One binding for each action that has keys; all lead to the screen's `action_do`."""
    return [
        Binding(
            ",".join(keys[action.id]),
            f"do({action.id!r})",
            action.label,
            id=action.id,
            tooltip=action.tooltip,
            show=action.show,
        )
        for action in ACTIONS
        if keys.get(action.id)
    ]


class _InUse:
    """The keys of this run, for sentences that name one."""

    keys: Keymap = KEYS


def use(keys: Keymap) -> None:
    """From now on sentences name these keys."""
    _InUse.keys = keys


def key_of(action_id: str) -> str:
    """The key that a sentence names for an action: `n`; where it was taken away, how it is done all the same."""
    keys = keys_of(BY_ID[action_id], _InUse.keys)
    return keys[0] if keys else f"{BY_ID[action_id].label} in the palette"


def keys_of(action: Action, keys: Keymap = KEYS) -> tuple[str, ...]:
    """An action's keys as a person reads them: `/`, `?`, `ctrl+d`; none where it has none."""
    return tuple(_NAMES.get(key) or format_key(key) for key in keys.get(action.id, ()))
