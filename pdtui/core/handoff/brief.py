"""The numbers of a brief, from facts and rules: pure policy.

| number | what is counted |
|---|---|
| opened | incidents whose creation lies in the span, by who or what triggered them |
| acknowledged, resolved, escalated | incidents with such a log entry in the span, in all and by whom |
| time to acknowledge | of the opened ones, from creation to the first acknowledgement in the span |
| time to resolve | of the resolved ones that stay resolved, from creation to the last resolution in the span |
| pages | notifications to me but e-mails; those of one incident within a minute are one page |
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from pdtui.core.countdown import countdowns
from pdtui.core.handoff.facts import Case, Facts, FollowUp, Successor
from pdtui.core.handoff.rules import HandoffRules, Night
from pdtui.core.handoff.span import Span
from pdtui.core.model import HIGH, TRIGGERED, Incident, LogEntry, Note, Person, Reference

NOISY = 3
"""The same title that often in one span is noise."""
ONE_PAGE = timedelta(seconds=60)
"""Push, text and call about one incident come within this, and wake a person once."""
BY_ITSELF = "by itself"
"""Who did what no person did."""
TRIGGER, ACKNOWLEDGE, RESOLVE, ESCALATE, NOTIFY = (
    f"{kind}_log_entry" for kind in ("trigger", "acknowledge", "resolve", "escalate", "notify")
)


@dataclass(frozen=True, slots=True)
class Count:
    """How many incidents, and how many of them by whom, most first; one that two people did counts for both."""

    total: int = 0
    by: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Times:
    """How long something took over some incidents."""

    count: int
    median: timedelta
    longest: timedelta


@dataclass(frozen=True, slots=True)
class Handled:
    """What became of one incident in the span; None and empty: that did not happen in it."""

    incident: Incident
    opened: bool
    acknowledged_by: tuple[str, ...] = ()
    to_acknowledge: timedelta | None = None
    escalated_by: tuple[str, ...] = ()
    resolved_by: str = ""
    to_resolve: timedelta | None = None


@dataclass(frozen=True, slots=True)
class StillOpen:
    """An incident that the next person gets."""

    incident: Incident
    age: timedelta
    last_note: Note | None = None
    notes_read: bool = True
    """False: whether there are notes is not known."""
    snoozed_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Noisy:
    """A title that came again and again."""

    title: str
    times: int


@dataclass(frozen=True, slots=True)
class Brief:
    """All that is handed over, in numbers and names; `at` is when it was made, in the zone of who made it."""

    me: Person
    span: Span
    at: datetime
    night: Night
    opened: Count
    acknowledged: Count
    resolved: Count
    escalated: Count
    to_acknowledge: Times | None
    to_resolve: Times | None
    handled: tuple[Handled, ...]
    """Oldest first."""
    still_open: tuple[StillOpen, ...]
    """What nobody has acknowledged comes first, then what is urgent, the oldest first."""
    noisy: tuple[Noisy, ...]
    """The noisiest first."""
    pages: int
    night_pages: int
    followups: tuple[FollowUp, ...]
    """Soonest first."""
    successors: tuple[Successor, ...]
    left_out: int = 0


def brief_of(facts: Facts, rules: HandoffRules, now: datetime) -> Brief:
    """The brief; `now` carries the zone of the person, which decides what is night."""
    cases = [case for case in facts.cases if concerns(case, facts)]
    handled = [_handled(case, facts.span) for case in cases]
    kinds = [[_agents(case, facts.span, kind) for case in cases] for kind in (ACKNOWLEDGE, RESOLVE, ESCALATE)]
    acknowledged, resolved, escalated = map(_counted, kinds)
    pages = _pages(cases, facts)
    return Brief(
        me=facts.me,
        span=facts.span,
        at=now,
        night=rules.night,
        opened=_counted([_openers(case) if facts.span.holds(case.incident.created_at) else () for case in cases]),
        acknowledged=acknowledged,
        resolved=resolved,
        escalated=escalated,
        to_acknowledge=_times(one.to_acknowledge for one in handled),
        to_resolve=_times(one.to_resolve for one in handled),
        handled=tuple(sorted(filter(_touched, handled), key=lambda one: one.incident.created_at)),
        still_open=tuple(sorted((_open(case, now) for case in cases if case.incident.is_open), key=_weight)),
        noisy=_noisy(case.incident.title for case in cases if facts.span.holds(case.incident.created_at)),
        pages=len(pages),
        night_pages=sum(rules.night.holds(_local(page, now.tzinfo)) for page in pages),
        followups=tuple(sorted(facts.followups, key=lambda one: one.due)),
        successors=facts.successors,
        left_out=facts.left_out,
    )


def concerns(case: Case, facts: Facts) -> bool:
    """Whether it is on a policy of the span, assigned to me, or was at some time in the span mine to do with."""
    incident, me = case.incident, facts.me.id
    policies = {policy.id for policy in facts.span.policies}
    if incident.created_at >= facts.span.until:
        return False
    if incident.escalation_policy is not None and incident.escalation_policy.id in policies:
        return True
    if any(one.id == me for one in incident.assignees):
        return True
    return any(_is(entry.agent, me) or _is(entry.user, me) for entry in case.entries)


def _is(who: Reference | None, user_id: str) -> bool:
    return who is not None and who.id == user_id


def _entries(case: Case, span: Span, kind: str) -> list[LogEntry]:
    """Oldest first."""
    found = (entry for entry in case.entries if entry.type == kind and span.holds(entry.created_at))
    return sorted(found, key=lambda entry: (entry.created_at, entry.id))


def _agents(case: Case, span: Span, kind: str) -> tuple[str, ...]:
    """Who did it in the span, each once, the first one first."""
    return tuple(dict.fromkeys(_who(entry.agent) for entry in _entries(case, span, kind)))


def _who(agent: Reference | None) -> str:
    return agent.name if agent is not None and agent.type == "user" else BY_ITSELF


def _openers(case: Case) -> tuple[str, ...]:
    """A person, or the tool or service that reported it."""
    entries = sorted((e for e in case.entries if e.type == TRIGGER), key=lambda entry: entry.created_at)
    agent = entries[0].agent if entries else None
    return (agent.name if agent is not None else case.incident.service.name,)


def _counted(doers: Sequence[tuple[str, ...]]) -> Count:
    names = Counter(name for who in doers for name in who)
    by = sorted(names.items(), key=lambda item: (-item[1], item[0] == BY_ITSELF, item[0].casefold()))
    return Count(sum(bool(who) for who in doers), tuple(by))


def _handled(case: Case, span: Span) -> Handled:
    incident = case.incident
    opened = span.holds(incident.created_at)
    acknowledged, resolved = _entries(case, span, ACKNOWLEDGE), _entries(case, span, RESOLVE)
    stays = bool(resolved) and not incident.is_open
    return Handled(
        incident,
        opened,
        _agents(case, span, ACKNOWLEDGE),
        acknowledged[0].created_at - incident.created_at if opened and acknowledged else None,
        _agents(case, span, ESCALATE),
        _who(resolved[-1].agent) if stays else "",
        resolved[-1].created_at - incident.created_at if stays else None,
    )


def _touched(one: Handled) -> bool:
    return one.opened or bool(one.acknowledged_by or one.escalated_by or one.resolved_by)


def _times(spans: Iterable[timedelta | None]) -> Times | None:
    known = [span for span in spans if span is not None]
    if not known:
        return None
    known.sort()
    middle = len(known) // 2
    median = known[middle] if len(known) % 2 else (known[middle - 1] + known[middle]) / 2
    return Times(len(known), median, known[-1])


def _open(case: Case, now: datetime) -> StillOpen:
    snoozed = (one.at for one in countdowns(case.incident, case.entries, now) if one.what == "unsnooze")
    note = max(case.notes, key=lambda note: note.created_at) if case.notes else None
    return StillOpen(case.incident, now - case.incident.created_at, note, case.notes is not None, next(snoozed, None))


def _weight(one: StillOpen) -> tuple[bool, bool, datetime]:
    incident = one.incident
    return (incident.status != TRIGGERED, incident.urgency != HIGH, incident.created_at)


def _noisy(titles: Iterable[str]) -> tuple[Noisy, ...]:
    """Titles are the same however they are spaced or capitalised."""
    shown: dict[str, str] = {}
    counted: Counter[str] = Counter()
    for title in titles:
        key = " ".join(title.casefold().split())
        shown.setdefault(key, title)
        counted[key] += 1
    found = [Noisy(shown[key], times) for key, times in counted.items() if times >= NOISY]
    return tuple(sorted(found, key=lambda one: (-one.times, one.title.casefold())))


def _pages(cases: Iterable[Case], facts: Facts) -> list[datetime]:
    found: list[datetime] = []
    for case in cases:
        last: datetime | None = None
        for entry in _entries(case, facts.span, NOTIFY):
            if not _is(entry.user, facts.me.id) or entry.means.startswith("email"):
                continue
            if last is None or entry.created_at - last > ONE_PAGE:
                found.append(entry.created_at)
            last = entry.created_at
    return found


def _local(instant: datetime, zone: tzinfo | None) -> datetime:
    return instant.astimezone(zone)
