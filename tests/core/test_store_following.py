"""The store fed by a few incidents at a time, beside the writes; what it spares itself changes nothing it says."""

from __future__ import annotations

import gc
import random
from dataclasses import replace
from datetime import timedelta

from pdtui.core import pauses
from pdtui.core.model import ACKNOWLEDGED, RESOLVED, Incident, Listed, Reason
from pdtui.core.scope import Scope
from pdtui.core.store import IncidentStore, Pending
from tests.core.builders import NOW, SECOND, incident, snapshot

MINE = Reason(assigned=True)


def filled(*incidents: Incident) -> IncidentStore:
    store = IncidentStore()
    store.replace(snapshot(*incidents), 0.0)
    return store


def ids(store: IncidentStore) -> list[str]:
    return [row.id for row in store.rows]


def test_what_joins_changes_and_leaves_is_told_and_the_rest_stays() -> None:
    store = filled(incident(1), incident(2), incident(3))
    listed = [Listed(incident(2, title="new words"), MINE), Listed(incident(4), MINE)]
    changes = store.follow(listed, ["PINC001"], 5.0, NOW + 9 * SECOND)
    assert (changes.added, changes.changed, changes.removed) == (("PINC004",), ("PINC002",), ("PINC001",))
    assert ids(store) == ["PINC004", "PINC003", "PINC002"]
    assert store.taken_at == NOW + 9 * SECOND


def test_news_of_before_a_writes_answer_do_not_undo_it() -> None:
    store = filled(incident(1), incident(2), incident(3))
    store.answer(incident(1, status=ACKNOWLEDGED, updated_at=NOW + SECOND), 10.0)
    store.answer(incident(2, status=RESOLVED, updated_at=NOW + SECOND), 10.0)
    store.answer(incident(3, updated_at=NOW + SECOND), 10.0)
    store.follow([Listed(incident(1), MINE), Listed(incident(2), MINE)], ["PINC003"], 9.0, NOW)
    assert ids(store) == ["PINC003", "PINC001"]
    assert store.rows[1].incident.status == ACKNOWLEDGED
    store.follow([Listed(incident(1, updated_at=NOW + 2 * SECOND), MINE)], ["PINC003"], 11.0, NOW)
    assert ids(store) == ["PINC001"]
    assert store.rows[0].incident.status == "triggered"


def test_a_row_that_an_answer_keeps_is_not_carried_into_another_scope() -> None:
    store = filled(incident(1), incident(2))
    store.answer(incident(1, status=ACKNOWLEDGED), 10.0)
    store.replace(replace(snapshot(incident(2)), scope=Scope.MINE), 9.0)
    assert ids(store) == ["PINC002"]
    assert store.scope == Scope.MINE


def test_the_rows_are_always_those_that_a_fresh_store_would_show() -> None:
    chance = random.Random(7)
    store = IncidentStore()
    for step in range(300):
        incidents = [
            incident(
                number,
                urgency=chance.choice(["high", "low"]),
                status=chance.choice(["triggered", ACKNOWLEDGED]),
                created_at=NOW - timedelta(minutes=chance.randrange(5)),
            )
            for number in chance.sample(range(1, 12), chance.randrange(8))
        ]
        before = {row.id: row for row in store.rows}
        changes = store.replace(snapshot(*incidents), float(step))
        after = {row.id: row for row in store.rows}
        assert store.rows == filled(*incidents).rows
        assert set(changes.added) == after.keys() - before.keys()
        assert set(changes.removed) == before.keys() - after.keys()
        assert set(changes.changed) == {key for key in after.keys() & before.keys() if after[key] != before[key]}


def test_a_write_shows_on_a_row_that_did_not_change_otherwise_and_goes_again() -> None:
    one = incident(1)
    store = filled(one)
    store.begin({"PINC001": Pending("i1", "acknowledge")})
    store.replace(snapshot(one), 1.0)
    assert store.rows[0].pending
    store.end("PINC001", "i1")
    store.replace(snapshot(one), 2.0)
    assert not store.rows[0].pending


def test_the_collector_is_as_before_once_a_list_is_read() -> None:
    before = gc.get_threshold()
    with pauses.unhurried():
        assert gc.get_threshold()[1:] == (pauses.NEVER, pauses.NEVER)
    assert gc.get_threshold() == before
