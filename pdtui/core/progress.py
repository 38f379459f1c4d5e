"""How far long work has come, in counts: it may take minutes, and nobody waits gladly for what says nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

EVERY = 0.1
"""Seconds between two words on the same work: eyes follow no faster, and the work is not to wait for its telling."""


@dataclass(frozen=True, slots=True)
class Progress:
    """`reading 1,200 of 12,000`; without a total `reading: 1,200 so far`; before anything is counted `reading…`."""

    what: str
    """What is being done: `reading`, `resolving`."""
    done: int = 0
    of: int = 0
    """0: how many there are is not known."""
    unit: str = ""
    """Of what, in the plural, where that does not go without saying."""
    beside: str = ""
    """What is counted beside it, in words: `340 entries`."""
    cancels: bool = False
    """Whether undo cancels what of it is not sent yet."""

    def __str__(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        if not self.of and not self.done:
            return f"{self.what}…"
        if not self.of:
            return f"{self.what}: {self.done:,}{unit} so far"
        counted = f"{self.done:,} of {self.of:,}{unit}"
        return f"{self.what}: {self.beside}, {counted}" if self.beside else f"{self.what} {counted}"


Tell = Callable[[Progress], None]
"""Is told each step."""
SeePage = Callable[[Collection[str], int], None]
"""Is told of each page of a list, as it comes, the ids on it and how many the whole list holds (0: not known)."""


def untold(progress: Progress) -> None:
    """For work that nobody follows."""


def unseen(ids: Collection[str], total: int) -> None:
    """For lists that nobody follows."""


class Counting:
    """Counts what a reading finds, each once, though several lists and overlapping pages hold it."""

    def __init__(self, what: str, tell: Tell, unit: str = "") -> None:
        self._what = what
        self._tell = tell
        self._unit = unit
        self._seen: set[str] = set()
        self._of = 0

    def see(self, ids: Collection[str], total: int) -> None:
        """A page came. What one page holds whole is there before it could be told."""
        self._seen.update(ids)
        self._of = max(self._of, total)
        if not total or len(self._seen) < self._of:
            self._tell(Progress(self._what, len(self._seen), self._of, self._unit))


class Paced:
    """Hands words on, no faster than eyes follow: what came too soon is left out, but not that another kind began."""

    def __init__(self, tell: Tell, monotonic: Callable[[], float]) -> None:
        self._tell = tell
        self._monotonic = monotonic
        self._told_at = float("-inf")
        self._what = ""

    def __call__(self, progress: Progress) -> None:
        now = self._monotonic()
        if now - self._told_at >= EVERY or progress.what != self._what:
            self._told_at, self._what = now, progress.what
            self._tell(progress)
