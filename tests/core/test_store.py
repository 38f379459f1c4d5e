"""The list's truth: polls, answers and pending writes in every order."""

from __future__ import annotations

from pdtui.core.listing.filtering import matches
from pdtui.core.model import ACKNOWLEDGED, RESOLVED
from pdtui.core.store import IncidentStore, Pending, expected_status
from tests.core.builders import NOW, SECOND, incident, snapshot


def test_a_poll_says_what_came_changed_and_went() -> None:
    store = IncidentStore()
    assert store.replace(snapshot(incident(1), incident(2)), 0.0).added == ("PINC002", "PINC001")
    changes = store.replace(snapshot(incident(2, title="new words"), incident(3)), 0.0)
    assert (changes.added, changes.changed, changes.removed) == (("PINC003",), ("PINC002",), ("PINC001",))
    assert not store.replace(snapshot(incident(2, title="new words"), incident(3)), 0.0)


def test_the_order_is_urgency_then_age_and_no_acknowledgement_disturbs_it() -> None:
    store = IncidentStore()
    old, new, low = incident(1), incident(2, created_at=NOW), incident(3, created_at=NOW, urgency="low")
    store.replace(snapshot(old, low, new), 0.0)
    order = [row.incident.number for row in store.rows]
    assert order == [2, 1, 3]
    store.answer(incident(2, created_at=NOW, status=ACKNOWLEDGED), 0.0)
    assert [row.incident.number for row in store.rows] == order


def test_a_poll_that_began_before_the_answer_does_not_undo_it() -> None:
    store = IncidentStore()
    store.replace(snapshot(incident(1)), 0.0)
    acknowledged = incident(1, status=ACKNOWLEDGED, updated_at=NOW + SECOND)
    store.answer(acknowledged, 1.0)
    store.replace(snapshot(incident(1)), 0.0)
    assert store.rows[0].incident.status == ACKNOWLEDGED


def test_a_list_that_lags_behind_the_answer_is_not_believed_until_it_catches_up() -> None:
    store = IncidentStore()
    store.replace(snapshot(incident(1)), 0.0)
    store.answer(incident(1, status=ACKNOWLEDGED, updated_at=NOW + SECOND), 1.0)
    store.replace(snapshot(incident(1)), 3.0)
    assert store.rows[0].incident.status == ACKNOWLEDGED
    again = incident(1, updated_at=NOW + 4 * SECOND)
    store.replace(snapshot(again), 5.0)
    assert store.rows[0].incident.status == "triggered"


def test_a_resolved_incident_does_not_come_back_from_a_lagging_list() -> None:
    store = IncidentStore()
    store.replace(snapshot(incident(1)), 0.0)
    assert store.answer(incident(1, status=RESOLVED, updated_at=NOW + SECOND), 1.0).removed == ("PINC001",)
    assert not store.replace(snapshot(incident(1)), 0.0).added
    assert not store.replace(snapshot(incident(1)), 2.0).added
    reopened = incident(1, updated_at=NOW + 5 * SECOND)
    assert store.replace(snapshot(reopened), 6.0).added == ("PINC001",)


def test_the_answer_counts_for_a_moment_only() -> None:
    store = IncidentStore()
    store.replace(snapshot(incident(1)), 0.0)
    store.answer(incident(1, status=ACKNOWLEDGED, updated_at=NOW + SECOND), 1.0)
    store.replace(snapshot(incident(1)), 3600.0)
    assert store.rows[0].incident.status == "triggered"


def test_a_pending_write_shows_at_once_and_its_failure_stays_until_the_next_try() -> None:
    store = IncidentStore()
    store.replace(snapshot(incident(1)), 0.0)
    assert store.begin({"PINC001": Pending("i1", "acknowledge")}).changed == ("PINC001",)
    assert expected_status(store.rows[0]) == ACKNOWLEDGED
    store.replace(snapshot(incident(1)), 1.0)
    assert store.rows[0].pending
    store.end("PINC001", "i1", "refused: Access Denied")
    row = store.rows[0]
    assert (row.pending, row.failed, row.failed_action) == ((), "refused: Access Denied", "acknowledge")
    store.begin({"PINC001": Pending("i2", "acknowledge")})
    assert store.rows[0].failed == ""


def test_two_writes_on_one_row_end_one_by_one() -> None:
    store = IncidentStore()
    store.replace(snapshot(incident(1)), 0.0)
    store.begin({"PINC001": Pending("i1", "acknowledge")})
    store.begin({"PINC001": Pending("i2", "resolve")})
    assert expected_status(store.rows[0]) == RESOLVED
    store.end("PINC001", "i1")
    assert [pending.intent_id for pending in store.rows[0].pending] == ["i2"]


def test_the_filter_looks_at_every_column() -> None:
    store = IncidentStore()
    store.replace(snapshot(incident(12, title="Disk [95%] full")), 0.0)
    row = store.rows[0]
    for words in (["#12"], ["disk", "checkout"], ["[95%]"], ["triggered", "high"], ["assigned"]):
        assert matches(row, words)
    assert not matches(row, ["disk", "absent"])
