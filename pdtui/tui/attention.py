"""Whether the person looks at this terminal, as far as it can be known."""

from __future__ import annotations

import time
from collections.abc import Callable

IDLE_SECONDS = 60.0
"""Without a key for that long nobody is taken to be there, where the terminal does not report its focus."""


class Attention:
    """Follows the terminal's focus reports; where there are none, the keys.

    Terminals and tmux (with its `focus-events` on) report when they get and lose the focus. As long as none came,
    a key proves that somebody is there for `IDLE_SECONDS`, and so does the start, which somebody typed. A key also
    mends a report that was lost.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._reported: bool | None = None
        self._touched_at = monotonic()

    @property
    def focused(self) -> bool:
        """Whether what is on the screen is seen now."""
        if self._reported is not None:
            return self._reported
        return self._monotonic() - self._touched_at < IDLE_SECONDS

    def report(self, *, focused: bool) -> None:
        """The terminal got or lost the focus."""
        self._reported = focused

    def touch(self) -> None:
        """A key, a click or a paste came."""
        self._touched_at = self._monotonic()
        if self._reported is not None:
            self._reported = True
