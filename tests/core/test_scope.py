"""What is mine, and what am I on call for."""

from __future__ import annotations

from dataclasses import replace

from pdtui.core.model import Reference
from pdtui.core.scope import Duty, duty_at, in_scope
from tests.core.builders import HOUR, NOW, incident, on_call

DUTY = Duty(("PSVC",), {"PPOL": (1,)})


def test_only_duty_that_covers_now_counts_and_null_means_always() -> None:
    entries = [
        on_call(NOW - HOUR, NOW + HOUR),
        on_call(None, None, level=3, schedule=""),
        replace(on_call(NOW + HOUR, NOW + 2 * HOUR), service_ids=("PLATER",)),
        replace(on_call(NOW - HOUR, NOW), service_ids=("POVER",)),
    ]
    assert duty_at(entries, NOW) == Duty(("PSVC",), {"PPayments": (1, 3)})


def test_the_union_marks_each_row_with_why_it_is_there() -> None:
    elsewhere = Reference("PELSEWHERE", "Search", "escalation_policy")
    both, mine, theirs = incident(1), incident(2, escalation_policy=elsewhere), incident(3)
    listed = in_scope([both, mine], [both, theirs], DUTY)
    assert {entry.incident.number: str(entry.reason) for entry in listed} == {
        1: "assigned, on call L1",
        2: "assigned",
        3: "on call L1",
    }


def test_an_incident_that_was_resolved_between_two_readings_is_not_listed() -> None:
    assert in_scope([incident(1)], [incident(1, status="resolved")], DUTY) == ()


def test_an_incident_of_my_service_that_was_moved_to_a_policy_that_is_not_mine_is_not_mine() -> None:
    moved = incident(1, escalation_policy=Reference("PDBA", "DBA", "escalation_policy"))
    assert in_scope([], [moved], DUTY) == ()
    (listed,) = in_scope([moved], [moved], DUTY)
    assert str(listed.reason) == "assigned"
