"""How the screen was divided, kept in a small file of the state folder between two runs."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path


class SplitFile:
    """The list's share of the screen in percent, by layout (`wide`, `tall`); a file that is no use counts as none."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> dict[str, float]:
        """What was kept; empty where there is nothing that can be used."""
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        if not isinstance(kept, dict):
            return {}
        return {str(key): float(share) for key, share in kept.items() if type(share) in (int, float)}

    def write(self, shares: dict[str, float]) -> None:
        """Keep them, for this user only. A full or read-only disk costs the memory of it, nothing else."""
        fresh = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                json.dump(shares, file)
            fresh.replace(self._path)
        except OSError as error:
            logging.getLogger(__name__).info("the split was not kept: %s", type(error).__name__)
