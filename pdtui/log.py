"""The log: a rotating file of mode 0600, and nothing on stderr, which belongs to the screen."""

from __future__ import annotations

import logging
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path

from pdtui.errors import UsageError

SIZE = 1_000_000
"""Bytes of one file."""
FILES = 3


def write_log_to(path: Path) -> None:
    """Send all logging to `path`; the libraries' own chatter (addresses, bodies) stays out of it."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        handler = RotatingFileHandler(path, maxBytes=SIZE, backupCount=FILES, encoding="utf-8", delay=True)
    except OSError as error:
        raise UsageError(f"the log {path} cannot be written ({error})", "mend the permissions of its folder") from error
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for noisy in ("httpx", "httpcore", "slack_sdk", "apscheduler", "asyncio", "keyring"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
