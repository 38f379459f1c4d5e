"""The notes, timeline, alerts and thread of the one incident that a person looks at."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from pdtui.core.asking import Asker, asking_for
from pdtui.core.events import DetailChanged, DetailFailed, Event
from pdtui.core.model import Incident, IncidentDetail
from pdtui.core.pagerduty import PagerDuty
from pdtui.core.slack.desk import SlackDesk
from pdtui.errors import PdtuiError

LOG = logging.getLogger(__name__)
KEPT = 200
"""How many incidents' details are remembered."""

T = TypeVar("T")


class DetailReader:
    """Reads for one incident at a time: a reading for one that is no longer looked at is dropped."""

    def __init__(
        self,
        pagerduty: PagerDuty,
        slack: SlackDesk,
        publish: Callable[[Event], None],
        beside: Callable[[Incident], Awaitable[None]],
    ) -> None:
        self._pagerduty = pagerduty
        self._slack = slack
        self._publish = publish
        self._beside = beside
        """Reads what the countdowns need of the incident's policy and service; it never fails, and is not waited for
        with what a person wants to read."""
        self._known: dict[str, IncidentDetail] = {}
        self._task: asyncio.Task[None] | None = None

    def known(self, incident_id: str) -> IncidentDetail | None:
        """What was last read."""
        return self._known.get(incident_id)

    def look_at(self, incident: Incident) -> None:
        """Read it in the background."""
        if self._task is not None:
            self._task.cancel()
        self._task = asyncio.create_task(self._look(incident), name=f"details of {incident.id}")

    async def close(self) -> None:
        """Drop a reading that is under way."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _look(self, incident: Incident) -> None:
        try:
            with asking_for(Asker.LOOKING):
                detail = await self.read(incident)
        except PdtuiError as error:
            self._publish(DetailFailed(incident.id, str(error)))
        except Exception as error:
            LOG.exception("the details of %s could not be read", incident.id)
            self._publish(DetailFailed(incident.id, f"pdtui failed to read them ({type(error).__name__})"))
        else:
            self._publish(DetailChanged(detail))
            await self._beside(incident)
            self._publish(DetailChanged(detail))
        await self._slack.locate(incident)

    async def read(self, incident: Incident) -> IncidentDetail:
        """All parts at once; a part that cannot be read is None. Raises where none could be."""
        failures: list[PdtuiError] = []

        async def part(reading: Awaitable[T]) -> T | None:
            try:
                return await reading
            except PdtuiError as error:
                failures.append(error)
                return None

        notes, log, alerts = await asyncio.gather(
            part(self._pagerduty.notes(incident.id)),
            part(self._pagerduty.log_entries(incident.id)),
            part(self._pagerduty.alerts(incident.id)),
        )
        if len(failures) == 3:
            raise failures[0]
        detail = IncidentDetail(incident.id, notes, log, alerts)
        self._known.pop(incident.id, None)
        self._known[incident.id] = detail
        while len(self._known) > KEPT:
            self._known.pop(next(iter(self._known)))
        return detail
