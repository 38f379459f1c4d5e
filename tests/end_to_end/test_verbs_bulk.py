"""Several incidents in one verb: each stands for itself, and the exit code and stderr say how many were done."""

from __future__ import annotations

import pytest

from pdtui.simulator.faults import Fault, Kind
from tests.end_to_end.cases import DENIED, JSON
from tests.end_to_end.verbs import Verbs


def test_seven_of_nine_are_done_and_the_others_named(verbs: Verbs) -> None:
    incidents = [verbs.trigger(f"incident {number}") for number in range(9)]
    for gone in incidents[:2]:
        verbs.world.pagerduty.resolve(gone.id, verbs.world.bo.id)
    result = verbs("ack", *(incident.id for incident in incidents))
    assert result.code == 4
    assert len(result.out.splitlines()) == 7
    assert result.err.splitlines() == [
        "pdtui: 7 of 9 done, 2 refused:",
        "pdtui: #1 is resolved; nothing was done",
        "pdtui: #2 is resolved; nothing was done",
    ]
    assert [incident.status for incident in incidents] == ["resolved"] * 2 + ["acknowledged"] * 7
    assert verbs.world.requests("PUT", "/incidents") == 1


def test_what_is_so_already_is_done(verbs: Verbs) -> None:
    first, second = verbs.trigger("one"), verbs.trigger("two")
    assert verbs("ack", first.id).code == 0
    result = verbs("ack", first.id, second.id)
    assert (result.code, result.err) == (0, "")
    assert f"#{first.number} is acknowledged by you already" in result.out


def test_an_incident_that_is_named_twice_is_acted_on_once(verbs: Verbs) -> None:
    incident = verbs.trigger()
    result = verbs("note", incident.id, "once")
    assert result.code == 0
    again = verbs("ack", incident.id, str(incident.number), f"#{incident.number}")
    assert (again.code, len(again.out.splitlines())) == (0, 1)
    assert len(verbs.world.entries(incident, "acknowledge")) == 1


def test_all_refused_is_refused_and_not_partly_done(verbs: Verbs) -> None:
    incidents = [verbs.trigger("one"), verbs.trigger("two")]
    verbs.world.faults.add(Fault(Kind.STATUS, method="PUT", status=403, body=DENIED, headers=JSON, times=None))
    result = verbs("resolve", *(incident.id for incident in incidents))
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("pdtui: 0 of 2 done, 2 refused:")
    assert [incident.status for incident in incidents] == ["triggered"] * 2


def test_ids_that_are_not_there_are_all_named_and_nothing_is_sent(verbs: Verbs) -> None:
    incident = verbs.trigger()
    result = verbs("ack", "998", incident.id, "999")
    assert (result.code, result.out, verbs.writes) == (1, "", 0)
    assert "there are no incidents #998, #999 that you may see; nothing was done" in result.err
    assert incident.status == "triggered"


@pytest.mark.parametrize("line", ["ack {a} {b}", "ack {a} {b} --json"])
def test_a_network_that_is_gone_is_no_refusal(verbs: Verbs, line: str) -> None:
    first, second = verbs.trigger("one"), verbs.trigger("two")
    verbs.world.faults.add(Fault(Kind.DROP, times=None))
    result = verbs.line(line, a=first.number, b=second.number)
    assert (result.code, result.out) == (3, "")
    assert "check the network" in result.err


def test_a_note_of_a_resolution_that_is_refused_is_partly_done(verbs: Verbs) -> None:
    incident = verbs.trigger()
    verbs.world.faults.add(Fault(Kind.STATUS, method="POST", path="/notes$", status=403, body=DENIED, headers=JSON))
    result = verbs("resolve", incident.id, "-m", "why", "--json")
    assert result.code == 4
    (deed,) = result.json
    assert (deed["done"], incident.status) == (True, "resolved")
    assert "the note was not added" in str(deed["warning"])
    assert result.err.startswith("pdtui: #1: the note was not added")


def test_a_lost_answer_is_read_back_and_the_incident_is_done_once(verbs: Verbs) -> None:
    incident = verbs.trigger()
    verbs.world.faults.add(Fault(Kind.DROP, method="PUT", applied=True))
    result = verbs("ack", incident.id)
    assert result.code == 0, result.err
    assert "Acknowledged #1, told" in result.out
    assert "read" in result.err
    assert len(verbs.world.entries(incident, "acknowledge")) == 1
