"""Incident types and custom fields: which there are, which values they take, and what a change leaves behind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pdtui.simulator.pagerduty import Incident
from tests.simulator.judged_server import Desk, judged_desk
from tests.simulator.pagerduty_world import Answer


@pytest.fixture
def desk() -> Iterator[Desk]:
    with judged_desk() as desk:
        yield desk


@pytest.fixture
def incident(desk: Desk) -> Incident:
    return desk.world.trigger()


def put(desk: Desk, incident: Incident, *items: dict[str, object], token: str = "ada") -> Answer:
    return desk.put(f"/incidents/{incident.id}/custom_fields/values", {"custom_fields": list(items)}, token=token)


def values(desk: Desk, incident: Incident) -> dict[object, object]:
    rows = desk.get(f"/incidents/{incident.id}/custom_fields/values").at("custom_fields")
    assert isinstance(rows, list)
    return {row["name"]: row["value"] for row in rows}


def test_types(desk: Desk) -> None:
    desk.pagerduty.add_incident_type("security", "Security", enabled=False)

    def names(**query: str) -> list[object]:
        return desk.get("/incidents/types", query).each("incident_types", "name")

    assert names() == names(filter="enabled") == ["incident_default", "major_incident"]
    assert names(filter="disabled") == ["security"]
    assert len(names(filter="all")) == 3
    assert desk.get("/incidents/types").at("incident_types", 1, "parent", "type") == "incident_type_reference"


def test_fields_of_a_type_are_its_own_and_the_base_types(desk: Desk) -> None:
    desk.pagerduty.add_custom_field("env", "Environment", field_type="single_value_fixed", options=("prod", "dev"))
    desk.pagerduty.add_custom_field("bridge", "Bridge", "url", incident_type="major_incident")

    def names(kind: str) -> list[object]:
        return desk.get(f"/incidents/types/{kind}/custom_fields").each("fields", "name")

    assert names("incident_default") == ["env"]
    assert names("major_incident") == ["env", "bridge"]
    identity = desk.get("/incidents/types").at("incident_types", 1, "id")
    assert names(str(identity)) == ["env", "bridge"]
    path = "/incidents/types/incident_default/custom_fields"
    plain = desk.get(path).at("fields", 0)
    assert isinstance(plain, dict)
    assert "field_options" not in plain
    whole = desk.get(path, {"include[]": "field_options"}).at("fields", 0, "field_options")
    assert isinstance(whole, list)
    assert [option["data"]["value"] for option in whole] == ["prod", "dev"]
    assert desk.get("/incidents/types/nothing/custom_fields").status == 404


@pytest.mark.parametrize(
    ("data_type", "field_type", "good", "bad"),
    [
        ("string", "single_value", "text", [7, True, ["text"], "x" * 201]),
        ("integer", "single_value", 7, ["7", 7.5, True]),
        ("float", "single_value", 7.5, ["7.5", False]),
        ("float", "single_value", 7, [[7]]),
        ("boolean", "single_value", False, ["false", 0]),
        ("datetime", "single_value", "2026-08-03T09:00:00Z", ["yesterday", "2026-08-03T09:00:00", 7]),
        ("url", "single_value", "https://example.com/a", ["example.com", "ftp://example.com", "https:"]),
        ("string", "single_value_fixed", "prod", ["staging", "", ["prod"]]),
        ("string", "multi_value", ["a", "b"], ["a", ["a", "a"], [7], [str(number) for number in range(11)]]),
        ("string", "multi_value_fixed", ["prod", "dev"], [["prod", "staging"], "prod"]),
    ],
)
def test_values(
    desk: Desk, incident: Incident, data_type: str, field_type: str, good: object, bad: list[object]
) -> None:
    options = ("prod", "dev") if field_type.endswith("_fixed") else ()
    field = desk.pagerduty.add_custom_field("f", "Field", data_type, field_type, options)
    for value in bad:
        refused = put(desk, incident, {"id": field.id, "value": value})
        assert (refused.status, refused.code) == (400, 2001), value
    assert values(desk, incident) == {"f": None}
    assert put(desk, incident, {"name": "f", "value": good}).status == 201
    assert values(desk, incident) == {"f": good}
    assert put(desk, incident, {"id": field.id, "value": None}).status == 201
    assert values(desk, incident) == {"f": None}
    assert desk.pagerduty.field_values_of(incident.id) == {}


def test_all_or_nothing(desk: Desk, incident: Incident) -> None:
    desk.pagerduty.add_custom_field("a", "A")
    desk.pagerduty.add_custom_field("n", "N", "integer")
    assert put(desk, incident, {"name": "a", "value": "x"}, {"name": "n", "value": "x"}).status == 400
    assert put(desk, incident, {"name": "a", "value": "x"}, {"name": "unknown", "value": "x"}).status == 400
    assert desk.pagerduty.field_values_of(incident.id) == {}
    answer = put(desk, incident, {"name": "a", "value": "x"}, {"name": "n", "value": 3})
    assert answer.each("custom_fields", "value") == ["x", 3]
    assert desk.pagerduty.field_values_of(incident.id) == {"a": "x", "n": 3}


def test_a_change_is_logged_once_and_moves_updated_at(desk: Desk, incident: Incident) -> None:
    desk.pagerduty.add_custom_field("a", "A")
    desk.world.after(minutes=1)
    for _ in range(2):
        put(desk, incident, {"name": "a", "value": "x"})
    shown = desk.get(f"/incidents/{incident.id}/log_entries").at("log_entries", 0)
    assert isinstance(shown, dict)
    assert shown["type"] == "custom_field_value_change_log_entry"
    assert shown["changeset"] == ["Updated a to x"]
    assert shown["agent"]["id"] == desk.world.ada.id
    assert desk.world.types(incident).count("custom_field_value_change") == 1
    assert incident.updated_at > incident.created_at


def test_an_incident_includes_its_fields(desk: Desk, incident: Incident) -> None:
    desk.pagerduty.add_custom_field("a", "A")
    put(desk, incident, {"name": "a", "value": "x"})
    shown = desk.get(f"/incidents/{incident.id}", {"include[]": "custom_fields"}).at("incident", "custom_fields")
    assert isinstance(shown, list)
    assert [(row["name"], row["value"]) for row in shown] == [("a", "x")]
    plain = desk.get(f"/incidents/{incident.id}").at("incident")
    assert isinstance(plain, dict)
    assert "custom_fields" not in plain


def test_who_may_set_values(desk: Desk, incident: Incident) -> None:
    desk.pagerduty.add_custom_field("a", "A")
    change: dict[str, object] = {"name": "a", "value": "x"}
    for token in (
        desk.guest("read_only_user", "stakeholder"),
        desk.guest("observer", "observer"),
        desk.reader(),
        desk.scoped("incidents.read"),
    ):
        assert put(desk, incident, change, token=token).status == 403
    assert desk.pagerduty.field_values_of(incident.id) == {}
    assert put(desk, incident, change, token="bo").status == 201
    assert desk.get("/incidents/types", token=desk.scoped("incidents.read")).status == 403
    path = "/incidents/types/incident_default/custom_fields"
    assert desk.get(path, token=desk.scoped("incident_types.read")).status == 403
    assert desk.get(path, token=desk.scoped("custom_fields.read")).status == 200


def test_the_plan_may_lack_them(desk: Desk, incident: Incident) -> None:
    desk.pagerduty.switches.custom_fields = False
    assert desk.get("/incidents/types").status == 402
    assert desk.get("/incidents/types/incident_default/custom_fields").status == 402
    assert desk.get(f"/incidents/{incident.id}/custom_fields/values").status == 404
    assert put(desk, incident, {"name": "a", "value": "x"}).status == 404


def test_the_lever_refuses_fields_that_cannot_be(desk: Desk) -> None:
    for given in (("text", "single_value"), ("string", "list"), ("string", "single_value_fixed")):
        with pytest.raises(ValueError, match="field"):
            desk.pagerduty.add_custom_field("f", "F", *given)


def test_an_unknown_type_of_incident_is_refused(desk: Desk, incident: Incident) -> None:
    assert desk.change(incident, incident_type={"name": "flood"}).code == 2001
    assert desk.change(incident, incident_type={"name": "major_incident"}).status == 200
    assert incident.incident_type == "major_incident"
