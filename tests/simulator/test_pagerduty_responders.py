"""Requests for responders: who is paged, what they answer, what is taken back, and who may not ask."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pdtui.simulator.pagerduty import Incident, Level
from tests.simulator.judged_server import Desk, judged_desk, of_kind, reference
from tests.simulator.pagerduty_world import Answer


@pytest.fixture
def desk() -> Iterator[Desk]:
    with judged_desk() as desk:
        yield desk


@pytest.fixture
def incident(desk: Desk) -> Incident:
    return desk.world.trigger()


def ask(desk: Desk, incident: Incident, *targets: tuple[str, str], token: str = "ada", message: str = "Help") -> Answer:
    body = {
        "requester_id": desk.world.ada.id,
        "message": message,
        "responder_request_targets": [{"responder_request_target": reference(*target)} for target in targets],
    }
    return desk.post(f"/incidents/{incident.id}/responder_requests", body, token=token)


def cancel(desk: Desk, incident: Incident, *targets: tuple[str, str], token: str = "ada") -> Answer:
    body = {
        "requester_id": desk.world.ada.id,
        "responder_request_targets": [reference(*target) for target in targets],
    }
    return desk.put(f"/incidents/{incident.id}/responder_requests/cancel", body, token=token)


def states(desk: Desk, incident: Incident) -> dict[object, object]:
    """Who was asked, by id, and what they answered, as the incident shows it."""
    rows = desk.get(f"/incidents/{incident.id}").at("incident", "incidents_responders")
    assert isinstance(rows, list)
    return {row["user"]["id"]: row["state"] for row in rows}


def test_a_user_is_asked(desk: Desk, incident: Incident) -> None:
    bo = desk.world.bo
    answer = ask(desk, incident, (bo.id, "user"), message="Join the bridge")
    assert answer.status == 200
    request = ("responder_request",)
    assert answer.at(*request, "incident", "id") == incident.id
    assert answer.at(*request, "requester", "id") == desk.world.ada.id
    assert answer.at(*request, "message") == "Join the bridge"
    target = answer.at(*request, "responder_request_targets", 0, "responder_request_target")
    assert isinstance(target, dict)
    assert (target["id"], target["type"]) == (bo.id, "user")
    assert [row["state"] for row in target["incidents_responders"]] == ["pending"]
    assert states(desk, incident) == {bo.id: "pending"}
    assert of_kind(incident, "responder_request") == ["Ada Lovelace requested help from Bo Diddley."]
    assert of_kind(incident, "notify")[-1] == "Notified Bo Diddley by push"


def test_a_policy_asks_whoever_is_on_call_at_its_first_manned_level(desk: Desk, incident: Incident) -> None:
    empty = desk.pagerduty.add_schedule("Empty", [])
    policy = desk.pagerduty.add_escalation_policy(
        "Network", [Level(5, (empty.id,)), Level(5, (desk.world.cy.id, desk.world.bo.id))]
    )
    assert ask(desk, incident, (policy.id, "escalation_policy")).status == 200
    assert states(desk, incident) == {desk.world.cy.id: "pending", desk.world.bo.id: "pending"}
    row = desk.get(f"/incidents/{incident.id}").at("incident", "incidents_responders", 0)
    assert isinstance(row, dict)
    assert row["escalation_policy_requests"] == ["Network"]


def test_a_policy_without_anybody_is_refused(desk: Desk, incident: Incident) -> None:
    empty = desk.pagerduty.add_schedule("Empty", [])
    policy = desk.pagerduty.add_escalation_policy("Nobody", [Level(5, (empty.id,))])
    assert ask(desk, incident, (desk.world.bo.id, "user"), (policy.id, "escalation_policy")).code == 1015
    assert incident.responders == []
    assert of_kind(incident, "responder_request") == []


def test_the_same_request_twice_pages_twice(desk: Desk, incident: Incident) -> None:
    paged = len(of_kind(incident, "notify"))
    for _ in range(2):
        ask(desk, incident, (desk.world.bo.id, "user"))
    shown = desk.get(f"/incidents/{incident.id}")
    assert len(desk.pagerduty.responder_requests_of(incident.id)) == 2
    requests = shown.at("incident", "responder_requests")
    assert isinstance(requests, list)
    assert len({one["id"] for one in requests}) == 2
    assert states(desk, incident) == {desk.world.bo.id: "pending"}
    assert len(of_kind(incident, "notify")) == paged + 2


def test_answers(desk: Desk, incident: Incident) -> None:
    world = desk.world
    ask(desk, incident, (world.bo.id, "user"), (world.cy.id, "user"))
    world.after(minutes=2)
    desk.pagerduty.respond(incident.id, world.bo.id)
    desk.pagerduty.respond(incident.id, world.cy.id, joined=False)
    assert states(desk, incident) == {world.bo.id: "joined", world.cy.id: "declined"}
    row = desk.get(f"/incidents/{incident.id}").at("incident", "incidents_responders", 0)
    assert isinstance(row, dict)
    assert (row["requested_at"], row["updated_at"]) == ("2026-08-03T09:00:00Z", "2026-08-03T09:02:00Z")
    ask(desk, incident, (world.bo.id, "user"), (world.cy.id, "user"))
    assert states(desk, incident) == {world.bo.id: "joined", world.cy.id: "pending"}
    with pytest.raises(KeyError):
        desk.pagerduty.respond(incident.id, world.ada.id)


def test_only_who_has_not_answered_is_asked_no_longer(desk: Desk, incident: Incident) -> None:
    world = desk.world
    third = desk.pagerduty.add_user("Di", "di@example.com")
    users = (world.bo, world.cy, third)
    ask(desk, incident, *((user.id, "user") for user in users))
    desk.pagerduty.respond(incident.id, world.cy.id)
    desk.pagerduty.respond(incident.id, third.id, joined=False)
    answer = cancel(desk, incident, *((user.id, "user") for user in (*users, world.ada)))
    assert answer.each("responder_request_targets", "result") == ["cancelled", "joined", "declined", "not_found"]
    assert list(states(desk, incident).values()) == ["user_cancelled", "joined", "declined"]


def test_a_policys_people_are_cancelled_together(desk: Desk, incident: Incident) -> None:
    world = desk.world
    policy = desk.pagerduty.add_escalation_policy("Network", [Level(5, (world.cy.id, world.bo.id))])
    ask(desk, incident, (policy.id, "escalation_policy"))
    answer = cancel(desk, incident, (policy.id, "escalation_policy"))
    assert answer.each("responder_request_targets", "result") == ["cancelled"]
    assert set(states(desk, incident).values()) == {"user_cancelled"}


def test_the_ability_is_needed(desk: Desk, incident: Incident) -> None:
    desk.pagerduty.switches.abilities.discard("coordinated_responding")
    target = (desk.world.bo.id, "user")
    for answer in (ask(desk, incident, target), cancel(desk, incident, target)):
        assert (answer.status, answer.code) == (402, 2014)
    shown = desk.get(f"/incidents/{incident.id}").at("incident")
    assert isinstance(shown, dict)
    assert "incidents_responders" not in shown


@pytest.mark.parametrize(("key", "value", "code"), [("requester_id", "PXXXXXX", 1008), ("message", 7, 2001)])
def test_a_bad_body_asks_nobody(desk: Desk, incident: Incident, key: str, value: object, code: int) -> None:
    target = {"responder_request_target": reference(desk.world.bo.id, "user")}
    body = {"requester_id": desk.world.ada.id, "message": "Help", "responder_request_targets": [target], key: value}
    answer = desk.post(f"/incidents/{incident.id}/responder_requests", body, lawful=False)
    assert (answer.status, answer.code) == (400, code)
    assert incident.responder_requests == []


def test_a_request_names_who_asks(desk: Desk, incident: Incident) -> None:
    target = {"responder_request_target": reference(desk.world.bo.id, "user")}
    body = {"message": "Help", "responder_request_targets": [target]}
    assert desk.post(f"/incidents/{incident.id}/responder_requests", body, lawful=False).code == 2011


@pytest.mark.parametrize(("target", "code"), [(("PXXXXXX", "user"), 2013), (("PXXXXXX", "escalation_policy"), 1014)])
def test_unknown_targets(desk: Desk, incident: Incident, target: tuple[str, str], code: int) -> None:
    assert ask(desk, incident, target).code == code


def test_nobody_is_asked_about_a_resolved_incident(desk: Desk, incident: Incident) -> None:
    desk.pagerduty.resolve(incident.id, desk.world.bo.id)
    assert ask(desk, incident, (desk.world.bo.id, "user")).code == 1001


def test_who_may_ask(desk: Desk, incident: Incident) -> None:
    target = (desk.world.bo.id, "user")
    refused = {
        "stakeholder": desk.guest("read_only_user", "stakeholder"),
        "observer": desk.guest("observer", "observer"),
        "read-only key": desk.reader(),
        "scope": desk.scoped("incidents.read"),
    }
    for why, token in refused.items():
        assert ask(desk, incident, target, token=token).status == 403, why
        assert cancel(desk, incident, target, token=token).status == 403, why
    assert incident.responder_requests == []
    assert ask(desk, incident, target, token=desk.scoped("incidents.write")).status == 200


def test_a_stakeholder_cannot_be_named_as_the_one_who_asks(desk: Desk, incident: Incident) -> None:
    guest = desk.pagerduty.add_user("G", "g@example.com", role="read_only_user")
    target = {"responder_request_target": reference(desk.world.bo.id, "user")}
    body = {"requester_id": guest.id, "message": "Help", "responder_request_targets": [target]}
    assert desk.post(f"/incidents/{incident.id}/responder_requests", body).status == 403
    assert incident.responder_requests == []


def test_a_stakeholder_cannot_be_asked(desk: Desk, incident: Incident) -> None:
    guest = desk.pagerduty.add_user("G", "g@example.com", role="read_only_user")
    assert ask(desk, incident, (guest.id, "user")).code == 2013


def test_requests_move_updated_at_only_with_the_switch(desk: Desk, incident: Incident) -> None:
    desk.world.after(minutes=1)
    ask(desk, incident, (desk.world.bo.id, "user"))
    assert incident.updated_at == incident.created_at
    desk.pagerduty.switches.response_changes_incident = True
    desk.pagerduty.respond(incident.id, desk.world.bo.id)
    assert incident.updated_at > incident.created_at
