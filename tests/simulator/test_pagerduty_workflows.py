"""Incident workflows: what is listed, what may be started by whom, and that every start is a run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pdtui.simulator.pagerduty import Incident
from tests.simulator.judged_server import Desk, judged_desk, reference
from tests.simulator.pagerduty_world import Answer


@pytest.fixture
def desk() -> Iterator[Desk]:
    with judged_desk() as desk:
        yield desk


@pytest.fixture
def incident(desk: Desk) -> Incident:
    return desk.world.trigger()


def start(desk: Desk, workflow_id: str, incident_id: str, token: str = "ada") -> Answer:
    body = {"incident_workflow_instance": {"incident": reference(incident_id, "incident")}}
    return desk.post(f"/incident_workflows/{workflow_id}/instances", body, token=token)


def test_the_list(desk: Desk) -> None:
    desk.pagerduty.add_workflow("Major incident", "Opens a bridge", steps=["Open bridge"], team=desk.world.team)
    desk.pagerduty.add_workflow("Page the press office")
    names = desk.get("/incident_workflows", {"query": "MAJOR"}).each("incident_workflows", "name")
    assert names == ["Major incident"]
    plain = desk.get("/incident_workflows").at("incident_workflows", 0)
    assert isinstance(plain, dict)
    assert not {"steps", "team"} & set(plain)
    whole = desk.get("/incident_workflows", {"include[]": ["steps", "team"]})
    assert whole.at("incident_workflows", 0, "steps", 0, "name") == "Open bridge"
    assert whole.at("incident_workflows", 0, "team", "id") == desk.world.team.id


def test_triggers_come_by_cursor(desk: Desk) -> None:
    made = [desk.pagerduty.add_workflow(f"W{number}") for number in range(5)]
    seen: list[object] = []
    cursor: object = ""
    pages = 0
    while cursor is not None:
        query = {"limit": "2", "sort_by": "workflow_name", **({"cursor": str(cursor)} if cursor else {})}
        page = desk.get("/incident_workflows/triggers", query)
        seen += page.each("triggers", "workflow", "id")
        cursor = page.at("next_cursor")
        assert page.at("more") is (cursor is not None)
        pages += 1
    assert seen == [workflow.id for workflow in made]
    assert pages == 3
    assert desk.get("/incident_workflows/triggers", {"cursor": "nonsense"}).status == 400


def test_triggers_of_an_incident_are_those_that_can_be_started_on_it(desk: Desk, incident: Incident) -> None:
    other = desk.pagerduty.add_service("Other", desk.world.policy)
    everywhere = desk.pagerduty.add_workflow("everywhere")
    here = desk.pagerduty.add_workflow("here", services=[desk.world.service])
    desk.pagerduty.add_workflow("there", services=[other])
    desk.pagerduty.add_workflow("off", enabled=False)
    automatic = desk.pagerduty.add_workflow("automatic", trigger_type="conditional")

    def found(**query: str) -> set[object]:
        return set(desk.get("/incident_workflows/triggers", query).each("triggers", "workflow", "id"))

    assert found(incident_id=incident.id, trigger_type="manual") == {everywhere.id, here.id}
    assert found(incident_id=incident.id) == {everywhere.id, here.id, automatic.id}
    assert found(service_id=other.id, workflow_name_contains="THERE").isdisjoint({here.id})
    assert found(workflow_id=here.id) == {here.id}
    assert len(found(is_disabled="true")) == 1
    assert desk.get("/incident_workflows/triggers", {"incident_id": "PXXXXXX"}).status == 404


def test_every_start_is_a_run(desk: Desk, incident: Incident) -> None:
    workflow = desk.pagerduty.add_workflow("Major incident")
    first, second = (start(desk, workflow.id, incident.id) for _ in range(2))
    assert first.status == 201
    assert first.at("incident_workflow_instance", "incident", "id") == incident.id
    runs = desk.pagerduty.workflow_instances(incident.id)
    ids = [answer.at("incident_workflow_instance", "id") for answer in (first, second)]
    assert [run.id for run in runs] == ids
    assert len(set(ids)) == 2
    assert {(run.workflow_id, run.user_id) for run in runs} == {(workflow.id, desk.world.ada.id)}
    assert desk.pagerduty.workflow_instances(desk.world.trigger("other").id) == []


def test_what_cannot_be_started(desk: Desk, incident: Incident) -> None:
    workflow = desk.pagerduty.add_workflow("Major incident")
    off = desk.pagerduty.add_workflow("off", enabled=False)
    assert start(desk, "PXXXXXX", incident.id).code == 2100
    assert start(desk, workflow.id, "PXXXXXX").code == 2100
    assert start(desk, off.id, incident.id).code == 2001
    assert desk.pagerduty.workflow_instances() == []


@pytest.mark.parametrize("role", ["limited_user", "observer", "restricted_access", "read_only_user"])
def test_below_a_manager_nobody_starts_one(desk: Desk, incident: Incident, role: str) -> None:
    workflow = desk.pagerduty.add_workflow("Major incident")
    token = desk.guest(role)
    refused = start(desk, workflow.id, incident.id, token)
    assert (refused.status, refused.code) == (403, 2010)
    assert desk.get("/incident_workflows", token=token).each("incident_workflows", "id") == [workflow.id]
    assert desk.pagerduty.workflow_instances() == []


def test_keys_that_may_not_start_one(desk: Desk, incident: Incident) -> None:
    workflow = desk.pagerduty.add_workflow("Major incident")
    for token in (desk.reader(), desk.scoped("incident_workflows.read", "incidents.write")):
        assert start(desk, workflow.id, incident.id, token).status == 403
    desk.pagerduty.add_account_token("account")
    assert start(desk, workflow.id, incident.id, "account").status == 201
    assert desk.pagerduty.workflow_instances()[0].user_id is None


def test_the_plan_may_lack_them(desk: Desk, incident: Incident) -> None:
    workflow = desk.pagerduty.add_workflow("Major incident")
    desk.pagerduty.switches.incident_workflows = False
    answers = [
        desk.get("/incident_workflows"),
        desk.get("/incident_workflows/triggers"),
        start(desk, workflow.id, incident.id),
    ]
    assert [(answer.status, answer.code) for answer in answers] == [(402, 2014)] * 3
