"""The JSON of every verb has the keys that scripts count on, all of them, in the same documents."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from pdtui.core.actions import ACTIONS
from pdtui.simulator.pagerduty.model import Level
from tests.end_to_end import schema
from tests.end_to_end.test_verbs_acting import CASES, Case
from tests.end_to_end.verbs import Verbs

READING: Mapping[str, tuple[str, ...]] = {
    "list": schema.INCIDENT,
    "log {a}": schema.LOG_ENTRY,
    "alerts {a}": schema.ALERT,
    "oncall": schema.LEVEL,
    "shifts": schema.SHIFT,
    "override primary": schema.OVERRIDE,
}
MORE = {
    "alerts": ("alert_id",),
    "alerts moved": ("alert_id",),
    "override": ("override",),
    "undo": ("undone", "stays"),
}
"""What a deed holds beyond what each one holds."""
IN_SLACK = {"thread", "reply", "react", "link", "unlink", "channel", "checklist", "slack", "cover"}
"""These are held to theirs in `test_verbs_slack` and `test_cover_verb`."""


def document(found: object) -> Mapping[str, object]:
    """A JSON object."""
    assert isinstance(found, dict)
    return found


def array(found: object) -> list[object]:
    """A JSON array with something in it."""
    assert isinstance(found, list)
    assert found
    return found


def test_every_verb_is_held_to_its_keys() -> None:
    held = {line.split()[0] for line in (*READING, *(case.arguments for case in CASES.values()))}
    verbs = {action.verb.split()[0] for action in ACTIONS if action.verb}
    assert held | IN_SLACK | {"show", "outbox", "remind", "handoff"} == verbs - {"demo", "setup"}


@pytest.mark.parametrize(("line", "keys"), READING.items(), ids=READING)
def test_what_a_reading_verb_prints(verbs: Verbs, line: str, keys: tuple[str, ...]) -> None:
    incident = verbs.trigger("one", ["cpu"])
    assert verbs("override", "primary", "--for", "1h").code == 0
    result = verbs.line(f"{line} --json", a=incident.number)
    assert (result.code, result.err) == (0, "")
    for each in array(result.json):
        assert tuple(document(each)) == keys


def test_show_is_one_object_with_all_of_it(verbs: Verbs) -> None:
    incident = verbs.trigger("one", ["cpu", "disk"])
    assert verbs("note", incident.id, "hello").code == 0
    shown = document(json.loads(verbs("show", incident.id, "--json").out))
    assert set(shown) == {*schema.INCIDENT, "notes", "log_entries", "alerts", "thread"}
    for part, keys in (("notes", schema.NOTE), ("log_entries", schema.LOG_ENTRY), ("alerts", schema.ALERT)):
        for each in array(shown[part]):
            assert tuple(document(each)) == keys
    assert tuple(document(shown["thread"])) == schema.THREAD
    assert shown["alert_count"] == len(array(shown["alerts"])) == 2


def test_the_outbox_holds_what_slack_is_owed(verbs: Verbs) -> None:
    verbs.world.settings = verbs.world.settings.replace("#incidents", "#nowhere")
    verbs.world.settle()
    incident = verbs.world.trigger(announced=False)
    assert verbs("ack", incident.id, "--json").json[0]["slack"] == "parked"
    (owed,) = verbs("outbox", "--json").json
    assert tuple(owed) == schema.MESSAGE


@pytest.mark.parametrize(("name", "case"), CASES.items(), ids=CASES)
def test_what_a_verb_that_acts_prints(verbs: Verbs, name: str, case: Case) -> None:
    first, second = case.ready(verbs)
    result = verbs.line(f"{case.arguments} --json", a=first.number, b=second.number)
    assert result.code == 0, result.err
    (deed,) = result.json
    assert tuple(deed) == schema.DEED + MORE.get(name, ())
    assert (deed["done"], deed["error"], deed["warning"]) == (True, None, None)
    assert case.says in str(deed["what"])
    assert case.check(verbs, first, second)
    if name == "override":
        assert (deed["incident"], deed["slack"]) == (None, None)
        assert tuple(document(deed["override"])) == schema.OVERRIDE
    else:
        assert tuple(document(deed["incident"])) == schema.INCIDENT
        assert tuple(document(deed["thread"])) == schema.THREAD
        assert deed["slack"] == "told"


def test_after_an_action_the_incident_is_as_pagerduty_has_it_now(verbs: Verbs) -> None:
    incident = verbs.trigger()
    (noted,) = verbs("note", incident.id, "hello", "--json").json
    assert document(noted["incident"])["status"] == "triggered"
    (deed,) = verbs("ack", incident.id, "--json").json
    assert (document(deed["incident"])["status"], document(deed["incident"])["acknowledged_by"]) == (
        "acknowledged",
        ["Ada Moreau"],
    )


def test_what_was_refused_is_in_the_array_too_with_the_incident_as_it_is(verbs: Verbs) -> None:
    good, gone = verbs.trigger("good"), verbs.trigger("gone")
    verbs.world.pagerduty.resolve(gone.id, verbs.world.bo.id)
    result = verbs("ack", good.id, gone.id, "--json")
    assert result.code == 4
    done, refused = result.json
    assert (done["done"], refused["done"]) == (True, False)
    assert "is resolved" in str(refused["error"])
    assert (refused["slack"], document(refused["incident"])["status"]) == (None, "resolved")
    assert "1 of 2 done, 1 refused" in result.err


def test_list_prints_another_scope_and_refuses_one_that_there_is_not(verbs: Verbs) -> None:
    world = verbs.world
    stranger = world.pagerduty.add_user("Zed", "zed@acme.example")
    policy = world.pagerduty.add_escalation_policy("Others", [Level(30, (stranger.id,))])
    other = world.pagerduty.add_service("Other service", policy)
    mine, theirs = world.trigger("mine"), world.pagerduty.trigger(other.id, "theirs")
    assert [one["id"] for one in verbs("list", "--json").json] == [mine.id]
    assert {one["id"] for one in verbs("list", "--scope", "everything", "--json").json} == {mine.id, theirs.id}
    bad = verbs("list", "--scope", "nobody")
    assert (bad.code, "mine, on-call, teams, everything" in bad.err) == (2, True)
