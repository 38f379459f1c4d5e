"""What is mine, and what am I on call for."""

from __future__ import annotations

from dataclasses import replace

from pdtui.core.model import Reference
from pdtui.core.scope import in_scope, services_on_call
from tests.core.builders import HOUR, NOW, incident, on_call


def test_only_duty_that_covers_now_counts_and_null_means_always() -> None:
    entries = [
        on_call(NOW - HOUR, NOW + HOUR),
        on_call(None, None, level=3, schedule=""),
        replace(on_call(NOW + HOUR, NOW + 2 * HOUR), service_ids=("PLATER",)),
        replace(on_call(NOW - HOUR, NOW), service_ids=("POVER",)),
    ]
    assert services_on_call(entries, NOW) == {"PSVC": (1, 3)}


def test_the_union_marks_each_row_with_why_it_is_there() -> None:
    both, mine, theirs = incident(1), incident(2, service=Reference("PELSE", "Search")), incident(3)
    listed = in_scope([both, mine], [both, theirs], {"PSVC": (1,)})
    assert {entry.incident.number: str(entry.reason) for entry in listed} == {
        1: "assigned, on call L1",
        2: "assigned",
        3: "on call L1",
    }


def test_an_incident_that_was_resolved_between_two_readings_is_not_listed() -> None:
    assert in_scope([incident(1)], [incident(1, status="resolved")], {"PSVC": (1,)}) == ()
