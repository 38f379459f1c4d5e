"""How a person likes the screen: kept between two runs, by no means settings that they write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Preferences:
    """What was chosen on the screen; every part may be missing."""

    shares: Mapping[str, float] = field(default_factory=dict)
    """The list's share of the screen in percent, by layout (`wide`, `tall`)."""
    filters: Mapping[str, str] = field(default_factory=dict)
    """Saved filters by name."""
    order: str = ""
    """An `Order`."""
    theme: str = ""
    """The name of the colours."""


class PreferenceStore(Protocol):
    """Where they are kept."""

    def read(self) -> Preferences:
        """What was kept last, by any process; empty where there is nothing that can be used."""
        ...

    def change(self, change: Callable[[Preferences], Preferences]) -> Preferences:
        """Keep what `change` makes of what is kept now. A disk that does not take it costs the memory, no more."""
        ...


class ForgetfulPreferences:
    """For as long as the process runs."""

    def __init__(self, preferences: Preferences | None = None) -> None:
        self._preferences = preferences or Preferences()

    def read(self) -> Preferences:
        """What was chosen in this run."""
        return self._preferences

    def change(self, change: Callable[[Preferences], Preferences]) -> Preferences:
        """Keep it until the end of the run."""
        self._preferences = change(self._preferences)
        return self._preferences
