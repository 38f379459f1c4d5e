"""The log: a rotating file of mode 0600, and nothing on stderr, which belongs to the screen."""

from __future__ import annotations

import io
import logging
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path

from pdtui.errors import UsageError

SIZE = 1_000_000
"""Bytes of one file."""
FILES = 3


class PrivateFileHandler(RotatingFileHandler):
    """A rotating file that nobody else may read, the rotated ones included."""

    def _open(self) -> io.TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        if hasattr(os, "fchmod"):
            os.fchmod(descriptor, 0o600)
        return io.TextIOWrapper(os.fdopen(descriptor, "ab"), encoding="utf-8", errors="backslashreplace")


def write_log_to(path: Path) -> None:
    """Send all logging to `path`; the libraries' own chatter (addresses, bodies) stays out of it."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = PrivateFileHandler(path, maxBytes=SIZE, backupCount=FILES, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"the log {path} cannot be written ({error})", "mend the permissions of its folder") from error
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for noisy in ("httpx", "httpcore", "slack_sdk", "apscheduler", "asyncio", "keyring"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
