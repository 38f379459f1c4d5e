"""The command line's history in a file of the state folder, readable by its owner alone."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from pdtui.adapters.files import lock
from pdtui.core.command_line.history import kept, may_be_kept

LOG = logging.getLogger(__name__)
MODE = 0o600


class HistoryFile:
    """One line a row, shared by all pdtui of this person; what cannot be read or written is not remembered."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Sequence[str]:
        """The lines of former runs, oldest first; none where there is no file."""
        try:
            return kept(self._path.read_text("utf-8", errors="replace").splitlines())
        except FileNotFoundError:
            return ()
        except OSError as error:
            LOG.warning("the history of the command line could not be read: %s", error)
            return ()

    def add(self, line: str) -> None:
        """Keep one more, and no more of the old ones than are wanted."""
        if not may_be_kept(line):
            return
        try:
            with self._locked() as file:
                lines = kept([*file.read().splitlines(), line])
                file.seek(0)
                file.truncate()
                file.write("".join(f"{one}\n" for one in lines))
        except OSError as error:
            LOG.warning("the history of the command line could not be written: %s", error)

    @contextmanager
    def _locked(self) -> Iterator[TextIO]:
        """The file, for nobody else meanwhile; a screen must not wait for another one that hangs."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        number = os.open(self._path, os.O_RDWR | os.O_CREAT, MODE)
        with os.fdopen(number, "r+", encoding="utf-8", errors="replace") as file:
            os.fchmod(file.fileno(), MODE)
            lock(file)
            yield file
