"""Which incidents a scope holds, why each is there, and what is asked for to find them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pdtui.core.model import Incident, Person, Reference
from pdtui.core.scope import Duty, Scope, Tally, View, Where, duty_at, questions
from tests.core.builders import HOUR, ME, NOW, incident, on_call

DUTY = Duty(("PSVC",), {"PPOL": (1,)}, frozenset({"PPOL"}))
ADA = Reference(ME.id, ME.name, "user")
BO = Reference("PBO", "Bo Larsen", "user")
ELSEWHERE = Reference("PELSEWHERE", "Search", "escalation_policy")
TEAM = Reference("PTEAM", "Payments", "team")


def view(scope: Scope, *, me: Person = ME, duty: Duty = DUTY) -> View:
    return View(scope, me, duty)


def reason(judge: View, one: Incident) -> str | None:
    listed = judge.judge(one)
    return None if listed is None else str(listed.reason)


def test_only_duty_that_covers_now_counts_and_null_means_always() -> None:
    entries = [
        on_call(NOW - HOUR, NOW + HOUR),
        on_call(None, None, level=3, schedule=""),
        replace(on_call(NOW + HOUR, NOW + 2 * HOUR), service_ids=("PLATER",)),
        replace(on_call(NOW - HOUR, NOW), service_ids=("POVER",)),
    ]
    assert duty_at(entries, NOW) == Duty(("PSVC",), {"PPayments": (1, 3)}, frozenset({"PPayments"}))


def test_a_policy_at_whose_second_level_i_am_counts_where_every_level_does() -> None:
    entries = [on_call(None, None, level=2)]
    first, every = duty_at(entries, NOW), duty_at(entries, NOW, every_level=True)
    assert (first.services, first.policies) == ((), frozenset())
    assert (every.services, every.policies) == (("PSVC",), frozenset({"PPayments"}))
    assert first.levels == every.levels == {"PPayments": (2,)}


@pytest.mark.parametrize("scope", Scope)
def test_what_is_assigned_to_me_is_in_every_scope(scope: Scope) -> None:
    mine = incident(1, assignees=(ADA,), escalation_policy=ELSEWHERE)
    assert reason(view(scope, duty=Duty()), mine) == "assigned"


def test_on_call_is_by_policy_not_by_service() -> None:
    judge = view(Scope.ON_CALL)
    assert reason(judge, incident(1, assignees=(ADA,))) == "assigned, on call L1"
    assert reason(judge, incident(1, assignees=(BO,))) == "on call L1"
    assert reason(judge, incident(1, service=Reference("PFOREIGN", "Search", "service"))) == "on call L1"
    assert reason(judge, incident(1, escalation_policy=ELSEWHERE)) is None
    assert reason(judge, incident(1, escalation_policy=None)) is None


def test_a_policy_that_does_not_count_still_says_at_which_level_i_am() -> None:
    judge = view(Scope.ON_CALL, duty=Duty((), {"PPOL": (2,)}, frozenset()))
    assert reason(judge, incident(1, assignees=(ADA,))) == "assigned, on call L2"
    assert reason(judge, incident(1, assignees=(BO,))) is None


def test_teams_are_those_of_the_incident() -> None:
    judge = view(Scope.TEAMS, me=replace(ME, team_ids=("PTEAM",)))
    assert judge.judge(incident(1, teams=(TEAM,))) is not None
    assert judge.judge(incident(1, teams=(replace(TEAM, id="POTHER"),))) is None
    assert view(Scope.MINE).judge(incident(1, teams=(TEAM,))) is None
    assert view(Scope.EVERYTHING).judge(incident(1, teams=(TEAM,))) is not None


def test_what_is_resolved_is_in_no_scope() -> None:
    resolved = incident(1, status="resolved", assignees=(ADA,))
    assert [view(scope).judge(resolved) for scope in Scope] == [None] * 4


def test_what_pagerduty_gives_out_as_mine_is_mine_even_if_it_does_not_say_whose_it_is() -> None:
    listed = view(Scope.MINE).judge(incident(1), assigned=True)
    assert listed is not None
    assert listed.reason.assigned


def test_each_scope_asks_for_no_more_than_it_needs() -> None:
    mine = Where(user_ids=(ME.id,))
    with_team = replace(ME, team_ids=("PTEAM",))
    assert questions(view(Scope.MINE), ("PBO",), ()) == (mine,)
    assert questions(view(Scope.ON_CALL, duty=Duty()), ("PBO",), ()) == (mine,)
    assert questions(view(Scope.TEAMS, me=with_team), (), ()) == (Where(team_ids=("PTEAM",)), mine)
    assert questions(view(Scope.EVERYTHING), (), ()) == (Where(),)


def test_on_call_asks_for_my_services_for_the_people_of_my_policies_and_for_where_moved_ones_came_from() -> None:
    moved = incident(1, service=Reference("PFOREIGN", "Search", "service"))
    not_mine = incident(2, service=Reference("PNOT", "Mail", "service"), escalation_policy=ELSEWHERE)
    assert questions(view(Scope.ON_CALL), ("PBO", ME.id), (moved, not_mine)) == (
        Where(service_ids=("PFOREIGN", "PSVC")),
        Where(user_ids=(ME.id, "PBO")),
    )


def test_a_count_at_the_cap_claims_no_more_than_pagerduty_says() -> None:
    assert [str(Tally(number)) for number in (0, 9_999, 10_000, 12_345)] == ["0", "9,999", "10,000+", "10,000+"]
