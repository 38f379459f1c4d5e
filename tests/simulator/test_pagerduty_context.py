"""Past, related and outlier incidents and change events: as set, in their orders, or not in the plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from pdtui.simulator.pagerduty import Incident
from tests.simulator.judged_server import Desk, judged_desk
from tests.simulator.pagerduty_world import START

PATHS = ("past_incidents", "related_incidents", "outlier_incident", "related_change_events")


@pytest.fixture
def desk() -> Iterator[Desk]:
    with judged_desk() as desk:
        yield desk


@pytest.fixture
def incident(desk: Desk) -> Incident:
    return desk.world.trigger()


def test_past_incidents_are_the_most_similar_first(desk: Desk, incident: Incident) -> None:
    old = [desk.world.trigger(f"old {number}") for number in range(7)]
    desk.pagerduty.set_past_incidents(incident.id, [(one, float(score)) for score, one in enumerate(old)])
    path = f"/incidents/{incident.id}/past_incidents"
    answer = desk.get(path)
    assert answer.each("past_incidents", "score") == [6.0, 5.0, 4.0, 3.0, 2.0]
    assert answer.at("past_incidents", 0, "incident", "title") == "old 6"
    assert (answer.at("total"), answer.at("limit")) == (7, 5)
    assert len(desk.get(path, {"limit": "999"}).each("past_incidents")) == 7
    refused = desk.call("GET", path, {"limit": "1000"}, lawful=False)
    assert (refused.status, refused.code) == (400, 2002)


def test_related_incidents(desk: Desk, incident: Incident) -> None:
    others = [desk.world.trigger(f"other {number}") for number in range(21)]
    desk.pagerduty.set_related_incidents(incident.id, others)
    path = f"/incidents/{incident.id}/related_incidents"
    answer = desk.get(path)
    assert len(answer.each("related_incidents")) == 20
    assert answer.at("related_incidents", 0, "relationships", 0, "type") == "machine_learning_inferred"
    assert answer.at("related_incidents", 0, "incident", "title") == "other 0"
    desk.pagerduty.set_related_incidents(incident.id, others[:1], relation="service_dependency")
    whole = desk.get(path, {"additional_details[]": "incident"})
    assert whole.at("related_incidents", 0, "relationships", 0, "type") == "service_dependency"
    assert whole.at("related_incidents", 0, "incident", "status") == "triggered"


def test_an_outlier(desk: Desk, incident: Incident) -> None:
    path = f"/incidents/{incident.id}/outlier_incident"
    assert desk.get(path).status == 404
    desk.pagerduty.set_outlier(incident.id, "rare", count=3, frequency=0.04, mined_text="disk <*>")
    found = desk.get(path)
    assert found.at("outlier_incident", "incident", "id") == incident.id
    assert found.at("outlier_incident", "incident", "occurrence", "category") == "rare"
    assert found.at("outlier_incident", "incident", "occurrence", "count") == 3
    assert found.at("outlier_incident", "incident_template", "mined_text") == "disk <*>"


def test_change_events_are_the_latest_first(desk: Desk, incident: Incident) -> None:
    for number in range(3):
        desk.pagerduty.add_change_event(
            incident.id,
            f"deploy {number}",
            links=[("https://ci.example/1", "Build")],
            at=START - timedelta(hours=3 - number),
        )
    path = f"/incidents/{incident.id}/related_change_events"
    answer = desk.get(path, {"limit": "2"})
    assert answer.each("change_events", "summary") == ["deploy 2", "deploy 1"]
    assert answer.at("more") is True
    assert answer.at("change_events", 0, "correlation_reason", "reason") == "most_recent"
    assert answer.at("change_events", 0, "links") == [{"href": "https://ci.example/1", "text": "Build"}]
    assert len(desk.get(path).each("change_events")) == 3


def test_nothing_was_found(desk: Desk, incident: Incident) -> None:
    assert desk.get(f"/incidents/{incident.id}/past_incidents").each("past_incidents") == []
    assert desk.get(f"/incidents/{incident.id}/related_incidents").each("related_incidents") == []
    assert desk.get(f"/incidents/{incident.id}/related_change_events").each("change_events") == []


@pytest.mark.parametrize("status", [402, 403, 404])
@pytest.mark.parametrize("path", PATHS)
def test_the_plan_may_lack_them(desk: Desk, incident: Incident, path: str, status: int) -> None:
    desk.pagerduty.set_outlier(incident.id)
    desk.pagerduty.switches.context_refusal = status
    assert desk.get(f"/incidents/{incident.id}/{path}").status == status


@pytest.mark.parametrize("path", PATHS)
def test_scope_and_unknown_incident(desk: Desk, incident: Incident, path: str) -> None:
    desk.pagerduty.set_outlier(incident.id)
    assert desk.get(f"/incidents/{incident.id}/{path}", token=desk.scoped("users.read")).status == 403
    assert desk.get(f"/incidents/{incident.id}/{path}", token=desk.reader()).status == 200
    assert desk.get(f"/incidents/PXXXXXX/{path}").status == 404


def test_the_levers_refuse_what_cannot_be(desk: Desk, incident: Incident) -> None:
    with pytest.raises(ValueError, match="related by luck"):
        desk.pagerduty.set_related_incidents(incident.id, [], relation="luck")
    with pytest.raises(ValueError, match="found by luck"):
        desk.pagerduty.add_change_event(incident.id, "deploy", reason="luck")
