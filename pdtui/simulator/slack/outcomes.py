"""Switches by which calls end in an error of Slack's, before they are carried out or though they were."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from pdtui.simulator.slack.model import Json, Refusal


@dataclass(slots=True)
class Outcome:
    """How the next calls of a method end."""

    method: str
    error: str
    extra: Json
    applied: bool
    times: int | None


class Outcomes:
    """The switches that are on, the oldest first."""

    def __init__(self) -> None:
        self._outcomes: list[Outcome] = []
        self._lock = threading.Lock()

    def add(self, outcome: Outcome) -> None:
        """Switch one on."""
        with self._lock:
            self._outcomes.append(outcome)

    def clear(self) -> None:
        """Switch all off."""
        with self._lock:
            self._outcomes.clear()

    def strike(self, method: str, *, applied: bool) -> None:
        """Raise the refusal that is due for a call at this side of carrying it out, and count it down."""
        with self._lock:
            for outcome in self._outcomes:
                if outcome.method == method and outcome.applied is applied and outcome.times != 0:
                    if outcome.times is not None:
                        outcome.times -= 1
                    raise Refusal(outcome.error, **outcome.extra)
