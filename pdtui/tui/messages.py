"""What the app tells its screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from textual.message import Message

from pdtui.core.events import Event


@dataclass
class EngineEvent(Message):
    """Something happened in the engine."""

    event: Event


@runtime_checkable
class Hears(Protocol):
    """A screen on top that follows what the engine tells; the incidents screen hands it on."""

    def hear(self, event: Event) -> None:
        """Take an event, as it comes."""
