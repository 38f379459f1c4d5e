"""The incidents as PagerDuty last said, with the writes that are under way laid over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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


Rank = tuple[int, int, bool, str, float, int]
"""What decides where a row stands."""


def _order(row: Row) -> Rank:
    """High before low urgency, mine before others', P1 before P2, newest first: no acknowledgement disturbs that."""
    incident = row.incident
    return (
        0 if incident.urgency == HIGH else 1,
        0 if row.reason.assigned else 1,
        incident.priority is None,
        incident.priority.name if incident.priority else "",
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
        self._order: dict[str, Rank] = {}
        """By incident id, what decides where its row stands."""
        self.scope = ""
        """Of which `Scope` the rows are; empty before there are any."""
        self.left_out = 0
        """How many more incidents the remembered list held than are shown of it; 0 after the first poll."""
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
        kept_scope, self.scope = self.scope == snapshot.scope, snapshot.scope
        self.taken_at, self.left_out = snapshot.taken_at, snapshot.left_out
        listed = {entry.incident.id: entry for entry in snapshot.listed}
        for incident_id in self._answers.keys() & listed.keys():
            listed[incident_id] = self._newest(listed[incident_id], began)
        self._answers = {key: value for key, value in self._answers.items() if began < value[1] + READ_YOUR_WRITES}
        for incident_id, (incident, answered) in self._answers.items():
            kept = self._listed.get(incident_id) if kept_scope else None
            if incident_id not in listed and kept is not None and began < answered:
                listed[incident_id] = Listed(incident, kept.reason)
        self._listed = {key: entry for key, entry in listed.items() if entry.incident.status != RESOLVED}
        return self._rebuild()

    def follow(
        self, listed: Iterable[Listed], gone: Iterable[str], began: float, taken_at: datetime
    ) -> IncidentsChanged:
        """Take what is new about a few incidents, as for `replace`; all others are as they were at `taken_at`."""
        self.taken_at = taken_at
        touched = list(gone)
        for incident_id in touched:
            answer = self._answers.get(incident_id)
            if answer is None or began >= answer[1]:
                self._listed.pop(incident_id, None)
        for entry in listed:
            newest = self._newest(entry, began)
            touched.append(newest.incident.id)
            if newest.incident.status == RESOLVED:
                self._listed.pop(newest.incident.id, None)
            else:
                self._listed[newest.incident.id] = newest
        self._answers = {key: value for key, value in self._answers.items() if began < value[1] + READ_YOUR_WRITES}
        return self._touch(touched)

    def answer(self, incident: Incident, answered: float) -> IncidentsChanged:
        """Take what a write's own answer said of one incident, `answered` by the stopwatch."""
        return self.answers((incident,), answered)

    def answers(self, incidents: Sequence[Incident], answered: float) -> IncidentsChanged:
        """The same for several incidents at once."""
        for incident in incidents:
            self._take(incident, answered)
        return self._touch(incident.id for incident in incidents)

    def _take(self, incident: Incident, answered: float) -> None:
        self._answers[incident.id] = (incident, answered)
        listed = self._listed.get(incident.id)
        if listed is not None:
            if incident.status == RESOLVED:
                del self._listed[incident.id]
            else:
                self._listed[incident.id] = Listed(incident, listed.reason)

    def clear(self) -> IncidentsChanged:
        """Forget all: these were another person's incidents."""
        self._listed.clear()
        self._answers.clear()
        self.taken_at = None
        return self._rebuild()

    def begin(self, laid: Mapping[str, Pending]) -> IncidentsChanged:
        """Lay writes over their rows, by incident id, in the same breath as the key press."""
        for incident_id, pending in laid.items():
            self._failed.pop(incident_id, None)
            others = tuple(p for p in self._pending.get(incident_id, ()) if p.intent_id != pending.intent_id)
            self._pending[incident_id] = (*others, pending)
        return self._touch(laid)

    def end(self, incident_id: str, intent_id: str, failed: str = "") -> IncidentsChanged:
        """Take a write off its row; `failed` stays on the row until the next try."""
        action_id = self._lift(incident_id, intent_id)
        if failed:
            self._failed[incident_id] = (failed, action_id)
        return self._touch((incident_id,))

    def cancel(self, cancelled: Mapping[str, str]) -> IncidentsChanged:
        """Take writes off their rows, as if they had never been asked for: ids of incidents by those of the intents."""
        for intent_id, incident_id in cancelled.items():
            self._lift(incident_id, intent_id)
        return self._touch(set(cancelled.values()))

    def _lift(self, incident_id: str, intent_id: str) -> str:
        """Take a write off; the id of its action."""
        pending = self._pending.get(incident_id, ())
        left = tuple(p for p in pending if p.intent_id != intent_id)
        if left:
            self._pending[incident_id] = left
        else:
            self._pending.pop(incident_id, None)
        return next((p.action_id for p in pending if p.intent_id == intent_id), "")

    def _newest(self, entry: Listed, began: float) -> Listed:
        """The poll's word on an incident, or the write's answer where that is newer or as new."""
        answer = self._answers.get(entry.incident.id)
        if answer is None:
            return entry
        incident, answered = answer
        lagging = began < answered + READ_YOUR_WRITES and _changed_at(entry.incident) <= _changed_at(incident)
        return Listed(incident, entry.reason) if began < answered or lagging else entry

    def _touch(self, incident_ids: Iterable[str]) -> IncidentsChanged:
        """Make a few rows anew where they stand; all of them only if one belongs elsewhere now."""
        fresh: dict[str, Row] = {}
        for incident_id in incident_ids:
            row, entry = self._rows.get(incident_id), self._listed.get(incident_id)
            if row is None and entry is None:
                continue
            if row is None or entry is None:
                return self._rebuild()
            made = self._row(incident_id, entry)
            if _order(made) != self._order[incident_id]:
                return self._rebuild()
            if made != row:
                fresh[incident_id] = made
        self._rows.update(fresh)
        return IncidentsChanged(changed=tuple(fresh))

    def _row(self, incident_id: str, entry: Listed) -> Row:
        pending, failed = self._pending.get(incident_id, ()), self._failed.get(incident_id, ("", ""))
        return Row(entry.incident, entry.reason, pending, *failed)

    def _rebuild(self) -> IncidentsChanged:
        before = self._rows
        rows = {key: self._same_or_new(key, entry) for key, entry in self._listed.items()}
        order = {key: self._order[key] if before.get(key) is row else _order(row) for key, row in rows.items()}
        self._rows = {key: rows[key] for key in sorted(rows, key=order.__getitem__)}
        self._order = order
        return _difference(before, self._rows)

    def _same_or_new(self, incident_id: str, entry: Listed) -> Row:
        """The row as it stands where nothing about it is new: with thousands of them that is what is fast."""
        row = self._rows.get(incident_id)
        if row is None or row.incident is not entry.incident or row.reason != entry.reason:
            return self._row(incident_id, entry)
        written = row.pending or row.failed or incident_id in self._pending or incident_id in self._failed
        return self._row(incident_id, entry) if written else row


def _changed_at(incident: Incident) -> datetime:
    return incident.updated_at or incident.last_status_change_at or incident.created_at


def _difference(before: dict[str, Row], after: dict[str, Row]) -> IncidentsChanged:
    return IncidentsChanged(
        added=tuple(key for key in after if key not in before),
        changed=tuple(
            key for key, row in after.items() if (old := before.get(key)) is not None and old is not row and old != row
        ),
        removed=tuple(key for key in before if key not in after),
    )


_LEADS_TO = {
    "resolve": RESOLVED,
    "merge": RESOLVED,
    "acknowledge": ACKNOWLEDGED,
    "snooze": ACKNOWLEDGED,
    "escalate": TRIGGERED,
    "unacknowledge": TRIGGERED,
    "reopen": TRIGGERED,
}
"""The status that a write of each action leaves behind."""


def expected_status(row: Row) -> str:
    """The status that the row will have if its writes succeed, for the list's first column."""
    for pending in reversed(row.pending):
        if pending.action_id in _LEADS_TO:
            return _LEADS_TO[pending.action_id]
    return row.incident.status
