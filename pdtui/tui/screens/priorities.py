"""What the priority dialog offers: the account's priorities, and none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pdtui.core.entries import Kind
from pdtui.core.model import Priority
from pdtui.tui.screens.choices import Choice, FromDirectory

if TYPE_CHECKING:
    from pdtui.core.directory import Directory

NONE = "none"


class Priorities:
    """A source of priorities, the most severe first; `none` takes it away."""

    def __init__(self, directory: Directory, now: frozenset[str]) -> None:
        self._entries = FromDirectory(directory, Kind.PRIORITY)
        self._now = now
        """The ids of the priorities that the incidents have; empty for none of them."""

    def find(self, words: str) -> Sequence[Choice[Priority | None]]:
        """Those that fit."""
        found: list[Choice[Priority | None]] = []
        for one in self._entries.find(words):
            parts = [one.note, "as it is" if self._now == {one.id} else ""]
            note = " · ".join(part for part in parts if part)
            found.append(Choice(one.id, one.name, one.value.priority, note, one.color))
        wanted = words.strip().casefold()
        if self._entries.find("") and (not wanted or NONE.startswith(wanted)):
            found.append(Choice(NONE, NONE, None, "takes the priority away"))
        return found

    async def load(self) -> str:
        """Read them."""
        return await self._entries.load()
