"""Incidents made by people over HTTP: what is refused, how one finds one's own again, whom it pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from pdtui.simulator.pagerduty import ApiError, Incident, Level, Service
from tests.simulator.judged_server import Desk, judged_desk, of_kind, reference
from tests.simulator.pagerduty_world import Answer

KEY = "0f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.fixture
def desk() -> Iterator[Desk]:
    with judged_desk() as desk:
        yield desk


def create(desk: Desk, place: Service | None = None, /, *, token: str = "ada", **fields: object) -> Answer:
    return create_with(desk, fields, place, token)


def create_with(desk: Desk, fields: Mapping[str, object], place: Service | None = None, token: str = "ada") -> Answer:
    on = reference((place or desk.world.service).id, "service")
    body = {"incident": {"type": "incident", "title": "by hand", "service": on, **fields}}
    return desk.post("/incidents", body, token=token)


def made(desk: Desk) -> list[Incident]:
    return list(desk.pagerduty.incidents.values())


def test_everything_that_was_given_is_there(desk: Desk) -> None:
    answer = create(
        desk,
        urgency="low",
        priority=reference(desk.world.p1.id, "priority"),
        body={"type": "incident_body", "details": "as seen by customers"},
        incident_type={"name": "major_incident"},
        conference_bridge={"conference_number": "+1 555", "conference_url": "https://x.org/call"},
    )
    assert answer.status == 201
    shown = desk.call(
        "GET", f"/incidents/{answer.at('incident', 'id')}", {"include[]": ["body", "conference_bridge"]}, lawful=False
    )
    assert shown.at("incident", "urgency") == "low"
    assert shown.at("incident", "priority", "id") == desk.world.p1.id
    assert shown.at("incident", "body", "details") == "as seen by customers"
    assert shown.at("incident", "incident_type", "name") == "major_incident"
    assert shown.at("incident", "conference_bridge", "conference_number") == "+1 555"


def test_the_same_key_is_refused_and_finds_the_first(desk: Desk) -> None:
    first = create(desk, incident_key=KEY)
    again = create(desk, incident_key=KEY)
    assert (again.status, again.code) == (400, 2001)
    found = desk.get("/incidents", {"incident_key": KEY, "date_range": "all"})
    assert found.each("incidents", "id") == [first.at("incident", "id")]
    assert len(made(desk)) == 1


def test_a_key_is_free_again_on_another_service_and_after_its_end(desk: Desk) -> None:
    create(desk, incident_key=KEY)
    other = desk.pagerduty.add_service("Other", desk.world.policy)
    assert create(desk, other, incident_key=KEY).status == 201
    desk.pagerduty.resolve(made(desk)[0].id, desk.world.bo.id)
    assert create(desk, incident_key=KEY).status == 201
    found = desk.get("/incidents", {"incident_key": KEY, "date_range": "all"})
    assert len(found.each("incidents")) == 3


def test_ones_own_is_acknowledged_and_pages_nobody(desk: Desk) -> None:
    own = [{"assignee": reference(desk.world.ada.id, "user")}]
    answer = create(desk, assignments=own)
    assert answer.at("incident", "status") == "acknowledged"
    assert answer.at("incident", "acknowledgements", 0, "acknowledger", "id") == desk.world.ada.id
    (incident,) = made(desk)
    assert of_kind(incident, "notify") == []
    create(desk, assignments=[{"assignee": reference(desk.world.bo.id, "user")}])
    assert (made(desk)[1].status, len(of_kind(made(desk)[1], "notify"))) == ("triggered", 1)


def test_a_policy_takes_the_place_of_the_services(desk: Desk) -> None:
    policy = desk.pagerduty.add_escalation_policy("Other", [Level(5, (desk.world.cy.id,))])
    answer = create(desk, escalation_policy=reference(policy.id, "escalation_policy"))
    assert answer.at("incident", "escalation_policy", "id") == policy.id
    assert answer.at("incident", "assignments", 0, "assignee", "id") == desk.world.cy.id


def test_targets_that_cannot_be(desk: Desk) -> None:
    guest = desk.pagerduty.add_user("G", "g@example.com", role="read_only_user")
    people = [{"assignee": reference(one, "user")} for one in (desk.world.ada.id, desk.world.bo.id)]
    policy = reference(desk.world.policy.id, "escalation_policy")
    refused: list[tuple[dict[str, object], int]] = [
        ({"assignments": people}, 2001),
        ({"assignments": people[:1], "escalation_policy": policy}, 2001),
        ({"assignments": [{"assignee": reference("PXXXXXX", "user")}]}, 1007),
        ({"assignments": [{"assignee": reference(guest.id, "user")}]}, 1007),
        ({"escalation_policy": reference("PXXXXXX", "escalation_policy")}, 1014),
        ({"incident_type": {"name": "flood"}}, 2001),
        ({"priority": reference("PXXXXXX", "priority")}, 1020),
        ({"title": " "}, 2001),
        ({"service": reference("PXXXXXX", "service")}, 2001),
    ]
    for fields, code in refused:
        answer = create_with(desk, fields)
        assert (answer.status, answer.code) == (400, code), fields
    assert made(desk) == []


def test_nobody_on_call(desk: Desk) -> None:
    empty = desk.pagerduty.add_schedule("Empty", [])
    policy = desk.pagerduty.add_escalation_policy("Nobody", [Level(5, (empty.id,))])
    answer = create(desk, desk.pagerduty.add_service("S", policy))
    assert (answer.status, answer.code) == (400, 1015)
    assert made(desk) == []


@pytest.mark.parametrize("closed", ["disabled", "maintenance"])
def test_a_closed_service_makes_none(desk: Desk, closed: str) -> None:
    service = desk.world.service
    desk.pagerduty.close_service(service.id, closed)
    assert create(desk).code == 2001
    with pytest.raises(ApiError):
        desk.world.trigger()
    assert made(desk) == []
    assert desk.get(f"/services/{service.id}").at("service", "status") == closed
    desk.pagerduty.close_service(service.id, None)
    assert create(desk).status == 201
    assert desk.get(f"/services/{service.id}").at("service", "status") == "critical"
    with pytest.raises(ValueError, match="broken"):
        desk.pagerduty.close_service(service.id, "broken")


def test_who_may_create(desk: Desk) -> None:
    for token in (
        desk.guest("read_only_user", "stakeholder"),
        desk.guest("observer", "observer"),
        desk.reader(),
        desk.scoped("incidents.read"),
    ):
        assert create(desk, token=token).status == 403
    assert made(desk) == []
    assert create(desk, token="bo").status == 201
