"""A night on call, incident by incident at explicit times, and the numbers of its brief worked out by hand.

Ada has the pager from 2026-11-24 20:00 to 2026-11-25 08:00, Bo from then on; all times are UTC. The brief is
read at 07:30.

| # | title | what happened |
|---|---|---|
| 1 | Old leak | opened 18:00, Bo acknowledged 18:10, Ada resolved 21:00 |
| 2 | Certificate expires | low urgency, opened on the 20th at 09:00, Bo acknowledged 09:30 and noted 10:00; open |
| 3 | Closed before | opened 17:00, Bo resolved 19:00: none of the shift's |
| 4 | Checkout latency | opened 20:30, Ada acknowledged 20:34, resolved 21:00 |
| 5 | Disk full on db-1 | opened 22:10, Ada acknowledged 22:22, Bo resolved 23:10 |
| 6 | disk full on DB-1 | opened 23:30, Ada acknowledged 23:31, resolved 23:40 |
| 7 | Disk full on db-1 | opened 01:00, Ada acknowledged 01:06, escalated 01:20, Bo acknowledged 01:25, resolved 01:45 |
| 8 | Queue is stuck | opened 01:50, nobody answered: to level 2 by itself at 02:30; Bo noted at 03:00; open |
| 9 | Backups are late | opened 06:00, Ada acknowledged 06:02, snoozed 06:10 for 4 hours; open |
| 10 | Login is down | opened 07:10; open |
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pdtui.bootstrap import open_engine
from pdtui.config import load
from pdtui.core.engine import Engine
from pdtui.simulator.clock import WorldClock
from pdtui.simulator.pagerduty.model import Incident
from pdtui.simulator.pagerduty.transitions import snooze
from tests.world import World

MIDDLE = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
"""Two in the morning: the world's own schedule has Ada on call for six hours before and after."""
BEGINS, ENDS = MIDDLE - timedelta(hours=6), MIDDLE + timedelta(hours=6)
READ_AT = datetime(2026, 11, 25, 7, 30, tzinfo=UTC)


def on(day: int, hour: int, minute: int = 0) -> datetime:
    """A time of November 2026."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


class StandingClock:
    """The engine's clock, at the world's time."""

    def __init__(self, clock: WorldClock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        return self._clock.now()

    def monotonic(self) -> float:
        return time.monotonic()


class NightShift(World):
    """The world after that night, its clock standing at 07:30."""

    def __init__(self, home: Path) -> None:
        super().__init__(home, WorldClock(MIDDLE))
        self.handoff = self.slack.add_channel("oncall-handoff", members=[self.app.user_id])
        self._evening()
        self._small_hours()

    def _evening(self) -> None:
        pagerduty, ada, bo = self.pagerduty, self.me.id, self.bo.id
        leak = self._opened("Old leak", on(24, 18))
        pagerduty.acknowledge(leak.id, bo, at=on(24, 18, 10))
        pagerduty.resolve(leak.id, ada, at=on(24, 21))
        certificate = pagerduty.trigger(self.service.id, "Certificate expires", urgency="low", created_at=on(20, 9))
        pagerduty.acknowledge(certificate.id, bo, at=on(20, 9, 30))
        pagerduty.add_note(certificate.id, bo, "Renewal is ordered.", at=on(20, 10))
        closed = self._opened("Closed before", on(24, 17))
        pagerduty.resolve(closed.id, bo, at=on(24, 19))
        latency = self._opened("Checkout latency", on(24, 20, 30))
        pagerduty.acknowledge(latency.id, ada, at=on(24, 20, 34))
        pagerduty.resolve(latency.id, ada, at=on(24, 21))
        first = self._opened("Disk full on db-1", on(24, 22, 10))
        pagerduty.acknowledge(first.id, ada, at=on(24, 22, 22))
        pagerduty.resolve(first.id, bo, at=on(24, 23, 10))
        second = self._opened("disk full on DB-1", on(24, 23, 30))
        pagerduty.acknowledge(second.id, ada, at=on(24, 23, 31))
        pagerduty.resolve(second.id, ada, at=on(24, 23, 40))
        third = self._opened("Disk full on db-1", on(25, 1))
        pagerduty.acknowledge(third.id, ada, at=on(25, 1, 6))
        pagerduty.escalate(third.id, ada, 2, at=on(25, 1, 20))
        pagerduty.acknowledge(third.id, bo, at=on(25, 1, 25))
        pagerduty.resolve(third.id, bo, at=on(25, 1, 45))

    def _small_hours(self) -> None:
        pagerduty, ada = self.pagerduty, self.me.id
        queue = self._opened("Queue is stuck", on(25, 1, 50))
        self._until(on(25, 3))
        pagerduty.add_note(queue.id, self.bo.id, "The consumer hangs.\nRestarted *once*.")
        self._until(on(25, 6))
        backups = self._opened("Backups are late", on(25, 6))
        pagerduty.acknowledge(backups.id, ada, at=on(25, 6, 2))
        with pagerduty.state.at(on(25, 6, 10)), pagerduty.state.transaction([backups]):
            snooze(pagerduty.state, backups, self.me.actor, 4 * 3600)
        self._until(on(25, 7, 10))
        self._opened("Login is down", on(25, 7, 10))
        self._until(READ_AT)

    def _opened(self, title: str, at: datetime) -> Incident:
        return self.pagerduty.trigger(self.service.id, title, created_at=at)

    def _until(self, instant: datetime) -> None:
        self.clock.advance(instant - self.clock.now())
        self.pagerduty.tick()

    @asynccontextmanager
    async def engine_then(self) -> AsyncIterator[Engine]:
        """The real engine over HTTP, at the world's time; not started."""
        self.settle()
        async with open_engine(load(None, self.environment), self.environment, StandingClock(self.clock)) as engine:
            yield engine
