"""The account's log entries, kept in the order of their times so that no request reads all of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from datetime import datetime
from operator import attrgetter

from pdtui.simulator.pagerduty.model import LogEntry

_created = attrgetter("created_at")


class History:
    """Every log entry: as written, by time, by id. An entry of the past goes to its place in time."""

    def __init__(self) -> None:
        self.written: list[LogEntry] = []
        """All entries in the order in which they were written."""
        self._by_time: list[LogEntry] = []
        self._by_id: dict[str, LogEntry] = {}

    def add(self, entry: LogEntry) -> None:
        """Keep one more; among those of one second it is the last."""
        self.written.append(entry)
        self._by_id[entry.id] = entry
        insort(self._by_time, entry, key=_created)

    def cut(self, length: int) -> None:
        """Forget whatever was written after the first `length`."""
        for entry in self.written[length:]:
            del self._by_id[entry.id]
            place = bisect_left(self._by_time, entry.created_at, key=_created)
            while self._by_time[place] is not entry:
                place += 1
            del self._by_time[place]
        del self.written[length:]

    def get(self, entry_id: str) -> LogEntry | None:
        """The entry of that id."""
        return self._by_id.get(entry_id)

    def between(self, since: datetime, until: datetime) -> list[LogEntry]:
        """The entries of a stretch of time, both its ends taken in, newest first."""
        first = bisect_left(self._by_time, since, key=_created)
        last = bisect_right(self._by_time, until, key=_created)
        found = self._by_time[first:last]
        found.reverse()
        return found
