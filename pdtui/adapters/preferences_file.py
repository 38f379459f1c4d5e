"""What a person chose on the screen, in a small file of the state folder."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import get_type_hints

import msgspec

from pdtui.adapters.files import locked
from pdtui.core.preferences import Preferences
from pdtui.text import clean

LOG = logging.getLogger(__name__)
MODE = 0o600
_FIELDS = get_type_hints(Preferences)


class PreferencesFile:
    """A file that is no use counts as none, and is set aside before another takes its place.

    A field that is no use costs only itself, and one that this version does not know stays.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._last = Preferences()

    def read(self) -> Preferences:
        """What was kept; empty where there is nothing that can be used."""
        try:
            self._last = _preferences(self._raw())
        except FileNotFoundError:
            pass
        except (OSError, ValueError, RecursionError) as error:
            LOG.info("the preferences were not read: %s", type(error).__name__)
        return self._last

    def change(self, change: Callable[[Preferences], Preferences]) -> Preferences:
        """Keep it, for this user only; what another process kept meanwhile stays."""
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with locked(self._path.with_name(f"{self._path.name}.lock"), MODE):
                raw = self._raw_or_set_aside()
                self._last = change(_preferences(raw) if raw is not None else self._last)
                self._write({**(raw or {}), **msgspec.to_builtins(self._last)})
        except OSError as error:
            LOG.info("the preferences were not kept: %s", type(error).__name__)
            self._last = change(self._last)
        return self._last

    def _raw(self) -> dict[str, object]:
        """Raises `OSError`, `ValueError`, `RecursionError`."""
        found = json.loads(self._path.read_text(encoding="utf-8-sig"))
        if not isinstance(found, dict):
            raise ValueError("no object")
        return found

    def _raw_or_set_aside(self) -> dict[str, object] | None:
        try:
            return self._raw()
        except FileNotFoundError:
            return None
        except (ValueError, RecursionError):
            with suppress(OSError):
                self._path.replace(self._path.with_name(f"{self._path.name}.unreadable"))
            return None

    def _write(self, found: dict[str, object]) -> None:
        fresh = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, MODE), "w", encoding="utf-8") as file:
            json.dump(found, file, ensure_ascii=False)
        fresh.replace(self._path)


def _preferences(raw: dict[str, object]) -> Preferences:
    found = Preferences()
    for name, kind in _FIELDS.items():
        if name in raw:
            with suppress(msgspec.ValidationError):
                found = replace(found, **{name: msgspec.convert(raw[name], kind)})
    filters = {clean(name): clean(text) for name, text in found.filters.items()}
    return Preferences(found.shares, {name: text for name, text in filters.items() if name}, found.order, found.theme)
