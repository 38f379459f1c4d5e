"""Alerts over HTTP: resolved and moved, one or many, with what that does to their incidents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from pdtui.simulator.pagerduty import AlertSpec, Incident
from tests.simulator.judged_server import Desk, judged_desk, of_kind, reference
from tests.simulator.pagerduty_world import Answer, Query


@pytest.fixture
def desk() -> Iterator[Desk]:
    with judged_desk() as desk:
        yield desk


@pytest.fixture
def incident(desk: Desk) -> Incident:
    return triggered(desk, 3)


def triggered(desk: Desk, count: int) -> Incident:
    alerts = [AlertSpec(f"a{number}", key=f"k{number}") for number in range(count)]
    return desk.pagerduty.trigger(desk.world.service.id, "x", alerts=alerts)


def bulk(
    desk: Desk, incident: Incident, *items: Mapping[str, object], token: str = "ada", lawful: bool = True
) -> Answer:
    rows = [{"type": "alert", **item} for item in items]
    return desk.put(f"/incidents/{incident.id}/alerts", {"alerts": rows}, token=token, lawful=lawful)


def one(desk: Desk, home: Incident, place: int, /, **fields: object) -> Answer:
    path = f"/incidents/{home.id}/alerts/{home.alerts[place].id}"
    return desk.put(path, {"alert": {"type": "alert", **fields}}, lawful=fields.get("status") != "acknowledged")


def test_the_list_is_paged_and_filtered(desk: Desk) -> None:
    incident = triggered(desk, 120)
    path = f"/incidents/{incident.id}/alerts"
    page = desk.get(path, {"limit": "100", "total": "true"})
    assert (len(page.each("alerts")), page.at("more"), page.at("total")) == (100, True, 120)
    assert len(desk.get(path, {"limit": "100", "offset": "100"}).each("alerts")) == 20
    one(desk, incident, 7, status="resolved")
    assert desk.get(path, {"statuses[]": "resolved"}).each("alerts", "summary") == ["a7"]
    both: Query = {"statuses[]": ["resolved", "triggered"], "total": "true"}
    assert desk.get(path, both).at("total") == 120
    assert desk.get(path, {"alert_key": "k9"}).each("alerts", "summary") == ["a9"]
    assert desk.call("GET", path, {"statuses[]": "acknowledged"}, lawful=False).status == 400


def test_resolving_the_last_one_resolves_the_incident(desk: Desk, incident: Incident) -> None:
    first, second, third = incident.alerts
    answer = bulk(desk, incident, *({"id": row.id, "status": "resolved"} for row in (first, second)))
    assert answer.each("alerts", "status") == ["resolved", "resolved"]
    assert incident.status == "triggered"
    assert one(desk, incident, 2, status="resolved").at("alert", "status") == "resolved"
    assert third.resolved_at is not None
    assert incident.status == "resolved"
    assert of_kind(incident, "resolve") == ["Resolved by Ada Lovelace."]


def test_bulk_answers_all_that_it_changed(desk: Desk) -> None:
    incident = triggered(desk, 130)
    answer = bulk(desk, incident, *({"id": row.id, "status": "resolved"} for row in incident.alerts))
    assert len(answer.each("alerts")) == 130
    assert incident.status == "resolved"


def test_moved_alerts_leave_their_mark_on_both(desk: Desk, incident: Incident) -> None:
    target = triggered(desk, 1)
    first, second = incident.alerts[:2]
    moved = {"incident": reference(target.id, "incident")}
    answer = bulk(desk, incident, {"id": first.id, **moved}, {"id": second.id, **moved})
    assert answer.each("alerts", "incident", "id") == [target.id, target.id]
    assert (len(incident.alerts), len(target.alerts)) == (1, 3)
    for changed, kind, other in ((incident, "unlink", target), (target, "link", incident)):
        entries = desk.get(f"/incidents/{changed.id}/log_entries").at("log_entries")
        assert isinstance(entries, list)
        linked = [row["linked_incident"]["id"] for row in entries if row["type"] == f"{kind}_log_entry"]
        assert linked == [other.id, other.id]
    assert desk.get(f"/incidents/{incident.id}").at("incident", "alert_counts", "all") == 1


def test_a_resolved_alert_that_moves_resolves_nothing(desk: Desk, incident: Incident) -> None:
    bare = desk.world.trigger("without alerts")
    one(desk, incident, 0, status="resolved")
    assert one(desk, incident, 0, incident=reference(bare.id, "incident")).status == 200
    assert bare.status == "triggered"


def test_an_alert_resolved_on_its_way_takes_its_new_incident_with_it(desk: Desk, incident: Incident) -> None:
    bare = desk.world.trigger("without alerts")
    alert = incident.alerts[0]
    moved = {"id": alert.id, "status": "resolved", "incident": reference(bare.id, "incident")}
    assert bulk(desk, incident, moved).status == 200
    assert (bare.status, incident.status) == ("resolved", "triggered")


@pytest.mark.parametrize("wrong", ["resolved", "unknown", "full"])
def test_where_alerts_cannot_go(desk: Desk, incident: Incident, wrong: str) -> None:
    target = triggered(desk, 1000 if wrong == "full" else 1)
    if wrong == "resolved":
        desk.pagerduty.resolve(target.id, desk.world.bo.id)
    place = "PXXXXXX" if wrong == "unknown" else target.id
    answer = one(desk, incident, 0, incident=reference(place, "incident"))
    assert (answer.status, answer.code) == (400, 2001)
    assert len(incident.alerts) == 3


def test_alerts_are_neither_acknowledged_nor_opened_again(desk: Desk, incident: Incident) -> None:
    assert one(desk, incident, 0, status="acknowledged").code == 1003
    one(desk, incident, 0, status="resolved")
    assert one(desk, incident, 0, status="triggered").code == 1003
    assert [alert.status for alert in incident.alerts] == ["resolved", "triggered", "triggered"]


def test_one_bad_item_changes_nothing(desk: Desk, incident: Incident) -> None:
    target = triggered(desk, 1)
    first, second = incident.alerts[:2]
    good = {"id": first.id, "incident": reference(target.id, "incident")}
    for bad in ({"id": second.id, "status": "acknowledged"}, {"id": "PXXXXXX", "status": "resolved"}, good):
        assert bulk(desk, incident, good, bad, lawful=False).status == 400
        assert (len(incident.alerts), len(target.alerts)) == (3, 1)
        assert {alert.incident_id for alert in incident.alerts} == {incident.id}
    assert bulk(desk, incident).code == 2001
    assert of_kind(incident, "unlink") == []


def test_bulk_has_a_limit(desk: Desk, incident: Incident) -> None:
    assert bulk(desk, incident, *[{"id": incident.alerts[0].id, "status": "resolved"}] * 251).status == 413


def test_who_may_change_alerts(desk: Desk, incident: Incident) -> None:
    change: dict[str, object] = {"id": incident.alerts[0].id, "status": "resolved"}
    for token in (
        desk.guest("read_only_user", "stakeholder"),
        desk.guest("observer", "observer"),
        desk.reader(),
        desk.scoped("incidents.read"),
    ):
        assert bulk(desk, incident, change, token=token).status == 403
    assert incident.alerts[0].status == "triggered"
