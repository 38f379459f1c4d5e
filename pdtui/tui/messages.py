"""What the app tells its screen."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from pdtui.core.events import Event


@dataclass
class EngineEvent(Message):
    """Something happened in the engine."""

    event: Event
