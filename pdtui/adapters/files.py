"""Files of the person's own: never one over another that is there, and shared ones for one process at a time."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from pdtui.errors import Refused

TRIES, PAUSE = 50, 0.002
"""How often, and after how many seconds, a file is asked for again: the screen stands still as long."""


def save_new(path: Path, text: str) -> Path:
    """Write a new file, and say where it is; raises `Refused` where there is one already, or it cannot be written."""
    where = path.expanduser()
    try:
        with where.open("x", encoding="utf-8") as file:
            file.write(text if text.endswith("\n") else f"{text}\n")
    except FileExistsError as error:
        raise Refused(f"{where} is there already", "choose another name; it was not changed") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise Refused(f"{where} cannot be written ({reason})", "choose another folder") from error
    return where.absolute()


@contextmanager
def locked(path: Path, mode: int) -> Iterator[None]:
    """For nobody else meanwhile, by a file that says so. Raises `OSError`, as `lock` does."""
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, mode), "r+", encoding="utf-8") as file:
        lock(file)
        yield


def lock(file: TextIO) -> None:
    """Have it alone. Raises `BlockingIOError` where another process keeps it longer than a line takes."""
    for _ in range(TRIES):
        with suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        time.sleep(PAUSE)
    raise BlockingIOError("another pdtui has it")
