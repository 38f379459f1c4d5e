"""Changes of incidents over HTTP: bulk is all or nothing, states go back as well as forward, merges hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from pdtui.simulator.pagerduty import AlertSpec, Incident, Level
from tests.simulator.judged_server import Desk, judged_desk, of_kind, reference
from tests.simulator.pagerduty_world import Answer


@pytest.fixture
def desk() -> Iterator[Desk]:
    with judged_desk() as desk:
        yield desk


@pytest.fixture
def incident(desk: Desk) -> Incident:
    return desk.world.trigger()


def bulk(desk: Desk, *items: tuple[Incident, Mapping[str, object]], token: str = "ada", lawful: bool = True) -> Answer:
    rows = [{"id": row.id, "type": "incident_reference", **fields} for row, fields in items]
    return desk.put("/incidents", {"incidents": rows}, token=token, lawful=lawful)


def assigned(*user_ids: str) -> list[dict[str, object]]:
    return [{"assignee": reference(user_id, "user")} for user_id in user_ids]


def assignees(answer: Answer) -> list[str]:
    rows = answer.at("incident", "assignments")
    assert isinstance(rows, list)
    return [row["assignee"]["id"] for row in rows]


# Bulk


def test_bulk_answers_all_that_it_changed(desk: Desk) -> None:
    rows = [desk.world.trigger(f"n{number}") for number in range(120)]
    answer = bulk(desk, *((row, {"status": "acknowledged"}) for row in rows))
    assert answer.each("incidents", "id") == [row.id for row in rows]
    assert set(answer.each("incidents", "status")) == {"acknowledged"}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"status": "done"}, 1003),
        ({"escalation_level": 9}, 1006),
        ({"assignments": [{"assignee": {"id": "PXXXXXX", "type": "user_reference"}}]}, 1007),
        ({"assignments": []}, 2001),
        ({"escalation_policy": {"id": "PXXXXXX", "type": "escalation_policy_reference"}}, 1014),
        ({"priority": {"id": "PXXXXXX", "type": "priority_reference"}}, 1020),
        ({"title": " "}, 2001),
        ({"urgency": "medium"}, 2001),
    ],
)
def test_one_bad_item_changes_nothing(desk: Desk, incident: Incident, fields: dict[str, object], code: int) -> None:
    other = desk.world.trigger("other")
    lines = len(desk.pagerduty.state.log)
    answer = bulk(desk, (incident, {"status": "resolved"}), (other, fields), lawful=False)
    assert (answer.status, answer.code) == (400, code)
    assert (incident.status, other.status, len(desk.pagerduty.state.log)) == ("triggered", "triggered", lines)


def test_an_unknown_incident_changes_nothing(desk: Desk, incident: Incident) -> None:
    stranger = {"id": "PXXXXXX", "type": "incident_reference", "status": "resolved"}
    known = {"id": incident.id, "type": "incident_reference", "status": "resolved"}
    answer = desk.put("/incidents", {"incidents": [known, stranger]})
    assert (answer.status, answer.code) == (400, 1004)
    assert incident.status == "triggered"


def test_bulk_needs_items_and_no_more_than_250(desk: Desk, incident: Incident) -> None:
    assert bulk(desk).code == 2001
    assert bulk(desk, *[(incident, {"status": "resolved"})] * 251).status == 413
    assert incident.status == "triggered"


def test_bulk_cannot_move_to_another_service(desk: Desk, incident: Incident) -> None:
    other = desk.pagerduty.add_service("Other", desk.world.policy)
    moved = {"service": reference(other.id, "service")}
    assert bulk(desk, (incident, moved)).status == 200
    assert incident.service_id == desk.world.service.id
    assert desk.change_with(incident, moved).at("incident", "service", "id") == other.id


def test_who_may_change(desk: Desk, incident: Incident) -> None:
    change: dict[str, object] = {"status": "resolved"}
    for token in (
        desk.guest("read_only_user", "stakeholder"),
        desk.guest("observer", "observer"),
        desk.reader(),
        desk.scoped("incidents.read"),
    ):
        assert bulk(desk, (incident, change), token=token).status == 403
        assert desk.change(incident, token=token, status="resolved").status == 403
    assert incident.status == "triggered"


# States


def test_an_acknowledged_one_is_triggered_again_and_pages_its_people_again(desk: Desk, incident: Incident) -> None:
    desk.change(incident, status="acknowledged")
    paged = len(of_kind(incident, "notify"))
    answer = desk.change(incident, status="triggered")
    assert (answer.at("incident", "status"), assignees(answer)) == ("triggered", [desk.world.ada.id])
    assert of_kind(incident, "unacknowledge") == ["Unacknowledged by Ada Lovelace."]
    assert len(of_kind(incident, "notify")) == paged + 1
    lines = len(incident.log)
    desk.change(incident, status="triggered")
    assert len(incident.log) == lines


def test_a_resolved_one_goes_back_to_its_policy(desk: Desk, incident: Incident) -> None:
    desk.change(incident, escalation_level=2)
    desk.change(incident, status="resolved")
    answer = desk.change(incident, status="triggered")
    assert assignees(answer) == [desk.world.ada.id]
    assert answer.at("incident", "assigned_via") == "escalation_policy"
    assert answer.at("incident", "resolved_at") is None
    assert of_kind(incident, "unacknowledge") == ["Reopened by Ada Lovelace."]


def test_a_resolved_one_goes_to_the_people_who_are_given(desk: Desk, incident: Incident) -> None:
    desk.change(incident, status="resolved")
    paged = of_kind(incident, "notify")
    answer = desk.change(incident, status="triggered", assignments=assigned(desk.world.bo.id))
    assert assignees(answer) == [desk.world.bo.id]
    assert answer.at("incident", "assigned_via") == "direct_assignment"
    assert of_kind(incident, "notify")[len(paged) :] == ["Notified Bo Diddley by push"]


def test_a_resolved_one_goes_to_the_policy_that_is_given(desk: Desk, incident: Incident) -> None:
    other = desk.pagerduty.add_escalation_policy("Other", [Level(5, (desk.world.cy.id,))])
    desk.change(incident, status="resolved")
    answer = desk.change(incident, status="triggered", escalation_policy=reference(other.id, "escalation_policy"))
    assert assignees(answer) == [desk.world.cy.id]
    assert answer.at("incident", "escalation_policy", "id") == other.id


def test_given_people_help_where_nobody_is_on_call(desk: Desk, incident: Incident) -> None:
    policy = desk.pagerduty.add_escalation_policy("Weekly", [Level(5, (desk.world.schedule.id,))])
    lonely = desk.world.trigger("x", desk.pagerduty.add_service("S", policy))
    desk.change(lonely, status="resolved")
    desk.world.after(days=30)
    assert desk.change(lonely, status="triggered").code == 1015
    assert lonely.status == "resolved"
    assert desk.change(lonely, status="triggered", assignments=assigned(desk.world.bo.id)).status == 200
    assert lonely.status == "triggered"


def test_acknowledging_a_resolved_one_reopens_it_for_the_actor(desk: Desk, incident: Incident) -> None:
    desk.change(incident, status="resolved")
    answer = desk.put(
        "/incidents",
        {"incidents": [{"id": incident.id, "type": "incident", "status": "acknowledged"}]},
        token="bo",
    )
    assert answer.each("incidents", "status") == ["acknowledged"]
    assert [one.user_id for one in incident.assignments] == [desk.world.bo.id]


def test_raising_the_urgency_unacknowledges(desk: Desk) -> None:
    incident = desk.pagerduty.trigger(desk.world.service.id, "low", urgency="low")
    desk.change(incident, status="acknowledged")
    assert desk.change(incident, urgency="high").at("incident", "status") == "triggered"
    log = desk.get(f"/incidents/{incident.id}/log_entries").at("log_entries", 0)
    assert isinstance(log, dict)
    assert (log["type"], log["changeset"]) == ("urgency_change_log_entry", ["Updated urgency to high"])
    desk.change(incident, status="acknowledged")
    assert desk.change(incident, urgency="low").at("incident", "status") == "acknowledged"


def test_priority_is_cleared_by_null_and_absent_from_the_account_when_off(desk: Desk, incident: Incident) -> None:
    given = reference(desk.world.p1.id, "priority")
    assert desk.change(incident, priority=given).at("incident", "priority", "id") == desk.world.p1.id
    assert desk.change(incident, lawful=False, priority=None).at("incident", "priority") is None
    desk.pagerduty.switches.priorities = False
    assert desk.change(incident, priority=given).code == 1020
    assert desk.get("/priorities").status == 402
    desk.pagerduty.switches.priorities_refusal = 404
    assert desk.get("/priorities").status == 404


@pytest.mark.parametrize("how", ["assignments", "escalation_policy", "escalation_level"])
def test_handing_on_ends_a_snooze(desk: Desk, incident: Incident, how: str) -> None:
    desk.change(incident, status="acknowledged")
    desk.post(f"/incidents/{incident.id}/snooze", {"duration": 36_000})
    forms: dict[str, object] = {
        "assignments": assigned(desk.world.bo.id),
        "escalation_policy": reference(desk.world.policy.id, "escalation_policy"),
        "escalation_level": 2,
    }
    answer = desk.change_with(incident, {how: forms[how]})
    assert answer.at("incident", "status") == "triggered"
    pending = answer.at("incident", "pending_actions")
    assert isinstance(pending, list)
    assert "unacknowledge" not in {action["type"] for action in pending}


def test_the_end_of_a_snooze_brings_auto_resolve_back(desk: Desk) -> None:
    service = desk.pagerduty.add_service("S", desk.world.policy, auto_resolve_timeout=3600)
    incident = desk.world.trigger("x", service)
    desk.change(incident, status="acknowledged")
    snoozed = desk.post(f"/incidents/{incident.id}/snooze", {"duration": 36_000})
    assert {"type": "resolve", "at": "2026-08-03T19:00:00Z"} in _pending(snoozed)
    assert {"type": "resolve", "at": "2026-08-03T10:00:00Z"} in _pending(desk.change(incident, status="acknowledged"))


def _pending(answer: Answer) -> list[object]:
    found = answer.at("incident", "pending_actions")
    assert isinstance(found, list)
    return found


# Merge


def merge(desk: Desk, target: Incident, *sources: Incident, token: str = "ada", lawful: bool = True) -> Answer:
    body = {"source_incidents": [reference(source.id, "incident") for source in sources]}
    return desk.put(f"/incidents/{target.id}/merge", body, token=token, lawful=lawful)


def test_merge_moves_alerts_and_resolves_sources(desk: Desk, incident: Incident) -> None:
    source = desk.pagerduty.trigger(desk.world.service.id, "source", alerts=[AlertSpec("a"), AlertSpec("b")])
    answer = merge(desk, incident, source)
    assert answer.at("incident", "alert_counts") == {"all": 2, "triggered": 2, "resolved": 0}
    shown = desk.get(f"/incidents/{source.id}")
    assert shown.at("incident", "status") == "resolved"
    assert shown.at("incident", "resolve_reason", "type") == "merge_resolve_reason"
    assert shown.at("incident", "resolve_reason", "incident", "id") == incident.id
    newest = desk.get(f"/incidents/{source.id}/log_entries").at("log_entries", 0)
    assert isinstance(newest, dict)
    assert (newest["type"], newest["linked_incident"]["id"]) == ("resolve_log_entry", incident.id)
    assert len(of_kind(incident, "link")) == 1


def test_a_resolved_source_keeps_the_moment_of_its_end(desk: Desk, incident: Incident) -> None:
    source = desk.world.trigger("source")
    desk.change(source, status="resolved")
    desk.world.after(minutes=5)
    assert merge(desk, incident, source).status == 200
    shown = desk.get(f"/incidents/{source.id}")
    assert shown.at("incident", "resolved_at") == "2026-08-03T09:00:00Z"
    assert shown.at("incident", "resolve_reason", "incident", "id") == incident.id


def test_what_cannot_be_merged(desk: Desk, incident: Incident) -> None:
    first, second = desk.world.trigger("first"), desk.world.trigger("second")
    assert merge(desk, incident, first).status == 200
    lines = len(desk.pagerduty.state.log)
    assert merge(desk, incident, second, first).code == 1019
    assert merge(desk, incident, incident).code == 2001
    assert merge(desk, incident, second, second).code == 2001
    assert merge(desk, incident).code == 2001
    second.is_mergeable = False
    assert merge(desk, incident, second).code == 2001
    desk.pagerduty.resolve(incident.id, desk.world.bo.id)
    third = desk.world.trigger("third")
    assert merge(desk, incident, third).code == 1001
    assert (second.status, third.status) == ("triggered", "triggered")
    assert len(desk.pagerduty.state.log) == lines + 4


def test_a_merge_holds_1000_alerts(desk: Desk, incident: Incident) -> None:
    many = desk.pagerduty.trigger(desk.world.service.id, "m", alerts=[AlertSpec(str(n)) for n in range(1000)])
    one = desk.pagerduty.trigger(desk.world.service.id, "o", alerts=[AlertSpec("o")])
    assert merge(desk, incident, many, one).code == 2001
    assert (many.status, incident.alerts) == ("triggered", [])
    assert merge(desk, incident, many).status == 200


def test_who_may_merge(desk: Desk, incident: Incident) -> None:
    source = desk.world.trigger("source")
    for token in (desk.guest("observer"), desk.reader(), desk.scoped("incidents.read")):
        assert merge(desk, incident, source, token=token).status == 403
    assert source.status == "triggered"
