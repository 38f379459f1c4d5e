"""How often the thread on the screen is read: Slack counts all laptops of an app together. Pure."""

from __future__ import annotations

from pdtui.errors import MissingScope, PdtuiError, RateLimited

LIVELY = 15.0
QUIET = 30.0
SLOWER = 1.25
CLAMPED = 60.0
"""For apps that Slack allows one reading a minute, by its rule of 2025."""
LONG = 30.0
"""A wait by which Slack shows that it has such an app before it."""


class Pace:
    """Seconds until the next reading, by what became of the last."""

    def __init__(self) -> None:
        self._seconds = LIVELY

    def begin(self) -> None:
        """Another thread is looked at."""
        self._seconds = LIVELY

    def after(self, *, changed: bool, clamped: bool) -> float:
        """After a reading that came through."""
        self._seconds = LIVELY if changed else min(QUIET, self._seconds * SLOWER)
        return max(self._seconds, CLAMPED) if clamped else self._seconds

    def failed(self, error: PdtuiError) -> float:
        """After one that did not."""
        self._seconds = QUIET
        if isinstance(error, RateLimited) and error.retry_after >= LONG:
            return max(CLAMPED, error.retry_after)
        return CLAMPED if isinstance(error, MissingScope) else QUIET
