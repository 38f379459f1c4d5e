"""The schedules that a picker offers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from pdtui.core.entries import Kind
from pdtui.core.shifts import Shift
from pdtui.errors import PdtuiError
from pdtui.tui.screens.choices import FromDirectory

if TYPE_CHECKING:
    from pdtui.core.directory import Directory


class MySchedulesFirst(FromDirectory):
    """The schedules, mine before the others."""

    def __init__(self, directory: Directory, mine: Callable[[], Awaitable[tuple[Shift, ...]]]) -> None:
        super().__init__(directory, Kind.SCHEDULE)
        self._mine = mine

    async def load(self) -> str:
        """Read them, and which are mine; not to know that is no fault."""
        remark = await super().load()
        try:
            shifts = await self._mine()
        except PdtuiError:
            return remark
        self._first = frozenset(shift.schedule_id for shift in shifts)
        return remark
