"""How much is new since the person last looked, in the terminal's title: `(2!) pdtui`.

OSC 2 sets the title; in tmux it is the pane's, which `set-titles on` hands on to the terminal around it. The title
from before is put on the terminal's own stack (XTWINOPS) at the start and taken from it at the end, also around a
suspension and after a crash. Terminals without such a stack ignore that, and shells set their title anew.
"""

from __future__ import annotations

from collections.abc import Iterable

from pdtui.text import clean
from pdtui.tui.notification import Terminal

PUSH, POP = "\x1b[22;0t", "\x1b[23;0t"
_NAME = "pdtui"


class Badge:
    """Counts what was told and not seen, each key once, and writes the title where that changes it."""

    def __init__(self, terminal: Terminal, mark: str = "") -> None:
        """`mark` names the world that is shown (`DEMO`), and stays in the title."""
        self._terminal = terminal
        self._mark = clean(mark)
        self._keys: set[str] = set()
        terminal.first = lambda: PUSH + self.sequence
        terminal.last = lambda: POP

    @property
    def title(self) -> str:
        """The words of the title."""
        count = f"({len(self._keys)}!) " if self._keys else ""
        return f"{count}{_NAME}" + (f" {self._mark}" if self._mark else "")

    @property
    def sequence(self) -> str:
        """What sets the title."""
        return f"\x1b]2;{self.title}\x1b\\"

    def add(self, keys: Iterable[str]) -> None:
        """These were told while nobody looked."""
        self._become(self._keys.union(keys))

    def drop(self, keys: Iterable[str]) -> None:
        """These need nobody any more."""
        self._become(self._keys.difference(keys))

    def clear(self) -> None:
        """All was seen."""
        self._become(set())

    def _become(self, keys: set[str]) -> None:
        before, self._keys = self.title, keys
        if self.title != before:
            self._terminal.write(self.sequence)
