"""Which key does what: the registry's own keys, and what the settings' `[keys]` put in their place. Pure."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Mapping

from pdtui.core.actions import ACTIONS, BY_ID

Keymap = Mapping[str, tuple[str, ...]]
"""For each action that the screen has: its keys by Textual's names, none where they were taken away."""

_MODIFIERS = ("ctrl", "alt", "shift", "super", "hyper", "meta")
_NAMED = frozenset(
    {
        "space", "enter", "escape", "tab", "backspace", "delete", "insert", "home", "end", "pageup", "pagedown",
        "up", "down", "left", "right", *(f"f{number}" for number in range(1, 25)),
    }
)  # fmt: skip
_RESERVED: Mapping[str, str] = {
    "enter": "details", "escape": "back", "up": "up", "down": "down", "left": "", "right": "", "tab": "",
    "shift+tab": "", "backspace": "", "ctrl+c": "", "ctrl+p": "", "ctrl+i": "", "ctrl+m": "", "ctrl+j": "",
    "ctrl+h": "",
}  # fmt: skip
"""What dialogs, the terminal or Textual need; each with the one action that has it, empty for none."""
_SIGNS: Mapping[str, str] = {
    "/": "slash", "\\": "backslash", "@": "at", "-": "minus", "+": "plus", "_": "underscore",
}  # fmt: skip
_LASTING = ("help", "quit")
"""What must stay within reach."""


class KeymapFault(ValueError):
    """What is wrong with the wished keys, and what to do about it."""

    def __init__(self, words: str, advice: str) -> None:
        super().__init__(words)
        self.words = words
        self.advice = advice


def keymap(settings: Mapping[str, tuple[str, ...]]) -> Keymap:
    """The keys of all actions, those of `settings` instead of the registry's own.

    Enter, Esc and the arrows stay where they are, whatever else their actions get. Raises `KeymapFault` for an
    unknown action, a key that cannot be pressed or is needed elsewhere, and for a key of two actions.
    """
    found = {action.id: tuple(action.key.split(",")) for action in ACTIONS if action.key}
    for action_id, wished in settings.items():
        if action_id not in found:
            near = difflib.get_close_matches(action_id, found, n=1, cutoff=0.0)[0]
            raise KeymapFault(f"unknown action keys.{action_id}", f"did you mean {near}?")
        kept = tuple(key for key in found[action_id] if _RESERVED.get(key) == action_id)
        named = [key_name(action_id, key) for key in wished]
        found[action_id] = tuple(dict.fromkeys([*named, *kept]))
        if action_id in _LASTING and not found[action_id]:
            raise KeymapFault(f"keys.{action_id} takes its only key away", "give it another key")
    _refuse_clashes(found, settings)
    return found


def key_name(action_id: str, key: str) -> str:
    """Textual's name of a key as a person writes it: `!` is `exclamation_mark`. Raises `KeymapFault`."""
    *modifiers, base = key.split("+") if len(key) > 1 and not key.endswith("++") else [key]
    if len(key) > 1 and key.endswith("++"):
        modifiers, base = key[:-2].split("+"), "+"
    if any(one not in _MODIFIERS for one in modifiers) or not _is_key(base):
        raise KeymapFault(f"keys.{action_id}: there is no key {key!r}", "write a key as a, A, !, f5, ctrl+a or alt+x")
    if modifiers and len(base) == 1 and base.isalpha():
        if modifiers == ["shift"]:
            raise KeymapFault(f"keys.{action_id}: no terminal sends {key!r}", f"write {base.upper()}")
        if base != base.lower():
            raise KeymapFault(f"keys.{action_id}: no terminal sends {key!r}", f"write {key.lower()}")
    name = "+".join([*sorted(set(modifiers)), _sign_name(base)])
    if name in _RESERVED and _RESERVED[name] != action_id:
        owner = f"it opens and leaves things: {owned}" if (owned := _RESERVED[name]) else "dialogs need it"
        raise KeymapFault(f"keys.{action_id} cannot have {key}: {owner}", "give it another key")
    return name


def _is_key(base: str) -> bool:
    if len(base) == 1:
        return base.isprintable() and not base.isspace()
    return base in _NAMED or base in _SIGN_NAMES


def _sign_name(base: str) -> str:
    """As Textual names it: a letter or digit is itself, a sign has its name in Unicode, a few have shorter ones."""
    if len(base) > 1 or base.isalnum():
        return base
    return _SIGNS.get(base) or unicodedata.name(base, base).lower().replace("-", "_").replace(" ", "_")


_SIGN_NAMES = frozenset(_sign_name(chr(code)) for code in range(33, 127) if not chr(code).isalnum())


def _refuse_clashes(found: Keymap, settings: Mapping[str, tuple[str, ...]]) -> None:
    """Two actions on one key; the one that the settings moved there is named first."""
    owners: dict[str, str] = {}
    for action_id, keys in sorted(found.items(), key=lambda item: item[0] in settings):
        for key in keys:
            other = owners.setdefault(key, action_id)
            if other != action_id:
                where = "give one of them another key" if other in settings else f'write {other} = "" or another key'
                labels = f"keys.{action_id} and {other} ({BY_ID[other].label})"
                raise KeymapFault(f"{labels} are both on the key {key}", where)


KEYS: Keymap = keymap({})
"""The registry's own keys."""


def read_keys(table: object) -> Keymap:
    """The settings' table `[keys]`: `acknowledge = "ctrl+a"`, `"a,ctrl+a"`, `["a", ","]` or `""`.

    Raises `KeymapFault` as `keymap` does, and for what is neither a text nor a list of texts.
    """
    if not isinstance(table, Mapping):
        raise KeymapFault("keys wants a table", "write [keys] on a line of its own")
    return keymap({str(action_id): _wished(str(action_id), value) for action_id, value in table.items()})


def _wished(action_id: str, value: object) -> tuple[str, ...]:
    keys = [value] if value == "," else value.split(",") if isinstance(value, str) else value
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise KeymapFault(f"keys.{action_id} wants a text or a list of texts", f'write {action_id} = "ctrl+a"')
    return tuple(key for one in keys if (key := one.strip()))
