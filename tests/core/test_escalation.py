"""Where an incident stands in its policy, and what comes next."""

from __future__ import annotations

import pytest

from pdtui.core.escalation import choose, current_level, level_to_page, next_level
from pdtui.core.model import EscalationLevel, LogEntry, Reference
from pdtui.errors import Refused
from tests.core.builders import NOW, incident

ADA, BO, CY = Reference("PADA", "Ada"), Reference("PBO", "Bo"), Reference("PCY", "Cy")


def level(number: int, *people: Reference) -> EscalationLevel:
    return EscalationLevel(number, 30, (), people)


def escalated() -> LogEntry:
    return LogEntry("R1", "escalate_log_entry", "Escalated", NOW)


def test_the_level_is_that_of_the_people_who_have_it() -> None:
    levels = [level(1, ADA), level(2, BO), level(3, CY)]
    choice = choose(incident(assignees=(BO,)), levels, [])
    assert (choice.current, choice.next_level) == (2, 3)


def test_a_person_on_several_levels_is_placed_by_the_log_and_else_the_person_chooses() -> None:
    levels = [level(1, ADA), level(2, ADA), level(3, BO)]
    assert current_level(incident(assignees=(ADA,)), levels, []) == 1
    assert current_level(incident(assignees=(ADA,)), levels, [escalated()]) == 2
    assert current_level(incident(assignees=(ADA,)), levels, [escalated()] * 4) == 0
    assert choose(incident(assignees=(ADA,)), levels, [escalated()] * 4).next_level == 0


def test_a_level_where_nobody_is_on_call_is_passed_over() -> None:
    levels = [level(1, ADA), level(2), level(3, CY)]
    assert next_level(1, levels) == 3
    assert next_level(3, levels) == 0


def test_somebody_outside_the_policy_has_no_level() -> None:
    assert current_level(incident(assignees=(CY,)), [level(1, ADA)], []) == 0


@pytest.mark.parametrize(
    ("assigned", "wanted", "found"),
    [
        (ADA, None, 3),
        (ADA, 1, 1),
        (CY, None, "nobody is on call above its level; choose a level (1: Ada; 2: nobody; 3: Cy)"),
        (BO, None, "at which level it stands cannot be told; choose a level (1: Ada; 2: nobody; 3: Cy)"),
        (ADA, 2, "nobody is on call at level 2; the levels are 1: Ada; 2: nobody; 3: Cy"),
        (ADA, 9, "nobody is on call at level 9; the levels are 1: Ada; 2: nobody; 3: Cy"),
    ],
)
def test_only_a_level_where_somebody_is_on_call_is_paged(
    assigned: Reference, wanted: int | None, found: int | str
) -> None:
    choice = choose(incident(assignees=(assigned,)), [level(1, ADA), level(2), level(3, CY)], [])
    try:
        told: int | str = level_to_page(choice, wanted).number
    except Refused as error:
        told = str(error)
    assert told == found
