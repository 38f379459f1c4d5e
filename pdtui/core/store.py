"""The incidents as PagerDuty last said, with the writes that are under way laid over them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pdtui.core.events import IncidentsChanged
from pdtui.core.model import ACKNOWLEDGED, HIGH, RESOLVED, TRIGGERED, Incident, Listed, Reason, Snapshot

READ_YOUR_WRITES = 10.0
"""Seconds that PagerDuty's list may lag behind the answer of a write."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A write under way on a row."""

    intent_id: str
    action_id: str
    """Of `ACTIONS`: `acknowledge`, `resolve`…"""
    unknown: bool = False
    """True once its answer was lost and it is being read back."""


@dataclass(frozen=True, slots=True)
class Row:
    """What the list draws: the incident as last read, why it is listed, what is under way, what failed last."""

    incident: Incident
    reason: Reason
    pending: tuple[Pending, ...] = ()
    failed: str = ""
    """Why the last write on it was not done, until the next try."""
    failed_action: str = ""
    """Which write that was, of `ACTIONS`."""

    @property
    def id(self) -> str:
        """The incident's id, which is the row's."""
        return self.incident.id


def _order(row: Row) -> tuple[int, int, float, int]:
    """High before low urgency, mine before others', newest first: no acknowledgement disturbs that."""
    incident = row.incident
    return (
        0 if incident.urgency == HIGH else 1,
        0 if row.reason.assigned else 1,
        -incident.created_at.timestamp(),
        -incident.number,
    )


class IncidentStore:
    """Holds the rows; every method is pure in that it touches nothing but this object."""

    def __init__(self) -> None:
        self._listed: dict[str, Listed] = {}
        self._pending: dict[str, tuple[Pending, ...]] = {}
        self._failed: dict[str, tuple[str, str]] = {}
        self._answers: dict[str, tuple[Incident, float]] = {}
        self._rows: dict[str, Row] = {}
        self.taken_at: datetime | None = None
        """When the list was last known to be true; None before the first good poll or cache."""

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows in the list's order."""
        return tuple(self._rows.values())

    def row(self, incident_id: str) -> Row | None:
        """The row of an incident, None where it is not listed."""
        return self._rows.get(incident_id)

    def replace(self, snapshot: Snapshot, began: float) -> IncidentsChanged:
        """Take a good poll as the truth, except for incidents whose write was answered after it began.

        `began`: when its first request was made, by the stopwatch; clocks on walls are set back.
        """
        self.taken_at = snapshot.taken_at
        listed = {entry.incident.id: self._newest(entry, began) for entry in snapshot.listed}
        self._answers = {key: value for key, value in self._answers.items() if began < value[1] + READ_YOUR_WRITES}
        for incident_id, (incident, answered) in self._answers.items():
            kept = self._listed.get(incident_id)
            if incident_id not in listed and kept is not None and began < answered:
                listed[incident_id] = Listed(incident, kept.reason)
        self._listed = {key: entry for key, entry in listed.items() if entry.incident.status != RESOLVED}
        return self._rebuild()

    def answer(self, incident: Incident, answered: float) -> IncidentsChanged:
        """Take what a write's own answer said of one incident, `answered` by the stopwatch."""
        self._answers[incident.id] = (incident, answered)
        listed = self._listed.get(incident.id)
        if listed is not None:
            if incident.status == RESOLVED:
                del self._listed[incident.id]
            else:
                self._listed[incident.id] = Listed(incident, listed.reason)
        return self._rebuild()

    def clear(self) -> IncidentsChanged:
        """Forget all: these were another person's incidents."""
        self._listed.clear()
        self._answers.clear()
        self.taken_at = None
        return self._rebuild()

    def begin(self, incident_id: str, pending: Pending) -> IncidentsChanged:
        """Lay a write over its row, in the same breath as the key press."""
        self._failed.pop(incident_id, None)
        others = tuple(p for p in self._pending.get(incident_id, ()) if p.intent_id != pending.intent_id)
        self._pending[incident_id] = (*others, pending)
        return self._rebuild()

    def end(self, incident_id: str, intent_id: str, failed: str = "") -> IncidentsChanged:
        """Take a write off its row; `failed` stays on the row until the next try."""
        pending = self._pending.get(incident_id, ())
        action_id = next((p.action_id for p in pending if p.intent_id == intent_id), "")
        left = tuple(p for p in pending if p.intent_id != intent_id)
        if left:
            self._pending[incident_id] = left
        else:
            self._pending.pop(incident_id, None)
        if failed:
            self._failed[incident_id] = (failed, action_id)
        return self._rebuild()

    def _newest(self, entry: Listed, began: float) -> Listed:
        """The poll's word on an incident, or the write's answer where that is newer or as new."""
        answer = self._answers.get(entry.incident.id)
        if answer is None:
            return entry
        incident, answered = answer
        lagging = began < answered + READ_YOUR_WRITES and _changed_at(entry.incident) <= _changed_at(incident)
        return Listed(incident, entry.reason) if began < answered or lagging else entry

    def _rebuild(self) -> IncidentsChanged:
        before = self._rows
        rows = [
            Row(entry.incident, entry.reason, self._pending.get(key, ()), *self._failed.get(key, ("", "")))
            for key, entry in self._listed.items()
        ]
        rows.sort(key=_order)
        self._rows = {row.id: row for row in rows}
        return _difference(before, self._rows)


def _changed_at(incident: Incident) -> datetime:
    return incident.updated_at or incident.last_status_change_at or incident.created_at


def _difference(before: dict[str, Row], after: dict[str, Row]) -> IncidentsChanged:
    return IncidentsChanged(
        added=tuple(key for key in after if key not in before),
        changed=tuple(key for key, row in after.items() if key in before and before[key] != row),
        removed=tuple(key for key in before if key not in after),
    )


def expected_status(row: Row) -> str:
    """The status that the row will have if its writes succeed, for the list's first column."""
    for pending in reversed(row.pending):
        if pending.action_id == "resolve":
            return RESOLVED
        if pending.action_id == "acknowledge":
            return ACKNOWLEDGED
        if pending.action_id == "escalate":
            return TRIGGERED
    return row.incident.status


def matches(row: Row, words: Iterable[str]) -> bool:
    """Whether a row holds every word of the filter, in any of the columns, whatever the case."""
    incident = row.incident
    haystack = " ".join(
        (
            f"#{incident.number}",
            incident.id,
            incident.title,
            incident.status,
            incident.urgency,
            incident.priority.name if incident.priority else "",
            incident.service.name,
            *(person.name for person in incident.assignees),
            str(row.reason),
        )
    ).casefold()
    return all(word in haystack for word in words)
