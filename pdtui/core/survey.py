"""One reading of a scope, or how much is in each of them: the questions asked and the answers judged."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pdtui.core.model import Incident, Listed, OpenIncidents
from pdtui.core.pagerduty import ListingPort
from pdtui.core.progress import SeePage
from pdtui.core.scope import CAP, Scope, Tally, View, questions
from pdtui.errors import PdtuiError
from pdtui.text import count

SLICE = 250
"""Incidents judged before the others who share this thread, the screen above all, get their turn."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A scope as PagerDuty has it."""

    listed: dict[str, Listed]
    read: int
    """How many incidents were read for it, in scope or not: what another reading would cost."""
    missing: str = ""
    """Why it is not whole; empty where it is."""
    at: datetime | None = None
    """When it began, by PagerDuty's clock; None where it does not say."""


async def read(
    pagerduty: ListingPort, view: View, colleagues: Iterable[str], before: Mapping[str, Incident], see: SeePage
) -> Reading:
    """The scope of a view, from PagerDuty; `before`: what is listed now; `see` is told of each page."""
    found: dict[str, Incident] = {}
    assigned: set[str] = set()
    parts = []
    for where in questions(view, colleagues, before.values()):
        part = await pagerduty.open_incidents(where, found, see)
        parts.append(part)
        found |= {incident.id: incident for incident in part.incidents}
        if where.user_ids:
            assigned |= {incident.id for incident in part.incidents if not incident.assignees}
    listed: dict[str, Listed] = {}
    for number, incident in enumerate(found.values(), 1):
        if number % SLICE == 0:
            await asyncio.sleep(0)
        known = before.get(incident.id)
        same = known if known is not None and known == incident else incident  # one object makes comparing cheap
        entry = view.judge(same, assigned=incident.id in assigned)
        if entry is not None:
            listed[incident.id] = entry
    return Reading(listed, len(found), _missing(parts), parts[0].at)


def _missing(parts: Sequence[OpenIncidents]) -> str:
    unreadable = sum(part.unreadable for part in parts)
    beyond = max((part.beyond for part in parts), default=0)  # what is in several lists is one and the same
    words = [f"{count(unreadable, 'incident')} cannot be read"] if unreadable else []
    if beyond:
        words.append(f"{CAP:,}+ are open, and PagerDuty does not give out {beyond:,} of them")
    if any(part.unsure for part in parts):
        words.append("the list kept moving while it was read, and a few may be missing until the next reading")
    return ", ".join(words)


async def counts(
    pagerduty: ListingPort, view: View, scopes: Iterable[Scope], known: Mapping[Scope, int]
) -> dict[Scope, Tally | None]:
    """How many open incidents each scope holds; None where that cannot be read. `known` ones are not asked for.

    Counted is what PagerDuty counts: of the policies that I am on call for, what is open on their services.
    """
    wanted = tuple(scopes)

    async def tally(scope: Scope) -> Tally | None:
        if scope in known:
            return Tally(known[scope])
        try:
            return Tally(await _count(pagerduty, View(scope, view.me, view.duty)))
        except PdtuiError:
            return None

    return dict(zip(wanted, await asyncio.gather(*map(tally, wanted)), strict=True))


async def _count(pagerduty: ListingPort, view: View) -> int:
    """By PagerDuty's own totals: two filters together are both lists less what is in both."""
    first, *others = questions(view, (), ())
    total = await pagerduty.count_open(first)
    for other in others:
        mine = await pagerduty.count_open(other)
        total += mine - (await pagerduty.count_open(first, other) if total and mine else 0)
    return total
