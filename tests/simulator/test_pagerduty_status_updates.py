"""Status updates and their subscribers: every one counts, and plans and roles decide."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pdtui.simulator.pagerduty import Incident
from tests.simulator.judged_server import Desk, judged_desk, of_kind, reference
from tests.simulator.pagerduty_world import Answer


@pytest.fixture
def desk() -> Iterator[Desk]:
    with judged_desk() as desk:
        yield desk


@pytest.fixture
def incident(desk: Desk) -> Incident:
    return desk.world.trigger()


def tell(desk: Desk, incident: Incident, token: str = "ada", **fields: object) -> Answer:
    body = {"message": "We are on it.", **fields}
    return desk.post(f"/incidents/{incident.id}/status_updates", body, token=token)


def people(desk: Desk, incident: Incident, verb: str, *rows: tuple[str, str], token: str = "ada") -> Answer:
    body = {"subscribers": [{"subscriber_id": identity, "subscriber_type": kind} for identity, kind in rows]}
    return desk.post(f"/incidents/{incident.id}/status_updates/{verb}", body, token=token, lawful=bool(rows))


def test_each_update_is_sent(desk: Desk, incident: Incident) -> None:
    answer = tell(desk, incident)
    assert answer.status == 200
    assert answer.at("status_update", "message") == "We are on it."
    assert answer.at("status_update", "sender", "id") == desk.world.ada.id
    tell(desk, incident)
    sent = desk.pagerduty.status_updates_of(incident.id)
    assert [(one.sender_id, one.message) for one in sent] == [(desk.world.ada.id, "We are on it.")] * 2
    assert of_kind(incident, "status_update") == ["Status update by Ada Lovelace."] * 2
    shown = desk.get(f"/incidents/{incident.id}/log_entries").at("log_entries", 0, "channel")
    assert shown == {"type": "api", "message": "We are on it."}


def test_subject_and_html_come_together(desk: Desk, incident: Incident) -> None:
    answer = tell(desk, incident, subject="Fire", html_message="<h1>Fire</h1>")
    assert answer.at("status_update", "subject") == "Fire"
    assert tell(desk, incident, subject="Fire").code == 2001
    assert tell(desk, incident, html_message="<h1>Fire</h1>").code == 2001
    assert tell(desk, incident, message="  ").code == 2001
    assert len(desk.pagerduty.status_updates_of(incident.id)) == 1


def test_an_accounts_key_needs_a_sender(desk: Desk, incident: Incident) -> None:
    desk.pagerduty.add_account_token("account")
    path = f"/incidents/{incident.id}/status_updates"
    body = {"message": "m"}
    refused = desk.call("POST", path, body=body, token="account", sender=None, lawful=False)
    assert (refused.status, refused.code) == (400, 2001)
    sent = desk.call("POST", path, body=body, token="account", sender="bo@example.com")
    assert sent.at("status_update", "sender", "id") == desk.world.bo.id


def test_subscribers(desk: Desk, incident: Incident) -> None:
    bo, team = desk.world.bo, desk.world.team
    answer = people(desk, incident, "subscribers", (bo.id, "user"), (team.id, "team"), ("PXXXXXX", "user"))
    assert answer.each("subscriptions", "result") == ["success", "success", "unauthorized"]
    again = people(desk, incident, "subscribers", (bo.id, "user"))
    assert again.each("subscriptions", "result") == ["duplicate"]
    listed = desk.get(f"/incidents/{incident.id}/status_updates/subscribers")
    assert listed.each("subscribers", "subscriber_id") == [bo.id, team.id]
    gone = people(desk, incident, "unsubscribe", (bo.id, "user"), (desk.world.cy.id, "user"), ("PXXXXXX", "team"))
    assert gone.json() == {"deleted_count": 1, "unauthorized_count": 1, "non_existent_count": 1}
    left = desk.get(f"/incidents/{incident.id}/status_updates/subscribers")
    assert left.each("subscribers", "subscriber_type") == ["team"]


def test_nobody_to_subscribe_is_unprocessable(desk: Desk, incident: Incident) -> None:
    assert people(desk, incident, "subscribers").status == 422
    assert people(desk, incident, "unsubscribe").status == 422


def test_the_plan_may_lack_them(desk: Desk, incident: Incident) -> None:
    desk.pagerduty.switches.status_updates = False
    someone = (desk.world.bo.id, "user")
    answers = [
        tell(desk, incident),
        people(desk, incident, "subscribers", someone),
        people(desk, incident, "unsubscribe", someone),
        desk.get(f"/incidents/{incident.id}/status_updates/subscribers"),
    ]
    assert [(answer.status, answer.code) for answer in answers] == [(402, 2014)] * 4
    assert incident.status_updates == []
    assert incident.subscribers == []


def test_who_may_tell(desk: Desk, incident: Incident) -> None:
    for token in (
        desk.guest("read_only_user", "stakeholder"),
        desk.guest("observer", "observer"),
        desk.reader(),
        desk.scoped("incidents.read"),
    ):
        assert tell(desk, incident, token).status == 403
    assert incident.status_updates == []
    assert tell(desk, incident, desk.guest("limited_user", "responder")).status == 200


def test_an_observer_who_was_asked_may_tell(desk: Desk, incident: Incident) -> None:
    token = desk.guest("observer", "observer")
    observer = next(user for user in desk.pagerduty.state.users.values() if user.role == "observer")
    target = {"responder_request_target": reference(observer.id, "user")}
    body = {"requester_id": desk.world.ada.id, "message": "m", "responder_request_targets": [target]}
    desk.post(f"/incidents/{incident.id}/responder_requests", body)
    assert tell(desk, incident, token).status == 200
    observer.role = "read_only_user"
    assert tell(desk, incident, token).status == 403


def test_who_may_subscribe_others(desk: Desk, incident: Incident) -> None:
    someone = (desk.world.bo.id, "user")
    for token in (desk.guest("read_only_user", "stakeholder"), desk.reader(), desk.scoped("subscribers.read")):
        assert people(desk, incident, "subscribers", someone, token=token).status == 403
    path = f"/incidents/{incident.id}/status_updates/subscribers"
    assert desk.get(path, token=desk.scoped("incidents.read")).status == 403
    assert desk.get(path, token=desk.scoped("subscribers.read")).each("subscribers") == []
