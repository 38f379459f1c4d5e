"""The lists of open incidents: which requests answer them, whole and each row once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from pdtui.adapters.pagerduty import wire
from pdtui.adapters.pagerduty.client import MOST_ROWS, PAGE, Query
from pdtui.adapters.pagerduty.following import FollowingRequests
from pdtui.adapters.pagerduty.paging import Page, Read, Whole, whole
from pdtui.core.model import Incident, OpenIncidents
from pdtui.core.progress import SeePage, unseen
from pdtui.core.scope import Where
from pdtui.text import stamp

IDS_AT_ONCE = 75
"""Ids in one query: PagerDuty refuses addresses beyond about 4 KB."""
OPEN: Query = (("statuses[]", "triggered"), ("statuses[]", "acknowledged"), ("time_zone", "UTC"))
NEWEST_FIRST: Query = (("sort_by", "created_at:desc,incident_number:desc"),)
"""Neither ever changes of an incident, and no two share both: its place among the others is fixed."""
LONGEST_WINDOW = timedelta(days=180)
"""PagerDuty takes six months at most between `since` and `until`."""
SECOND = timedelta(seconds=1)
RESOLVED: Query = (("statuses[]", "resolved"), ("time_zone", "UTC"), ("sort_by", "resolved_at:desc"))
MOST_RESOLVED = 2_000
"""Resolved incidents that are read at once."""


class ListingRequests(FollowingRequests):
    """`GET /incidents`."""

    async def open_incidents(self, where: Where, known: Mapping[str, Incident], see: SeePage = unseen) -> OpenIncidents:
        """`GET /incidents`, triggered and acknowledged, newest first; beyond the cap by spans of `created_at`.

        Neither status nor urgency narrows: an incident that changes its own between two such queries
        would be in neither. When it was created never changes.
        """
        rows: dict[str, Incident] = {}
        unreadable, beyond, unsure, counted = 0, 0, False, 0
        dates: list[datetime | None] = []
        for chunk in _chunks(where):
            part = await self._read_open(chunk, {**known, **rows}, _further(see, counted))
            rows |= part.rows
            counted += part.total
            unreadable += part.unreadable
            beyond += part.beyond
            unsure = unsure or part.unsure
            dates.append(part.at)
        return OpenIncidents(tuple(rows.values()), unreadable, beyond, unsure, dates[0])

    async def count_open(self, *every: Where) -> int:
        """`GET /incidents?limit=1&total=true` of what fits every one of these; the first may be split."""
        first, *others = every
        return sum([await self._count(chunk, *others) for chunk in _chunks(first)])

    async def _count(self, *every: Where) -> int:
        query = [*OPEN, ("date_range", "all"), *(pair for where in every for pair in _filter(where))]
        answer = await self._client.get("/incidents", [*query, ("limit", "1"), ("total", "true")])
        total = answer.get("total")
        return total if isinstance(total, int) else len(self._client.items(answer, "incidents"))

    async def resolved_since(
        self, service_ids: Sequence[str], since: datetime, until: datetime, see: SeePage = unseen
    ) -> OpenIncidents:
        """`GET /incidents`, resolved, the last resolved first, read until they are older than `since`.

        PagerDuty's bounds are about the creation: they reach back as far as it lets them.
        """
        rows: dict[str, Incident] = {}
        unreadable = beyond = 0
        for where in _chunks(Where(service_ids=tuple(service_ids))) if service_ids else ():
            bounds = [("since", stamp(until - LONGEST_WINDOW)), ("until", stamp(until + SECOND))]
            query = [*RESOLVED, *_filter(where), *bounds]
            offset, more = 0, True
            while more and offset < MOST_RESOLVED:
                page = await self._page("incidents", query, offset, PAGE, _incident)
                see(page.rows.keys(), 0)
                rows |= page.rows
                unreadable += page.unreadable
                offset += page.received
                oldest = min(map(_resolved_at, page.rows.values()), default=since)
                more = page.more and page.received > 0 and oldest >= since
            beyond += more
        inside = (one for one in rows.values() if _resolved_at(one) >= since and not one.is_open)
        return OpenIncidents(tuple(inside), unreadable, int(beyond))

    # -- inside ------------------------------------------------------------------------------

    async def _read_open(self, where: Where, known: Mapping[str, Incident], see: SeePage) -> Whole[Incident]:
        skipped = False

        def rest_is_known(first: Page[Incident]) -> bool:
            nonlocal skipped
            held = {key for key, incident in known.items() if where.holds(incident)}
            skipped = bool(held) and first.total == len(held | first.rows.keys())
            return skipped

        query = [*OPEN, *_filter(where)]
        found = await whole(self._incidents([*query, ("date_range", "all")], see), rest_is_known)
        if found.total >= MOST_ROWS and not skipped:
            await self._read_older(query, found, see)
        return found

    async def _read_older(self, query: Query, found: Whole[Incident], see: SeePage) -> None:
        """What lies beyond the cap: the same list again, up to the creation of the oldest row that came."""
        oldest = await self._oldest(query)
        until = _oldest_of(found.rows)
        stuck = False
        while oldest is not None and until is not None and oldest <= until:
            since = max(oldest, until - LONGEST_WINDOW)
            bounds = [("since", stamp(since)), ("until", stamp(until + SECOND))]
            part = await whole(self._incidents([*query, *bounds], see))
            found.rows |= part.rows
            found.unreadable += part.unreadable
            found.unsure = found.unsure or part.unsure
            reached = since - SECOND if part.total < MOST_ROWS else _oldest_of(part.rows)
            if reached is None or reached >= until:
                stuck = True  # more than the cap within one second: the rest of that second cannot be had
                reached = until - SECOND
            until = reached
        if stuck:
            found.beyond = max(1, found.total - len(found.rows))

    async def _oldest(self, query: Query) -> datetime | None:
        bounds = [("date_range", "all"), ("sort_by", "created_at:asc")]
        page = await self._page("incidents", [*query, *bounds], 0, 1, _incident)
        return _oldest_of(page.rows)

    def _incidents(self, query: Query, see: SeePage) -> Read[Incident]:
        async def read(offset: int, limit: int) -> Page[Incident]:
            page = await self._page("incidents", [*query, *NEWEST_FIRST], offset, limit, _incident)
            see(page.rows.keys(), page.total or 0)
            return page

        return read


def _incident(item: object) -> tuple[str, Incident]:
    incident = wire.incident(item)
    return incident.id, incident


def _further(see: SeePage, counted: int) -> SeePage:
    """The same for the next part of a list of which `counted` were in those before."""
    return lambda ids, total: see(ids, counted + total if total else 0)


def _chunks(where: Where) -> list[Where]:
    """The same in queries of which none is too long."""
    for name in ("user_ids", "service_ids", "team_ids"):
        ids: tuple[str, ...] = getattr(where, name)
        if ids:
            spans = range(0, len(ids), IDS_AT_ONCE)
            return [replace(where, **{name: ids[start : start + IDS_AT_ONCE]}) for start in spans]
    return [where]


def _filter(where: Where) -> Query:
    return [
        *(("user_ids[]", user_id) for user_id in where.user_ids),
        *(("service_ids[]", service_id) for service_id in where.service_ids),
        *(("team_ids[]", team_id) for team_id in where.team_ids),
    ]


def _resolved_at(incident: Incident) -> datetime:
    """When a resolved one was resolved: its last change of status."""
    return incident.last_status_change_at or incident.created_at


def _oldest_of(rows: Mapping[str, Incident]) -> datetime | None:
    return min((incident.created_at for incident in rows.values()), default=None)
