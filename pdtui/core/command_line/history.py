"""The lines that were run: walked through by the arrows, kept on disk without secrets. Pure but for the port."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Protocol

from pdtui.text import clean

MOST = 500
"""Lines that are kept."""
LONGEST = 2000
"""Characters of a line that is kept."""
_SECRET = re.compile(
    r"xox[a-z]-|xapp-"
    r"|\b(?:bearer|basic|token|password|passwd|passphrase|secret|api[_-]?key|authorization)\b\s*[=: ]\s*\S"
    r"|-----BEGIN|\bAKIA[0-9A-Z]{12,}|\bgh[pousr]_\w{20,}|\beyJ[\w-]{10,}\.|\b(?=\w*\d)(?=\w*[A-Za-z])[\w+/-]{20,}",
    re.IGNORECASE,
)
"""What looks like a token, a key or a password, PagerDuty's and Slack's among them."""
_ADDRESS = re.compile(r"https?://\S+")


class CommandHistory(Protocol):
    """Where lines outlive the run; it never raises, for nothing hangs on it."""

    def read(self) -> Sequence[str]:
        """The lines of former runs, oldest first."""

    def add(self, line: str) -> None:
        """Keep one more."""


class ForgetfulHistory:
    """Keeps lines for this run only."""

    def read(self) -> Sequence[str]:
        """None."""
        return ()

    def add(self, line: str) -> None:
        """Nowhere."""


def may_be_kept(line: str) -> bool:
    """Whether a line holds nothing that looks like a secret; incidents' addresses are none."""
    without = _ADDRESS.sub(lambda found: "" if "/incidents/" in found[0] and "?" not in found[0] else found[0], line)
    return bool(line.strip()) and len(line) <= LONGEST and not _SECRET.search(without)


def kept(lines: Iterable[str]) -> tuple[str, ...]:
    """The newest lines, none twice in a row, oldest first."""
    found: list[str] = []
    for line in map(clean, lines):
        if line and (not found or found[-1] != line):
            found.append(line)
    return tuple(found[-MOST:])


class Walk:
    """The way through the lines: up to older ones, down to what was being typed."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._place = len(lines)
        self._typed = ""

    def move(self, by: int, present: str) -> str | None:
        """The line one further up (-1) or down (1); None where the way ends. `present` is what stands there."""
        there = self._place + by
        if not 0 <= there <= len(self._lines):
            return None
        if self._place == len(self._lines):
            self._typed = present
        self._place = there
        return self._typed if there == len(self._lines) else self._lines[there]
