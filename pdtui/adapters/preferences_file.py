"""What a person chose on the screen, in a small file of the state folder."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path

import msgspec

from pdtui.core.preferences import Preferences

LOG = logging.getLogger(__name__)


class PreferencesFile:
    """A file that is no use counts as none, but is not written over before something was chosen."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._last = Preferences()

    def read(self) -> Preferences:
        """What was kept; empty where there is nothing that can be used."""
        try:
            self._last = msgspec.json.decode(self._path.read_bytes(), type=Preferences)
        except FileNotFoundError:
            pass
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
            LOG.info("the preferences were not read: %s", type(error).__name__)
        return self._last

    def change(self, change: Callable[[Preferences], Preferences]) -> Preferences:
        """Keep it, for this user only; what another process kept meanwhile stays."""
        self._last = change(self.read())
        fresh = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
                file.write(msgspec.json.encode(self._last))
            fresh.replace(self._path)
        except OSError as error:
            LOG.info("the preferences were not kept: %s", type(error).__name__)
        return self._last
